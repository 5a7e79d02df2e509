"""Many ties of one kind at once, from a list: the same rows, entries and cards as one by one, by sets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Count, F, JSONField, Value
from django.db.models.functions import Greatest

from lianxin.adapters import seal
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import Contact, person_of
from lianxin.kernel.models import Account, Card, Entry, Erasure, Matter, Person, Roll, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.incoming import Entrant, Reading
from lianxin.kernel.tie_facts import ACTIVE, ENDED, INTENT, begin_of, end_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.ties import TieKind

RULE = "roll.undo:整批撤销导入的名册，导入时新建的人一并删除"
Row = TypeVar("Row", Person, Tie, Card, Entry, Erasure)


def there(roll: Roll, entrants: Sequence[Entrant]) -> set[str]:
    """The refs of entrants who are on the list already: put in by an earlier file, or by hand under the same name at
    the same unit."""
    refs = [one.ref for one in entrants]
    found = {str(ref) for ref in Tie.objects.filter(ref__among=refs).values_list("ref", flat=True)}
    names = _by_name(roll, entrants)
    return found | {one.ref for one in entrants if names.get((one.name, one.unit_id), (0, False))[1]}


def _by_name(roll: Roll, entrants: Sequence[Entrant]) -> dict[tuple[str, int], tuple[int, bool]]:
    """People of the office by name and unit who did not come from a list: number, and whether they have the tie."""
    if not packs.of_town(roll.town_id).said.ties[roll.kind].first.staff:
        return {}
    units = {one.unit_id for one in entrants}
    rows = (
        Tie.objects.filter(
            unit_id__in=units, kind__in=("post", roll.kind), person__shown__in={one.name for one in entrants}
        )
        .exclude(state=ENDED)
        .exclude(ref__startswith="roll:")
        .values_list("person__shown", "unit_id", "person_id", "kind")
    )
    found: dict[tuple[str, int], tuple[int, bool]] = {}
    for name, unit, person, kind in rows:
        had = found.get((name, unit), (person, False))[1]
        found[name, unit] = (person, had or kind == roll.kind)
    return found


def enrol(reading: Reading, entrants: Sequence[Entrant], now: datetime) -> list[int]:
    """Make the ties of entrants who are not there yet; their numbers. To be called in a transaction."""
    roll, kind = reading.roll, reading.kind
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=roll.town_id)  # as one by one: nobody between
    known, names = there(roll, entrants), _by_name(roll, entrants)
    new = list({one.ref: one for one in entrants if one.ref not in known}.values())
    people = [_person(kind, one, now) if (one.name, one.unit_id) not in names else None for one in new]
    _copied(Person, [person for person in people if person is not None])
    ids = [
        person.pk if person is not None else names[one.name, one.unit_id][0]
        for one, person in zip(new, people, strict=True)
    ]
    pack_id = packs.current_id(packs.key_of_town(roll.town_id))
    ties = _copied(Tie, [_tie(roll, kind, pack_id, one, person) for one, person in zip(new, ids, strict=True)])
    cards = [card for one, person in zip(new, ids, strict=True) if (card := _card(roll, kind, one, person, now))]
    _copied(Card, _first(roll, cards))
    _copied(Entry, [_entry(reading, tie, now) for tie in ties])
    return [tie.pk for tie in ties]


def _copied(model: type[Row], rows: list[Row]) -> list[Row]:
    """Rows written by COPY, with numbers drawn beforehand: an INSERT of a thousand spends its time on its own text.
    What the database fills in itself is left to it."""
    if not rows:
        return rows
    meta, json_of = model._meta, connection.ops.adapt_json_value
    fields = [field for field in meta.concrete_fields if not field.has_db_default()]
    names = ", ".join(f'"{field.column}"' for field in fields)
    columns = [(field.attname, isinstance(field, JSONField)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [meta.db_table, len(rows)]
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        with cursor.copy(f'COPY "{meta.db_table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                values = row.__dict__
                copy.write_row([json_of(values[name], None) if json else values[name] for name, json in columns])
    return rows


def _first(roll: Roll, cards: list[Card]) -> list[Card]:
    """Those of whom nothing is sealed yet: what somebody told before is not written over."""
    of = [card.person_id for card in cards]
    had = set(Card.objects.filter(kind=f"tie.{roll.kind}", person_id__among=of).values_list("person_id", flat=True))
    return list({card.person_id: card for card in cards if card.person_id not in had}.values())


def _person(kind: TieKind, one: Entrant, now: datetime) -> Person:
    """Somebody new: known by name in the office, or a resident whose name is sealed."""
    person = person_of(Contact("" if kind.first.staff else one.name, one.phone), now) or Person(created_at=now)
    if kind.first.staff:
        person.shown = one.name
    person.birth_year = one.born
    return person


def _tie(roll: Roll, kind: TieKind, pack_id: int, one: Entrant, person_id: int) -> Tie:
    open_answers = {key: value for key, value in one.answers.items() if kind.fields[key].sensitivity != "sealed"}
    return Tie(
        kind=roll.kind,
        person_id=person_id,
        unit_id=one.unit_id,
        town_id=roll.town_id,
        pack_id=pack_id,
        state=ACTIVE if rules.consent_holds(kind, one.consent) else INTENT,
        since=begin_of(one.span.since),
        until=end_of(one.span.until) if one.span.until else None,
        ref=one.ref,
        data={"fields": open_answers, **({"consent": one.consent} if one.consent else {})},
    )


def _card(roll: Roll, kind: TieKind, one: Entrant, person_id: int, now: datetime) -> Card | None:
    told = {key: value for key, value in one.answers.items() if kind.fields[key].sensitivity == "sealed"}
    if not told:
        return None
    return Card(
        person_id=person_id,
        kind=f"tie.{roll.kind}",
        sealed=seal.seal(json.dumps(told, ensure_ascii=False), f"card.tie.{roll.kind}"),
        purpose="；".join(kind.fields[key].purpose for key in told)[:200],
        audience=kind.label.zh[:60],
        created_at=now,
    )


def _entry(reading: Reading, tie: Tie, now: datetime) -> Entry:
    said = {
        "kind": tie.kind,
        "label": reading.kind.label.zh,
        "since": tie.since.date().isoformat(),
        "consent": tie.data.get("consent"),
    }
    return entry_of(
        reading.who, "tie.make", "decide", now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after=tie.state or "", ours=said,
    )  # fmt: skip


def withdraw(who: Who, roll: Roll, now: datetime) -> int:
    """End what a list made and nobody has used since, and erase the people who came with it alone. How many were
    used, and are kept. To be called in a transaction."""
    ties = Tie.objects.select_for_update(of=("self",)).filter(pk__among=roll.made).exclude(state=ENDED)
    rows = list(ties.values_list("pk", "person_id", "unit_id", "town_id"))
    people = {row[1] for row in rows}
    before = _known_before(people, roll)
    used = _used(people, before, roll)
    gone = [row for row in rows if row[0] not in used]
    Tie.objects.filter(pk__among=[row[0] for row in gone]).update(
        state=ENDED, until=Greatest(F("since"), Value(now)), ref=None
    )
    _copied(
        Entry,
        [
            entry_of(
                who,
                "tie.end",
                "decide",
                now,
                tie_id=tie,
                unit_id=unit,
                town_id=town,
                after=ENDED,
                ours={"kind": roll.kind, "undone": roll.pk},
            )  # fmt: skip
            for tie, _, unit, town in gone
        ],
    )
    _forget({row[1] for row in gone} - before, roll, now)
    return len(rows) - len(gone)


def _known_before(person_ids: set[int], roll: Roll) -> set[int]:
    """People who were there before the list came: it gave them a tie and nothing else."""
    earlier = Tie.objects.filter(person_id__among=person_ids, pk__lt=min(roll.made, default=0))
    return set(earlier.values_list("person_id", flat=True))


def _used(person_ids: set[int], before: set[int], roll: Roll) -> set[int]:
    """Those ties with an entry beside the one that made them, or whose person got something else since: another tie, a
    claim, a log-in."""
    again = Entry.objects.filter(tie_id__among=roll.made).values("tie_id").annotate(n=Count("pk")).filter(n__gt=1)
    later = Tie.objects.filter(person_id__among=person_ids, pk__gt=max(roll.made, default=0))
    busy = set(later.values_list("person_id", flat=True))
    busy |= set(Tie.objects.filter(toward_id__among=person_ids - before).values_list("toward_id", flat=True))
    busy |= set(Matter.objects.filter(claimer_id__among=person_ids - before).values_list("claimer_id", flat=True))
    busy |= set(Account.objects.filter(person_id__among=person_ids - before).values_list("person_id", flat=True))
    of_people = Tie.objects.filter(pk__among=roll.made, person_id__among=busy).values_list("pk", flat=True)
    return set(again.values_list("tie_id", flat=True)) | set(of_people)


def _forget(person_ids: set[int], roll: Roll, now: datetime) -> None:
    """Erase people, with what was sealed about them."""
    Card.objects.filter(person_id__among=person_ids, kind=f"tie.{roll.kind}").delete()
    Person.objects.filter(pk__among=person_ids).update(
        shown="", phone_shown="", name_sealed=None, phone_sealed=None, phone_index=None, tail_index=None,
        birth_year=None, erased_at=now,
    )  # fmt: skip
    fields = ["shown", "name_sealed", "phone_sealed", "birth_year"]
    _copied(Erasure, [Erasure(at=now, what="person", row=one, rule=RULE, fields=fields) for one in sorted(person_ids)])
