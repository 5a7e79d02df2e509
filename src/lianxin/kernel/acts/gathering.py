"""Many activities at once, from a list: the same rows, ties and entries as planned and recorded one by one, by sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import holding
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of, record
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Entry, Roll, Tie, Unit
from lianxin.kernel.reads import activity, packs, planned
from lianxin.kernel.reads import roll as registers
from lianxin.kernel.reads.directory import Directory
from lianxin.kernel.reads.occasions import Looking, Occasion
from lianxin.kernel.reads.planned import Beside
from lianxin.kernel.who import Who
from lianxin.language.activity_columns import STATE, TITLE
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a part of a list did: the activities it made, and what stood of those it moved from planned to held."""

    made: list[int]
    moved: list[dict[str, Any]]


def gather(reading: Looking, found: Sequence[Occasion], now: datetime) -> Gathered:
    """Plan and record what is not there yet, and record what was planned as held. To be called in a transaction."""
    into = reading.roll
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=into.town_id)
    once = list({one.ref: one for one in reversed(found)}.values())[::-1]
    beside = planned.beside(reading, once)
    moved = [was for one in once if one.ref in beside.moves and (was := _moved(reading, one, beside, now))]
    new = [one for one in once if one.ref not in {*beside.there, *beside.moves, *beside.faults}]
    pack_id = packs.current_id(packs.key_of_town(into.town_id))
    made = copied(Activity, [_activity(into, pack_id, one, reading.where, now) for one in new])
    both = list(zip(made, new, strict=True))
    copied(Tie, [tie for row, one in both for tie in _organisers(row, one, now)])
    copied(Entry, [entry for row, one in both for entry in _entries(reading.who, row, one, now)])
    return Gathered([row.pk for row in made], moved)


def _moved(reading: Looking, one: Occasion, beside: Beside, now: datetime) -> dict[str, Any] | None:
    """One that was planned, recorded; what cannot be (somebody signed up or cancelled meanwhile) is left as it is."""
    try:
        with transaction.atomic():
            return move(reading, one, beside.moves[one.ref], now)
    except Refused:
        return None


def move(reading: Looking, one: Occasion, activity_id: int, now: datetime) -> dict[str, Any]:
    """A planned activity took place, as a row says: recorded by the same act as on its page. What stood before, for
    undoing. To be called in a transaction. Errors: Refused."""
    _by_numbers(activity_id)
    names = ("pk", "text", "fields", "figures")
    was = Activity.objects.filter(pk=activity_id).values(*names).get()
    holding.hold(reading.who, activity_id, Record(figures=one.texts, fields=one.fields, text=one.text), now)
    return was


def rehearse(reading: Looking, one: Occasion, activity_id: int, now: datetime) -> SheetProblem | None:
    """What would be wrong with moving it, told at its cell; whatever the act wrote is taken back."""
    try:
        with transaction.atomic():
            move(reading, one, activity_id, now)
            transaction.set_rollback(True)
    except Refused as refused:
        return reading.refused(one.row, _column(reading, refused), refused)
    return None


def _column(reading: Looking, refused: Refused) -> str:
    """The column a refusal is about; where the list lacks it, what says whether it was held, or its name."""
    named = (f"figure.{refused.field}", f"field.{refused.field}", STATE)
    return next((key for key in named if key in reading.at), TITLE)


def _by_numbers(activity_id: int) -> None:
    """Refuses where it is known who should come or who signed up: then it is recorded by name."""
    found = Activity.objects.get(pk=activity_id)
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    if kind.attendance == "headcount":
        return
    units = Tie.objects.filter(activity=found, kind="organise").values_list("unit_id", flat=True)
    signed = Tie.objects.filter(activity=found, kind="attend").exclude(state="withdrawn").exists()
    if signed or registers.due(found, [unit for unit in units if unit], found.starts_at):
        zh = "这场活动有报名或应到的人，到场要记到人，请在日程里记录"
        raise Refused(because("by-name", zh, "people signed up or were due: record by name who came"))


