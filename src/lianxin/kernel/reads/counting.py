"""What a record adds to the indicators of its town, as it stands: the one place that says so, for whoever counts.

A record that is secret counts in nothing. Each record is credited to the units it belongs to with everything above
them, and always to its town, so that a town's number is all of its records, and a joint activity counts once in each
branch and once in the town.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Activity, Entry, Matter, Tie
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import ACTIVE, AHEAD
from lianxin.language import indicator as rules
from lianxin.language import view
from lianxin.language.calendar import SHANGHAI
from lianxin.language.condition import Conditions
from lianxin.language.facts import CLOCK
from lianxin.language.indicator import Mark, Record, marks

NOUNS = ("matters", "activities", "ties", "entries")
Marked = dict[int, tuple[int, list[Mark]]]
"""By the number of a record: its town, and what it adds."""
ACTIVITY = ("kind", "state", "shown", "held", "fields")
HEADS = "heads"
TIE = ("kind", "role", "state")


def counts(town_id: int, noun: str) -> bool:
    """Whether a town's rules count this noun at all."""
    return any(rule.counts == noun for one in _rules(town_id) for rule in one.dated)


def _rules(town_id: int) -> Iterable[Any]:
    try:
        return packs.of_town(town_id).said.indicators.values()
    except packs.NoPack:
        return ()


def marked(noun: str, ids: Iterable[int]) -> Marked:
    """What each of these records adds now. A record that is no more, or counts in nothing, has no marks."""
    found = {"matters": _matters, "activities": _activities, "ties": _ties, "entries": _entries}[noun](list(ids))
    return {number: (town, marks(packs.of_town(town), record)) for number, town, record in found if counts(town, noun)}


Found = list[tuple[int, int, Record]]


def _day(at: datetime | None) -> date | None:
    return at.astimezone(SHANGHAI).date() if at is not None else None


def _matters(ids: list[int]) -> Found:
    return [
        (matter.pk, matter.town_id, record_of(matter))
        for matter in Matter.objects.filter(pk__in=ids, secret=False).exclude(outcome=UNDONE)
        if counts(matter.town_id, "matters")
    ]


def record_of(matter: Matter) -> Record:
    """A matter as indicators see it, by what its row says."""
    where = directory(matter.town_id)
    town = where.chain(matter.town_id)
    # As of its last change: what only the clock on the wall would say cannot count (a term that runs out is rung).
    conditions = view.conditions(packs.pinned(matter.pack_id), facts_of(matter, where), CLOCK, matter.changed_at)
    return Record(
        "matters",
        matter.kind,
        {"received": _day(matter.received_at), "closed": _day(matter.closed_at)},
        {
            "owner": where.chain(matter.owner_id) | town,
            "place": where.chain(matter.place_id) | town,
            "filed_at": where.chain(matter.filed_at_id) | town,
            "town": town,
        },
        conditions,
        rules.figures(packs.pinned(matter.pack_id), matter.kind, matter.fields),
    )


def _activities(ids: list[int]) -> Found:
    present = _by_activity(Tie.objects.filter(activity_id__in=ids, kind="attend", state="present"))
    organisers = _by_activity(Tie.objects.filter(activity_id__in=ids, kind="organise", until__isnull=True))
    found = []
    for one in Activity.objects.filter(pk__in=ids):
        here, several = present.get(one.pk, 0), organisers.get(one.pk, 0)
        found.append((one.pk, one.town_id, _activity(one, here, several)))
    return found


def _by_activity(ties: Any) -> dict[int, int]:
    return dict(ties.order_by().values("activity_id").annotate(n=Count("pk")).values_list("activity_id", "n"))


def _activity(one: Activity, present: int, organisers: int) -> Record:
    where = directory(one.town_id)
    town = where.chain(one.town_id)
    figures = {name: (int(said["least"]), int(said["most"])) for name, said in one.figures.items() if _bounded(said)}
    figures.setdefault(HEADS, (present, present))  # by name where nobody counted heads
    facts = {name: getattr(one, name) for name in ACTIVITY} | {
        "organisers": max(1, organisers),
        "series": one.series_id is not None,
        "starts": str(_day(one.starts_at)),
        "figures": {name: least for name, (least, _) in figures.items()},
    }
    return Record(
        "activities",
        one.kind,
        {"starts": _day(one.starts_at)},
        {
            "organisers": frozenset(one.chains) | where.chain(one.unit_id) | town,
            "unit": where.chain(one.unit_id) | town,
            "place": where.chain(one.place_id) | town,
            "town": town,
        },
        Conditions({"activity": facts}),
        figures,
    )


def _bounded(said: Any) -> bool:
    return isinstance(said, Mapping) and said.get("least") is not None and said.get("most") is not None


