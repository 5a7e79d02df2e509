"""The records behind a number, as lists show them: what, where, and the address of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.kernel.models import Activity, Entry, Matter, Tie
from lianxin.kernel.reads.measures_view import Listed
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import Who
from lianxin.language.indicator import Amount


@dataclass(frozen=True, slots=True)
class Named:
    """One line: the day it counts on, its number, what it is (masked), how much it counts for; `matter` where its page
    may be opened."""

    noun: str
    record: int
    day: date
    number: str
    what: str
    amount: Amount
    matter: int | None = None


def named(rows: Iterable[Listed], who: Who | None = None) -> list[Named]:
    """The lines of these records, in their order. For a Who only matters he may see have their title and address."""
    listed = list(rows)
    told: dict[tuple[str, int], tuple[str, str, int | None]] = {}
    told |= _matters(_ids(listed, "matters"), who)
    told |= _activities(_ids(listed, "activities"))
    told |= _ties(_ids(listed, "ties"))
    told |= _entries(_ids(listed, "entries"), who)
    return [
        Named(row.noun, row.record, row.day, *told.get((row.noun, row.record), ("", ""))[:2], row.amount, matter)
        for row in listed
        for matter in [told.get((row.noun, row.record), ("", "", None))[2]]
    ]


def _ids(rows: Sequence[Listed], noun: str) -> list[int]:
    return [row.record for row in rows if row.noun == noun]


Told = dict[tuple[str, int], tuple[str, str, int | None]]


def _matters(ids: list[int], who: Who | None) -> Told:
    if not ids:
        return {}
    rows = Matter.objects.filter(pk__in=ids)
    if who is not None:
        rows = rows.filter(visible(who))
    return {("matters", one.pk): (one.number, one.title, one.pk) for one in rows.only("prefix", "received_at", "text")}


def _activities(ids: list[int]) -> Told:
    if not ids:
        return {}
    rows = Activity.objects.filter(pk__in=ids).values_list("pk", "title")
    return {("activities", pk): (f"HD-{pk}", title, None) for pk, title in rows}


def _ties(ids: list[int]) -> Told:
    if not ids:
        return {}
    columns = ("pk", "kind", "person__shown", "toward__shown", "unit__name", "other__name")
    rows = Tie.objects.filter(pk__in=ids).values_list(*columns)
    return {("ties", pk): (f"GX-{pk}", " · ".join(filter(None, said)), None) for pk, _, *said in rows}


def _entries(ids: list[int], who: Who | None) -> Told:
    if not ids:
        return {}
    rows = list(Entry.objects.filter(pk__in=ids).values_list("pk", "act", "matter_id"))
    matters = _matters([matter for _, _, matter in rows if matter is not None], who)
    found: Told = {}
    for pk, act, matter in rows:
        number, title, opens = matters.get(("matters", matter or 0), ("", "", None))
        found[("entries", pk)] = (number or f"JL-{pk}", f"{title} · {act}" if title else act, opens)
    return found
