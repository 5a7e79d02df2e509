"""Activities: one with all about it, a month of a unit, a place or a person, how many at each level."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.models import Activity, Entry, Notice, Tie
from lianxin.kernel.reads import activity_kinds, packs, roll
from lianxin.kernel.reads.lapses import LAPSE
from lianxin.kernel.who import Held, Who
from lianxin.language import activity as rules

DECIDED = "export.decide"
"""The act that decides on a file somebody asked for."""
OF_BRANCH = ("birthday.remind", "path.due")
"""Acts that call something to mind to whoever leads a branch: political birthdays, the next stage of a path."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part: as the office may see him."""

    tie: int
    person: int | None
    shown: str
    state: str
    guardian: bool = False
    phone: str = ""
    """Masked; a guardian's where one signed a child up."""
    signed: bool = False
    """Whether somebody signed up, and was not called by the roll or by name."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One activity with who organises it and who takes part; two questions."""

    activity: Activity
    hosts: tuple[str, ...]
    carriers: tuple[str, ...]
    people: tuple[Person, ...]


def visible(who: Who) -> Q:
    """Activities a Who may know of: shown, or his to read (the rule of `activity_abilities.may_read`)."""
    found = Q(shown=True)
    for held in who.posts:
        if held.town_id is None:
            continue
        role = packs.of_town(held.town_id).said.roles.get(held.role)
        own = Q(chains__contains=[held.unit_id])
        if role is not None and role.sees == "all":
            own |= Q(town_id=held.town_id)
        found |= own & Q(kind__in=_read_by(held, "below"))
        if own_body := _read_by(held, "own"):
            found |= Q(town_id=held.town_id, unit_id__in=roll.bodies(who.person_id), kind__in=own_body)
    return found


def _read_by(held: Held, how: str) -> list[str]:
    """The kinds of activity that a post reads from within in this way."""
    declaring = activity_kinds.declaring(held.town_id) if held.town_id is not None else {}
    return [kind for kind, pack in declaring.items() if rules.read_by(pack, kind, held.role) == how]


def one(who: Who, activity_id: int) -> Whole | None:
    """The activity, if he may see it."""
    found = Activity.objects.select_related("place", "unit").filter(pk=activity_id).first()
    if found is None or not abilities.may_see(who, found):
        return None
    ties = Tie.objects.filter(activity=found, kind__in=("organise", "attend")).order_by("id")
    hosts, carriers, people = list[str](), list[str](), list[Person]()
    phones = ("toward__phone_shown", "person__phone_shown", "key_hash")
    said = ties.values_list("pk", "kind", "role", "unit__name", "person_id", "person__shown", "state", "data", *phones)
    for pk, kind, role, unit, person, shown, state, data, guardian, phone, key in said:
        if kind == "organise":
            (hosts if role == "host" else carriers).append(unit or "")
        elif state != "withdrawn":
            guarded = bool((data or {}).get("guardian"))
            mask = guardian or phone or ""
            people.append(Person(pk, person, shown or "—", state or "", guarded, mask, key is not None))
    return Whole(found, tuple(hosts), tuple(carriers), tuple(people))


def organisers(activity_id: int) -> list[tuple[int, str]]:
    """Units that organise it, with host or carry."""
    ties = Tie.objects.filter(activity_id=activity_id, kind="organise").order_by("id")
    return [(unit, role) for unit, role in ties.values_list("unit_id", "role") if unit is not None]


UNDONE = "undone:"
"""How the ref of an activity begins that a list made by mistake: called off, and in no calendar."""


def between(first: datetime, last: datetime) -> QuerySet[Activity]:
    """Activities of a time, in order."""
    found = Activity.objects.filter(starts_at__gte=first, starts_at__lt=last).exclude(ref__startswith=UNDONE)
    return found.order_by("starts_at", "id")


def month(
    who: Who, town_id: int, first: datetime, last: datetime, kind: str = "", unit_id: int | None = None
) -> list[Activity]:
    """A month of a town as far as he may see it, of one kind or one unit where asked."""
    found = between(first, last).filter(visible(who), town_id=town_id)
    if kind:
        found = found.filter(kind=kind)
    if unit_id is not None:
        found = found.filter(chains__contains=[unit_id])
    return list(found.select_related("unit", "place")[:500])


def public(town_id: int, now: datetime, most: int = 50) -> list[Activity]:
    """What the public may come to: shown, planned, not over."""
    found = Activity.objects.filter(town_id=town_id, shown=True, state="planned", starts_at__gte=now)
    return list(found.select_related("unit", "place").order_by("starts_at", "id")[:most])


def turns(ids: Collection[int]) -> dict[int | None, int]:
    """How often each was changed or called off since it was planned."""
    acts = ("activity.change", "activity.cancel")
    rows = Entry.objects.filter(activity_id__in=ids, act__in=acts).order_by().values_list("activity_id")
    return dict(rows.annotate(n=Count("pk")))


