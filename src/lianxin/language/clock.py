"""Clocks: when a term starts, when it ends, what colour it has, and what suspending or extending does to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast

from lianxin.language.calendar import SHANGHAI, Calendar, Length, elapsed_share, shift
from lianxin.language.office import Windows
from lianxin.language.pack import Pack
from lianxin.language.words import Clock, LengthBy, MatterKind

Colour = Literal["green", "amber", "red", "stopped"]
Running = Literal["running", "suspended", "met", "missed"]


def written(at: datetime) -> str:
    """An instant for storage, in a third of ISO's room: seconds since 1970, as exact as the instant."""
    return f"{at.timestamp():.6f}".rstrip("0").rstrip(".")


def moment(said: str) -> datetime:
    """The instant that was written."""
    return datetime.fromtimestamp(float(said), SHANGHAI)


@dataclass(frozen=True, slots=True)
class ClockState:
    """One term on one matter. `fired` is how far the worker has told about it: '', 'soon' or 'late'."""

    key: str
    started: datetime
    due: datetime
    soon: datetime
    unit: str
    state: Running = "running"
    suspended_at: datetime | None = None
    ended_at: datetime | None = None
    extended: int = 0
    fired: str = ""

    def line(self) -> str:
        """One line of words for storage: key, state, unit, then the instants, what was added and told; `-` for none."""
        at = (self.started, self.due, self.soon, self.ended_at, self.suspended_at)
        told = (str(self.extended or "-"), self.fired or "-")
        said = (self.key, self.state, self.unit, *(written(one) if one is not None else "-" for one in at), *told)
        return " ".join(said).rstrip("- ")

    @classmethod
    def of_line(cls, line: str) -> ClockState:
        """The state that `line` gave."""
        key, state, unit, started, due, soon, *more = line.split(" ")
        ended, suspended, extended, fired = (None if word == "-" else word for word in [*more, *"----"][:4])
        return cls(
            key,
            moment(started),
            moment(due),
            moment(soon),
            unit,
            cast(Running, state),
            moment(suspended) if suspended else None,
            moment(ended) if ended else None,
            int(extended or 0),
            fired or "",
        )

    @property
    def running(self) -> bool:
        return self.state == "running"

    def over(self, now: datetime) -> bool:
        """Whether the term has run out: the due instant itself is already outside (24:00 of the last day)."""
        return self.state == "missed" or (self.state == "running" and now >= self.due)

    def colour(self, now: datetime) -> Colour:
        """Green, amber when little is left, red when late, stopped when suspended or ended in time."""
        if self.state in ("suspended", "met"):
            return "stopped"
        if self.over(now):
            return "red"
        return "amber" if now >= self.soon else "green"

    def next_at(self, now: datetime) -> datetime | None:
        """When the worker must look again: at the amber moment, then at the due moment, then never."""
        if not self.running or self.fired == "late":
            return None
        return self.soon if self.fired == "" and self.soon < self.due else self.due


def length_of(pack: Pack, declared: Clock, facts: Mapping[str, Any], day: date) -> tuple[str, Length | None]:
    """The value key (or period word) that rules this clock for these facts, and its length."""
    said = declared.length
    if isinstance(said, LengthBy):
        said = said.cases.get(facts.get(said.by, ""), said.otherwise)
    if not said.startswith("$"):
        return said, None
    value = pack.said.values[said[1:]]
    unit = value.unit
    if unit not in ("workdays", "days", "hours", "minutes", "office_hours"):  # the pack's checker refuses it
        raise ValueError(f"{said} is a value in {unit}, not a length of time")
    return said[1:], Length(int(pack.value(said[1:], day)), unit)


