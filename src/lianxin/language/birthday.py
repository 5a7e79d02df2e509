"""Political birthdays (政治生日): the day of admission to the Party, year after year, and when it is called to mind."""

from __future__ import annotations

from datetime import date, timedelta

from lianxin.language.pack import Pack
from lianxin.language.recurrence import months_on

AHEAD = "birthday.ahead"


def falls(admitted: date | None, day: date) -> bool:
    """Whether a day is the political birthday of somebody admitted then: a year or more later. The 29th of February
    comes a day earlier where there is none."""
    if admitted is None:
        return False
    years = day.year - admitted.year
    return years > 0 and months_on(admitted, 12 * years) == day


def called(pack: Pack, asked: date, today: date) -> date:
    """The day whose birthdays are called to mind on the day asked, by the rule of today. Errors: KeyError, NoValue."""
    return asked + timedelta(days=int(pack.value(AHEAD, today)))
