"""Addresses in running text: the road and the number, and what they add to where a text is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lianxin.intake.folding import fold, fold_counts
from lianxin.intake.place import Candidate, Place, PlaceReading
from lianxin.intake.place_names import COMMUNITIES, stem
from lianxin.intake.why import Why

_NUMBERED = re.compile(
    r"(大道|大街|横街|直街|横路|马路|公路|胡同|路|街|巷|里|坊|道)([东南西北中]段?|段)?([0-9一二三四五六七八九十百]{1,5})号(?!线)(之[0-9一二三四五六七八九十]{1,3})?"
)
_HAN = re.compile(r"[\u3400-\u9fff]+$")
# Where a road's name cannot reach back over: the words before it.
_BEFORE = re.compile(
    r".*(?:街道|社区|小区|[在住到是的从去往于和与及至由省市县镇乡村]|(?<![东西南北新开老城园])区|位于|附近|我家|地址|门口|沿着?)(?=..)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """`road` and `number` (as folded text, e.g. 12号之1), where in the text they stand, and the listed road and its
    community where a gazetteer knows them."""

    road: str
    number: str
    start: int
    end: int
    place: Place | None = None
    community: Place | None = None


def address(text: str) -> list[Address]:
    """Every "road + number" in `text`, in order: 花地大道12号, 和平路十五号之二."""
    folded, counted = fold(text), fold_counts(text)
    found: list[Address] = []
    for match in _NUMBERED.finditer(folded):
        lead = _HAN.search(folded, max(0, match.start() - 8), match.start())
        name = _BEFORE.sub("", lead[0]) if lead else ""
        if not name:
            continue
        number = counted[match.start(3) : match.end()]
        found.append(Address(name + match[1] + (match[2] or ""), number, match.start() - len(name), match.end()))
    return found


def told(reading: PlaceReading, found: Sequence[Address]) -> PlaceReading:
    """`reading`, where a listed road with a number decides it: its reason says so, and in which community the road is.
    The number itself is not said again: with a door behind it, it is private."""
    for one in found:
        if one.place is not None and reading.best == one.place and reading.reason.code == "town":
            reason = _listed(one.place, one.community)
            first, *rest = reading.candidates
            return PlaceReading((replace(first, reason=reason), *rest), reading.best, reading.sure, reason)
    return reading


def unlisted(reading: PlaceReading, found: Sequence[Address], own: Iterable[Place]) -> PlaceReading:
    """`reading`, where no place below the town is named but an address is, on a road that the list does not hold: the
    person who decides is told the road, and of `own` the communities after which it may be called (桥东正街)."""
    if not found or reading.reason.code not in ("no_place", "only_upper"):
        return reading
    road, start = found[0].road, found[0].start
    reason = Why("unlisted_road", (road,))
    perhaps = []
    for place in own:
        name = stem(place.name, place.kind) if place.kind in COMMUNITIES else ""
        if len(name) > 1 and road.startswith(name):
            perhaps.append(Candidate(place, name, (start, start + len(name)), 0.3, Why("road_name", (name,))))
    candidates = (*perhaps, *reading.candidates)
    return PlaceReading(candidates, candidates[0].place if candidates else None, False, reason)


def _listed(road: Place, community: Place | None) -> Why:
    if community is None:
        return Why("address", (road.name,))
    return Why("address.in", (road.name, community.name))