def period_end(word: str, start: datetime) -> datetime:
    """24:00 of the last day of the month, quarter or year in which `start` lies, Asia/Shanghai."""
    local = start.astimezone(SHANGHAI)
    last_month = {"month_end": local.month, "quarter_end": (local.month + 2) // 3 * 3, "year_end": 12}[word]
    year, month = (local.year + 1, 1) if last_month == 12 else (local.year, last_month + 1)
    return datetime(year, month, 1, tzinfo=SHANGHAI)


def start(
    pack: Pack, calendar: Calendar, key: str, declared: Clock, facts: Mapping[str, Any], now: datetime
) -> ClockState:
    """The clock as it starts now; `facts`: the fields, nature, topic, channel. Errors: CalendarEnds when the calendar
    does not reach the deadline."""
    day = now.astimezone(SHANGHAI).date()
    fixed = _fixed(declared, facts)
    if fixed is not None:
        return ClockState(key, now, fixed, _soon(now, fixed, declared.soon), "days")
    ruled, length = length_of(pack, declared, facts, day)
    due = calendar.deadline(now, length, pack.windows) if length else period_end(ruled, now)
    unit = length.unit if length else "days"
    return ClockState(key, now, due, _soon(now, due, declared.soon), unit)


def _fixed(declared: Clock, facts: Mapping[str, Any]) -> datetime | None:
    """24:00 of the day that was written into the field the clock names; None where none was."""
    said = facts.get(declared.on_day) if declared.on_day is not None else None
    if not said:
        return None
    return datetime.combine(date.fromisoformat(str(said)[:10]) + timedelta(days=1), time(), SHANGHAI)


def is_period(declared: Clock) -> bool:
    """Whether the clock ends with a month, quarter or year, whenever it began."""
    return isinstance(declared.length, str) and not declared.length.startswith("$")


def again(
    pack: Pack, calendar: Calendar, state: ClockState, declared: Clock, facts: Mapping[str, Any], now: datetime
) -> ClockState:
    """A new term after this one. A length begins now; a period that is not over yet is followed by the next one.

    So a matter carried over at a meeting on 25 March is due on 30 June (ADR 0032).
    """
    if not is_period(declared) or now >= state.due:
        return start(pack, calendar, state.key, declared, facts, now)
    due = period_end(str(declared.length), state.due)
    return ClockState(state.key, now, due, _soon(now, due, declared.soon), state.unit)


def _soon(started: datetime, due: datetime, share: float) -> datetime:
    return started + (due - started) * share


def suspend(state: ClockState, now: datetime) -> ClockState:
    """挂账: the clock stops; what was left is kept."""
    return replace(state, state="suspended", suspended_at=now) if state.running else state


def resume(state: ClockState, now: datetime, calendar: Calendar, windows: Windows | None = None) -> ClockState:
    """The clock runs on; the time between does not count."""
    if state.state != "suspended" or state.suspended_at is None:
        return state
    due = shift(state.due, state.suspended_at, now, state.unit, calendar, windows)  # type: ignore[arg-type]
    soon = state.soon + (due - state.due)
    return replace(state, state="running", suspended_at=None, due=due, soon=min(soon, due))


def stood_still(
    state: ClockState, declared: Clock, facts: Mapping[str, Any], since: datetime, now: datetime,
    calendar: Calendar, windows: Windows | None = None,
) -> ClockState:  # fmt: skip
    """The clock of a matter on which nobody could work from `since` to `now`, as if it had been suspended meanwhile,
    whether 挂账 may stop it or not. A period, and a day that was written, end when they end; a clock that began later
    lost nothing. Errors: CalendarEnds."""
    if not state.running or state.started > since or is_period(declared) or _fixed(declared, facts) is not None:
        return state
    return resume(suspend(state, since), now, calendar, windows)


def all_stood_still(
    pack: Pack, kind: str, states: Iterable[ClockState], facts: Mapping[str, Any], since: datetime, now: datetime,
    calendar: Calendar,
) -> Iterator[ClockState]:  # fmt: skip
    """The clocks of a matter that stood with another from `since` to `now`. Errors: CalendarEnds."""
    for state in states:
        yield stood_still(state, pack.kind(kind).clocks[state.key], facts, since, now, calendar, pack.windows)


def extend(state: ClockState, by: Length, calendar: Calendar, windows: Windows | None = None) -> ClockState:
    """The term made longer by `by`, counted from its present last day. The caller has checked that it is not over."""
    last = state.due - timedelta(microseconds=1)
    due = calendar.deadline(last, by, windows)
    return replace(state, due=due, soon=state.soon + (due - state.due), extended=state.extended + 1, fired="")


def end(state: ClockState, now: datetime, waits: bool = False) -> ClockState:
    """The clock stops for good: met when in time, missed when late. A suspended clock, and one that `waits`, is met."""
    if state.state not in ("running", "suspended"):
        return state
    late = state.state == "running" and now >= state.due and not waits
    return replace(state, state="missed" if late else "met", ended_at=now)


def ruling(kind: MatterKind, states: Iterable[ClockState]) -> ClockState | None:
    """The clock that a matter is due by: of its main ones the first to run out, else of those that run."""
    known = list(states)
    main = [one for one in known if kind.clocks[one.key].main and one.state in ("running", "suspended")]
    return min(main or [one for one in known if one.running], key=lambda one: one.due, default=None)


def share(state: ClockState, now: datetime) -> float:
    """How much of the term is used, 0…1 and beyond; for the half disc on the page."""
    return elapsed_share(state.started, state.due, now)
