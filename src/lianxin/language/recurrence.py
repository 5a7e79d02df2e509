"""The days of a series: every week, month or quarter, on working days where the pack says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from lianxin.language.activities import Recurrence
from lianxin.language.calendar import Calendar
from lianxin.language.reason import Refused, because

MOST = 60
"""Occurrences of one series: a weekly one for a year, and some to spare."""
MONTHS = {"month": 1, "quarter": 3}


def days(rule: Recurrence, every: str, first: date, until: date, calendar: Calendar) -> list[date]:
    """The days from `first` to `until`. Errors: Refused (no such rhythm, too many), CalendarEnds."""
    if every not in rule.every:
        raise Refused(because("every", "这类活动不能这样重复", "this kind does not repeat like that"), field="every")
    found: list[date] = []
    for day in _regular(every, first, until):
        if rule.days != "any" and not calendar.is_workday(day):
            if rule.days == "only_workdays":
                continue
            day = calendar.add_workdays(day, 1)
        if day <= until and day not in found:
            found.append(day)
        if len(found) > MOST:
            zh, en = "一次最多排 {n} 场，请把截止日提前", "at most {n} occurrences at once: end it earlier"
            raise Refused(because("many", zh, en, n=MOST), field="until")
    return found


def _regular(every: str, first: date, until: date) -> Iterator[date]:
    number, day = 0, first
    while day <= until and number <= 2 * MOST:
        yield day
        number += 1
        day = first + timedelta(weeks=number) if every == "week" else months_on(first, number * MONTHS[every])


def months_on(day: date, months: int) -> date:
    """The same day some months on (or back); the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))
