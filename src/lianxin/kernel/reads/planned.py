"""What stands beside a list of activities: what is there already, and what was planned and the list says took place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.models import Activity, Roll
from lianxin.kernel.reads.occasions import Looking, Occasion
from lianxin.kernel.tie_facts import begin_of, day_of
from lianxin.language.activity_columns import DATE
from lianxin.language.calendar import SHANGHAI


@dataclass
class Beside:
    """`there`: refs of occasions that are there already and stay as they are; `moves`: the planned activity that a row
    says took place, by ref; `faults`: rows that could mean two."""

    there: set[str] = field(default_factory=set)
    moves: dict[str, int] = field(default_factory=dict)
    faults: dict[str, SheetProblem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    state: str
    at: time


_Key = tuple[str, int, str, date]


def beside(reading: Looking, occasions: Sequence[Occasion]) -> Beside:
    """An occasion is there by its ref (an earlier file), or with the same kind, organiser, day and title. Two of one
    day are one unless both say another hour. Two questions."""
    found = Beside()
    if not occasions:
        return found
    refs = Activity.objects.filter(ref__among=[one.ref for one in occasions]).values_list("ref", "pk", "state")
    by_ref = {str(ref): (pk, state) for ref, pk, state in refs}
    alike = _alike(reading.roll, occasions)
    for one in occasions:
        rows = {by_ref[one.ref]} if one.ref in by_ref else {(row.pk, row.state) for row in _same(alike, one)}
        plans = [pk for pk, state in rows if state == "planned"]
        if not rows:
            continue
        if not one.told or len(plans) < len(rows):
            found.there.add(one.ref)
        elif len(plans) == 1:
            found.moves[one.ref] = plans[0]
        else:
            zh = "这一天计划了两场同名的活动，请把时间写到几点几分。"
            problem = reading.problem(one.row, DATE, zh, "Two of this name are planned that day: say the hour.")
            found.faults[one.ref] = problem
    return found


def _alike(roll: Roll, occasions: Sequence[Occasion]) -> dict[_Key, list[_Row]]:
    rows = Activity.objects.filter(
        town_id=roll.town_id,
        unit_id__among={one.hosts[0] for one in occasions},
        title__among={one.title for one in occasions},
        starts_at__gte=min(begin_of(day_of(one.starts_at)) for one in occasions),
        starts_at__lt=max(one.starts_at for one in occasions) + timedelta(days=1),
    ).exclude(state="cancelled")
    found: dict[_Key, list[_Row]] = {}
    for pk, state, kind, unit, title, at in rows.values_list("pk", "state", "kind", "unit_id", "title", "starts_at"):
        hour = at.astimezone(SHANGHAI).time()
        found.setdefault((kind, unit, title, day_of(at)), []).append(_Row(pk, state, hour))
    return found


def _same(alike: dict[_Key, list[_Row]], one: Occasion) -> list[_Row]:
    rows = alike.get((one.kind, one.hosts[0], one.title, day_of(one.starts_at)), [])
    if not one.timed:
        return rows
    return [row for row in rows if row.at in (time(), one.starts_at.astimezone(SHANGHAI).time())]