def _ties(ids: list[int]) -> Found:
    return [(tie.pk, int(tie.town_id or 0), tie_of(tie)) for tie in Tie.objects.filter(pk__in=ids, town__isnull=False)]


def tie_of(tie: Tie) -> Record:
    """A tie of a town as indicators see it, by what its row says: in force until the worker has ended it."""
    where = directory(int(tie.town_id or 0))
    town = where.chain(tie.town_id)
    facts = {name: getattr(tie, name) or "" for name in TIE} | {"open": _open(tie), "fields": tie.data}
    units = where.chain(tie.unit_id) | (where.chain(tie.other_id) if tie.other_id else frozenset()) | town
    return Record(
        "ties", tie.kind, {"since": _day(tie.since)}, {"unit": units, "town": town}, Conditions({"tie": facts})
    )


def _open(tie: Tie) -> bool:
    return tie.state == ACTIVE and AHEAD not in tie.data


COLUMNS = (
    "id", "at", "act", "verb", "role", "before", "after", "unit_id", "town_id", "matter__kind", "matter__owner_id",
    "matter__secret", "tie_id", "tie__kind", "tie__unit_id", "tie__other_id", "tie__pack_id", "data__on", "data__n",
    "data__minutes", "data__commitment",
)  # fmt: skip
CORRECTS = ("tie.correct", "hours.correct")


def _entries(ids: list[int]) -> Found:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _told(ids)]
    rows = [row for row in rows if not row["matter__secret"] and counts(row["town_id"], "entries")]
    right = _corrected(rows)
    return [(row["id"], row["town_id"], _entry(row, right)) for row in rows]


def _told(ids: list[int]) -> Iterable[tuple[Any, ...]]:
    return Entry.objects.filter(pk__in=ids, town__isnull=False).values_list(*COLUMNS)


def _corrected(rows: list[dict[str, Any]]) -> dict[int, int]:
    """What the last correction of each entry says it really brought. One query, where anything can be corrected."""
    ties = {row["tie_id"] for row in rows if row["act"] in rules.BROUGHT and row["tie_id"]}
    if not ties:
        return {}
    later = Entry.objects.filter(tie_id__in=ties, act__in=CORRECTS).order_by("pk")
    said = later.values_list("data__of", "data__n", "data__minutes")
    return {of: n if n is not None else minutes for of, n, minutes in said}


def _entry(row: dict[str, Any], right: Mapping[int, int]) -> Record:
    where = directory(row["town_id"])
    town = where.chain(row["town_id"])
    about = [row["unit_id"], row["tie__unit_id"], row["tie__other_id"]]
    units = frozenset[int]().union(town, *(where.chain(unit) for unit in about if unit is not None))
    credits = {"unit": units, "owner": where.chain(row["matter__owner_id"]) | town, "town": town}
    facts = {name: row[name] for name in ("act", "verb", "role", "before", "after")} | {"counts": _counted_in(row)}
    day, figures = _day(row["at"]), dict[str, tuple[int, int]]()
    if (name := rules.BROUGHT.get(row["act"])) is not None:
        brought = int(right.get(row["id"], row[f"data__{name}"] or 0))
        figures = {name: (brought, brought)}
    told = date.fromisoformat(row["data__on"]) if row["data__on"] else day
    kind = row["matter__kind"] or row["tie__kind"] or ""
    conditions = Conditions({"entry": facts})
    return Record("entries", kind, {"written": day, "told": told}, credits, conditions, figures, row["act"])


def _counted_in(row: dict[str, Any]) -> str:
    """What a delivery is counted in: people_times or times; nothing for other entries."""
    if row["act"] != "tie.deliver" or row["tie__pack_id"] is None:
        return ""
    kind = packs.pinned(row["tie__pack_id"]).said.ties.get(row["tie__kind"])
    promised = kind.deliveries.commitments if kind is not None and kind.deliveries is not None else {}
    return promised[row["data__commitment"]].counts if row["data__commitment"] in promised else ""


NAMED = ("pk", "matter_id", "activity_id", "tie_id", "data__of")
"""What an entry says of the records it changes: itself, its matter, activity and tie, and the entry it puts right."""


def named(entries: Iterable[tuple[Any, ...]]) -> dict[str, list[int]]:
    """The records that entries name, by noun: each entry itself (and the one that it corrects), its matter, activity
    and tie. Rows as `NAMED` says."""
    found: dict[str, set[int]] = {noun: set() for noun in NOUNS}
    for number, matter, activity, tie, of in entries:
        for noun, one in zip(NOUNS, (matter, activity, tie, number), strict=True):
            if one is not None:
                found[noun].add(one)
        if isinstance(of, int):
            found["entries"].add(of)
    return {noun: sorted(ids) for noun, ids in found.items() if ids}
