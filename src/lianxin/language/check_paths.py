"""What makes paths of a well-spelt pack wrong: stages that lead nowhere, waits for what never comes before."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_ties import Checker
from lianxin.language.paths import MemberPath
from lianxin.language.source import Fault, Key

SPANS = ("days", "months", "years")
LENGTHS = ("days", "workdays", "months", "years")
"""Working days are for what must have passed (`least`): they are whole days between, and no term ends on one."""
LONGEST = 20
"""Characters of a path's name: the role of the tie that keeps it."""


def faults(check: Checker) -> Iterator[Fault]:
    """Everything wrong with paths."""
    said = check.pack.said
    for key, path in said.paths.items():
        at: Key = ("paths", key)
        yield from check.source(at, path.source)
        for kind in [*path.units, *(unit for one in path.barred for unit in one.units)]:
            yield from check.dangling((*at, "units"), "单位类别", "kind of unit", kind, said.unit_kinds)
        for index, one in enumerate(path.barred):
            yield from check.source((*at, "barred", index), one.source)
        yield from check.dangling((*at, "first"), "阶段", "stage", path.first, path.stages)
        for word in ("ahead", "keep"):
            yield from _length(check, (*at, word), getattr(path, word), ("days",))
        yield from _stages(check, at, path)
        yield from _reached(check, at, path)


def _stages(check: Checker, at: Key, path: MemberPath) -> Iterator[Fault]:
    for name, stage in path.stages.items():
        where: Key = (*at, "stages", name)
        for other in [*stage.next, *([stage.card_day] if stage.card_day else [])]:
            yield from check.dangling((*where, "next"), "阶段", "stage", other, path.stages)
        yield from _length(check, (*where, "every"), stage.every, SPANS)
        for index, wait in enumerate(stage.waits):
            point: Key = (*where, "waits", index)
            yield from check.source(point, wait.source)
            yield from check.dangling((*point, "after"), "阶段", "stage", wait.after, path.stages)
            for word in ("least", "beyond", "within", "at_most"):
                yield from _length(check, (*point, word), getattr(wait, word), LENGTHS if word == "least" else SPANS)
        for index, one in enumerate(stage.through):
            yield from check.source((*where, "through", index), one.source)
            yield from check.dangling((*where, "through", index, "stage"), "阶段", "stage", one.stage, path.stages)
        for key, asked in stage.asks.items():
            yield from check.source((*where, "asks", key), asked.source)
            for word in ("least", "most"):
                if (value := getattr(asked, word)) is not None:
                    yield from check.dangling(
                        (*where, "asks", key, word), "参数", "value", value[1:], check.pack.said.values
                    )


def _length(check: Checker, at: Key, said: str | None, units: tuple[str, ...]) -> Iterator[Fault]:
    if said is None:
        return
    values = check.pack.said.values
    yield from check.dangling(at, "参数", "value", said[1:], values)
    if said[1:] in values and values[said[1:]].unit not in units:
        zh, en = f"“{said}”不是{'、'.join(units)}的长短", f"{said} is no length in {', '.join(units)}"
        yield check.tree.fault(at, zh, en, "写单位是这几样的参数", "name a value in one of these units")


def _reached(check: Checker, at: Key, path: MemberPath) -> Iterator[Fault]:
    """Stages to which no other leads, and a path without an end."""
    found, ways = {path.first}, [path.first]
    while ways:
        new = set(path.stages[ways.pop()].next) & set(path.stages) - found
        found |= new
        ways += sorted(new)
    for name in path.stages:
        if name not in found:
            yield check.tree.fault(
                (*at, "stages", name), f"没有路通到阶段“{name}”", f"no way leads to stage “{name}”",
                "删去它，或写进前一阶段的 next", "remove it, or name it in the next of another",
            )  # fmt: skip
    if not any(not path.stages[name].next for name in found if name in path.stages):
        yield check.tree.fault(
            (*at, "stages"), "走不到结束", "no end can be reached",
            "留一个不写 next 的阶段", "leave one stage without next",
        )  # fmt: skip
