"""The board above towns: the same counts by child unit, numbers only: no text, no person, no list of matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads.board import COUNTED, SETS, Ground, condition
from lianxin.kernel.reads.board_list import community_of

TERRITORY = ("province", "city", "district", "town", "community")


@dataclass
class Child:
    """One unit below: its counts by set, how many towns it holds and how many of them work with Lianxin."""

    id: int
    name: str
    kind: str
    opens: bool
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*COUNTED, "late_before"), 0))
    towns: int = 0
    using: int = 0


def children(on: Ground, now: datetime, language: str = "zh") -> list[Child]:
    """The units just below the ground's unit in the territory, with their sums. Four queries at any size."""
    below = Unit.objects.filter(parent_id=on.unit.pk, tree="territory", kind__in=TERRITORY, closed_at__isnull=True)
    found = {
        pk: Child(pk, en if language == "en" and en else name, kind, kind != "community")
        for pk, name, en, kind in below.order_by("code", "id").values_list("pk", "name", "en", "kind")
    }
    if on.unit.kind == "town":
        return _communities(on, now, found)
    home = {}
    towns = Unit.objects.filter(kind="town", chain__contains=[on.unit.pk])
    for pk, chain, key in towns.values_list("pk", "chain", "pack_key"):
        child = next((unit for unit in chain if unit in found), None)
        if child is not None:
            home[pk] = child
            found[child].towns += 1
            found[child].using += bool(key)
    for town, numbers in _sums(on, now, "town_id").items():
        if town in home:
            _add(found[home[town]], numbers)
    return list(found.values())


def _communities(on: Ground, now: datetime, found: dict[int, Child]) -> list[Child]:
    within = community_of(on)
    nowhere = Child(0, "", "", False)
    for place, numbers in _sums(on, now, "place_id").items():
        _add(found.get(within.get(place, 0) if place else 0, nowhere), numbers)
    return [*found.values(), *([nowhere] if any(nowhere.counts.values()) else [])]


def _sums(on: Ground, now: datetime, by: str) -> dict[int, dict[str, int]]:
    asked = {name: Count("pk", filter=SETS[name](on, now)) for name in COUNTED}
    rows = Matter.objects.filter(on.seen, is_open=True).order_by().values(by).annotate(**asked)
    sums = {row.pop(by): row for row in rows}
    before = Matter.objects.filter(condition(on, "late_before", now)).order_by()
    for unit, n in before.values_list(by).annotate(n=Count("pk")):
        sums.setdefault(unit, {})["late_before"] = n
    return sums


def _add(child: Child, numbers: dict[str, int]) -> None:
    for name, n in numbers.items():
        child.counts[name] += n
