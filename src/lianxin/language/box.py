"""Totals of a ballot box, and the figures of an activity that they become. Nobody types what a box gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from lianxin.language.activities import ActivityKind, BallotBox
from lianxin.language.approx import counted
from lianxin.language.reason import Reason, Refused, because

Totals = dict[str, dict[str, int]]
"""How many gave which answer to which question."""


def totals(box: BallotBox, questions: Sequence[str], ballots: Collection[Mapping[str, str]]) -> Totals:
    """What a box comes to. Errors: Refused (too few ballots to hide who gave which)."""
    enough(box, len(ballots))
    found: Totals = {}
    for question in questions:
        given = Counter(ballot[question] for ballot in ballots)
        found[question] = {choice: given[choice] for choice in box.choices}
    return found


def enough(box: BallotBox, ballots: int) -> None:
    """Refuses to open a box whose totals would say who gave which."""
    if ballots < box.least:
        zh = "只有 {n} 票，少于 {least} 票不开箱，免得看出谁投了什么"
        en = "{n} ballots: fewer than {least} are not opened, lest they tell who gave which"
        raise Refused(because("few", zh, en, n=ballots, least=box.least))


def figures(kind: ActivityKind, resolved: Iterable[Mapping[str, Any]], closed: Collection[str]) -> dict[str, Any]:
    """The figures that opened boxes give; those of an item of which a box is still closed are not known yet."""
    opened = [one for one in resolved if "totals" in one and one["item"] not in closed]
    found = {}
    for name, declared in kind.figures.items():
        boxes = [one for one in opened if one["item"] == declared.box]
        if not boxes:
            continue
        if declared.choice is None:
            many = sum(one["ballots"] for one in boxes)
        else:
            many = sum(given.get(declared.choice, 0) for one in boxes for given in one["totals"].values())
        found[name] = counted(many).kept() | {"box": declared.box}
    return found


def given(kind: ActivityKind, name: str, held: Collection[str]) -> Reason | None:
    """Why a figure is not typed: a box was held for it."""
    if kind.figures[name].box not in held:
        return None
    zh = "“{label}”由无记名票箱开出，不能手填；开箱以后自动写上"
    en = "“{en}” comes out of the ballot box: it is not typed; opening the box writes it"
    label = kind.figures[name].label
    return because("boxed", zh, en, label=label.zh, en=label.say("en"))


def typed(kind: ActivityKind, kept: Mapping[str, Mapping[str, Any]], item: str) -> bool:
    """Whether totals of an item were typed by hand: then no box is held for it any more."""
    return any(
        one.get("typed") and name in kind.figures and kind.figures[name].box == item for name, one in kept.items()
    )
