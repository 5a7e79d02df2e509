"""Which volunteers served at an activity, and what their records hold of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from lianxin.adapters import seal
from lianxin.kernel.models import Activity, Entry, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.volunteers import SERVED
from lianxin.kernel.tie_facts import lasting

REF = "activity:"
"""How the ref of an entry begins that follows from the record of an activity."""


@dataclass(frozen=True, slots=True)
class Stands:
    """What one volunteer's record holds of an activity: its first entry, the minutes after the last correction, and
    whether that came of the activity's record or was put right for him alone."""

    entry: Entry
    minutes: int
    derived: bool


def registered(activity: Activity) -> list[Tie]:
    """Volunteers in force on its day who are registered at one of its organisers or below: whom its organiser may
    tick without their having signed up."""
    units = Tie.objects.filter(activity=activity, kind="organise").values_list("unit_id", flat=True)
    found = _volunteers(activity).filter(unit__chain__overlap=[unit for unit in units if unit is not None])
    return list(found.select_related("person").order_by("person__shown", "pk")[:300])


def came(activity: Activity) -> list[Tie]:
    """Volunteers among those who came, once each: by their own sign-up or the list, else by phone and name, where
    somebody signed up without a log-in."""
    people = Person.objects.filter(ties__activity=activity, ties__kind="attend", ties__state="present")
    here = {one.pk: one for one in people}
    found = list(_volunteers(activity).filter(person_id__in=here).select_related("person"))
    known = {tie.person_id for tie in found if tie.person_id is not None}
    phones = {(bytes(one.phone_index), _name(one)) for one in here.values() if one.pk not in known and one.phone_index}
    alike = _volunteers(activity).filter(person__phone_index__in={phone for phone, _ in phones})
    for tie in alike.exclude(person_id__in=known).select_related("person"):
        person = tie.person
        if person is not None and person.phone_index and (bytes(person.phone_index), _name(person)) in phones:
            found.append(tie)
    return list({tie.person_id: tie for tie in found}.values())


def stands(activity_id: int) -> dict[int, Stands]:
    """What the volunteers' records hold of an activity, by tie."""
    found: dict[int, Stands] = {}
    firsts = Entry.objects.filter(activity_id=activity_id, act="hours.serve").order_by("pk")
    of = {one.pk: one for one in firsts if str(one.data.get("ref", "")).startswith(REF)}
    ties = {one.tie_id for one in of.values() if one.tie_id is not None}
    for entry in Entry.objects.filter(tie_id__in=ties, act__in=SERVED).order_by("pk"):
        first = of.get(entry.data.get("of", entry.pk))
        if first is not None and entry.tie_id is not None:
            derived = str(entry.data.get("ref", "")).startswith(REF)
            found[entry.tie_id] = Stands(first, int(entry.data["minutes"]), derived)
    return found


def served(activity_id: int) -> list[int]:
    """The minutes that stand for each volunteer who served at an activity."""
    return [one.minutes for one in stands(activity_id).values() if one.minutes]


def _volunteers(activity: Activity) -> QuerySet[Tie]:
    pack = packs.pinned(activity.pack_id)
    kinds = [key for key, kind in pack.said.ties.items() if kind.hours]
    return Tie.objects.filter(lasting(activity.starts_at), town_id=activity.town_id, kind__in=kinds)


def _name(person: Person) -> str:
    return seal.unseal(bytes(person.name_sealed), "person.name") if person.name_sealed else person.shown