def turn(waiting: Tie) -> int:
    """Which in the line of those who wait, from 1."""
    line = Tie.objects.filter(activity_id=waiting.activity_id or 0, kind="attend", state="waiting")
    return line.filter(pk__lte=waiting.pk).count()


def changes(activity_id: int) -> list[Entry]:
    """How its plan was changed, the newest first."""
    return list(Entry.objects.filter(activity_id=activity_id, act="activity.change").order_by("-id")[:20])


def counted(activity_id: int) -> dict[str, str]:
    """How many were due and came as it was recorded last, as a form says them; empty before that, and where nobody is
    counted."""
    said = Entry.objects.filter(activity_id=activity_id, act__in=("activity.hold", "activity.correct"))
    data = said.order_by("-id").values_list("data", flat=True).first() or {}
    return {name: str(data[name]) for name in ("due", "came") if name in data}


def told(person_id: int | None, tie_id: int | None = None, most: int = 5) -> list[Notice]:
    """What somebody was told lately of activities, of his branch and his teams, of a file he asked for, or of one
    sign-up, the newest first."""
    of_these = Q(entry__activity__isnull=False) | Q(entry__act__in=(*OF_BRANCH, LAPSE, DECIDED))
    found = Notice.objects.filter(of_these, person_id=person_id or 0, kind="now")
    return list((found.filter(tie_id=tie_id) if tie_id is not None else found).order_by("-id")[:most])


def of_unit(unit_id: int, first: datetime, last: datetime) -> list[Activity]:
    """What a unit or those below it organise."""
    return list(between(first, last).filter(chains__contains=[unit_id]).select_related("place", "unit")[:500])


def here(unit_id: int, first: datetime, last: datetime) -> list[Activity]:
    """What a unit or those below it organise, and what others do there, unless it was called off."""
    found = between(first, last).filter(Q(chains__contains=[unit_id]) | Q(place_id=unit_id)).exclude(state="cancelled")
    return list(found.select_related("place", "unit")[:50])


def at_site(place_id: int, first: datetime, last: datetime) -> list[Activity]:
    """What takes place at a site and may be shown; what it hosts itself, takes place there."""
    there = Q(place_id=place_id) | Q(place__isnull=True, unit_id=place_id)
    return list(between(first, last).filter(there, shown=True).select_related("place", "unit")[:500])


DUE = "due"
"""How somebody stands to an activity at which the roll expects him, before it is recorded."""
ASKED = "asked"
"""How somebody stands to a meeting for which he was asked by name to write a statement."""


def of_person(person_id: int, first: datetime, last: datetime) -> list[tuple[Activity, str]]:
    """What somebody signed up for, is due at, or came to, each with how he stands to it, in order of time. What is
    called off stays, so that it leaves the calendars that hold it."""
    ties = (
        Tie.objects.filter(
            person_id=person_id, kind="attend", activity__starts_at__gte=first, activity__starts_at__lt=last
        )
        .exclude(state="withdrawn")
        .select_related("activity__unit", "activity__place")
        .order_by("activity__starts_at", "activity_id")
    )
    found = [(tie.activity, tie.state or "") for tie in ties[:500] if tie.activity is not None]
    known = {one.pk for one, _ in found}
    found += [(one, DUE) for one in _due(person_id, first, last) if one.pk not in known]
    return sorted(found, key=lambda pair: (pair[0].starts_at, pair[0].pk))


def _due(person_id: int, first: datetime, last: datetime) -> list[Activity]:
    """What is not recorded yet and expects him, by the roll of the day it takes place."""
    belongs = Q(kind__in=roll.BELONGS) | Q(kind="post")
    held = list(Tie.objects.filter(belongs, person_id=person_id).values_list("unit_id", "unit__town_id"))
    units = {unit for unit, _ in held if unit is not None}
    towns = {town for _, town in held if town is not None}
    hosted = Tie.objects.filter(kind="organise", unit_id__in=units).values("activity_id")
    roles = {
        key for town in towns for key, kind in packs.of_town(town).said.activities.items() if kind.due.startswith("$")
    }
    asked = Q(pk__in=hosted) | Q(town_id__in=towns, kind__in=roles)
    found = list(
        between(first, last).filter(asked, state__in=("planned", "cancelled")).select_related("place", "unit")[:500]
    )
    expected = roll.expected(found, person_id)
    return [one for one in found if one.pk in expected]


def held_below(unit_id: int, first: datetime, last: datetime, kinds: Iterable[str] = ()) -> int:
    """How many were held by a unit and all below it: a joint activity once, however many organised it."""
    found = Activity.objects.filter(chains__contains=[unit_id], state="held", starts_at__gte=first, starts_at__lt=last)
    wanted = list(kinds)
    return (found.filter(kind__in=wanted) if wanted else found).count()
