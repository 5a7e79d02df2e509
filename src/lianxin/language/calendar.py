"""Which days are worked, and when a length of time ends.

For: every deadline in the system (法定时限 are given in 工作日), how many working days are left, and what a
suspension (挂账) does to a due time. Days come from the State Council's yearly notice
(国务院办公厅关于部分节假日安排的通知); a year whose notice is not loaded raises `CalendarEnds`;
no weekday rule is guessed.

All instants are aware datetimes and are read on the clock of Asia/Shanghai; all days are plain dates there.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import count
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from lianxin.language.office import Windows, office_end, office_time

SHANGHAI = ZoneInfo("Asia/Shanghai")

Kind = Literal["holiday", "makeup"]
Unit = Literal["workdays", "days", "hours", "minutes", "office_hours"]

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
# Every yearly notice has these two; a list without one of them is not a whole year.
ANCHORS = (("春节", "spring festival"), ("国庆", "national day"))


class Row(NamedTuple):
    """One day of a notice: a day off ('holiday') or a weekend day that is worked ('makeup'); source is the 文号."""

    day: date
    kind: Kind
    name: str
    source: str


class CalendarEnds(ValueError):
    """A day was asked about whose year has no notice loaded. `.zh` and `.en` tell an administrator what to upload."""

    def __init__(self, year: int, covered: Iterable[int]) -> None:
        self.year = year
        self.covered = frozenset(covered)
        if self.covered and year > max(self.covered):
            zh, en = f"工作日历只到 {max(self.covered)} 年", f"The working calendar ends with {max(self.covered)}"
        else:
            zh, en = f"工作日历里没有 {year} 年", f"The working calendar has no {year}"
        self.zh = f"{zh}；请上传 {year} 年的放假安排（管理 → 工作日历）"
        self.en = f"{en}; please upload the holiday notice of {year} (Administration → Working calendar)"
        super().__init__(self.zh)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a clock runs: a whole number (0 or more) of a unit. Half an hour is 30 minutes; 0 days is 当日.

    workdays 工作日 · days 自然日 · hours, minutes: elapsed · office_hours: hours inside office windows on working days.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool) or self.amount < 0:
            raise ValueError(f"a length is a whole number of 0 or more, not {self.amount!r}")
        if self.unit not in get_args(Unit):
            raise ValueError(f"unknown unit {self.unit!r}; one of {', '.join(get_args(Unit))}")


def full_years(rows: Iterable[Row]) -> frozenset[int]:
    """The years for which the rows hold a whole notice: days off for both 春节 and 国庆.

    Rows alone do not prove a year: the notice of 2023 also lists 2022-12-31, and that does not cover 2022.
    """
    seen: dict[int, set[str]] = {}
    for row in rows:
        if row.kind == "holiday":
            found = {names[0] for names in ANCHORS if any(name in row.name.lower() for name in names)}
            seen.setdefault(row.day.year, set()).update(found)
    return frozenset(year for year, found in seen.items() if len(found) == len(ANCHORS))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years whose notices are known. Immutable; build it once per change and share it."""

    rows: tuple[Row, ...] = field(repr=False)
    years: frozenset[int]
    # Ordinals of every working day of the covered years, ascending: n working days on is then one bisect and one index.
    _worked: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _set: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kinds = {row.day.toordinal(): row.kind for row in self.rows}
        worked = tuple(
            ordinal
            for year in sorted(self.years)
            for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            # Ordinal 1 (0001-01-01) was a Monday.
            if (kinds[ordinal] == "makeup" if ordinal in kinds else (ordinal - 1) % 7 < 5)
        )
        object.__setattr__(self, "_worked", worked)
        object.__setattr__(self, "_set", frozenset(worked))

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[date, Kind, str, str]], years: Iterable[int] | None = None) -> Calendar:
        """A calendar of exceptions (day, 'holiday'|'makeup', name, source); ordinary days are not rows.

        `years` names the covered years when they are recorded elsewhere; without it they are `full_years(rows)`.
        Raises ValueError for an unknown kind or a day that is both a day off and worked.
        """
        known: dict[date, Row] = {}
        for row in (Row(*row) for row in rows):
            if row.kind not in get_args(Kind):
                raise ValueError(f"{row.day}: unknown kind {row.kind!r}; 'holiday' or 'makeup'")
            if row.day in known and known[row.day].kind != row.kind:
                raise ValueError(f"{row.day} is listed as both a holiday and a make-up day")
            known[row.day] = row
        ordered = tuple(known[day] for day in sorted(known))
        return cls(ordered, full_years(ordered) if years is None else frozenset(years))

    @classmethod
    def builtin(cls) -> Calendar:
        """2024–2026, from the notices 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号 (workdays.csv)."""
        return _builtin()

    def updated_by(self, newer: Calendar) -> Calendar:
        """This calendar with the years of `newer` put in place of its own: a newly uploaded or corrected notice.

        A row of `newer` outside its years (late December of the year before) replaces just that day.
        """
        days = {row.day for row in newer.rows}
        kept = [row for row in self.rows if row.day.year not in newer.years and row.day not in days]
        return Calendar.from_rows([*kept, *newer.rows], self.years | newer.years)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day. Raises CalendarEnds for a year not covered."""
        ordinal = _ordinal(day)
        self._require(day.year, day.year)
        return ordinal in self._set

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it, when n < 0); `day` itself is not counted; 0 gives `day` back.

        Raises CalendarEnds when a day on the way lies in a year not covered.
        """
        ordinal = _ordinal(day)
        if n == 0:
            return day
        step = 1 if n > 0 else -1
        index = bisect_right(self._worked, ordinal) + n - 1 if n > 0 else bisect_left(self._worked, ordinal) + n
        # What is counted begins the day after, so that 31 December of a year not covered may still be the start.
        first = date.fromordinal(ordinal + step).year
        if not 0 <= index < len(self._worked):
            raise CalendarEnds(next(year for year in count(first, step) if year not in self.years), self.years)
        found = date.fromordinal(self._worked[index])
        self._require(first, found.year)
        return found

    def previous_workday(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_workdays(day, -1)

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days d there are with start < d <= end; 0 when end is not after start."""
        first, last = _ordinal(start), _ordinal(end)
        if last <= first:
            return 0
        self._require(date.fromordinal(first + 1).year, end.year)
        return bisect_right(self._worked, last) - bisect_right(self._worked, first)

    def deadline(self, start: datetime, length: Length, windows: Windows | None = None) -> datetime:
        """The instant at which a clock started at `start` (received, 收到之日) runs out, in Asia/Shanghai.

        Working and natural days: the day of receipt is not counted (民法典 第二百零一条) and the last day counts to its
        end, so the answer is 00:00 of the day after; `last_day` gives the day to tell people. Natural days are not
        moved when they end on a day off. 0 working days ends with the day of receipt, or with the next working day
        when that is a day off. Hours and minutes are elapsed time. Office hours need `windows`.
        Raises CalendarEnds for working days and office hours that reach a year not covered.
        """
        local = _local(start)
        if length.unit == "workdays":
            return self._after_workdays(local.date(), length.amount)
        if length.unit == "days":
            return _midnight(local.date() + (length.amount + 1) * DAY)
        if length.unit == "minutes":
            return local + timedelta(minutes=length.amount)
        if length.unit == "hours":
            return local + timedelta(hours=length.amount)
        return office_end(self, local, timedelta(hours=length.amount), windows)

    def remaining_workdays(self, now: datetime, due: datetime) -> int:
        """Working days left after today up to the last day: 0 means due today; negative is how many it is late.

        Late is at least -1, also on the weekend after the last day, so that the sign alone tells late from due today.
        """
        today, last = _local(now).date(), last_day(due)
        if now < due:
            return self.workdays_between(today, last)
        return -max(1, self.workdays_between(last, today))

    def _after_workdays(self, day: date, n: int) -> datetime:
        if n == 0 and not self.is_workday(day):
            n = 1
        return _midnight(self.add_workdays(day, n) + DAY)

    def _require(self, one: int, other: int) -> None:
        step = 1 if other >= one else -1
        for year in range(one, other + step, step):
            if year not in self.years:
                raise CalendarEnds(year, self.years)


def last_day(deadline: datetime) -> date:
    """The day people are told for a deadline: 24:00 of 12 March (stored as 13 March 00:00) is 12 March."""
    return (_local(deadline) - INSTANT).date()


def elapsed_share(start: datetime, due: datetime, now: datetime) -> float:
    """Which share of the time from start to due has passed, plain elapsed time: 0 at start, 1 at due, more when late.

    For colouring only; whether something is late is decided by `now >= due`.
    """
    begin, end, at = _local(start), _local(due), _local(now)
    if end <= begin:
        return 1.0 if at >= end else 0.0
    return max(0.0, (at - begin) / (end - begin))


def shift(
    due: datetime,
    suspended_from: datetime,
    resumed_at: datetime,
    unit: Unit,
    calendar: Calendar,
    windows: Windows | None = None,
) -> datetime:
    """The new due time of a clock that stood still (挂账) from `suspended_from` to `resumed_at`; never before `due`.

    Working and natural days: the days left when it was suspended (the day of suspension counts as used) are given
    again from resumption, and the day of resumption does not count, as the day of receipt does not. No published rule
    says how part days of a suspension count; this is our reading, the one that never takes time from the handler.
    Hours and minutes: the time between is added. Office hours: the office time left is given again.
    A clock that had run out before it was suspended stays run out. Raises ValueError when resumed before suspended.
    """
    end, held, resumed = _local(due), _local(suspended_from), _local(resumed_at)
    if resumed < held:
        raise ValueError("resumed_at is before suspended_from")
    if held >= end:
        return end
    if unit == "workdays":
        left = calendar.workdays_between(held.date(), last_day(end))
        # Resumed on the day it was held: nothing was lost, also when that day is the last.
        moved = end if held.date() == resumed.date() else calendar.deadline(resumed, Length(left, "workdays"))
    elif unit == "days":
        moved = end + (resumed.date() - held.date())
    elif unit == "office_hours":
        moved = office_end(calendar, resumed, office_time(calendar, held, end, windows), windows)
    else:
        moved = end + (resumed - held)
    return max(end, moved)


@lru_cache(maxsize=1)
def _builtin() -> Calendar:
    text = files("lianxin.language").joinpath("workdays.csv").read_text(encoding="utf-8")
    return Calendar.from_rows(
        Row(
            date.fromisoformat(line["date"]),
            "makeup" if line["kind"] == "makeup" else "holiday",
            line["name"],
            line["source"],
        )
        for line in csv.DictReader(text.splitlines())
    )


def _ordinal(day: date) -> int:
    # A datetime is a date to the type checker, but its day depends on a clock: in UTC it is often the day before.
    if isinstance(day, datetime):
        raise TypeError("a day is a date, not a datetime; convert to Asia/Shanghai first")
    return day.toordinal()


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
