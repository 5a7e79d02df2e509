"""Many ties of one kind at once, from a list: the same rows, entries and cards as one by one, by sets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, F, Func, JSONField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_noop

from lianxin.adapters import seal
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import Contact, person_of
from lianxin.kernel.acts.rows import new as blank
from lianxin.kernel.models import Account, Card, Entry, Erasure, Matter, Person, Roll, Tie, Unit
from lianxin.kernel.reads import enrolled, packs
from lianxin.kernel.reads.enrolled import Planned
from lianxin.kernel.reads.incoming import Entrant, Reading
from lianxin.kernel.tie_facts import ACTIVE, AHEAD, BY_DAYS, ENDED, INTENT, LAST_DAY, begin_of, day_of, end_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.ties import TieKind

RULE = gettext_noop("roll.undo:整批撤销导入的名册，导入时新建的人一并删除")


def enrol(reading: Reading, entrants: Sequence[Entrant], now: datetime) -> list[int]:
    """Make the ties of entrants who are not there yet; their numbers. To be called in a transaction."""
    roll, kind = reading.roll, reading.kind
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=roll.town_id)  # as one by one: nobody between
    once = list({one.ref: one for one in reversed(entrants)}.values())[::-1]  # of rows that say the same, the first
    found = enrolled.beside(reading, once, Planned())
    new = [one for one in once if one.ref not in found.there and one.ref not in found.faults]
    _made_room(found.freed)
    ids = _persons(reading, new, found.persons, now)
    pack_id = packs.current_id(packs.key_of_town(roll.town_id))
    ties = copied(Tie, [_tie(reading, pack_id, one, person) for one, person in zip(new, ids, strict=True)])
    cards = [card for one, person in zip(new, ids, strict=True) if (card := _card(roll, kind, one, person, now))]
    copied(Card, _first(roll, cards))
    copied(Entry, [_entry(reading, tie, now) for tie in ties])
    return [tie.pk for tie in ties]


def _made_room(tie_ids: Sequence[int]) -> None:
    """Ties that ended elsewhere keep a ref of their unit: the list knows the person by the tie that lasts."""
    if tie_ids:
        own = Concat(F("ref"), Value("@"), Cast(F("unit_id"), CharField()))
        Tie.objects.filter(pk__among=tie_ids).update(ref=own)


def _persons(reading: Reading, new: Sequence[Entrant], known: Mapping[str, int], now: datetime) -> list[int | None]:
    """Who stands at the first end of each, known or made now, one person once; nobody where both ends are units."""
    if not reading.people:
        return [None for _ in new]
    fresh = {one.same: one for one in reversed(new) if one.ref not in known}
    people = {same: _person(reading.kind, one, now) for same, one in reversed(fresh.items())}
    copied(Person, list(people.values()))
    return [known[one.ref] if one.ref in known else people[one.same].pk for one in new]


def _first(roll: Roll, cards: list[Card]) -> list[Card]:
    """Those of whom nothing is sealed yet: what somebody told before is not written over."""
    of = [card.person_id for card in cards]
    had = set(Card.objects.filter(kind=f"tie.{roll.kind}", person_id__among=of).values_list("person_id", flat=True))
    return list({card.person_id: card for card in cards if card.person_id not in had}.values())


def _person(kind: TieKind, one: Entrant, now: datetime) -> Person:
    """Somebody new: known by name in the office, or a resident whose name is sealed."""
    told = Contact("" if kind.first.staff else one.name, one.phone)
    person = person_of(told, now) or blank(Person, created_at=now)
    if kind.first.staff:
        person.shown = one.name
    person.birth_year = one.born
    return person


def _tie(reading: Reading, pack_id: int, one: Entrant, person_id: int | None) -> Tie:
    roll, kind = reading.roll, reading.kind
    open_answers = {key: value for key, value in one.answers.items() if kind.fields[key].sensitivity != "sealed"}
    return blank(
        Tie,
        kind=roll.kind,
        role=one.slot,
        person_id=person_id,
        unit_id=one.unit_id,
        other_id=one.other_id,
        town_id=roll.town_id,
        pack_id=pack_id,
        state=ACTIVE if rules.consent_holds(kind, one.consent) else INTENT,
        since=begin_of(one.span.since),
        until=end_of(one.span.until) if one.span.until else None,
        ref=one.ref,
        data={
            "fields": open_answers,
            **({"consent": one.consent} if one.consent else {}),
            **({AHEAD: True} if one.span.since > reading.today else {}),
        },
    )


def _card(roll: Roll, kind: TieKind, one: Entrant, person_id: int | None, now: datetime) -> Card | None:
    told = {key: value for key, value in one.answers.items() if kind.fields[key].sensitivity == "sealed"}
    if not told or person_id is None:
        return None
    return blank(
        Card,
        person_id=person_id,
        kind=f"tie.{roll.kind}",
        sealed=seal.seal(json.dumps(told, ensure_ascii=False), f"card.tie.{roll.kind}"),
        purpose="；".join(kind.fields[key].why() for key in told)[:200],
        audience=kind.label.zh[:60],
        created_at=now,
    )


def _entry(reading: Reading, tie: Tie, now: datetime) -> Entry:
    said = {
        "kind": tie.kind,
        "label": reading.kind.label.zh,
        "since": day_of(tie.since).isoformat(),
        "slot": tie.role,
        "consent": tie.data.get("consent"),
    }
    return entry_of(
        reading.who, "tie.make", "decide", now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after=tie.state or "", ours=said,
    )  # fmt: skip


def withdraw(who: Who, roll: Roll, now: datetime) -> int:
    """End what a list made and nobody has used since, and erase the people who came with it alone. How many were
    used, and are kept. To be called in a transaction."""
    standing = ~Q(state=ENDED) | Q(data__reason=LAST_DAY)
    ties = Tie.objects.select_for_update(of=("self",)).filter(standing, pk__among=roll.made)
    rows = list(ties.values_list("pk", "person_id", "unit_id", "town_id"))
    people = {person for _, person, _, _ in rows if person is not None}
    beside = _beside(people, roll)
    used = _used(people, beside, roll)
    gone = [row for row in rows if row[0] not in used]
    # A tie that should not have been made lasted on no day: no grid and no count of a time may find it.
    bare = Func(F("data"), Value("reason"), template="(%(expressions)s)", arg_joiner=" - ", output_field=JSONField())
    undone = Tie.objects.filter(pk__among=[row[0] for row in gone])
    undone.update(state=ENDED, until=F("since"), ref=None, data=bare)
    said = {"kind": roll.kind, "undone": roll.pk}
    copied(
        Entry,
        [
            entry_of(who, "tie.end", "decide", now, tie_id=tie, unit_id=unit, town_id=town, after=ENDED, ours=said)
            for tie, _, unit, town in gone
        ],
    )
    held = {person for tie, person, _, _ in rows if tie in used}
    forget({person for _, person, _, _ in gone if person is not None} - beside.everybody - held, roll, now)
    return len(rows) - len(gone)


@dataclass(frozen=True, slots=True)
class Beside:
    """People of a list who have ties that are none of it: since before it came, or since. `later` got one of another
    kind since; one of the same kind at another unit uses nothing of this one, and one that was undone is none."""

    everybody: frozenset[int]
    before: frozenset[int]
    later: frozenset[int]


def _beside(person_ids: set[int], roll: Roll) -> Beside:
    first = min(roll.made, default=0)
    others = Tie.objects.filter(person_id__among=person_ids).exclude(pk__among=roll.made)
    others = others.exclude(state=ENDED, data__reason__isnull=True)
    rows = [(person, pk, kind) for person, pk, kind in others.values_list("person_id", "pk", "kind") if person]
    return Beside(
        frozenset(person for person, _, _ in rows),
        frozenset(person for person, pk, _ in rows if pk < first),
        frozenset(person for person, pk, kind in rows if pk > first and kind != roll.kind),
    )


def _used(person_ids: set[int], beside: Beside, roll: Roll) -> set[int]:
    """Those ties with an entry beside the one that made them, or whose person (where there is one) got something else
    since: a tie of another kind, a claim, a log-in."""
    told = Entry.objects.filter(tie_id__among=roll.made).exclude(act__in=BY_DAYS)
    again = told.values("tie_id").annotate(n=Count("pk")).filter(n__gt=1)
    fresh, busy = person_ids - beside.before, set(beside.later)
    busy |= set(Tie.objects.filter(toward_id__among=fresh).values_list("toward_id", flat=True))
    busy |= set(Matter.objects.filter(claimer_id__among=fresh).values_list("claimer_id", flat=True))
    busy |= set(Account.objects.filter(person_id__among=fresh).values_list("person_id", flat=True))
    of_people = Tie.objects.filter(pk__among=roll.made, person_id__among=busy).values_list("pk", flat=True)
    return set(again.values_list("tie_id", flat=True)) | set(of_people)


def forget(person_ids: set[int], roll: Roll, now: datetime) -> None:
    """Erase people, with what was sealed about them."""
    Card.objects.filter(person_id__among=person_ids, kind=f"tie.{roll.kind}").delete()
    Person.objects.filter(pk__among=person_ids).update(
        shown="", phone_shown="", name_sealed=None, phone_sealed=None, phone_index=None, tail_index=None,
        birth_year=None, erased_at=now,
    )  # fmt: skip
    fields = ["shown", "name_sealed", "phone_sealed", "birth_year"]
    copied(Erasure, [Erasure(at=now, what="person", row=one, rule=RULE, fields=fields) for one in sorted(person_ids)])
