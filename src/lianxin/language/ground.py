"""By what the days of a path are judged: lengths that a pack says, by the rule of a day, and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.language.calendar import Calendar, CalendarEnds
from lianxin.language.dated import NoValue, holding
from lianxin.language.pack import Pack
from lianxin.language.paths import Wait
from lianxin.language.recurrence import months_on

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """By what days are judged: the pack, and the calendar of working days."""

    pack: Pack
    calendar: Calendar

    def later(self, said: str | None, start: date, on: date) -> date | None:
        """The day so long after `start` as a `$value` says by the rule of the day `on`; None where nothing is said, or
        where no rule held yet."""
        if said is None:
            return None
        value = self.pack.said.values[said[1:]]
        try:
            length = int(self.pack.value(said[1:], on))
        except NoValue:
            return None
        if value.unit == "days":
            return start + timedelta(days=length)
        if value.unit == "workdays":
            return self._working(start, length)
        return months_on(start, length * (12 if value.unit == "years" else 1))

    def _working(self, start: date, length: int) -> date:
        """So many whole working days lie between `start` and this day, neither of them counted. Where no notice tells a
        year's holidays yet, Monday to Friday."""
        day = start
        while length:
            day += timedelta(days=1)
            length -= self._works(day)
        return day + timedelta(days=1)

    def _works(self, day: date) -> bool:
        try:
            return self.calendar.is_workday(day)
        except CalendarEnds:
            return day.weekday() < SATURDAY

    def holds(self, said: str | None, day: date) -> bool:
        """Whether a `$value` had a rule on that day."""
        try:
            return said is not None and holding(self.pack.said.values[said[1:]], day, said) is not None
        except NoValue:
            return False

    def cite(self, wait: Wait, on: date) -> tuple[str, str]:
        """The document and the article that say so on the day `on`: of the value, else of the wait."""
        for said in (wait.least, wait.beyond, wait.within, wait.at_most):
            if said is not None:
                try:
                    rule = holding(self.pack.said.values[said[1:]], on, said)
                except NoValue:
                    continue
                return rule.source, rule.article or wait.article
        return wait.source, wait.article