def _activity(roll: Roll, pack_id: int, one: Occasion, where: Directory, now: datetime) -> Activity:
    return Activity(
        kind=one.kind, title=one.title, pack_id=pack_id, town_id=roll.town_id, unit_id=one.hosts[0],
        place_id=one.place_id, place_text="" if one.place_id else one.place_text, starts_at=one.starts_at,
        state="held" if one.held else "planned", ref=one.ref, text=one.text, figures=one.figures, fields=one.fields,
        chains=sorted({unit for of in (*one.hosts, *one.carriers) for unit in where.chain(of)}),
        made_at=now, changed_at=now, recorded_at=now if one.held else None,
    )  # fmt: skip


def _organisers(row: Activity, one: Occasion, now: datetime) -> list[Tie]:
    roles = {**dict.fromkeys(one.carriers, "carry"), **dict.fromkeys(one.hosts, "host")}
    return [
        Tie(kind="organise", role=roles[unit], unit_id=unit, activity_id=row.pk, town_id=row.town_id, since=now)
        for unit in dict.fromkeys((*one.hosts, *one.carriers))
    ]


def _entries(who: Who, row: Activity, one: Occasion, now: datetime) -> list[Entry]:
    def entry(act: str, verb: str, **said: Any) -> Entry:
        return entry_of(who, act, verb, now, activity_id=row.pk, town_id=row.town_id, unit_id=row.unit_id, **said)

    starts = {"kind": row.kind, "starts": row.starts_at.isoformat()}
    laid = entry("activity.plan", "file", after="planned", data={"title": row.title}, ours=starts)
    if not one.held:
        return [laid]
    told = {"kind": row.kind, "figures": row.figures}
    return [laid, entry("activity.hold", "record", before="planned", after="held", ours=told)]


def ungather(who: Who, roll: Roll, now: datetime) -> int:
    """Call off what a list made and nobody has used since, out of every calendar; what it moved to held is planned
    again. How many were used, and are kept. To be called in a transaction."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk__among=roll.made).exclude(state="cancelled")
    rows = list(found.order_by("pk").values_list("pk", "unit_id", "town_id", "kind", "state"))
    used = _used(roll.made)
    gone = [row for row in rows if row[0] not in used]
    Activity.objects.filter(pk__among=[row[0] for row in gone]).update(
        state="cancelled", changed_at=now, ref=Concat(Value(activity.UNDONE), Cast(F("pk"), CharField()))
    )
    copied(
        Entry,
        [
            entry_of(
                who,
                "activity.cancel",
                "decide",
                now,
                activity_id=pk,
                town_id=town,
                unit_id=unit,
                before=was,
                after="cancelled",
                ours={"kind": kind, "undone": roll.pk},
            )  # fmt: skip
            for pk, unit, town, kind, was in gone
        ],
    )
    return len(rows) - len(gone) + _unmoved(who, roll, now)


def _unmoved(who: Who, roll: Roll, now: datetime) -> int:
    """What a list moved from planned to held stands as it stood; how many were corrected or shown since, and are
    kept."""
    was = {one["pk"]: one for one in roll.moved}
    later = Entry.objects.filter(activity_id__among=list(was), at__gt=F("activity__recorded_at"))
    used = set(later.values_list("activity_id", flat=True))
    kept = 0
    for found in Activity.objects.select_for_update(of=("self",)).filter(pk__among=list(was)).order_by("pk"):
        if found.pk in used or found.shown or found.state != "held":
            kept += 1
            continue
        before = was[found.pk]
        found.text, found.fields, found.figures = before["text"], before["fields"], before["figures"]
        found.state, found.recorded_at, found.changed_at = "planned", None, now
        found.save(update_fields=["text", "fields", "figures", "state", "recorded_at", "changed_at"])
        record(
            who, "activity.unhold", "decide", now, activity_id=found.pk, town_id=found.town_id, unit_id=found.unit_id,
            before="held", after="planned", ours={"kind": found.kind, "undone": roll.pk},
        )  # fmt: skip
    return kept


def _used(made: Sequence[int]) -> set[int]:
    """Those with an entry beside those they were made with, and those somebody takes part in or that are shown."""
    later = Entry.objects.filter(activity_id__among=made).exclude(at=F("activity__made_at"))
    people = Tie.objects.filter(activity_id__among=made, kind="attend")
    shown = Activity.objects.filter(pk__among=made, shown=True).values_list("pk", flat=True)
    return {*later.values_list("activity_id", flat=True), *people.values_list("activity_id", flat=True), *shown}
