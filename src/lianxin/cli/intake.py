"""`lianxin intake …`: learn from answered texts, see how good it is, list what was learned, take it back."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lianxin.adapters import configuration, labelled
from lianxin.cli.progress import bar
from lianxin.intake.shelf import SHARED, NotThere, Shelf, WordsAlone

if TYPE_CHECKING:
    from lianxin.intake.training import Example
    from lianxin.intake.understanding import Understands
    from lianxin.intake.words import Vocabulary

app = typer.Typer(
    help="理解：训练、检验、列出、退回。 Understanding: train, evaluate, list, roll back.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(help="CSV：一行一件，第一行是列名")]
Text = Annotated[list[str], typer.Option("--text", help="文字所在的列，可写几次（如标题、正文）")]
Label = Annotated[str, typer.Option("--label", help="答案所在的列")]
Kind = Annotated[str, typer.Option("--kind", help="学的是哪个问题（nature、topic…）；不写就看列名和答案")]
Town = Annotated[str, typer.Option("--town", help="街镇（包的名称）；不写就是大家共用")]


def shelf() -> Shelf:
    """Where this installation keeps what it learned."""
    return Shelf(configuration.var_folder() / "models")


@app.command()
def train(
    file: Annotated[Path | None, typer.Argument(help="CSV：一行一件，第一行是列名")] = None,
    text: Annotated[list[str] | None, typer.Option("--text", help="文字所在的列，可写几次（如标题、正文）")] = None,
    label: Label = "",
    group: Annotated[str, typer.Option("--group", help="同一件事的几行写同一个值的列；不写就看 group 列")] = "",
    kind: Kind = "",
    town: Town = "",
    from_database: Annotated[bool, typer.Option("--from-database", help="照本街镇由人判定过的事来学")] = False,
) -> None:
    """照答过的文字学，并马上启用。 Learns from answered texts and takes the result into use."""
    if from_database:
        from lianxin.cli.django import prepared

        if not town or not kind or file is not None:
            raise typer.BadParameter(
                "--from-database 要写 --town 和 --kind，不要文件 / needs --town and --kind, no file"
            )
        _in_pack(town, kind)
        with prepared():
            from lianxin.kernel.reads.labels import settled  # once Django is set up

            examples = settled(town, kind)
        _learn(examples, kind, town, {"from": "database", "town": town})
        return
    if file is None or not text or not label:
        raise typer.BadParameter("要写文件、--text 和 --label / needs a file, --text and --label")
    asked = _in_pack(town)
    rows, blank = _rows(file, text, label, group)
    labels = {one.label for one in rows}
    kind = kind or kind_of(label, labels, town, fresh=True)
    _read_by(kind, labels, asked)
    _learn(rows, kind, town, {"from": file.name, "text": text, "label": label, "skipped": blank})


def _learn(examples: list[Example], kind: str, town: str, source: dict[str, Any]) -> None:
    from lianxin.intake import training

    with bar(f"学 {kind} / learning") as told:
        try:
            done = training.learn(
                examples, kind, datetime.now(UTC), source=source, says=_says(kind, town, examples), told=told
            )
        except training.CannotLearn as problem:
            raise _ended(f"{problem.zh}\n{problem.en}") from None

    try:
        shelf().put(town or SHARED, kind, done.manifest.version, done.write)
    except (OSError, NotThere) as problem:
        raise _ended(f"存不下来 / cannot be kept: {problem}") from None
    figures = done.manifest.figures
    typer.echo(
        f"{town or SHARED}/{kind} {done.manifest.version}: {figures['n']} 条 / texts, "
        f"macro-F1 {figures['macro_f1']}, "
        f"自动 / decided {figures['coverage']:.0%}, 其中正确 / right {figures['accuracy_at_threshold'] or 0:.1%}"
    )


@app.command()
def evaluate(
    file: File,
    text: Text,
    label: Label,
    kind: Kind = "",
    town: Town = "",
) -> None:
    """拿答过的文字检验现用的版本，没有学过就检验包里的词；打印 JSON。 Checks what is in use, else the pack's words."""
    from lianxin.intake import figures

    rows, blank = _rows(file, text, label, "")
    labels = {one.label for one in rows}
    kind = kind or kind_of(label, labels, town)
    reader, asked, bounds = _in_use(kind, town, labels)
    began = time.perf_counter()
    with bar(f"检验 {kind} / evaluating") as told:
        read = []
        for done, one in enumerate(rows, 1):
            read.append(reader.read(one.views[0])[asked])
            if done % 200 == 0:
                told(done, len(rows))
    seconds = time.perf_counter() - began
    truth, guess = [one.label for one in rows], [one.best or "" for one in read]
    said = figures.figures(truth, guess)
    said |= figures.at([one.sure for one in read], truth, guess)
    said |= {"texts_per_second": round(len(rows) / seconds), "skipped": blank}
    typer.echo(json.dumps(said | {"kind": kind} | bounds, ensure_ascii=False, indent=1))


