"""What runs out while ties last: an insurance that ends soon or has ended, and those of whom no day is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of, lasting
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.pack import Pack
from lianxin.language.ties import TieKind

LAPSE = "tie.lapse"
"""The act that calls to mind what runs out at a unit."""
MOST = 1000


@dataclass(frozen=True, slots=True)
class Lapse:
    """An answer of a tie that runs out: on which day (None: not written), and in how many days (below 0: it has)."""

    tie: Tie
    kind: TieKind
    name: str
    until: date | None
    left: int


@dataclass
class Lapses:
    """What the reader may see of it, the earliest first: what runs out within its days, and what nobody wrote."""

    soon: list[Lapse] = field(default_factory=list)
    unwritten: list[Lapse] = field(default_factory=list)


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie with an answer that runs out."""
    return {key: kind for key, kind in pack.said.ties.items() if kind.lapses}


def due(town_id: int, name: str, field_name: str, last: date, now: datetime) -> QuerySet[Tie]:
    """Ties of a kind in force in a town whose answer runs out by a day, or has run out."""
    found = Tie.objects.filter(lasting(now), town_id=town_id, kind=name)
    return found.filter(**{f"data__fields__{field_name}__lte": last.isoformat()})


def lapses(who: Who, town_id: int, now: datetime, unit_id: int | None = None) -> Lapses:
    """All that runs out in a town (at one unit), of the ties this reader may change. One query for each answer."""
    pack, today, found = packs.of_town(town_id), day_of(now), Lapses()
    for key, kind in kinds(pack).items():
        for name in kind.lapses:
            last = rules.warned_to(pack, kind, name, today)
            ran = Q(**{f"data__fields__{name}__lte": last.isoformat()})
            unwritten = Q(**{f"data__fields__{name}__isnull": True})
            ties = Tie.objects.filter(lasting(now), ran | unwritten, town_id=town_id, kind=key)
            ties = ties.filter(unit_id=unit_id) if unit_id is not None else ties
            for tie in ties.select_related("person", "unit").order_by("unit_id", "pk")[:MOST]:
                if tie_abilities.may_make(who, kind, town_id, tie.unit_id):
                    _put(found, tie, kind, name, today)
    found.soon.sort(key=lambda one: (one.left, one.tie.pk))
    return found


def _put(found: Lapses, tie: Tie, kind: TieKind, name: str, today: date) -> None:
    said = tie.data.get("fields", {}).get(name)
    until = date.fromisoformat(said) if said else None
    one = Lapse(tie, kind, name, until, (until - today).days if until is not None else 0)
    (found.soon if until is not None else found.unwritten).append(one)
