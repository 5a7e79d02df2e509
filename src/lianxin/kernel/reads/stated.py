"""Statements at a meeting: who writes one, what stands of each, and what somebody has still to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.who import Who

STATEMENT = "statement"
ASKED, WRITTEN, GIVEN = "asked", "written", "given"
AHEAD = timedelta(days=62)
"""How long before a meeting its statement is called to mind."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One who writes a statement, and how it stands: asked, written or given; '' for one of the roll who has not
    begun."""

    person: int
    name: str
    state: str
    parts: Mapping[str, str]
    replies: Mapping[str, str]


def ties(activity: Activity) -> QuerySet[Tie]:
    """The statements of an activity."""
    return Tie.objects.filter(activity=activity, kind=STATEMENT)


def writers(activity: Activity) -> dict[int, str]:
    """Those of the roll who write one: who is due; nobody where nobody is (whoever runs it asks by name)."""
    kind = packs.pinned(activity.pack_id).said.activities[activity.kind]
    if kind.statements is None or kind.due == "nobody":
        return {}
    units = Tie.objects.filter(activity=activity, kind="organise").values_list("unit_id", flat=True)
    return roll.due(activity, [unit for unit in units if unit], activity.starts_at)


def given(activity: Activity) -> int:
    """How many statements were given (people)."""
    return ties(activity).filter(state=GIVEN).count()


def of_activity(activity: Activity) -> list[Stated]:
    """Everybody who writes one, the roll first. Three questions."""
    said = {tie.person_id: tie for tie in ties(activity).select_related("person").order_by("id")}
    found = []
    for person, name in writers(activity).items():
        tie = said.pop(person, None)
        found.append(_stated(person, name, tie))
    return found + [_stated(tie.person.pk, tie.person.shown, tie) for tie in said.values() if tie.person is not None]


def one(activity: Activity, person_id: int) -> Stated | None:
    """How one person's statement stands; None for somebody who writes none."""
    tie = ties(activity).select_related("person").filter(person_id=person_id).first()
    if tie is not None and tie.person is not None:
        return _stated(person_id, tie.person.shown, tie)
    name = writers(activity).get(person_id)
    return _stated(person_id, name, None) if name is not None else None


def may_read(who: Who, activity: Activity, person_id: int) -> bool:
    """Whether a statement is his to read: his own, or of a meeting he runs."""
    return (who.person_id is not None and who.person_id == person_id) or abilities.organises(who, activity)


def states_of(person_id: int, activities: list[Activity]) -> dict[int, str]:
    """How somebody's statement stands at each of these activities that asks for one: activity → state, '' where he has
    not begun. Whether he is due is the caller's to know."""
    asking = [one.pk for one in activities if _asks(one)]
    if not asking:
        return {}
    said = Tie.objects.filter(kind=STATEMENT, person_id=person_id, activity_id__in=asking)
    return dict.fromkeys(asking, "") | {one: state or "" for one, state in said.values_list("activity_id", "state")}


def waiting(person_id: int, now: datetime) -> list[Activity]:
    """Meetings to come for which somebody was asked by name and has written nothing."""
    said = Tie.objects.filter(
        kind=STATEMENT, person_id=person_id, state=ASKED, activity__state="planned",
        activity__starts_at__lt=now + AHEAD,
    )  # fmt: skip
    found = said.select_related("activity__unit", "activity__place").order_by("activity__starts_at")[:50]
    return [tie.activity for tie in found if tie.activity is not None]


def _asks(activity: Activity) -> bool:
    return packs.pinned(activity.pack_id).said.activities[activity.kind].statements is not None


def _stated(person: int, name: str, tie: Tie | None) -> Stated:
    if tie is None:
        return Stated(person, name, "", {}, {})
    return Stated(person, name, tie.state or "", tie.data.get("parts", {}), tie.data.get("replies", {}))
