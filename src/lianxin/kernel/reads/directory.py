"""A town's units, held in memory: small, rarely changed, asked on every filing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, hypot, radians
from typing import Any, TypeVar

from lianxin.kernel.models import Unit
from lianxin.kernel.reads.versions import remembered, version

T = TypeVar("T")
METRES_A_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as the directory knows it."""

    id: int
    kind: str
    tree: str
    name: str
    key: str
    code: str
    parent_id: int | None
    place_id: int | None
    town_id: int | None
    chain: tuple[int, ...]
    lat: float | None
    lon: float | None
    aliases: tuple[str, ...] = ()
    slug: str | None = None
    en: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    """Of a road: the key of each unit that some of its doors lie in, and which they are."""

    def say(self, language: str = "zh") -> str:
        return self.en if language.startswith("en") and self.en else self.name


@dataclass
class Directory:
    """All open units of one town and everything above it."""

    town_id: int
    rows: dict[int, Row] = field(default_factory=dict)
    _found: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` gives, asked once as long as these units stand: what follows from them alone."""
        if key not in self._found:
            self._found[key] = find()
        found: T = self._found[key]
        return found

    def owner(self, data: Mapping[str, Any], language: str = "zh") -> str:
        """The unit to which an entry gave something, as it was called then; in English by its English name, where it
        has one. Empty where the entry names none."""
        row = self.rows.get(data.get("owner") or 0)
        english = row.en if row is not None and language.startswith("en") else ""
        return english or str(data.get("owner_name") or "")

    @cached_property
    def by_key(self) -> dict[str, Row]:
        return {row.key: row for row in self.rows.values() if row.key and row.town_id == self.town_id}

    @property
    def town(self) -> Row:
        return self.rows[self.town_id]

    def chain(self, unit_id: int | None) -> frozenset[int]:
        """The unit and everything above it; the town's own chain when the unit is unknown."""
        row = self.rows.get(unit_id) if unit_id is not None else None
        return frozenset(row.chain if row else self.town.chain)

    def of_kind(self, *kinds: str) -> list[Row]:
        return [row for row in self.rows.values() if row.kind in kinds and row.town_id == self.town_id]

    def standing_at(self, kind: str, place_id: int | None) -> Row | None:
        """The unit of a kind that stands in a place (the station of a community), if there is one."""
        if place_id is None:
            return None
        found = [row for row in self.of_kind(kind) if place_id in row.chain and row.id != place_id]
        return min(found, key=lambda row: (len(row.chain), row.id), default=None)

    def nearest(self, kind: str, lat: float | None, lon: float | None, place_id: int | None) -> tuple[Row, int] | None:
        """The nearest unit of a kind and its distance in metres, from a point or else from the place's own point."""
        if lat is None or lon is None:
            place = self.rows.get(place_id) if place_id is not None else None
            lat, lon = (place.lat, place.lon) if place else (None, None)
        options = [row for row in self.of_kind(kind) if row.lat is not None and row.lon is not None]
        if lat is None or lon is None or not options:
            return None
        measured = [(metres(lat, lon, row.lat or 0, row.lon or 0), row) for row in options]
        distance, row = min(measured, key=lambda pair: (pair[0], pair[1].id))
        return row, round(distance)


def metres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Straight-line metres between two points a few kilometres apart (WGS-84)."""
    north = (lat2 - lat) * METRES_A_DEGREE
    east = (lon2 - lon) * METRES_A_DEGREE * cos(radians((lat + lat2) / 2))
    return hypot(north, east)


FIELDS = (
    "id kind tree name key code parent_id place_id town_id chain lat lon aliases slug en about__numbers".split()  # noqa: SIM905
)


def rows(units: Iterable[dict[str, object]]) -> dict[int, Row]:
    """Directory rows by id from `Unit.objects.values(*FIELDS)`."""
    found = {}
    for unit in units:
        given: dict[str, Any] = dict(unit)
        given["numbers"] = tuple((given.pop("about__numbers") or {}).items())
        row = Row(**{**given, "chain": tuple(given["chain"]), "aliases": tuple(given["aliases"])})
        found[row.id] = row
    return found


@remembered(64)
def _directory(town_id: int, _version: int) -> Directory:
    own = Unit.objects.filter(town_id=town_id, closed_at__isnull=True)
    above = Unit.objects.filter(pk__in=Unit.objects.get(pk=town_id).chain)
    return Directory(town_id, rows([*above.values(*FIELDS), *own.values(*FIELDS)]))


def directory(town_id: int) -> Directory:
    """The town's units as they are now (at most a second old)."""
    return _directory(town_id, version("units"))