def _in_use(kind: str, town: str, labels: set[str]) -> tuple[Understands, str, dict[str, Any]]:
    """What reads this question now, the question it answers by, and what it decides from: the learned version, or
    where nothing was learned the words of the pack alone."""
    from lianxin.intake import learned
    from lianxin.intake.model import Unusable, load
    from lianxin.intake.words import Understander

    found = dict(shelf().in_use(*([town] if town else []), SHARED)).get(kind)
    if found is None:
        words = _vocabulary(town, labels)
        if words is None or words.kind != kind:
            raise _ended(f"“{kind}”还没有学过，先运行 lianxin intake train\n{kind}: nothing learned yet; train first")
        # "words" in place of a version: the cold start.
        return Understander([words]), kind, {"version": "words", "sure": words.sure, "margin": words.margin}
    try:
        model = load(found)
    except Unusable as problem:
        raise _ended(f"这个版本读不了，请重新训练 / cannot be read, train again: {problem}") from None
    names, said = model.manifest.labels, model.manifest
    vocabulary = _vocabulary(town, set(names)) if said.words else None
    reader = learned.Learned(Understander([vocabulary] if vocabulary else []), {kind: learned.Named(model, names)})
    asked = vocabulary.kind if vocabulary else kind
    return reader, asked, {"version": said.version, "threshold": said.threshold, "threshold_short": said.short}


@app.command(name="list")
def list_versions() -> None:
    """列出学过的版本，* 是现用的。 Lists what was learned; * marks what is in use."""
    for book in shelf().books():
        figures, made = book.said["figures"], book.said["trained_on"]
        typer.echo(
            f"{'*' if book.current else ' '} {book.owner}/{book.kind}\t{book.version}\t{made['from']}\t"
            f"n={made['texts']}\tmacro-F1={figures['macro_f1']}\t≥98%: {figures['coverage']:.0%}"
        )


@app.command()
def rollback(
    kind: Annotated[str, typer.Argument(help="哪个问题")],
    town: Town = "",
    to: Annotated[str, typer.Option("--to", help="退到哪个版本；不写就是上一个")] = "",
) -> None:
    """退回上一个版本；没有更早的，就只用包里的词。 Back to the version before; before the first, the pack's words."""
    try:
        now = shelf().back(town or SHARED, kind, to)
    except NotThere as problem:
        raise _ended(f"没有这个版本 / no such version: {problem}") from None
    except WordsAlone:
        raise _ended("已经只用包里的词，没有可退的 / the pack's words alone are in use: no step back") from None
    typer.echo(f"{town or SHARED}/{kind}: {now or '只用包里的词 / the words of the pack alone'}")


def kind_of(column: str, labels: set[str], town: str, *, fresh: bool = False) -> str:
    """Which question a file answers: the pack's, when the answers are its (投诉, 咨询 …); otherwise the column's own
    name. Two files whose columns are called alike and share no answers are two questions: label, label-2 …"""
    if (vocabulary := _vocabulary(town, labels)) is not None:
        return vocabulary.kind
    base = re.sub(r"[^\w.-]+", "_", column).strip("._") or "label"
    books = [one for one in shelf().books() if one.owner in (town or SHARED, SHARED) and one.current]
    alike = {
        one.kind: len(labels & set(one.said["labels"])) / len(labels)
        for one in books
        if re.fullmatch(re.escape(base) + r"(-\d+)?", one.kind)
    }
    best = max(alike, key=lambda kind: alike[kind], default="")
    if best and alike[best] >= 0.5:
        return best
    taken = {one.kind for one in shelf().books()}
    if not fresh or base not in taken:
        return base
    return next(name for number in range(2, 1000) if (name := f"{base}-{number}") not in taken)


