"""Whether figures of a file may be believed: how much of it the version learned from, and which answers it cannot
give or is never asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lianxin.cli.standing import Standing
    from lianxin.intake.figures import Answered

_SOME = 30
"""Texts below which nothing is too good to be true."""
_TOLD = ("n", "accuracy", "macro_f1", "coverage", "accuracy_at_threshold")
"""The figures that are told of a part."""
_NAMED = 10
"""Answers that a warning names; the JSON names all."""


def fairness(standing: Standing, fared: Answered, heard: Sequence[bool] | None) -> dict[str, Any]:
    """What stands before the figures. `fair`: false where the version learned from some of the texts or cannot give
    some of the answers, null where that cannot be told. `heard`: texts it learned from, as far as signs tell (an
    edited text is not found, nor a part of one), and `unheard`: the figures of the others, null where there are none;
    `held_back`: those of its own training on texts held back; `too_good`: whether the others were answered better than
    those by more than chance explains; `foreign`: answers of the file that the version has not, with their texts,
    each of which counts as wrong; `missing`: answers it has and the file lacks, of which the figures say nothing."""
    foreign = Counter(label for label in fared.truth if label not in standing.labels)
    rest = None if heard is None else fared.among([not one for one in heard])
    whole, held = len(fared.truth), held_back(standing)
    good = too_good(fared if rest is None else rest, held)
    return {
        "fair": False if foreign or (heard and any(heard)) else None if heard is None or good else True,
        "heard": None if heard is None else _part(sum(heard), whole),
        "unheard": _figures(rest) if rest and rest.truth else None,
        "held_back": held,
        "too_good": good,
        "foreign": {**_part(sum(foreign.values()), whole), "labels": dict(foreign.most_common())},
        "missing": sorted(standing.labels - set(fared.truth)),
    }


def _part(n: int, whole: int) -> dict[str, Any]:
    return {"texts": n, "share": round(n / whole, 4)}


def _figures(fared: Answered) -> dict[str, Any]:
    said = fared.figures() | fared.at()
    return {key: said[key] for key in _TOLD}


def held_back(standing: Standing) -> dict[str, Any] | None:
    """The figures of the version's own training, on texts held back; None of words, which learned from nothing."""
    if standing.manifest is None:
        return None
    return {key: standing.manifest.figures[key] for key in _TOLD}


def too_good(fared: Answered, held: dict[str, Any] | None) -> bool:
    """Whether these were answered rightly more often than texts held back in training, by three standard errors: then
    they may be parts of what was learned from, or edited."""
    if held is None or not fared.truth:
        return False
    n, right = len(fared.truth), held["accuracy"]
    spread = math.sqrt(right * (1 - right) * (1 / n + 1 / held["n"]))
    return n >= _SOME and float(fared.figures()["accuracy"]) > right + 3 * spread


def warnings(said: dict[str, Any], n: int) -> list[str]:
    """What a person is told of it, each in Chinese and English; none where the figures may be believed."""
    found = []
    heard, foreign = said["heard"], said["foreign"]
    if heard is None:
        found.append(
            "注意：现用的版本没有记下学过哪些文字（它比这项功能旧），看不出这份文件是不是它学过的；学过的，分数偏高\n"
            "note: the version in use does not say what it learned from (it is older than that), so nobody can tell "
            "whether these texts are among it; if so, the figures are too good"
        )
    elif heard["texts"]:
        found.append(_learned_from(said, n))
    if said["too_good"]:
        found.append(
            f"注意：没认出学过的，却比训练时留出来检验的好得多（对 {said['held_back']['accuracy']:.0%}），不像是碰巧："
            "也许是学过的文字的一部分，或改过几个字\n"
            f"note: texts not known to be among those learned from were answered far better than those held back in "
            f"training ({said['held_back']['accuracy']:.0%} right), hardly by chance: they may be parts of what was "
            "learned from, or edited"
        )
    if foreign["texts"]:
        found.append(
            f"注意：{foreign['texts']} 条（{foreign['share']:.0%}）的答案现用的版本没有，都算答错：{_names(foreign)}\n"
            f"note: {foreign['texts']} texts ({foreign['share']:.0%}) have answers that the version in use cannot "
            f"give; each counts as wrong: {_names(foreign)}"
        )
    if said["missing"]:
        names = "、".join(said["missing"][:_NAMED])
        found.append(
            f"注意：现用的版本还有 {len(said['missing'])} 种答案这份文件里没有，这里看不出它们好不好；"
            f"答成它们的算错，macro-F1 里各算 0：{names}\n"
            f"note: {len(said['missing'])} answers of the version in use do not occur in this file: the figures say "
            f"nothing of them, and macro-F1 counts 0 for each that was given: {names}"
        )
    return found


def _learned_from(said: dict[str, Any], n: int) -> str:
    heard, rest, held = said["heard"], said["unheard"], said["held_back"]
    zh = f"注意：{n} 条里有 {heard['texts']} 条（{heard['share']:.0%}）是现用的版本学过的，这样的分数偏高，不能当真。"
    en = (
        f"note: the version in use learned from {heard['texts']} of these {n} texts ({heard['share']:.0%}): such "
        "figures are too good and no fair result. "
    )
    if rest:
        zh += f"没学过的 {rest['n']} 条：{_short(rest)}\n"
        en += f"The {rest['n']} it did not learn from: {_short(rest)}"
    else:
        zh += f"请换它没学过的文字。训练时留出来检验的 {held['n']} 条：{_short(held)}\n"
        en += f"Take texts it did not learn from. The {held['n']} held back in training: {_short(held)}"
    return zh + en


def _short(said: dict[str, Any]) -> str:
    right = said["accuracy_at_threshold"]
    return f"macro-F1 {said['macro_f1']}, 自动 / decided {said['coverage']:.0%}" + (
        "" if right is None else f", 其中正确 / right {right:.1%}"
    )


def _names(foreign: dict[str, Any]) -> str:
    named = [f"{label} {n}" for label, n in list(foreign["labels"].items())[:_NAMED]]
    return "、".join(named) + ("…" if len(foreign["labels"]) > _NAMED else "")
