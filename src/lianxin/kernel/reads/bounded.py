"""Of whom what an activity counts is a part: as it is being recorded, or as it stands on record."""

from __future__ import annotations

from collections.abc import Collection

from lianxin.kernel.models import Activity, Tie, Voted
from lianxin.kernel.reads import roll
from lianxin.language.bounds import Whole


def whole(activity: Activity, due: int, came: int, present: Collection[int]) -> Whole:
    """Everybody a figure may be a part of, where so many were due and came, those `present` by name. Where no roll is
    kept, the members are those due."""
    units = _hosts(activity)
    members = len(roll.members(units, activity.starts_at)) or due
    return Whole(due, came, members, _voters(activity, units, present) if present else came, len(units))


def voters(activity: Activity) -> int | None:
    """How many came, as it is on record by name, and may vote; None where nobody is named."""
    there = Tie.objects.filter(activity=activity, kind="attend", state="present", person__isnull=False)
    present = set(there.values_list("person_id", flat=True))
    return _voters(activity, _hosts(activity), present) if present else None


def _voters(activity: Activity, units: list[int], present: Collection[int | None]) -> int:
    called = roll.voters(activity, units, activity.starts_at)
    return len(set(present) & set(called)) if called else len(set(present))


def _hosts(activity: Activity) -> list[int]:
    ties = Tie.objects.filter(activity=activity, kind="organise")
    return [unit for unit in ties.values_list("unit_id", flat=True) if unit]


def ballots(activity: Activity) -> list[int]:
    """How many ballots lie, or lay, in each of its boxes."""
    opened = {one["line"]: int(one["ballots"]) for one in activity.resolved if "totals" in one}
    closed = list(Voted.objects.filter(activity=activity).values_list("box", flat=True))
    return [*opened.values(), *(closed.count(box) for box in set(closed) if int(box) not in opened)]
