"""What whoever helps has offered, as a pack's values read it: hours of the week, and how much at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

_WINDOW = re.compile(r"^([1-7])(?:-([1-7]))?\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")
AVAILABLE = "available."
"""Begins the values that say which hours of the week an answer to `available` means; then the answer."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one weekday (1 Monday … 7 Sunday), in minutes from midnight."""

    day: int
    start: int
    end: int

    def holds(self, other: Window) -> bool:
        """Whether `other` lies wholly within it."""
        return self.day == other.day and self.start <= other.start and other.end <= self.end


def windows(said: Iterable[str]) -> tuple[Window, ...]:
    """Hours as they are written, “6-7 09:00-12:00” or “3 18:30-21:00”, as one window a day. Errors: Refused."""
    found = []
    for line in said:
        match = _WINDOW.match(line.strip())
        if match is None:
            raise _unread(line)
        first, last, h1, m1, h2, m2 = (int(part) if part else 0 for part in match.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        days = range(first, (last or first) + 1)
        if not start < end <= 1440 or m1 > 59 or m2 > 59 or not days:
            raise _unread(line)
        found += [Window(day, start, end) for day in days]
    return tuple(found)


def _unread(line: str) -> Refused:
    return Refused(
        because(
            "hours",
            "“{line}”读不出是哪天几点，请写成“6-7 09:00-12:00”（周六周日上午九点到十二点）",
            "“{line}” is no weekday and time; write “6-7 09:00-12:00” (Saturday and Sunday, nine to twelve)",
            "",
            line=line,
        ),
        field="hours",
    )


def hours(pack: Pack, said: Iterable[str], day: date) -> tuple[Window, ...]:
    """The hours of the week that answers to `available` mean. One that the pack gives no hours means none."""
    known = (key for one in said if (key := f"{AVAILABLE}{one}") in pack.said.values)
    return windows(str(pack.value(key, day)) for key in known)


def at_most(pack: Pack, said: int | None, day: date) -> int:
    """How many tasks at once a volunteer takes: as many as he said, else what the pack says."""
    return said or int(pack.value("helping.at_most", day))


def units_at_most(pack: Pack, day: date) -> int:
    """The same for a team, a station or a partner: beyond that the street should ask somebody else."""
    return int(pack.value("helping.units_at_most", day))
