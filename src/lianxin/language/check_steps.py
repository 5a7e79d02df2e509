"""What a pack may get wrong with units that end with a matter, clocks that end on a day that is filled in, arrivals
that are kept for a while, and who is told that what he asked for was decided."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_indicators import Checker
from lianxin.language.source import Fault, Key


def faults(checker: Checker) -> Iterator[Fault]:
    """Kinds of unit, steps and days that are none; arrivals that nothing lets."""
    said = checker.pack.said
    lets = any("arrivals" in step.lets for kind in said.matters.values() for step in kind.steps.values())
    for key, kind in said.matters.items():
        for step in kind.timed:
            yield from checker.dangling(("matters", key, "timed"), "步骤", "step", step, kind.steps)
        if kind.timed and not lets:
            yield checker.tree.fault(
                ("matters", key, "timed"),
                "没有哪一步放宽记个人到达时刻",
                "no step lets arrivals of people be kept",
                "在宣布战时以后的那一步写 lets: [arrivals]，或删去 timed",
                "write lets: [arrivals] at the step of wartime, or remove timed",
            )
        for name, clock in kind.clocks.items():
            if clock.on_day is not None:
                days = {field for field, asked in kind.fields.items() if asked.type == "date"}
                where: Key = ("matters", key, "clocks", name, "on_day")
                yield from checker.dangling(where, "日期内容", "field with a date", clock.on_day, days)
        for name, step_said in kind.steps.items():
            for action, declared in step_said.actions.items():
                at: Key = ("matters", key, "steps", name, "actions", action, "closes")
                if declared.closes is not None:
                    yield from checker.dangling(at, "单位类别", "kind of unit", declared.closes, said.unit_kinds)
                if "asker" in declared.tells and not declared.not_by:
                    yield _asks_nobody(checker, ("matters", key, "steps", name, "actions", action, "tells"))
    for action, declared in said.actions.items():
        if "asker" in declared.tells and not declared.not_by:
            yield _asks_nobody(checker, ("actions", action, "tells"))


def _asks_nobody(checker: Checker, where: Key) -> Fault:
    return checker.tree.fault(
        where,
        "tells 写了 asker，却没有 not_by：不知道是谁提出的",
        "tells has asker, but there is no not_by: nobody knows who asked",
        "在 not_by 写上提出时做的那个动作，或删去 asker",
        "name in not_by the action by which it was asked for, or remove asker",
    )
