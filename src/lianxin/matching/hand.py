"""A need and a helping hand, and the conditions between them: consent, room, skill, hours, language, reach."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Literal

from lianxin.language.offered import Window

Kind = Literal["person", "team", "site", "partner"]
Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS-84)."""
METRES_A_DEGREE = 111_320
REACH = 3_000
"""Metres beyond which nobody is asked, where the need says nothing else: three quarters of an hour on foot."""
EACH_OPEN = 400
"""Metres that one task already in hand weighs: the neighbour with two tasks comes after one who lives 800 m further."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted, where and when. `people`: how many are wanted. `languages`: any one of them will do."""

    id: int
    at: Point | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    when: Window | None = None
    people: int = 1
    reach: int = REACH


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who may be asked. `open`: tasks in hand; `at_most`: how many they want at once. `consents`: whether they
    agreed to be asked at all. Empty `hours` or `languages`: nothing was said about them."""

    id: int
    kind: Kind
    name: str
    at: Point | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: tuple[Window, ...] = ()
    open: int = 0
    at_most: int = 1
    consents: bool = False

    @property
    def free(self) -> int:
        """How many more tasks they would take."""
        return max(0, self.at_most - self.open)

    @property
    def askable(self) -> bool:
        """Whether they may be asked at all: consent is a hard condition, and nobody gets more than they offered."""
        return self.consents and self.free > 0


def skilled(wanted: frozenset[str], has: frozenset[str]) -> bool:
    """Whether somebody can do everything that is wanted."""
    return wanted <= has


def speaks(wanted: frozenset[str], known: frozenset[str]) -> bool:
    """Whether somebody speaks one of the languages wanted; nothing wanted is always met."""
    return not wanted or not wanted.isdisjoint(known)


def at_hand(when: Window | None, hours: tuple[Window, ...]) -> bool:
    """Whether somebody has said to be free then; a need without a time is always met."""
    return when is None or any(window.holds(when) for window in hours)


def metres(a: Point, b: Point) -> float:
    """Straight-line metres between two points a few kilometres apart."""
    north = (b[0] - a[0]) * METRES_A_DEGREE
    east = (b[1] - a[1]) * METRES_A_DEGREE * cos(radians((a[0] + b[0]) / 2))
    return hypot(north, east)
