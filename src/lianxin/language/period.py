"""Periods people ask about: a year, a half-year, a quarter, a month, or from one day to another. Asia/Shanghai days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.language.reason import Refused, because

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_HALF = re.compile(r"(\d{4})-?[Hh]([12])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
LONGEST = 40
"""Years a period may span."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """The shortest way to write it; `read` understands it."""
        year = self.first.year
        if self == months_of(year, 1, 12):
            return f"{year}"
        for half in (1, 2):
            if self == months_of(year, half * 6 - 5, half * 6):
                return f"{year}-H{half}"
        for quarter in (1, 2, 3, 4):
            if self == months_of(year, quarter * 3 - 2, quarter * 3):
                return f"{year}-Q{quarter}"
        if self == months_of(year, self.first.month, self.first.month):
            return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def say(self, language: str = "zh") -> str:
        """The period as people say it: 2026 年、2026 年第 1 季度、2026 年 6 月、起讫日."""
        text, english = str(self), language.startswith("en")
        if "-Q" in text:
            return f"Q{text[-1]} {text[:4]}" if english else f"{text[:4]} 年第 {text[-1]} 季度"
        if "-H" in text:
            half = "上" if text[-1] == "1" else "下"
            return f"H{text[-1]} {text[:4]}" if english else f"{text[:4]} 年{half}半年"
        if len(text) == 4:
            return text if english else f"{text} 年"
        if len(text) == 7:
            return text if english else f"{self.first.year} 年 {self.first.month} 月"
        return f"{self.first} – {self.last}" if english else f"{self.first} 至 {self.last}"

    def months(self) -> Iterator[Period]:
        """The months it touches, the first and last cut to the period."""
        start = self.first
        while start <= self.last:
            whole = months_of(start.year, start.month, start.month)
            yield Period(start, min(whole.last, self.last))
            start = whole.last + timedelta(days=1)

    def whole_months(self) -> tuple[Period | None, list[Period]]:
        """What whole months cover, and the days before and after them."""
        parts = list(self.months())
        whole = [part for part in parts if part == months_of(part.first.year, part.first.month, part.first.month)]
        rest = [part for part in parts if part not in whole]
        return (Period(whole[0].first, whole[-1].last) if whole else None), rest


def months_of(year: int, first: int, last: int) -> Period:
    """From the first day of one month of a year to the last day of another."""
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return Period(date(year, first, 1), after - timedelta(days=1))


def year_of(day: date) -> Period:
    """The calendar year of a day."""
    return months_of(day.year, 1, 12)


def read(text: str) -> Period:
    """2026, 2026-H1, 2026-Q1, 2026-06 or 2026-06-01..2026-06-20. Errors: Refused, with how to write it."""
    text = text.strip()
    try:
        if found := _YEAR.fullmatch(text):
            return months_of(int(found[1]), 1, 12)
        if found := _QUARTER.fullmatch(text):
            return months_of(int(found[1]), int(found[2]) * 3 - 2, int(found[2]) * 3)
        if found := _HALF.fullmatch(text):
            return months_of(int(found[1]), int(found[2]) * 6 - 5, int(found[2]) * 6)
        if found := _MONTH.fullmatch(text):
            return months_of(int(found[1]), int(found[2]), int(found[2]))
        if found := _DAYS.fullmatch(text):
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
            if first <= last and last.year - first.year <= LONGEST:
                return Period(first, last)
    except (ValueError, OverflowError):
        pass
    raise Refused(
        because(
            "period",
            "看不懂期间“{text}”，请写成 2026、2026-H1、2026-Q1、2026-06 或 2026-06-01..2026-06-20",
            "“{text}” is no period; write 2026, 2026-H1, 2026-Q1, 2026-06 or 2026-06-01..2026-06-20",
            text=text[:40],
        ),
        field="period",
    )