def _vocabulary(town: str, labels: set[str]) -> Vocabulary | None:
    """The words of the question whose answers these are, with the answers called as the file calls them."""
    from lianxin.intake import learned
    from lianxin.intake.words import declared
    from lianxin.language.load import load
    from lianxin.language.source import BadPack

    folder = configuration.packs_folder() / (town or "base")
    try:
        said = load(folder, date.today()).said.understanding  # noqa: DTZ011 - the day at the keyboard
    except (BadPack, OSError):
        return None
    for key, one in said.items():
        plain = declared(key, one)
        ordered = tuple(sorted(labels))
        keys = learned.keyed(plain, ordered)
        if keys is not None:
            return learned.renamed(plain, ordered, keys)
    return None


def _in_pack(town: str, kind: str = "") -> dict[str, set[str]]:
    """The questions of a town's pack with their answers, by key and by Chinese name. Ends the command where there is no
    such town, or no such question."""
    from lianxin.language.load import load
    from lianxin.language.source import BadPack

    folders = configuration.packs_folder()
    if town and not (folders / town / "pack.yaml").exists():
        known = "、".join(sorted(one.parent.name for one in folders.glob("*/pack.yaml")))
        raise _ended(f"没有叫“{town}”的街镇，有：{known}\nno town named {town}; there are: {known}")
    try:
        said = load(folders / (town or "base"), date.today()).said.understanding  # noqa: DTZ011 - the day at the keyboard
    except (BadPack, OSError):
        return {}
    asked = {key: {*one.labels, *(name.zh for name in one.labels.values())} for key, one in said.items()}
    if kind and kind not in asked:
        known = "、".join(asked)
        raise _ended(f"包里没有“{kind}”这个问题，有：{known}\nthe pack asks no {kind}; it asks: {known}")
    return asked


def _read_by(kind: str, labels: set[str], asked: dict[str, set[str]]) -> None:
    """Ends the command where a question of the pack would be learned with answers that it has not, so that nothing
    would ever be read by it; says where a question is none of the pack."""
    if kind not in asked:
        typer.echo(
            f"“{kind}”不是包里的问题：可以检验，登记时不用它\n{kind} is no question of the pack: it can be evaluated, "
            "and is not asked while filing",
            err=True,
        )
    elif strange := labels - asked[kind]:
        raise _ended(
            f"这些不是“{kind}”的答案：{'、'.join(sorted(strange)[:10])}。"
            "这样学了也不会用来判断：改成包里的答案，或不写 --kind\n"
            f"not answers of {kind}: {', '.join(sorted(strange)[:10])}. Nothing would be read by it: "
            "use the pack's answers, or leave --kind out"
        )


def _says(kind: str, town: str, examples: list[Example]) -> Any:
    from lianxin.intake.learned import share
    from lianxin.intake.words import Understander

    vocabulary = _vocabulary(town, {one.label for one in examples})
    if vocabulary is None or vocabulary.kind != kind:
        return None
    reader = Understander([vocabulary])
    return lambda said: share(reader.read(said)[kind])


def _rows(file: Path, text: list[str], label: str, group: str) -> tuple[list[Example], int]:
    from lianxin.intake.features import folded
    from lianxin.intake.training import Example, views_of

    try:
        found = labelled.read(file, text, label, group)
    except labelled.Wrong as problem:
        raise _ended(str(problem)) from None
    examples = []
    for one in found.rows:
        whole = "\n".join(part for part in one.texts if part)
        examples.append(Example(views_of(one.texts), one.label, one.group or folded(whole)))
    return examples, found.blank


def _ended(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(2)


@app.command()
def privacy(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV：text、expected 两列")],
) -> None:
    """检验遮盖：电话、证件号、姓名、门牌…找到多少、找错多少。 How well private stretches are found, as JSON."""
    from lianxin.intake.privacy_measure import cases, measure

    told = [case for file in files for case in cases(file)]
    typer.echo(json.dumps(measure(told), ensure_ascii=False, indent=1))
