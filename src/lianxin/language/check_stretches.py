"""What a pack may get wrong with the house numbers of a road."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_ties import Checker
from lianxin.language.source import Fault, Key
from lianxin.language.stretch import LAST, Stretch, clashing, stretches
from lianxin.language.word import UnitDecl


def faults(check: Checker) -> Iterator[Fault]:
    """Everything wrong with which doors of a road lie where."""
    for key, unit in check.pack.said.units.items():
        if unit.numbers:
            yield from _numbers(check, ("units", key, "numbers"), unit)


def _numbers(check: Checker, at: Key, unit: UnitDecl) -> Iterator[Fault]:
    said, tree = check.pack.said, check.tree
    for name in unit.numbers:
        yield from check.dangling((*at, name), "单位", "unit", name, said.units)
        kind = said.unit_kinds.get(said.units[name].kind) if name in said.units else None
        if kind is not None and kind.tree != "territory":
            yield tree.fault(
                (*at, name), f"“{name}”不是社区、村这样的地域", f"{name} is no community or other part of the town",
                "门牌归到地域单位", "put house numbers into a unit of the territory",
            )  # fmt: skip
    own = said.unit_kinds.get(unit.kind)
    if own is not None and own.tree != "site":
        yield tree.fault(
            at, "只有道路这样的地点才有门牌", "only a road or another site has house numbers",
            "写在 kind: road 的单位下", "write them under a unit of kind road",
        )  # fmt: skip
    try:
        clash = clashing(stretches(unit.numbers))
    except ValueError as error:
        part, name = error.args
        yield tree.fault(
            (*at, name), f"看不懂门牌“{part}”", f"the house numbers “{part}” cannot be read",
            "写成 1-99单 2-40双 101-，几段之间空一格", "write 1-99单 2-40双 101-, parts apart by a space",
        )  # fmt: skip
        return
    if clash is not None:
        first, second = clash
        yield tree.fault(
            (*at, str(second.unit)), f"门牌 {_doors(second)} 和“{first.unit}”的 {_doors(first)} 重叠",
            f"the house numbers {_doors(second)} overlap with {_doors(first)} of {first.unit}",
            "一个门牌只归一个单位", "each door lies in one unit",
        )  # fmt: skip


def _doors(one: Stretch) -> str:
    last = "" if one.high == LAST else str(one.high)
    said = str(one.low) if one.low == one.high else f"{one.low}-{last}"
    return said + {"odd": "单", "even": "双", "both": ""}[one.side]
