"""Time inside office windows (e.g. 08:30–12:00 and 14:00–17:30) on working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol

# The windows of one day, ascending and apart; an end of 00:00 means 24:00.
Windows = tuple[tuple[time, time], ...]
Spans = tuple[tuple[timedelta, timedelta], ...]
NONE = timedelta()
DAY = timedelta(days=1)


class Workdays(Protocol):
    """What office time needs to know of a calendar."""

    def is_workday(self, day: date) -> bool: ...
    def add_workdays(self, day: date, n: int) -> date: ...
    def workdays_between(self, start: date, end: date) -> int: ...


def office_end(calendar: Workdays, start: datetime, amount: timedelta, windows: Windows | None) -> datetime:
    """When `amount` of office time after `start` (local) is used up; 0 gives `start`. It ends at closing time, not at
    the next opening. Raises ValueError without windows, CalendarEnds past the calendar."""
    spans = _spans(windows)
    if amount <= NONE:
        return start
    day, at = _split(start)
    if calendar.is_workday(day):
        today = _until(spans, DAY) - _until(spans, at)
        if amount <= today:
            return _instant(start, day, _clock(spans, _until(spans, at) + amount))
        amount -= today
    full = _until(spans, DAY)
    # Whole days before the last one, so that the last has something left: closing time, never the next opening.
    whole = -(-amount // full) - 1
    last = calendar.add_workdays(day, whole + 1)
    return _instant(start, last, _clock(spans, amount - whole * full))


def office_time(calendar: Workdays, start: datetime, end: datetime, windows: Windows | None) -> timedelta:
    """How much office time lies between two local instants; 0 when end is not after start."""
    spans = _spans(windows)
    if end <= start:
        return NONE
    (first, since), (last, until) = _split(start), _split(end)
    full = _until(spans, DAY)
    total = calendar.workdays_between(first, last) * full
    if calendar.is_workday(first):
        total += full - _until(spans, since)
    if calendar.is_workday(last):
        total -= full - _until(spans, until)
    return total


def _spans(windows: Windows | None) -> Spans:
    if not windows:
        raise ValueError("office hours need the office windows of a day")
    spans = tuple((_since_midnight(opens), _since_midnight(closes) or DAY) for opens, closes in windows)
    edges = [edge for span in spans for edge in span]
    if any(earlier >= later for earlier, later in _pairs(edges)):
        raise ValueError("office windows must be ascending, apart and within one day")
    return spans


def _pairs(edges: list[timedelta]) -> Iterable[tuple[timedelta, timedelta]]:
    return zip(edges, edges[1:], strict=False)


def _until(spans: Spans, at: timedelta) -> timedelta:
    return sum((min(closes, at) - opens for opens, closes in spans if opens < at), NONE)


def _clock(spans: Spans, amount: timedelta) -> timedelta:
    for opens, closes in spans:
        if amount <= closes - opens:
            return opens + amount
        amount -= closes - opens
    raise AssertionError("more office time than a day has")


def _split(instant: datetime) -> tuple[date, timedelta]:
    return instant.date(), _since_midnight(instant.time())


def _instant(like: datetime, day: date, at: timedelta) -> datetime:
    return datetime.combine(day, time(), like.tzinfo) + at


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
