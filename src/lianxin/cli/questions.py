"""The question a file of answered texts answers, its rows, and what the packs and the shelf know of both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lianxin.adapters import configuration, labelled
from lianxin.intake.shelf import SHARED, Shelf

if TYPE_CHECKING:
    from lianxin.intake.training import Example
    from lianxin.intake.words import Vocabulary

HALF = 0.5
"""The share of a file's answers that a question must have to be the one it answers."""


def shelf() -> Shelf:
    """Where this installation keeps what it learned."""
    return Shelf(configuration.var_folder() / "models")


def kind_of(column: str, labels: set[str], town: str, *, fresh: bool = False) -> str:
    """Which question a file answers: the pack's, when the answers are its (投诉, 咨询 …); otherwise the column's own
    name. Two files whose columns are called alike and share no answers are two questions: label, label-2 …
    `fresh`: to be learned. One that is only checked may also have some answers that its question has not."""
    if (found := words_of(town, labels)) is not None:
        return found.kind
    base = re.sub(r"[^\w.-]+", "_", column).strip("._") or "label"
    books = [one for one in shelf().books() if one.owner in (town or SHARED, SHARED) and one.current]
    shared = {one.kind: len(labels & set(one.said["labels"])) / len(labels) for one in books}
    alike = {kind: part for kind, part in shared.items() if re.fullmatch(re.escape(base) + r"(-\d+)?", kind)}
    for near in (alike, {} if fresh or alike else shared):
        best = max(near, key=lambda kind: near[kind], default="")
        if best and near[best] >= HALF:
            return best
    if not fresh:
        cold = None if base in shared else cold_words(town, labels)
        return cold.kind if cold else base
    taken = {one.kind for one in shelf().books()}
    if base not in taken:
        return base
    return next(name for number in range(2, 1000) if (name := f"{base}-{number}") not in taken)


def _asked(town: str) -> list[Vocabulary]:
    """The questions of a town's pack, with their words."""
    from lianxin.intake.words import declared
    from lianxin.language.load import load
    from lianxin.language.source import BadPack

    folder = configuration.packs_folder() / (town or "base")
    try:
        said = load(folder, date.today()).said.understanding  # noqa: DTZ011 - the day at the keyboard
    except (BadPack, OSError):
        return []
    return [declared(key, one) for key, one in said.items()]


def words_of(town: str, labels: set[str]) -> Vocabulary | None:
    """The words of the question whose answers these are, with the answers called as the file calls them."""
    from lianxin.intake import learned

    ordered = tuple(sorted(labels))
    for plain in _asked(town):
        keys = learned.keyed(plain, ordered)
        if keys is not None:
            return learned.renamed(plain, ordered, keys)
    return None


def cold_words(town: str, labels: set[str], kind: str = "") -> Vocabulary | None:
    """All words of the question `kind`, or of the one that has half of these answers at least; its answers called as
    the file calls them, and those the file lacks as the pack does."""
    from lianxin.intake import learned

    for plain in _asked(town):
        known = keys_of(plain, labels)
        if kind and plain.kind != kind or not kind and len(known) < HALF * len(labels):
            continue
        by_key = any(label in plain.labels for label in labels)
        rest = [key for key in plain.labels if key not in known.values()]
        called = tuple(plain.names[key].zh if key in plain.names and not by_key else key for key in rest)
        return learned.renamed(plain, (*known, *called), (*known.values(), *rest))
    return None


def keys_of(plain: Vocabulary, labels: Iterable[str]) -> dict[str, str]:
    """The pack's keys for those of these answers that it has."""
    from lianxin.intake import learned

    each = {label: learned.keyed(plain, (label,)) for label in sorted(labels)}
    return {label: keys[0] for label, keys in each.items() if keys}


def same_answers(town: str, kind: str, labels: set[str], known: Iterable[str]) -> dict[str, str]:
    """What the model calls the answers of a file: 投诉 is `complaint` where the pack's key was learned. Answers that
    the model has not stay as they are."""
    plain = next((one for one in _asked(town) if one.kind == kind), None)
    if plain is None:
        return {}
    called = {key: label for label, key in keys_of(plain, known).items()}
    return {label: called[key] for label, key in keys_of(plain, labels - set(known)).items() if key in called}


def in_pack(town: str, kind: str = "") -> dict[str, set[str]]:
    """The questions of a town's pack with their answers, by key and by Chinese name. Ends the command where there is no
    such town, or no such question."""
    from lianxin.language.load import load
    from lianxin.language.source import BadPack

    folders = configuration.packs_folder()
    if town and not (folders / town / "pack.yaml").exists():
        known = "、".join(sorted(one.parent.name for one in folders.glob("*/pack.yaml")))
        raise ended(f"没有叫“{town}”的街镇，有：{known}\nno town named {town}; there are: {known}")
    try:
        said = load(folders / (town or "base"), date.today()).said.understanding  # noqa: DTZ011 - the day at the keyboard
    except (BadPack, OSError):
        return {}
    asked = {key: {*one.labels, *(name.zh for name in one.labels.values())} for key, one in said.items()}
    if kind and kind not in asked:
        known = "、".join(asked)
        raise ended(f"包里没有“{kind}”这个问题，有：{known}\nthe pack asks no {kind}; it asks: {known}")
    return asked


def read_by(kind: str, labels: set[str], asked: dict[str, set[str]]) -> None:
    """Ends the command where a question of the pack would be learned with answers that it has not, so that nothing
    would ever be read by it; says where a question is none of the pack."""
    if kind not in asked:
        typer.echo(
            f"“{kind}”不是包里的问题：可以检验，登记时不用它\n{kind} is no question of the pack: it can be evaluated, "
            "and is not asked while filing",
            err=True,
        )
    elif strange := labels - asked[kind]:
        raise ended(
            f"这些不是“{kind}”的答案：{'、'.join(sorted(strange)[:10])}。"
            "这样学了也不会用来判断：改成包里的答案，或不写 --kind\n"
            f"not answers of {kind}: {', '.join(sorted(strange)[:10])}. Nothing would be read by it: "
            "use the pack's answers, or leave --kind out"
        )


def says(kind: str, town: str, examples: list[Example]) -> Any:
    """What the pack's words say of a text, as evidence for the training of this question; None where it has none."""
    from lianxin.intake.learned import share
    from lianxin.intake.words import Understander

    vocabulary = words_of(town, {one.label for one in examples})
    if vocabulary is None or vocabulary.kind != kind:
        return None
    reader = Understander([vocabulary])
    return lambda said: share(reader.read(said)[kind])


def answered(file: Path, text: list[str], label: str, group: str) -> tuple[list[Example], int]:
    """The answered rows of a file, and how many had no text or no answer. Ends the command where it is wrong."""
    from lianxin.intake.features import folded
    from lianxin.intake.training import Example, views_of

    try:
        found = labelled.read(file, text, label, group)
    except labelled.Wrong as problem:
        raise ended(str(problem)) from None
    examples = []
    for one in found.rows:
        whole = "\n".join(part for part in one.texts if part)
        examples.append(Example(views_of(one.texts), one.label, one.group or folded(whole)))
    return examples, found.blank


def ended(text: str) -> typer.Exit:
    """Says why the command ends, and gives what to raise."""
    typer.echo(text, err=True)
    return typer.Exit(2)
