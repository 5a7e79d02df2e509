"""Teams and postings of a town: places filled and open for whoever works there, names for those whose ties they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import activity, packs
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.tie_facts import day_of, lasting, span_of
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.tie import Span
from lianxin.language.ties import Slot, TieKind

MOST = 200
BEFORE, AFTER = timedelta(days=180), timedelta(days=90)
"""How far back and ahead a team's page shows its activities."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a team: how many stand in it, and how many are lacking."""

    key: str
    slot: Slot
    taken: int

    @property
    def lacks(self) -> int:
        return max(0, self.slot.least - self.taken)


@dataclass(frozen=True, slots=True)
class Team:
    """A unit with places to fill."""

    unit: Row
    places: tuple[Place, ...]

    @property
    def people(self) -> int:
        return sum(place.taken for place in self.places)

    @property
    def lacks(self) -> int:
        return sum(place.lacks for place in self.places)


@dataclass
class Whole:
    """One team with what is around it. `members` are those the reader may see, by place; `beside` its other ties as far
    as he may see them, `hidden` how many more there are."""

    team: Team
    members: dict[str, list[Tie]] = field(default_factory=dict)
    seen: int = 0
    beside: list[tuple[TieKind, Tie]] = field(default_factory=list)
    hidden: int = 0
    activities: list[Activity] = field(default_factory=list)


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie whose unit is a team."""
    return {key: kind for key, kind in pack.said.ties.items() if kind.slots}


def teams(town_id: int, name: str, now: datetime) -> list[Team]:
    """The teams of a kind in a town: units somebody stands in, and those declared to be teams. One query."""
    kind, where = kinds(packs.of_town(town_id))[name], directory(town_id)
    rows = Tie.objects.filter(lasting(now), town_id=town_id, kind=name).order_by().values("unit_id", "role")
    taken: dict[int, Counter[str]] = {
        row.id: Counter() for row in where.rows.values() if row.town_id == town_id and row.kind in kind.other.kinds
    }
    for unit_id, role, n in rows.annotate(n=Count("pk")).values_list("unit_id", "role", "n"):
        if unit_id in where.rows:
            taken.setdefault(unit_id, Counter())[role] += n
    return [_team(kind, where.rows[unit_id], slots) for unit_id, slots in sorted(taken.items())]


def _team(kind: TieKind, unit: Row, taken: Counter[str]) -> Team:
    return Team(unit, tuple(Place(key, slot, taken[key]) for key, slot in kind.slots.items()))


def one(who: Who, town_id: int, name: str, unit_id: int, now: datetime) -> Whole | None:
    """A team as this reader may see it; None where it is none. Three queries however many members it has."""
    pack, where = packs.of_town(town_id), directory(town_id)
    kind, unit = kinds(pack)[name], where.rows.get(unit_id)
    if unit is None or unit.town_id != town_id:
        return None
    around = Tie.objects.filter(Q(unit_id=unit_id) | Q(other_id=unit_id), lasting(now), town_id=town_id)
    ties = list(around.select_related("person", "unit", "other").order_by("kind", "since", "pk")[: 5 * MOST])
    here = [tie for tie in ties if tie.kind == name and tie.unit_id == unit_id]
    if not here and unit.kind not in kind.other.kinds:
        return None
    found = Whole(_team(kind, unit, Counter(tie.role for tie in here)))
    inside = any(tie.person_id == who.person_id for tie in here if who.person_id is not None)
    for tie in here:
        if inside or tie_abilities.may_see(who, kind, tie):
            found.members.setdefault(tie.role, []).append(tie)
            found.seen += 1
    for tie in ties:
        declared = pack.said.ties.get(tie.kind)
        if declared is None or tie in here or not declared.first.staff or not declared.other.staff:
            continue
        if tie_abilities.may_see(who, declared, tie):
            found.beside.append((declared, tie))
        else:
            found.hidden += declared.public == "numbers"
    between = activity.between(now - BEFORE, now + AFTER).filter(activity.visible(who), chains__contains=[unit_id])
    found.activities = list(between.exclude(state="cancelled").reverse()[:20])
    return found


@dataclass(frozen=True, slots=True)
class Posted:
    """Somebody posted to a unit for a term; `left`: days to its end (below 0: over); `begun`: he is there already."""

    tie: Tie
    kind: TieKind
    span: Span
    left: int
    begun: bool

    @property
    def over(self) -> bool:
        return self.left < 0 or self.tie.state == "ended"


@dataclass
class Postings:
    """Postings the reader may see, the soonest to end first, and how many there are at all."""

    rows: list[Posted] = field(default_factory=list)
    total: int = 0


def posting_kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie by which somebody the office knows is at a unit for a term that must be said."""
    return {
        key: kind
        for key, kind in pack.said.ties.items()
        if kind.first.of == "person" and kind.first.staff and kind.other.of == "unit" and kind.term.needed
    }


def postings(who: Who, town_id: int, names: Iterable[str], now: datetime) -> Postings:
    """All postings of a town, those that are over as well. One query."""
    declared, today = posting_kinds(packs.of_town(town_id)), day_of(now)
    ties = Tie.objects.filter(town_id=town_id, kind__in=list(names), until__isnull=False)
    found = Postings()
    for tie in ties.select_related("person", "unit").order_by("-until", "pk")[: 5 * MOST]:
        span = span_of(tie)
        if tie.until == tie.since or span.until is None:
            continue
        live = tie.state != "ended" and tie.since <= now and span.until >= today
        found.total += live
        if tie_abilities.may_see(who, declared[tie.kind], tie):
            found.rows.append(Posted(tie, declared[tie.kind], span, (span.until - today).days, tie.since <= now))
    found.rows.sort(key=lambda row: (row.over, row.left if not row.over else -row.left, row.tie.pk))
    return found


def soon(row: Posted, pack: Pack, on: date) -> bool:
    """Whether a posting ends within the months in which its end is called to mind, by the pack's longest reminder."""
    months = [int(pack.value(one.remind[1:], on)) for one in pack.said.postings.values()]
    return not row.over and row.left <= 31 * max(months, default=3)
