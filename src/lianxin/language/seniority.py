"""Party age and the medal 光荣在党50年: who is eligible in a year, with a printed reason for every person.

Party age counts from the day probation ended (党章 Art. 7); members admitted 1969-04 to 1977-08 had no probation, so
theirs counts from admission; a time of 停止党籍 is not counted (domain reference §2.5). Whether somebody has
consistently done well is judged by people and entered by hand: nothing here judges conduct.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because
from lianxin.language.recurrence import months_on

SOURCE = "medal-2021"
MEDAL = "medal"
"""The item of stock that is handed over against a receipt."""


@dataclass(frozen=True, slots=True)
class Member:
    """What the rule needs of a member. `starts` overrides the day, with its reason; `stopped`: months not counted, of
    times that are over; `suspended`: since when membership is suspended now; `awarded`: the year of the medal."""

    admitted: date | None = None
    confirmed: date | None = None
    stopped: int = 0
    starts: date | None = None
    starts_because: str = ""
    alive: bool = True
    awarded: int | None = None
    suspended: date | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the medal is proposed in a year, and why. `start` is the effective first day of party age."""

    proposed: bool
    start: date | None
    reason: Reason


def years(pack: Pack, today: date) -> range:
    """The years a list may be asked for: from the first medal to next year, which is prepared ahead."""
    return range(pack.said.values["medal.years"].dated[0].since.year, today.year + 2)


def confirmed_in(today: date) -> tuple[int, int]:
    """The years whose candidates a branch may confirm: this one, and the next, which is prepared ahead."""
    return today.year, today.year + 1


def handed_in(today: date) -> tuple[int, int]:
    """The years whose medals are handed over now: this one, and the last, for whoever was not reached in it."""
    return today.year - 1, today.year


def start_of(pack: Pack, member: Member, on: date) -> date | None:
    """The effective first day of party age; None when the dates do not say it."""
    first = member.starts or member.confirmed
    if first is None and member.admitted is not None and _no_probation(pack, member.admitted, on):
        first = member.admitted
    without = member.stopped
    if member.suspended is not None and member.suspended < on:
        without += months_without(member.suspended, on)
    return months_on(first, without) if first is not None else None


def months_without(since: date, until: date) -> int:
    """Months of a suspended membership: one that was begun counts as one. The rule says no more than that the time is
    not counted; so read, nobody is proposed too early."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return months + (months_on(since, months) < until)


def _no_probation(pack: Pack, admitted: date, on: date) -> bool:
    since, until = (
        date.fromisoformat(str(pack.value(f"medal.{end}", on))) for end in ("no_probation_from", "no_probation_to")
    )
    return since <= admitted <= until


def eligible(pack: Pack, member: Member, year: int, good: bool | None) -> Eligibility:
    """Whether the medal is proposed in a year: on 1 July the person lives, has full years, and has none yet. `good`:
    what the branch said of the conduct; None while it said nothing."""
    day = date(year, 7, 1)
    years, start = int(pack.value("medal.years", day)), start_of(pack, member, day)
    said = {"year": year, "years": years, "start": start.isoformat() if start else ""}
    if not member.alive:
        return Eligibility(False, start, because("deceased", "已去世", "has died", SOURCE))
    if member.awarded is not None:
        zh, en = "{awarded} 年已颁授，每人一次", "received it in {awarded}; it is given once"
        return Eligibility(False, start, because("awarded", zh, en, SOURCE, awarded=member.awarded))
    if start is None:
        zh, en = "没有转正日期，算不出党龄，请支部核对", "no date from which party age counts; the branch should check"
        return Eligibility(False, None, because("undated", zh, en, SOURCE))
    if months_on(start, 12 * years) > day:
        zh = "党龄从 {start} 起算，到 {year}-07-01 不满 {years} 年；{full} 年可以申报"
        en = "party age counts from {start}: less than {years} years on {year}-07-01; due in {full}"
        full = start.year + years + (1 if (start.month, start.day) > (7, 1) else 0)
        return Eligibility(False, start, because("short", zh, en, SOURCE, **said, full=full))
    if good is False:
        zh, en = "支部没有确认一贯表现良好", "the branch has not confirmed good standing"
        return Eligibility(False, start, because("not-confirmed", zh, en, SOURCE))
    zh = "党龄从 {start} 起算，到 {year}-07-01 已满 {years} 年"
    en = "party age counts from {start}: full {years} years on {year}-07-01"
    if good is None:
        zh, en = zh + "，待支部确认一贯表现良好", en + "; the branch has yet to confirm good standing"
    return Eligibility(True, start, because("full", zh, en, SOURCE, **said))
