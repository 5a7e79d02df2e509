"""The town on a map: units as points, open matters by H3 cell, and where the 15-minute circle has gaps.

Where no boundary exists a cell stands for the place. A matter is never nearer to a door than its cell (resolution 9,
about 200 m across): points are laid out inside the cell in an order that has nothing to do with the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin, sqrt, tau
from typing import Any

import h3
from django.db.models import Count, Q

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.board import Ground, condition
from lianxin.kernel.reads.board_list import COLUMNS
from lianxin.kernel.reads.directory import METRES_A_DEGREE, Directory, Row, directory, metres
from lianxin.language.dated import NoValue

REACH = 1000
"""Metres to the nearest site beyond which a community lies in a gap, where the pack has no `site.reach`
(15 minutes on foot at an elder's pace)."""
GAP = 400
"""Metres around a community's point that stand for its ground where no boundary is known."""
CORNERS = 24
POINTS = 60
"""Matters drawn one by one inside a cell."""
GOLDEN = 2.399963
"""The golden angle in radians: points on such a spiral never cover each other."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with what is open in it; `near` is the unit whose point is nearest. `missed`: how many have missed a
    smaller term; `unbounded`: how many run without any."""

    key: str
    near: str
    open: int
    late: int
    soon: int
    suspended: int
    missed: int = 0
    unbounded: int = 0

    @property
    def state(self) -> str:
        """The worst clock in it; "none" where no term runs in it."""
        if self.late:
            return "red"
        if self.soon:
            return "amber"
        if self.suspended == self.open:
            return "stopped"
        return "none" if self.suspended + self.unbounded == self.open else "green"


@dataclass(frozen=True, slots=True)
class Community:
    """A community and its nearest site in metres; None without a point or without any site."""

    row: Row
    site: str
    distance: int | None
    gap: bool


def reach(town_id: int, now: datetime) -> int:
    """Metres within which a site serves, by the pack's dated value."""
    try:
        return int(packs.of_town(town_id).value("site.reach", now.date()))
    except (KeyError, NoValue):
        return REACH


def communities(where: Directory, within: int) -> list[Community]:
    """Every community with its nearest site, in the order of their codes. No query."""
    found = []
    for row in sorted(where.of_kind("community"), key=lambda row: (row.code, row.id)):
        near = where.nearest("site", row.lat, row.lon, None) if row.lat is not None else None
        distance = near[1] if near else None
        found.append(
            Community(row, near[0].name if near else "", distance, row.lat is not None and (distance or 10**9) > within)
        )
    return found


def cells(on: Ground, now: datetime, language: str = "zh") -> tuple[list[Cell], int]:
    """The cells with open matters, fullest first, and how many open matters have no position. One query."""
    late, soon = condition(on, "late", now), Q(suspended=False, due_at__gt=now, soon_at__lte=now)
    rows = (
        Matter.objects.filter(condition(on, "open", now))
        .order_by()
        .values("cell")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=soon),
            stopped=Count("pk", filter=Q(suspended=True)),
            missed=Count("pk", filter=condition(on, "missed", now)),
            unbounded=Count("pk", filter=condition(on, "unbounded", now)),
        )
    )
    where = directory(on.unit.pk)
    found, nowhere = [], 0
    for row in rows:
        if not row["cell"]:
            nowhere = row["open"]
        else:
            near = nearest_name(where, row["cell"], language)
            counted = (row[name] for name in ("open", "late", "soon", "stopped", "missed", "unbounded"))
            found.append(Cell(row["cell"], near, *counted))
    return sorted(found, key=lambda cell: (-cell.late, -cell.open, cell.key)), nowhere


def nearest_name(where: Directory, cell: str, language: str = "zh") -> str:
    """The community nearest to a cell, for people who do not read hexagons."""
    lat, lon = h3.cell_to_latlng(cell)
    known = [row for row in where.of_kind("community") if row.lat is not None and row.lon is not None]
    if not known:
        return where.town.say(language)
    return min(known, key=lambda row: metres(lat, lon, row.lat or 0, row.lon or 0)).say(language)


def in_cell(on: Ground, cell: str, now: datetime) -> list[Matter]:
    """The open matters of one cell, soonest due first, POINTS at most. One query."""
    rows = Matter.objects.filter(condition(on, "open", now), cell=cell)
    return list(rows.order_by("due_at", "id").only(*COLUMNS)[:POINTS])


def outline(cell: str) -> dict[str, Any]:
    """The cell as a GeoJSON polygon (longitude first)."""
    ring = [[round(lon, 6), round(lat, 6)] for lat, lon in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def spots(cell: str, count: int) -> Iterator[tuple[float, float]]:
    """`count` places inside a cell as (lat, lon): from its middle outwards, by order alone."""
    lat, lon = h3.cell_to_latlng(cell)
    wide = h3.average_hexagon_edge_length(h3.get_resolution(cell), unit="m") * 0.7
    for index in range(count):
        yield _away(lat, lon, wide * sqrt(index / max(1, count)), index * GOLDEN)


def point(lat: float, lon: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def feature(geometry: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A GeoJSON feature with the properties the map island reads."""
    return {"type": "Feature", "geometry": geometry, "properties": facts}


def ground_of(row: Row) -> dict[str, Any]:
    """A round outline for a community's ground where no boundary is known."""
    lat, lon = row.lat or 0.0, row.lon or 0.0
    ring = [_away(lat, lon, GAP, index * tau / CORNERS) for index in range(CORNERS)]
    pairs = [[round(east, 6), round(north, 6)] for north, east in ring]
    return {"type": "Polygon", "coordinates": [[*pairs, pairs[0]]]}


def _away(lat: float, lon: float, distance: float, turn: float) -> tuple[float, float]:
    """The point (lat, lon) at a distance in metres and a direction in radians."""
    north, east = distance * sin(turn), distance * cos(turn)
    return lat + north / METRES_A_DEGREE, lon + east / (METRES_A_DEGREE * cos(radians(lat)))
