"""Rates declared in packs, worked out one matter at a time, so that counts can be kept by the act that changes them.

A mark is `<rate>.below`, `<rate>.above` or `<rate>.excluded`. What a rate leaves out is counted and shown beside it.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any

from lianxin.language import view
from lianxin.language.condition import Conditions
from lianxin.language.facts import CLOCK, Facts
from lianxin.language.pack import Pack


def marks(pack: Pack, facts: Facts, now: datetime) -> frozenset[str]:
    """The marks of one matter as it stands. A new, open matter has none of the closing rates."""
    if not pack.said.rates:
        return frozenset()
    conditions = view.conditions(pack, facts, CLOCK, now)
    key = conditions.known(pack.rated)
    if key is None:
        return _marks(pack, conditions)
    found = _known.get(key)
    if found is None:
        if len(_known) >= MOST:
            _known.clear()
        found = _known[key] = _marks(pack, conditions)
    return found


MOST = 20_000
_known: dict[tuple[Any, ...], frozenset[str]] = {}
"""Marks by the rates' conditions and the values they read: few rates read few values out of small sets, so that nearly
every matter has been answered for before."""


def _marks(pack: Pack, conditions: Conditions) -> frozenset[str]:
    found = set()
    for key, rate in pack.said.rates.items():
        below = conditions.hold(rate.below)
        if conditions.hold(rate.excluded):
            found.add(f"{key}.excluded")
        elif below:
            found.add(f"{key}.below")
            if conditions.hold(rate.above):
                found.add(f"{key}.above")
    return frozenset(found)


def percent(above: int, below: int) -> str:
    """The rate as it is printed, one decimal, half up, exact: 300 of 1169 is “25.7 %”; nothing below is “—”."""
    if below == 0:
        return "—"
    tenths = floor(Fraction(above * 1000, below) + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10} %"
