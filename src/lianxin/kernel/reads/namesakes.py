"""What a town's name may be taken for: the other towns of its city, communities there of the same names, and what towns
of other cities are called. Read once a version of the units, for the gazetteer, which takes them as contradicting.

A province has some twenty thousand communities. Only those come into memory that are called as one of the town's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from lianxin.intake.folding import fold
from lianxin.intake.place import Place
from lianxin.intake.place_names import COMMUNITIES, stem
from lianxin.kernel.models import Unit
from lianxin.kernel.reads.directory import Directory
from lianxin.kernel.reads.versions import remembered

_COLUMNS = ("id", "name", "kind", "code", "chain", "aliases")
_SHORTEST = 2
"""Characters of a name without its ending below which it is not looked for in running text."""


@dataclass(frozen=True, slots=True)
class Others:
    """`places`: districts and towns of the city but the town's own, and communities in them called as one of its own;
    `beyond`: names, without endings, of the towns of the province's other cities."""

    places: tuple[Place, ...] = ()
    beyond: frozenset[str] = frozenset()


def namesakes(where: Directory, units: int) -> Others:
    """The others of one town. `units`: the version of the units. Nothing where the town stands in no city."""
    city = next((row.id for row in where.rows.values() if row.kind == "city"), None)
    if city is None:
        return Others()
    own = {
        stem(name, row.kind, _above(where, row.chain, row.id))
        for row in where.rows.values()
        if row.kind in COMMUNITIES and row.town_id == where.town_id
        for name in (row.name, *row.aliases)
    }
    divisions = [place for place in _divisions(city, units) if place.id not in where.rows]
    names = {place.id: place.name for place in divisions} | {row.id: row.name for row in where.rows.values()}
    same = tuple(one for one in _called(city, where.town_id, own) if _stem(one, names) in own)
    province = next((row.id for row in where.rows.values() if row.kind == "province"), None)
    called = {fold(name) for row in where.rows.values() for name in (row.name, *row.aliases)}
    called |= own | {stem(row.name, row.kind) for row in where.rows.values()}
    beyond = _beyond(province, city, units) - called if province is not None else frozenset()
    return Others((*divisions, *same), frozenset(beyond))


@remembered(4)
def _divisions(city: int, _units: int) -> tuple[Place, ...]:
    """Districts and towns of a city: the same rows for every town of it."""
    return tuple(_places(Q(kind__in=("district", "town"), chain__contains=[city])))


@remembered(4)
def _beyond(province: int, city: int, _units: int) -> frozenset[str]:
    """What the towns of a province outside one city are called, without their endings."""
    towns = Unit.objects.filter(kind="town", chain__contains=[province], closed_at__isnull=True)
    towns = towns.exclude(chain__contains=[city])
    listed = (name for name in towns.values_list("name", flat=True) if name.endswith(("街道", "镇", "乡")))
    return frozenset(name for name in (stem(name, "town") for name in listed) if len(name) >= _SHORTEST)


def _called(city: int, town_id: int, stems: Iterable[str]) -> Iterable[Place]:
    """Communities of the city's other towns in whose names one of `stems` stands."""
    named = Q(pk__in=[])
    for one in stems:
        if len(one) >= _SHORTEST:
            named |= Q(name__contains=one)
    return _places(named & Q(kind__in=COMMUNITIES, chain__contains=[city]) & ~Q(town_id=town_id))


def _places(asked: Q) -> Iterable[Place]:
    rows = Unit.objects.filter(asked, closed_at__isnull=True).order_by("id").values_list(*_COLUMNS)
    for pk, name, kind, code, chain, aliases in rows.iterator():
        yield Place(pk, name, kind, code or None, tuple(one for one in chain if one != pk), tuple(aliases))


def _stem(place: Place, names: dict[int, str]) -> str:
    return stem(place.name, place.kind, (names[one] for one in place.ancestors if one in names))


def _above(where: Directory, chain: Iterable[int], own: int) -> Iterable[str]:
    return [where.rows[one].name for one in chain if one != own and one in where.rows]
