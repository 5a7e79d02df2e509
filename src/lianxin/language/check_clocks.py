"""What a pack may get wrong with its clocks: a length that rests on nothing or is none, steps and actions that are not
there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from lianxin.language.calendar import Unit
from lianxin.language.check_ties import Checker
from lianxin.language.source import Fault, Key
from lianxin.language.words import Clock, LengthBy

PERIODS: Final = ("quarter_end", "month_end", "year_end")
"""Lengths that no value says: the end of the period."""
LENGTHS: Final = frozenset(get_args(Unit))
"""Units in which a clock can run."""


def faults(checker: Checker) -> Iterator[Fault]:
    """Lengths, steps and actions of the clocks of every kind of matter."""
    said = checker.pack.said
    for key, kind in said.matters.items():
        if any(name not in said.actions for name in kind.shared):
            continue  # told elsewhere, and nothing can be said of its actions
        for name, clock in kind.clocks.items():
            at: Key = ("matters", key, "clocks", name)
            yield from checker.source(at, clock.source)
            for length in _lengths(clock):
                yield from _length(checker, (*at, "length"), length)
            for step in clock.runs_at:
                yield from checker.dangling((*at, "runs_at"), "步骤", "step", step, kind.steps)
                if clock.late and step in kind.steps:
                    zh, en = f"“{step}”上的动作", f"action at “{step}”"
                    known = checker.pack.actions(key, step)
                    yield from checker.dangling((*at, "late"), zh, en, clock.late, known)


def _lengths(clock: Clock) -> Iterator[str]:
    if isinstance(clock.length, LengthBy):
        yield from clock.length.cases.values()
        yield clock.length.otherwise
    else:
        yield clock.length
    if clock.extend_by:
        yield clock.extend_by


def rests(checker: Checker, at: Key, length: str) -> Iterator[Fault]:
    """That a length of time is a value of the pack, which carries its document."""
    if length.startswith("$"):
        yield from checker.dangling(at, "参数", "value", length[1:], checker.pack.said.values)
        return
    yield checker.tree.fault(
        at,
        f"期限“{length}”没有出处",
        f"the length “{length}” rests on nothing",
        "写成 $参数名，参数要有依据文件",
        "write $<value>; a value carries its document",
    )


def _length(checker: Checker, at: Key, length: str) -> Iterator[Fault]:
    if length in PERIODS:
        return
    yield from rests(checker, at, length)
    value = checker.pack.said.values.get(length[1:])
    if value is not None and value.unit not in LENGTHS:
        yield checker.tree.fault(
            at,
            f"期限“{length}”的单位是 {value.unit}，不能倒计时",
            f"the length “{length}” is in {value.unit}, in which no clock runs",
            "期限用天、工作日、小时、工作小时或分钟；几个月写成多少天",
            "a length is in days, workdays, hours, office hours or minutes; write months as days",
        )
