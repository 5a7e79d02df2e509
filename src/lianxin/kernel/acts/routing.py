"""From a destination in words (“the nearest site”) to the unit that must act."""

from __future__ import annotations

from typing import Any, TypeAlias

from lianxin.intake.why import Why
from lianxin.kernel.reads.directory import Directory, metres
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.routing import Destination, fallback

Point = tuple[float | None, float | None]
Kept: TypeAlias = dict[str, Any]
"""Why a matter went to a unit, as an entry keeps it: `by` (language.routing.Destination), `metres` to the nearest,
`gap` where the unit that was meant does not exist. reads.reasons says it in the reader's language."""
EDGE = 5_000
"""Metres from the nearest known point of a town beyond which coordinates are taken to lie outside it (no town's border
is given as a line; the known points of communities and sites lie two kilometres apart at most)."""


def outside(directory: Directory, lat: float | None, lon: float | None) -> Why | None:
    """Why coordinates cannot be right for this town; None when they can, or when the town knows no points."""
    if lat is None or lon is None:
        return None
    known = [(row.lat, row.lon) for row in directory.rows.values() if row.town_id == directory.town_id]
    away = min((metres(lat, lon, a, b) for a, b in known if a is not None and b is not None), default=0.0)
    if away <= EDGE:
        return None
    return Why("outside.point", (round(away / 1000),))


def resolve(pack: Pack, directory: Directory, facts: Facts, to: Destination, point: Point) -> tuple[int, Kept]:
    """The unit, and why as an entry keeps it. What cannot be resolved lands with the fallback unit: nothing is lost in
    a gap."""
    found = _unit(directory, facts, to.to, point)
    if found is not None:
        unit_id, metres_away = found
        return unit_id, {"by": to.by} | ({} if metres_away is None else {"metres": metres_away})
    last = fallback(pack, facts.kind)
    named = _unit(directory, facts, last.to, point)
    unit_id = named[0] if named else directory.town_id
    return unit_id, {"by": last.by} if last.to == to.to else {"by": to.by, "gap": True}


def _unit(directory: Directory, facts: Facts, to: str, point: Point) -> tuple[int, int | None] | None:
    """The unit, with how far it is where it was the nearest."""
    word, _, name = to.partition(":")
    if word == "unit" and name in directory.by_key:
        return directory.by_key[name].id, None
    if word == "place" and facts.place is not None:
        return _community(directory, facts.place), None
    if word == "filer" and facts.filed_at is not None:
        return facts.filed_at, None
    if word == "at_place":
        standing = directory.standing_at(name, facts.place)
        return (standing.id, None) if standing else None
    if word == "nearest":
        near = directory.nearest(name, point[0], point[1], facts.place)
        return (near[0].id, near[1]) if near else None
    return None


def _community(directory: Directory, place_id: int) -> int:
    """The community (or town) that answers for a place: an estate, road, bus stop or grid belongs to one above it."""
    row = directory.rows.get(place_id)
    while row is not None and row.kind not in ("community", "village", "town"):
        above = row.parent_id or row.place_id
        row = directory.rows.get(above) if above is not None else None
    return row.id if row is not None else directory.town_id


def chosen(directory: Directory, unit_id: int) -> int:
    """A unit a person chose, if it is one of this town's. Errors: Refused."""
    row = directory.rows.get(unit_id)
    if row is None or row.town_id != directory.town_id:
        raise Refused(because("unit", "请选本街镇的一个单位", "choose a unit of this town"), field="unit")
    return unit_id
