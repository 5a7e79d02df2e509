"""The two ends of a tie: who they are, whether they may be, and which other ties they already have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from lianxin.kernel.acts.person import Contact, person_of
from lianxin.kernel.models import Person, Tie
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.tie_facts import ENDED, begin_of, expired, lasting, span_of
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span
from lianxin.language.ties import TieEnd, TieKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tie as somebody wants it. Ends: whoever is known by id, or somebody new by name (`name` for people of the
    office, `contact` for residents, whose name is sealed). `unit_id` is the unit in charge: the end that is a unit (the
    first of two), or where both ends are people the unit in which they meet."""

    kind: str
    town_id: int
    unit_id: int
    since: date
    until: date | None = None
    person_id: int | None = None
    name: str = ""
    contact: Contact = Contact()
    birth_year: int | None = None
    other_id: int | None = None
    toward_id: int | None = None
    slot: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    consent: Mapping[str, Any] | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends as rows. `person` may be somebody new, not saved yet."""

    unit_id: int | None
    person: Person | None = None
    other_id: int | None = None
    toward_id: int | None = None
    birth_year: int | None = None


def held(tie: Tie) -> Ends:
    """The ends of a tie that is there."""
    return Ends(tie.unit_id, tie.person, tie.other_id, tie.toward_id)


def of(kind: TieKind, wanted: Wanted, now: datetime) -> Ends:
    """The ends somebody wants, looked up. Errors: Refused, naming the field."""
    where = directory(wanted.town_id)
    person = _person(kind.first, wanted, now) if kind.first.of == "person" else None
    other_id = toward_id = None
    if kind.first.of == "unit":
        _unit(kind.first, where, wanted.unit_id, "unit")
    if kind.other.of == "person":
        toward_id = _toward(kind, wanted, now)
    elif kind.first.of == "unit":
        other_id = wanted.other_id
        _unit(kind.other, where, other_id, "other")
        if other_id == wanted.unit_id:
            raise Refused(because("same", "两端不能是同一个单位", "both ends are the same unit"), field="other")
    else:
        _unit(kind.other, where, wanted.unit_id, "unit")
    born = person.birth_year if person is not None else None
    return Ends(wanted.unit_id, person, other_id, toward_id, born)


def _unit(end: TieEnd, where: Directory, unit_id: int | None, name: str) -> None:
    row = where.rows.get(unit_id) if unit_id is not None else None
    if row is None or row.town_id != where.town_id or (end.kinds and row.kind not in end.kinds):
        raise Refused(
            because(
                "unit", "“{zh}”请选本街镇的一个单位", "pick a unit of this town for “{en}”",
                zh=end.label.zh, en=end.label.say("en"),
            ),
            field=name,
        )  # fmt: skip


def _person(end: TieEnd, wanted: Wanted, now: datetime) -> Person:
    if wanted.person_id is not None:
        found = known(wanted.town_id).filter(pk=wanted.person_id, erased_at__isnull=True).first()
        if found is None:
            raise Refused(because("person", "找不到这个人", "there is no such person"), field="person")
        return found
    if end.staff:
        name = wanted.name.replace("\x00", "").strip()
        if not 1 <= len(name) <= LONGEST:
            raise Refused(because("name", "请写姓名，40 字以内", "write a name of up to 40 characters"), field="name")
        return Person(shown=name, birth_year=wanted.birth_year, created_at=now)
    made = person_of(wanted.contact, now)
    if made is None or made.name_sealed is None:
        raise Refused(because("name", "请写姓名", "write a name"), field="name")
    made.birth_year = wanted.birth_year
    return made


LONGEST = 40


def known(town_id: int) -> QuerySet[Person]:
    """People of a town: those with a post or a tie there."""
    here = Tie.objects.filter(Q(town_id=town_id) | Q(kind="post", unit__town_id=town_id), person__isnull=False)
    return Person.objects.filter(pk__in=here.values("person_id"))


def strangers(town_id: int, people: Iterable[int]) -> set[int]:
    """Those of these people, by id, whom a town does not know: nobody there names them, nor reads their names. One
    query."""
    asked = set(people)
    return asked - set(known(town_id).filter(pk__in=asked).values_list("pk", flat=True))


def _toward(kind: TieKind, wanted: Wanted, now: datetime) -> int:
    through = kind.other.through
    there = Q(town_id=wanted.town_id, person_id=wanted.toward_id, unit_id=wanted.unit_id) & lasting(now)
    if wanted.toward_id is None or (through is not None and not Tie.objects.filter(there, kind=through).exists()):
        raise Refused(
            because(
                "through",
                "“{zh}”要先登记并同意，才能结对",
                "“{en}” must be on the list and have consented first",
                kind.source, zh=kind.other.label.zh, en=kind.other.label.say("en"),
            ),
            field="toward",
        )  # fmt: skip
    return wanted.toward_id


def others(kind: TieKind, name: str, ends: Ends, span: Span, but: int | None = None) -> list[Span]:
    """Spans of ties that a new one may not overlap."""
    same = Q()
    if kind.once in ("pair", "first"):
        if ends.person is not None:
            if ends.person.pk is None:
                return []
            same &= Q(person_id=ends.person.pk)
        else:
            same &= Q(unit_id=ends.unit_id)
    if kind.once in ("pair", "other"):
        if ends.toward_id is not None:
            same &= Q(toward_id=ends.toward_id)
        elif ends.other_id is not None:
            same &= Q(other_id=ends.other_id)
        else:
            same &= Q(unit_id=ends.unit_id)
    found = Tie.objects.filter(same & ~Q(pk=but or 0), kind=name, town__isnull=False)
    return [span_of(tie) for tie in _standing(found, span)]


def taken(name: str, ends: Ends, slot: str, span: Span) -> int:
    """How many stand in a slot of a team."""
    return len(_standing(Tie.objects.filter(Q(unit_id=ends.unit_id), kind=name, role=slot), span))


def _standing(found: Iterable[Tie], span: Span) -> list[Tie]:
    """Those that reach into the span. One that was ended by hand makes room from the moment of its end."""
    after = begin_of(span.since)
    return [tie for tie in found if not (tie.state == ENDED and tie.until is not None and _over(tie, after))]


def _over(tie: Tie, after: datetime) -> bool:
    if expired(tie):
        return False
    last = span_of(tie).until
    return last is not None and begin_of(last) <= after
