"""A place by name, and what a text says of where it is: candidates, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.intake.place_names import COMMUNITIES
from lianxin.intake.why import Why
from lianxin.language.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Place:
    """A place by name. `kind`: province, city, district, town, community, village, society, or any other word for what
    lies inside one (site, estate, road, grid). `ancestors`: ids of all places it lies in. `lat`, `lon`: degrees.
    `stretches`: of a road, in which of the places its doors lie. `english`: its name in English, "" where
    it has none."""

    id: int
    name: str
    kind: str
    code: str | None = None
    ancestors: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    stretches: tuple[Stretch, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place the text may mean: `matched` = text[start:end] of `span`; `score` 0 … 1 orders the candidates."""

    place: Place
    matched: str
    span: tuple[int, int]
    score: float
    reason: Why


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """Candidates, likeliest first. `best` is a suggestion unless `sure`."""

    candidates: tuple[Candidate, ...]
    best: Place | None
    sure: bool
    reason: Why


def community(places: Mapping[int, Place], place: Place, door: int | None = None) -> Place | None:
    """The one community a site, an estate or a road lies in, where the list says so; a community itself. Of a road
    whose house numbers are listed, the one in which this `door` lies."""
    at = next((one.unit for one in place.stretches if door is not None and one.holds(door)), None)
    if isinstance(at, int) and at in places:
        return places[at]
    found = [places[one] for one in (place.id, *place.ancestors) if one in places and places[one].kind in COMMUNITIES]
    return found[0] if len(found) == 1 else None
