"""Joining: whoever tells what is known already follows the matter that is there, and no second clock starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import telling
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import person_of
from lianxin.kernel.acts.telling import Filed, Telling
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.who import Who


@dataclass(frozen=True, slots=True)
class Join:
    """A telling, and the matter it joins."""

    told: Telling
    understood: Understanding
    matter_id: int


@transaction.atomic
def join(who: Who, joins: Sequence[Join], now: datetime) -> list[Filed | None]:
    """Each telling joins its matter: its reporter follows it. None for one whose matter has just been closed."""
    if not joins:
        return []
    wanted = sorted({one.matter_id for one in joins})
    locked = Matter.objects.select_for_update(of=("self",)).filter(pk__among=wanted).order_by("pk")
    matters = {matter.pk: matter for matter in locked}
    people = [person_of(one.told.contact, now) for one in joins]  # None when nothing was left
    known = _known(wanted, people)
    told = zip(joins, people, strict=True)
    found = [_tied(who, one, matters[one.matter_id], now, person, known) for one, person in told]
    filed = [one for one in found if one is not None]
    copied(Person, [one.tie.person for one in filed if one.tie.person is not None])
    for one in filed:
        one.tie.person_id = one.tie.person.pk if one.tie.person is not None else None
    copied(Tie, [one.tie for one in filed])
    changed = {one.matter.pk: one.matter for one in filed}
    for matter in changed.values():
        matter.changed_at = now
    Matter.objects.bulk_update(changed.values(), ["reporters", "changed_at", "contactable"])
    copied(Entry, [_entry(who, one, now) for one in filed])
    return found


def _known(wanted: Sequence[int], people: Sequence[Person | None]) -> set[tuple[int, bytes]]:
    """Which of these people's phones already stand with which of the matters. One query, none without a phone."""
    phones = {bytes(one.phone_index) for one in people if one is not None and one.phone_index}
    if not phones:
        return set()
    ties = Tie.objects.filter(matter_id__in=wanted, kind="reporter", person__phone_index__in=phones)
    rows = ties.values_list("matter_id", "person__phone_index")
    return {(pk, bytes(phone)) for pk, phone in rows if pk is not None and phone}


def _tied(
    who: Who, one: Join, matter: Matter, now: datetime, person: Person | None, known: set[tuple[int, bytes]]
) -> Filed | None:
    """The tie of who joins, and the matter as it is with him; neither saved. Who only follows a public matter said
    nothing of his own; what everybody else said beside his words is kept, so that it can be parted (acts.parting).
    Whoever told it before (the same phone) says it `again`: his words and receipt are kept, he is not counted twice."""
    if not matter.is_open:
        return None
    told = one.told
    tie, key, code = telling.reporter(told, now, merged=True)
    tie.data["text"] = one.understood.public_text  # whoever joins reads back his own words, never a neighbour's
    follows = told.joins is not None and not who.staff and told.text in (matter.public_text, matter.title)
    tie.data |= {"follows": True} if follows else {"told": telling.kept(who, told)}
    tie.matter_id = matter.pk
    tie.person = person
    phone = (matter.pk, bytes(person.phone_index)) if person is not None and person.phone_index else None
    if phone is not None and phone in known:
        tie.data["again"] = True
    else:
        matter.reporters += 1
    if phone is not None:
        known.add(phone)
    if told.contact and not matter.contactable:
        matter.contactable = bool(told.contact.phone or told.contact.mail)
    return Filed(matter, tie, key, code, merged=True, understood=one.understood)


def _entry(who: Who, filed: Filed, now: datetime) -> Entry:
    matter, tie = filed.matter, filed.tie
    return entry_of(
        who, "matter.join", "file", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step,
        ours={"tells": ["reporters"], "channel": tie.data["channel"], "tie": tie.pk, "only_tie": tie.pk},
    )  # fmt: skip
