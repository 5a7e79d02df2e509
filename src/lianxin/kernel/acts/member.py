"""The roll of party units: who belongs, in which group, since when; and the few dates that are sealed in a card.

Which branch, and since when, is known to the office. Dates of admission and confirmation are Party data: they lie
sealed, are read only for a purpose named here, and every look leaves an entry that says who looked and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import ends
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.member_card import DAYS, Dates, held, keep, must_be, opened
from lianxin.kernel.acts.person import register
from lianxin.kernel.models import Card, Person, Tie, Unit
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.tie_facts import begin_of, day_of
from lianxin.kernel.who import Who
from lianxin.language import activity as rules
from lianxin.language import seniority
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because
from lianxin.language.seniority import Eligibility

ROLES = ("full", *roll.NO_VOTE)
NOTED = {*DAYS, "stopped", "starts_because", "alive"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member on the list of a year: whether the medal is proposed, and what the branch said of conduct."""

    person: int
    name: str
    found: Eligibility
    good: bool | None
    awarded: int | None


def _must_lead(who: Who, unit: Unit) -> None:
    if unit.town_id is None or not abilities.may_lead(who, unit.town_id, unit.pk):
        raise Refused(
            because("power", "由本支部书记或街镇党建办来做", "the branch secretary or the town's office does this")
        )


def led(who: Who, unit_id: int) -> Unit:
    """A party unit that he leads. Errors: Refused."""
    unit = _unit(unit_id)
    _must_lead(who, unit)
    return unit


def _unit(unit_id: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_id, closed_at__isnull=True).first()
    if unit is None or unit.tree != "party":
        raise Refused(because("unit", "没有这个党组织", "there is no such party unit"), field="unit")
    return unit


@transaction.atomic
def join(
    who: Who, unit_id: int, person: int | str, since: datetime, now: datetime, role: str = "full", ref: str = ""
) -> Tie:
    """Put somebody on the roll of a branch, a group or a temporary branch; the same person once. `person`: somebody
    known by id, or a new name. Errors: Refused."""
    unit = led(who, unit_id)
    if role not in ROLES or since > now:
        raise Refused(because("role", "类别或日期不对", "this kind of member or day cannot be"), field="since")
    earlier = Tie.objects.filter(ref=f"member:{ref}").first() if ref else None
    if earlier is not None:
        return earlier
    pack = packs.of_town(unit.town_id or unit.pk)
    whole = not {roll.GROUP, "temporary_branch"} & set(rules.names(pack, unit.kind))
    kind = roll.MEMBERSHIP if whole else roll.GROUPED
    if isinstance(person, int):
        if ends.strangers(unit.town_id or unit.pk, [person]):
            raise Refused(because("person", "本街镇没有这个人，请写姓名", "not somebody of this town: write the name"))
        held = Tie.objects.filter(roll.on(now), kind=kind, person_id=person)
        held = held if whole else held.filter(unit=unit)
        same = held.first()
        if same is not None and same.unit_id == unit.pk:
            return same
        if same is not None:
            zh = "组织关系还在另一个支部，请先转出"
            raise Refused(because("elsewhere", zh, "the membership is with another branch: move it out first"))
    known = person if isinstance(person, int) else register(person.strip()[:40], now).pk
    tie = Tie.objects.create(
        kind=kind, role=role, person_id=known, unit=unit, town_id=unit.town_id, since=since,
        ref=f"member:{ref}" if ref else None,
    )  # fmt: skip
    record(who, "member.join", "record", now, tie_id=tie.pk, unit_id=unit.pk, town_id=unit.town_id, ours={"role": role})
    return tie


def _line(who: Who, tie_id: int) -> tuple[Tie, Unit]:
    """A line of a roll that he leads, locked, with its unit. Errors: Refused."""
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id, kind__in=roll.BELONGS).first()
    if tie is None or tie.unit_id is None:
        raise Refused(because("not-found", "名册里没有这一条", "there is no such line on the roll"))
    return tie, led(who, tie.unit_id)


