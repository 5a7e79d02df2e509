"""What makes the norms of a well-spelt pack wrong: names that lead nowhere, and a norm that asks nothing."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_ties import Checker
from lianxin.language.norms import Norm
from lianxin.language.source import Fault, Key

STUDY = ("hours", "sessions")


def faults(check: Checker) -> Iterator[Fault]:
    """Everything wrong with what party bodies and their people should have."""
    said = check.pack.said
    for key, norm in said.norms.items():
        at: Key = ("norms", key)
        yield from check.source(at, norm.source)
        for kind in norm.units:
            yield from check.dangling((*at, "units"), "单位类别", "kind of unit", kind, said.unit_kinds)
        for kind in norm.kinds:
            yield from check.dangling((*at, "kinds"), "活动类别", "kind of activity", kind, said.activities)
        for name in (norm.least, norm.most, norm.reached, *norm.fills.values()):
            if name is not None:
                yield from check.dangling(at, "参数", "value", name.removeprefix("$"), said.values)
        yield from _asks(check, at, norm)


def _asks(check: Checker, at: Key, norm: Norm) -> Iterator[Fault]:
    if norm.least is None and norm.most is None:
        yield check.tree.fault(
            at,
            "这一项什么也没有要求",
            "this norm asks for nothing",
            "写 least（至少）或 most（至多）",
            "write least or most",
        )
    studied = norm.counts in STUDY
    if studied != bool(norm.kinds) or studied != (norm.each != "unit"):
        yield check.tree.fault(
            at,
            "学时、场次按人数，要写由哪些活动记（kinds）；别的都是支部的数",
            "hours and sessions are counted for each person, out of activities (kinds); all else is of the unit",
            "学时、场次写 each: member 或 officer 和 kinds；别的两样都不写",
            "write each: member or officer, and kinds, for hours and sessions; neither for the others",
        )
