"""When people of the demo do something: at civil hours, meetings on working days, whatever the hour of the start."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lianxin.kernel.reads.calendar import calendar
from lianxin.language.calendar import SHANGHAI

OPENS, CLOSES = time(8, 30), time(20, 30)
"""Between them people are about; nobody does anything in the demo before or after."""


def at(day: date | datetime, hour: str) -> datetime:
    """An hour (`09:30`) of a day."""
    found = day.astimezone(SHANGHAI).date() if isinstance(day, datetime) else day
    return datetime.combine(found, time.fromisoformat(hour), SHANGHAI)


def civil(now: datetime) -> datetime:
    """The last moment up to now at which somebody may have done something."""
    local = now.astimezone(SHANGHAI).replace(second=0, microsecond=0)
    if local.time() < OPENS:
        return at(local.date() - timedelta(days=1), CLOSES.isoformat("minutes"))
    return min(local, at(local.date(), CLOSES.isoformat("minutes")))


def before(now: datetime, days: int, hour: str) -> datetime:
    """That hour of the last working day which is so many days ago or more: 0 is today, where the hour has passed."""
    day = now.astimezone(SHANGHAI).date() - timedelta(days=days)
    while not _worked(day) or at(day, hour) > now:
        day -= timedelta(days=1)
    return at(day, hour)


def after(now: datetime, days: int, hour: str) -> datetime:
    """That hour of the first working day which is so many days ahead or more."""
    day = now.astimezone(SHANGHAI).date() + timedelta(days=days)
    while not _worked(day):
        day += timedelta(days=1)
    return at(day, hour)


def _worked(day: date) -> bool:
    """A working day; in a year whose arrangement nobody loaded, a weekday."""
    known = calendar()
    return known.is_workday(day) if day.year in known.years else day.weekday() < 5