def _moment(tie: Tie, day: date | None, now: datetime) -> datetime:
    """The beginning of `day` (now where none is said), within the line. Errors: Refused."""
    if day is None or day == day_of(now):
        return now
    at = tie.since if day == day_of(tie.since) else begin_of(day)
    if not tie.since <= at <= now:
        zh, en = "日期要在 {first} 到今天之间", "the day must lie between {first} and today"
        raise Refused(because("day", zh, en, first=day_of(tie.since).isoformat()), field="day")
    return at


@transaction.atomic
def leave(who: Who, tie_id: int, now: datetime, day: date | None = None) -> Tie:
    """Take somebody off the roll (moved, left, died): from that day on (now) not due any more, in no group below the
    branch either. Meetings before it keep who was due. Errors: Refused."""
    tie, unit = _line(who, tie_id)
    if tie.until is None:
        tie.until = _moment(tie, day, now)
        tie.save(update_fields=["until"])
        record(who, "member.leave", "record", now, tie_id=tie.pk, unit_id=unit.pk, town_id=unit.town_id)
        below = Tie.objects.filter(kind=roll.GROUPED, until__isnull=True, unit__parent=unit, unit__kind=roll.GROUP)
        for grouped in below.filter(person_id=tie.person_id or 0).order_by("pk"):
            leave(who, grouped.pk, now, None if day is None or grouped.since > tie.until else day)
    return tie


@transaction.atomic
def reclass(who: Who, tie_id: int, role: str, now: datetime, day: date | None = None) -> Tie:
    """A member becomes a full one, or loses the vote, from that day on (now): the line ends and another goes on, so
    that earlier meetings keep who had a vote. Said for the very day on which the line began it is put right.
    Errors: Refused."""
    tie, unit = _line(who, tie_id)
    if role not in ROLES:
        raise Refused(because("role", "没有这个类别", "there is no such kind of member"), field="role")
    if tie.until is not None or role == tie.role:
        return tie
    at, before = _moment(tie, day, now), tie.role
    if at == tie.since:
        tie.role = role
        tie.save(update_fields=["role"])
        after = tie
    else:
        tie.until = at
        tie.save(update_fields=["until"])
        after = Tie.objects.create(
            kind=tie.kind, role=role, person_id=tie.person_id, unit=unit, town_id=tie.town_id, since=at, data=tie.data
        )
    record(
        who, "member.reclass", "record", now, tie_id=after.pk, unit_id=unit.pk, town_id=unit.town_id,
        ours={"role": role, "before": before},
    )  # fmt: skip
    return after


@transaction.atomic
def list_home_study(who: Who, tie_id: int, wanted: bool, now: datetime) -> Tie:
    """Put a member on the list of those to whom study is brought home, or take him off. The reason is not kept.
    Errors: Refused."""
    tie, unit = _line(who, tie_id)
    tie.data = {**tie.data, "home_study": wanted}
    tie.save(update_fields=["data"])
    record(
        who, "member.home_study", "record", now, tie_id=tie.pk, unit_id=unit.pk, town_id=unit.town_id,
        ours={"listed": wanted},
    )  # fmt: skip
    return tie


def on_roll(person_id: int, unit: Unit, now: datetime) -> None:
    """Refuses somebody who is not on the roll. Errors: Refused."""
    if person_id not in roll.members([unit.pk], now):
        raise Refused(because("not-found", "名册里没有这个人", "this person is not on the roll"))


@transaction.atomic
def note_dates(who: Who, unit_id: int, person_id: int, said: Mapping[str, Any], now: datetime) -> None:
    """Write dates into a member's card, sealed. The entry says that it was done, never what. Errors: Refused."""
    unit = led(who, unit_id)
    on_roll(person_id, unit, now)
    if not NOTED.issuperset(said):
        raise Refused(because("field", "这里只写日期，表现另行确认", "only dates are written here, conduct elsewhere"))
    dates = replace(held(person_id), **said)
    must_be(dates, _day(now))
    keep(person_id, dates, now)
    record(
        who, "member.note_dates", "record", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}"
    )


