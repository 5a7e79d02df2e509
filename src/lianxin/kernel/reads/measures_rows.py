"""The records behind a number, as lists show them: what, where, and the address of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Activity, Entry, Matter, Tie
from lianxin.kernel.reads import activity as activities
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.measures_view import Listed
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.reads.timeline import own
from lianxin.kernel.who import Who
from lianxin.language.indicator import Amount

Opens = tuple[str, int]
"""Which page a record opens: `matter`, `activity` or `tie`, and its number."""


@dataclass(frozen=True, slots=True)
class Told:
    """A record's number, what it is (masked), and the page it opens for the one who asks."""

    number: str = ""
    what: str = ""
    opens: Opens | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """One line: the day it counts on, its number, what it is (masked), how much it counts for, and the page it opens
    for the one who asks."""

    noun: str
    record: int
    day: date
    number: str
    what: str
    amount: Amount
    opens: Opens | None = None


Tellings = dict[int, Told]
"""What is told of records of one noun, by their number."""


def named(rows: Iterable[Listed], who: Who | None = None) -> list[Named]:
    """The lines of these records, in their order. For a Who only matters he may see have their title, and only what is
    his to see an address."""
    listed = list(rows)
    said = {noun: told(noun, [row.record for row in listed if row.noun == noun], who) for noun in TELLERS}
    lines = []
    for row in listed:
        one = said[row.noun].get(row.record, Told())
        lines.append(Named(row.noun, row.record, row.day, one.number, one.what, row.amount, one.opens))
    return lines


def told(noun: str, ids: Sequence[int], who: Who | None) -> Tellings:
    """What is told of records of one noun to a Who (None: the command line, which sees names and no pages)."""
    return TELLERS[noun](list(ids), who) if ids else {}


def _matters(ids: list[int], who: Who | None) -> Tellings:
    rows = Matter.objects.filter(pk__in=ids)
    if who is not None:
        rows = rows.filter(visible(who))
    found = rows.only("prefix", "received_at", "text")
    return {one.pk: Told(one.number, one.title, ("matter", one.pk)) for one in found}


def _activities(ids: list[int], who: Who | None) -> Tellings:
    rows = Activity.objects.filter(pk__in=ids)
    seen = set(rows.filter(activities.visible(who)).values_list("pk", flat=True)) if who is not None else set()
    titles = rows.values_list("pk", "title")
    return {pk: Told(f"HD-{pk}", title, ("activity", pk) if pk in seen else None) for pk, title in titles}


def _ties(ids: list[int], who: Who | None) -> Tellings:
    """People are named to those who may see the tie itself; to others it is a number with its units."""
    found = {}
    for tie in Tie.objects.filter(pk__in=ids).select_related("person", "toward", "unit", "other"):
        sees = _sees(who, tie)
        people = [tie.person, tie.toward] if sees or who is None else []
        names = [*(one.shown for one in people if one), *(one.name for one in (tie.unit, tie.other) if one)]
        found[tie.pk] = Told(f"GX-{tie.pk}", " · ".join(filter(None, names)), ("tie", tie.pk) if sees else None)
    return found


def _sees(who: Who | None, tie: Tie) -> bool:
    if who is None or tie.pack_id is None or tie.town_id is None:
        return False
    kind = packs.pinned(tie.pack_id).said.ties.get(tie.kind)
    return kind is not None and tie_abilities.may_see(who, kind, tie)


def _entries(ids: list[int], who: Who | None) -> Tellings:
    """An entry is told with what was done and what it is about, and opens that. Of what is not his to see a Who reads
    what was done, and the number of the entry."""
    columns = ("pk", "act", "before", "matter_id", "activity_id", "tie_id", "matter__kind", "matter__pack_id")
    rows = list(Entry.objects.filter(pk__in=ids).values_list(*columns))
    about = {
        "matters": told("matters", [row[3] for row in rows if row[3]], who),
        "activities": told("activities", [row[4] for row in rows if row[4]], who),
        "ties": told("ties", [row[5] for row in rows if row[5]], who),
    }
    language, found = who.language if who is not None else "zh", {}
    between = ": " if language.startswith("en") else "："
    for pk, act, before, *of, kind, pack_id in rows:
        done = _done(act, before, kind, pack_id, language)
        said = [about[noun][one] for noun, one in zip(about, of, strict=True) if one in about[noun]]
        first = said[0] if said else Told()
        whole = done[:1].upper() + done[1:] + (f"{between}{first.what}" if first.what else "")
        found[pk] = Told(first.number or f"JL-{pk}", whole, first.opens)
    return found


def _done(act: str, before: str, kind: str | None, pack_id: int | None, language: str) -> str:
    """What was done, in words: as the step of the matter says it, else as the kernel does."""
    if kind is not None and pack_id is not None:
        pack = packs.pinned(pack_id)
        steps = pack.kind(kind).steps if kind in pack.said.matters else {}
        action = pack.actions(kind, before).get(act.removeprefix("matter.")) if before in steps else None
        if action is not None:
            return action.label.say(language)
    return own(act, language)


TELLERS = {"matters": _matters, "activities": _activities, "ties": _ties, "entries": _entries}
"""How records of each noun are told."""
