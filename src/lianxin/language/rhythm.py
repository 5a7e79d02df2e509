"""A unit's year: what was due in which period, what was held, what is missing. A missing period is a prompt with a
reason to give (“一般”), never a violation (domain reference §2.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lianxin.language import activity, dated
from lianxin.language.activities import Frequency
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.language.recurrence import months_on

State = Literal["done", "explained", "missing", "early", "usual", "now", "coming", "none"]
"""early: held, but before the time it is usual, which has come; usual: not held, and its usual time has come."""
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half-year or year. `key` is how it is remembered (“2026-08”, “2026-Q3”)."""

    key: str
    label: Text
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with what stands below it: whether it has a committee, and its groups by id and name."""

    unit: int
    kind: str
    committee: bool = False
    groups: tuple[tuple[int, str], ...] = ()
    group_kind: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One activity that was held, by one of its organisers."""

    kind: str
    day: date
    unit: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of one line: how many were needed, how many were held, and why not if somebody said so."""

    period: Period
    needed: int
    held: int
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of activity over a year, for the unit, its committee or one of its groups."""

    kind: str
    unit: int
    label: Text
    group: str
    cells: tuple[Cell, ...]

    @property
    def needed(self) -> int:
        return sum(cell.needed for cell in self.cells)

    @property
    def kept(self) -> int:
        """Periods' worth that was held: three in one month do not stand for three months."""
        return sum(min(cell.needed, cell.held) for cell in self.cells)


def periods(every: str, year: int) -> list[Period]:
    """The periods of a year."""
    length, found = LENGTHS[every], []
    for number in range(12 // length):
        first = date(year, number * length + 1, 1)
        last = months_on(first, length) - timedelta(days=1)
        found.append(Period(*_named(every, year, number + 1), first, last))
    return found


def _named(every: str, year: int, n: int) -> tuple[str, Text]:
    if every == "month":
        return f"{year}-{n:02}", Text(f"{n}月", f"{date(year, n, 1):%b}")
    if every == "quarter":
        return f"{year}-Q{n}", Text(f"第{'一二三四'[n - 1]}季度", f"Q{n}")
    if every == "half_year":
        return f"{year}-H{n}", Text(("上半年", "下半年")[n - 1], f"H{n}")
    return f"{year}", Text(f"{year}年", f"{year}")


Reasons = Mapping[tuple[str, int, str], str]
"""Why nothing was held: by kind, unit and period."""


def year(
    pack: Pack, branch: Branch, held: Iterable[Held], reasons: Reasons, year: int, today: date
) -> tuple[Line, ...]:
    """The year of a unit, kind by kind, with what each period needed by the rule of that period."""
    found, all_held = [], list(held)
    for key, kind in pack.said.activities.items():
        if kind.rhythm is None:
            continue
        for unit, group in _for(kind.rhythm, branch):
            unit_kind = branch.group_kind if group else branch.kind
            named = set(activity.names(pack, unit_kind))
            if not named & set(kind.units) or activity.barred(pack, kind.barred, unit_kind):
                continue
            days = [one.day for one in all_held if one.kind == key and one.unit == unit]
            cells = _cells(pack, kind.rhythm, days, year, today, branch.since, (key, unit), reasons)
            label = Text(f"{group} {kind.label.zh}", f"{group} {kind.label.say('en')}") if group else kind.label.text()
            found.append(Line(key, unit, label, group, tuple(cells)))
    return tuple(found)


def _for(rule: Frequency, branch: Branch) -> Iterable[tuple[int, str]]:
    if rule.for_each == "group":
        return branch.groups
    return [(branch.unit, "")] if rule.for_each == "unit" or branch.committee else []


def _cells(
    pack: Pack, rule: Frequency, days: list[date], year: int, today: date, since: date | None,
    line: tuple[str, int], reasons: Reasons,
) -> Iterable[Cell]:  # fmt: skip
    spans = periods(rule.every, year)
    found = Counter(next((span.key for span in spans if span.first <= day <= span.last), "") for day in days)
    for span in spans:
        needed = 0 if since is not None and span.last < since else _needed(pack, rule, span)
        reason = reasons.get((*line, span.key), "")
        state = _state(span, needed, found[span.key], reason, today)
        usual = _usual(pack, rule, span)
        if usual is not None and needed and not reason and today >= usual:
            if state == "done" and not any(usual <= day <= span.last for day in days):
                state = "early"
            elif state == "now":
                state = "usual"
        yield Cell(span, needed, found[span.key], state, reason)


def _needed(pack: Pack, rule: Frequency, span: Period) -> int:
    try:
        return int(pack.value(rule.least[1:], span.last))
    except dated.NoValue:
        return 0


def _usual(pack: Pack, rule: Frequency, span: Period) -> date | None:
    """The day from which it is usual in a period; None where no rule says so."""
    if rule.usual_from is None:
        return None
    try:
        return date(span.last.year, int(pack.value(rule.usual_from[1:], span.last)), 1)
    except dated.NoValue:
        return None


def _state(span: Period, needed: int, held: int, reason: str, today: date) -> State:
    if held >= needed:
        return "done" if held else "none"
    if reason:
        return "explained"
    if span.last < today:
        return "missing"
    return "now" if span.first <= today else "coming"


def prompts(lines: Iterable[Line]) -> list[tuple[Line, Cell, Text]]:
    """What asks for a record or a reason, in words: “8月支委会”, “2026年组织生活会（早于一般的时间）”."""
    more = {
        "missing": ("", ""),
        "early": ("（早于一般的时间）", " (earlier than usual)"),
        "usual": ("（一般就在这个时候）", " (now is the usual time)"),
    }
    found = []
    for line in lines:
        for cell in line.cells:
            if cell.state in more:
                zh, en = more[cell.state]
                said = Text(
                    f"{cell.period.label.zh}{line.label.zh}{zh}", f"{cell.period.label.en}: {line.label.en}{en}"
                )
                found.append((line, cell, said))
    return found