@transaction.atomic
def confirm_standing(who: Who, unit_id: int, person_id: int, year: int, good: bool, reason: str, now: datetime) -> None:
    """The branch says of a candidate of this year or the next whether he has consistently done well, and why. The
    reason lies sealed with the dates. The same again writes nothing. Errors: Refused."""
    unit = led(who, unit_id)
    on_roll(person_id, unit, now)
    if person_id == who.person_id:
        raise Refused(because("self", "本人的表现由别人确认", "somebody else confirms this"))
    said, years = reason.strip(), seniority.confirmed_in(_day(now))
    if year not in years:
        zh, en = "只确认 {first} 年和 {last} 年的", "only {first} and {last} are confirmed now"
        raise Refused(because("year", zh, en, first=years[0], last=years[1]), field="year")
    if not 0 < len(said) <= 200:
        zh, en = "请写明依据，不超过 200 字", "say why, in at most 200 characters"
        raise Refused(because("reason", zh, en), field="reason")
    dates = held(person_id)
    found = seniority.eligible(packs.of_town(unit.town_id or unit.pk), dates, year, None)
    if not found.proposed:
        raise Refused(found.reason)
    marked = replace(dates, good=year if good else None, not_good=None if good else year, good_because=said)
    if marked == dates:
        return
    keep(person_id, marked, now)
    record(
        who, "member.confirm", "attest", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}",
        ours={"year": year},
    )  # fmt: skip


@transaction.atomic
def greeting(who: Who, welcome: bool, now: datetime) -> None:
    """A member says whether a public greeting on his political birthday is welcome. Errors: Refused."""
    if who.person_id is None:
        raise Refused(because("not-found", "请先登录", "log in first"))
    dates = held(who.person_id)
    keep(who.person_id, replace(dates, greet=welcome), now)
    record(who, "member.greeting", "record", now, town_id=who.towns[0] if who.towns else None)


def _look(who: Who, unit: Unit, why: str, now: datetime) -> dict[int, tuple[str, Dates]]:
    """Names and cards of a unit's members; the look is written down."""
    _must_lead(who, unit)
    people = roll.members([unit.pk], now)
    cards = {card.person_id: card for card in Card.objects.filter(person_id__in=people, kind="member")}
    record(who, "member.look", "record", now, unit_id=unit.pk, town_id=unit.town_id, ours={"why": why})
    return {person: (name, opened(cards.get(person))) for person, name in people.items()}


@transaction.atomic
def birthdays(who: Who, unit_id: int, month: int, now: datetime) -> list[tuple[str, int, bool]]:
    """Who has a political birthday in a month: name, day, whether a public greeting is welcome. Errors: Refused."""
    found = _look(who, _unit(unit_id), "birthdays", now).values()
    born = [
        (name, dates.admitted.day, dates.greet)
        for name, dates in found
        if dates.admitted is not None and dates.admitted.month == month and dates.alive and dates.suspended is None
    ]
    return sorted(born, key=lambda one: one[1])


@transaction.atomic
def dates_of(who: Who, unit_id: int, person_id: int, now: datetime) -> tuple[str, Dates]:
    """One member's name and dates, to note or mend them. The look is written down. Errors: Refused."""
    unit = led(who, unit_id)
    on_roll(person_id, unit, now)
    person = Person.objects.get(pk=person_id)
    record(
        who, "member.look", "record", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}",
        ours={"why": "dates"},
    )  # fmt: skip
    return person.shown, opened(Card.objects.filter(person_id=person_id, kind="member").first())


@transaction.atomic
def medals(who: Who, unit_id: int, year: int, now: datetime) -> list[Candidate]:
    """For every member of a branch whether the fifty-year medal is proposed in a year, and why. Errors: Refused."""
    unit = _unit(unit_id)
    pack = packs.of_town(unit.town_id or unit.pk)
    years = seniority.years(pack, _day(now))
    if year not in years:
        zh, en = "年份写 {first} 到 {last}", "a year from {first} to {last}"
        raise Refused(because("year", zh, en, first=years[0], last=years[-1]), field="year")
    return [
        Candidate(person, name, seniority.eligible(pack, dates, year, good), good, dates.awarded)
        for person, (name, dates) in _look(who, unit, f"medals {year}", now).items()
        for good in [dates.standing(year)]
    ]


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
