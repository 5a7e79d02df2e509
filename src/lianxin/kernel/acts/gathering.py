"""Many activities at once, from a list: the same rows, ties and entries as planned and recorded one by one, by sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.models import Activity, Entry, Roll, Tie, Unit
from lianxin.kernel.reads import activity, occasions, packs
from lianxin.kernel.reads.directory import Directory
from lianxin.kernel.reads.occasions import Looking, Occasion
from lianxin.kernel.who import Who


def gather(reading: Looking, found: Sequence[Occasion], now: datetime) -> list[int]:
    """Plan and record what is not there yet; the numbers of the activities. To be called in a transaction."""
    roll = reading.roll
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=roll.town_id)
    known = occasions.there(roll, found)
    new = list({one.ref: one for one in found if one.ref not in known}.values())
    pack_id = packs.current_id(packs.key_of_town(roll.town_id))
    made = copied(Activity, [_activity(roll, pack_id, one, reading.where, now) for one in new])
    both = list(zip(made, new, strict=True))
    copied(Tie, [tie for row, one in both for tie in _organisers(row, one, now)])
    copied(Entry, [entry for row, one in both for entry in _entries(reading.who, row, one, now)])
    return [row.pk for row in made]


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
    planned = entry("activity.plan", "file", after="planned", data={"title": row.title}, ours=starts)
    if not one.held:
        return [planned]
    told = {"kind": row.kind, "figures": row.figures}
    return [planned, entry("activity.hold", "record", before="planned", after="held", ours=told)]


def ungather(who: Who, roll: Roll, now: datetime) -> int:
    """Call off what a list made and nobody has used since, out of every calendar. How many were used, and are kept. To
    be called in a transaction."""
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
    return len(rows) - len(gone)


def _used(made: Sequence[int]) -> set[int]:
    """Those with an entry beside those they were made with, and those somebody takes part in or that are shown."""
    later = Entry.objects.filter(activity_id__among=made).exclude(at=F("activity__made_at"))
    people = Tie.objects.filter(activity_id__among=made, kind="attend")
    shown = Activity.objects.filter(pk__among=made, shown=True).values_list("pk", flat=True)
    return {*later.values_list("activity_id", flat=True), *people.values_list("activity_id", flat=True), *shown}
