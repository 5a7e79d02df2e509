"""Joining: whoever tells what is known already follows the matter that is there, and no second clock starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import telling
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import person_of
from lianxin.kernel.acts.telling import Filed, Telling
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.reads.solved import teller
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
    _changed(list({one.matter.pk: one.matter for one in filed}.values()), now)
    copied(Entry, [_entry(who, one, now) for one in filed])
    return found


def _changed(matters: Sequence[Matter], now: datetime) -> None:
    """Keep how many tell of each, and that it changed. Most often it is one, which Django saves more cheaply."""
    kept = ["reporters", "changed_at", "contactable"]
    for matter in matters:
        matter.changed_at = now
    if len(matters) == 1:
        matters[0].save(update_fields=kept)
    else:
        Matter.objects.bulk_update(matters, kept)


def tellings(matter_id: int) -> list[tuple[int, tuple[bytes, str], bool]]:
    """The reporter ties of a matter that left a phone, first come first, each with its teller and whether it is one of
    those that are not counted (`again`)."""
    rows = Tie.objects.filter(matter_id=matter_id, kind="reporter", until__isnull=True)
    rows = rows.filter(person__phone_index__isnull=False).order_by("pk")
    said = rows.values_list("pk", "person__phone_index", "person__shown", "data__again")
    return [(pk, (bytes(phone or b""), shown or ""), bool(again)) for pk, phone, shown, again in said]


def count_once(matter_id: int) -> int:
    """After ties came to a matter or left it: of each teller's tellings the first counts, the others say it `again`.
    How many more are counted than before, which may be less than none. The matter's row is locked by whoever calls."""
    grown, seen = 0, set[tuple[bytes, str]]()
    for pk, by, again in tellings(matter_id):
        if again != (by in seen):
            tie = Tie.objects.only("data").get(pk=pk)
            data = {name: value for name, value in tie.data.items() if name != "again"}
            Tie.objects.filter(pk=pk).update(data=data if again else {**data, "again": True})
            grown += 1 if again else -1
        seen.add(by)
    return grown


def reachable(matter_id: int, tie_id: int | None = None) -> bool:
    """Whether somebody who told of it (or the one of that tie) left a phone or an address, erased since or not."""
    left = Q(person__phone_sealed__isnull=False) | Q(person__mail_sealed__isnull=False)
    left |= Q(person__erased_at__isnull=False)
    told = Tie.objects.filter(left, matter_id=matter_id, kind="reporter", until__isnull=True)
    return (told if tie_id is None else told.filter(pk=tie_id)).exists()


def _known(wanted: Sequence[int], people: Sequence[Person | None]) -> set[tuple[int, tuple[bytes, str]]]:
    """Which of these people already stand with which of the matters. One query, none without a phone."""
    phones = {one[0] for one in map(teller, people) if one is not None}
    if not phones:
        return set()
    ties = Tie.objects.filter(matter_id__in=wanted, kind="reporter", until__isnull=True, person__phone_index__in=phones)
    said = ties.values_list("matter_id", "person__phone_index", "person__shown")
    return {(matter or 0, (bytes(phone or b""), shown or "")) for matter, phone, shown in said}


def _tied(
    who: Who, one: Join, matter: Matter, now: datetime, person: Person | None, known: set[tuple[int, tuple[bytes, str]]]
) -> Filed | None:
    """The tie of who joins, and the matter as it is with him; neither saved. Who only follows a public matter said
    nothing of his own; what everybody else said beside his words is kept, so that it can be parted (acts.parting).
    Whoever told it before (the same phone and name) says it `again`: his words and receipt are kept, he is not
    counted twice."""
    if not matter.is_open:
        return None
    told = one.told
    tie, key, code = telling.reporter(told, now, merged=True)
    tie.data["text"] = one.understood.public_text  # whoever joins reads back his own words, never a neighbour's
    follows = told.joins is not None and not who.staff and told.text in (matter.public_text, matter.title)
    tie.data |= {"follows": True} if follows else {"told": telling.kept(who, told)}
    tie.matter_id = matter.pk
    tie.person = person
    by = teller(person)
    if by is not None and (matter.pk, by) in known:
        tie.data["again"] = True
    else:
        matter.reporters += 1
    if by is not None:
        known.add((matter.pk, by))
    if told.contact and not matter.contactable:
        matter.contactable = bool(told.contact.phone or told.contact.mail)
    return Filed(matter, tie, key, code, merged=True, understood=one.understood)


def _entry(who: Who, filed: Filed, now: datetime) -> Entry:
    matter, tie = filed.matter, filed.tie
    return entry_of(
        who, "matter.join", "file", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step,
        ours={
            "tells": ["reporters"], "channel": tie.data["channel"], "tie": tie.pk, "only_tie": tie.pk,
            "again": tie.data.get("again"),
        },
    )  # fmt: skip
