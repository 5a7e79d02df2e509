"""Ties of one town: lists of a kind, one tie with its story, and the alerts that somebody should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of, lasting, span_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind

MOST = 200


@dataclass(frozen=True, slots=True)
class One:
    """One tie as a page shows it."""

    tie: Tie
    kind: TieKind
    span: Span
    makes: bool
    notes: bool


def one(who: Who, tie_id: int) -> One | None:
    """A tie this Who may see; None for any other. One query."""
    tie = Tie.objects.select_related("person", "toward", "unit", "other").filter(pk=tie_id, town__isnull=False).first()
    if tie is None or tie.pack_id is None or tie.town_id is None:
        return None
    kind = packs.pinned(tie.pack_id).said.ties[tie.kind]
    if not tie_abilities.may_see(who, kind, tie):
        return None
    makes = tie_abilities.may_make(who, kind, tie.town_id, tie.unit_id)
    return One(tie, kind, span_of(tie), makes, tie_abilities.may_note(who, kind, tie))


def story(tie_id: int) -> list[Entry]:
    """What happened with a tie, newest first. One query."""
    return list(Entry.objects.filter(tie_id=tie_id).select_related("person").order_by("-pk")[:MOST])


def listed(town_id: int, name: str, now: datetime, past: bool = False) -> list[Tie]:
    """Ties of a kind in a town: those that are not over, or those that are. One query."""
    found = Tie.objects.filter(town_id=town_id, kind=name)
    found = found.exclude(lasting(now)).exclude(state="intent") if past else found.filter(lasting(now))
    return list(found.select_related("person", "unit", "other").order_by("unit_id", "-since", "pk")[:MOST])


@dataclass(frozen=True, slots=True)
class Alert:
    """A tie whose rhythm is missed, or a team with an empty place."""

    tie: Tie
    days: int


def missed(town_id: int, name: str, now: datetime) -> list[Alert]:
    """Ties of a kind that nobody has noted for too long, the longest first. One query."""
    pack = packs.of_town(town_id)
    kind = pack.said.ties[name]
    found = []
    for tie in Tie.objects.filter(lasting(now), town_id=town_id, kind=name).select_related("person", "unit"):
        said = tie.data.get("noted_on")
        noted = day_of(datetime.fromisoformat(f"{said}T12:00+08:00")) if said else None
        days = rules.missed(pack, kind, noted, day_of(tie.since), day_of(now))
        if days:
            found.append(Alert(tie, days))
    return sorted(found, key=lambda alert: (-alert.days, alert.tie.pk))[:MOST]


def empty_slots(town_id: int, name: str, now: datetime) -> dict[int, list[tuple[str, int]]]:
    """By team: the places that are not filled as the pack wants, and how many are missing. One query."""
    kind = packs.of_town(town_id).said.ties[name]
    taken: dict[int, dict[str, int]] = {}
    for unit_id, slot in Tie.objects.filter(lasting(now), town_id=town_id, kind=name).values_list("unit_id", "role"):
        slots = taken.setdefault(unit_id or 0, {})
        slots[slot] = slots.get(slot, 0) + 1
    found = {}
    for unit_id, slots in taken.items():
        lacking = [
            (key, one.least - slots.get(key, 0)) for key, one in kind.slots.items() if slots.get(key, 0) < one.least
        ]
        if lacking:
            found[unit_id] = lacking
    return found


def people(town_id: int) -> list[tuple[str, str]]:
    """People the office of a town knows by name, for a form: those with a post, and those at the first end of a tie
    whose kind names them. Two of one name are told apart by where they are known from. One query."""
    sealed = [name for name, kind in packs.of_town(town_id).said.ties.items() if not kind.first.staff]
    here = Q(kind="post", unit__town_id=town_id) | (Q(town_id=town_id) & ~Q(kind__in=sealed))
    ties = Tie.objects.filter(here, person__isnull=False).order_by("person_id").distinct("person_id")
    rows = [row for row in ties.values_list("person_id", "person__shown", "unit__name")[: 5 * MOST] if row[1]]
    called = Counter(name for _, name, _ in rows)
    return [(str(pk), f"{name}（{unit}）" if unit and called[name] > 1 else name) for pk, name, unit in rows]


def holds(tie_id: int, entry_id: int) -> bool:
    """Whether an entry belongs to a tie."""
    return Entry.objects.filter(pk=entry_id, tie_id=tie_id).exists()


def volunteer(tie_id: int) -> One | None:
    """A tie whose kind counts hours, whoever asks: units of the town record for volunteers of each other."""
    tie = Tie.objects.select_related("person", "unit").filter(pk=tie_id, town__isnull=False).first()
    kind = packs.pinned(tie.pack_id).said.ties[tie.kind] if tie is not None and tie.pack_id else None
    if tie is None or kind is None or not kind.hours:
        return None
    return One(tie, kind, span_of(tie), False, True)
