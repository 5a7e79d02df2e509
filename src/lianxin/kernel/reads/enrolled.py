"""What stands beside a list that comes in: ties that are there already, terms that overlap, places that are full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.models import Roll, Tie
from lianxin.kernel.reads import enlisted
from lianxin.kernel.reads.enlisted import Known
from lianxin.kernel.reads.incoming import Entrant, Reading
from lianxin.kernel.tie_facts import ENDED, span_of
from lianxin.language import tie as rules
from lianxin.language.columns import OTHER, SINCE, SLOT
from lianxin.language.reason import Refused
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind

Pair = tuple[int, int]


@dataclass
class Planned:
    """What the rows before these would make: places they take in teams, spans of ties between units, and of a kind
    that a unit has once."""

    places: Counter[tuple[int, str]] = field(default_factory=Counter)
    spans: dict[Pair, list[Span]] = field(default_factory=dict)
    units: dict[int, list[Span]] = field(default_factory=dict)


def beside(reading: Reading, entrants: Sequence[Entrant], planned: Planned) -> Known:
    """Entrants who are on the list already (by an earlier file, or by hand), and those for whom there is no room: a
    place in a team that is full, a tie that would overlap one it may not overlap. `planned` grows by the others."""
    if reading.people:
        found = enlisted.known(reading, entrants, planned.units)
        found.faults |= _full(reading, [one for one in entrants if one.ref not in found.there], planned)
        return found
    refs, spans = [one.ref for one in entrants], _spans(reading.roll, entrants)
    there = {str(ref) for ref in Tie.objects.filter(ref__among=refs).values_list("ref", flat=True)}
    there |= {one.ref for one in entrants if _meets(one, spans.get(_pair(one), []))}
    new = [one for one in entrants if one.ref not in there]
    return Known(there=there, faults=_overlapping(reading, new, planned))


def _full(reading: Reading, entrants: Sequence[Entrant], planned: Planned) -> dict[str, SheetProblem]:
    if not reading.kind.slots:
        return {}
    roll, units = reading.roll, {one.unit_id for one in entrants}
    standing = Tie.objects.filter(town_id=roll.town_id, kind=roll.kind, unit_id__among=units).exclude(state=ENDED)
    lasting = standing.filter(Q(until__isnull=True) | Q(until__gt=reading.now))
    rows = lasting.order_by().values("unit_id", "role").annotate(n=Count("pk")).values_list("unit_id", "role", "n")
    taken = {(unit, role): n for unit, role, n in rows}
    found: dict[str, SheetProblem] = {}
    for one in entrants:
        place = (one.unit_id, one.slot)
        try:
            rules.slot(reading.kind, one.slot, taken.get(place, 0) + planned.places[place])
        except Refused as refused:
            found[one.ref] = reading.refused(one.row, SLOT, refused)
        else:
            planned.places[place] += 1
    return found


def _overlapping(reading: Reading, entrants: Sequence[Entrant], planned: Planned) -> dict[str, SheetProblem]:
    """By what its kind says may be there once: the pair, a tie of the first end, or of the other."""
    kind, found = reading.kind, dict[str, SheetProblem]()
    standing = [*_spans(reading.roll, entrants).items(), *planned.spans.items()]
    for one in entrants:
        pair = _pair(one)
        beside = [span for other, spans in standing if _same(kind, pair, other) for span in spans]
        try:
            rules.apart(kind, one.span, beside)
        except Refused as refused:
            key = OTHER if SINCE not in reading.at else SINCE
            found[one.ref] = reading.refused(one.row, key, refused)
        else:
            planned.spans.setdefault(pair, []).append(one.span)
            standing.append((pair, [one.span]))
    return found


def _same(kind: TieKind, one: Pair, other: Pair) -> bool:
    return {"pair": one == other, "first": one[0] == other[0], "other": one[1] == other[1]}[kind.once]


def _pair(one: Entrant) -> Pair:
    return one.unit_id, one.other_id or 0


def _meets(one: Entrant, spans: Sequence[Span]) -> bool:
    return any(one.span.meets(span) for span in spans)


def _spans(roll: Roll, entrants: Sequence[Entrant]) -> dict[Pair, list[Span]]:
    """When ties of the kind lasted between units that entrants name; one that was undone never did."""
    either = Q(unit_id__among={one.unit_id for one in entrants}) | Q(other_id__among={one.other_id for one in entrants})
    found: dict[Pair, list[Span]] = {}
    for tie in Tie.objects.filter(either, town_id=roll.town_id, kind=roll.kind):
        if tie.state != ENDED or tie.data.get("reason"):
            found.setdefault((tie.unit_id or 0, tie.other_id or 0), []).append(span_of(tie))
    return found
