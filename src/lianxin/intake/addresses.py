"""Addresses in running text: the road and the number, and what they add to where a text is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lianxin.intake.folding import fold, fold_counts
from lianxin.intake.place import Candidate, Place, PlaceReading
from lianxin.intake.place_names import COMMUNITIES, stem
from lianxin.intake.why import Why
from lianxin.language.stretch import door

_NUMBERED = re.compile(
    r"(大道|大街|横街|直街|横路|马路|公路|胡同|路|街|巷|里|坊|道)([东南西北中]段?|段)?"
    r"((?:[0-9零一二三四五六七八九十百]{1,5}号?[-~至到和])?[0-9零一二三四五六七八九十百]{1,5})号(?!线)(之[0-9一二三四五六七八九十]{1,3})?"
)
_HAN = re.compile(r"[\u3400-\u9fff]+$")
# Where a road's name cannot reach back over: the words before it.
_BEFORE = re.compile(
    r".*(?:街道|社区|小区|[在住到是的从去往于和与及至由省市县镇乡村]|(?<![东西南北新开老城园])区|位于|附近|我家|地址|门口|沿着?)(?=..)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """`road` and `number` (as folded text, e.g. 12号之1, 12号至30号), where in the text they stand; the listed road
    where a gazetteer knows it, and the communities of its doors: one, or two where the numbers lie apart. `by_door`:
    whether the list says where each of these doors lies, and not only where the road does."""

    road: str
    number: str
    start: int
    end: int
    place: Place | None = None
    communities: tuple[Place, ...] = ()
    by_door: bool = False

    @property
    def doors(self) -> list[int]:
        """The numbers of the doors."""
        parts = re.split("[-~至到和]", self.number)
        return [number for number in map(door, parts) if number is not None]


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
    """`reading`, where a listed road with a number decides it: its reason says so, and in which community the road or
    its door is; where the doors lie elsewhere than what is named, a person decides. The number itself is not said
    again: with a door behind it, it is private."""
    known = [one for one in found if one.place is not None]
    by_door = {place.id: place for one in known for place in one.communities if one.by_door}
    if reading.sure and reading.best is not None and by_door:
        return _at_door(reading, reading.best, known, list(by_door.values()))
    for one in known:
        if one.place is not None and reading.best == one.place and reading.reason.code == "town":
            reason = _listed(one.place, next(iter(one.communities), None))
            first, *rest = reading.candidates
            return PlaceReading((replace(first, reason=reason), *rest), reading.best, reading.sure, reason)
    return reading


def _at_door(reading: PlaceReading, best: Place, known: Sequence[Address], at: Sequence[Place]) -> PlaceReading:
    """A sure reading beside the units in which the doors lie: they agree, they say it closer, or they contradict."""
    line = {best.id, *best.ancestors}
    if all(place.id in line for place in at):
        return reading
    one = next(one for one in known if one.by_door)
    if len(at) == 1 and best.id in {address.place.id for address in known if address.place is not None}:
        return _placed(reading, one, at[0], sure=True)
    names = tuple(dict.fromkeys(place.name for place in (best, *at) if place.kind != "road"))
    reason = Why("doors_apart", (names,))
    return replace(_placed(reading, one, at[0], sure=False), best=best, reason=reason)


def _placed(reading: PlaceReading, one: Address, at: Place, *, sure: bool) -> PlaceReading:
    road = one.place.name if one.place is not None else one.road
    reason = Why("door", (road, at.name))
    first = Candidate(at, one.road, (one.start, one.start + len(one.road)), 0.92, reason)
    rest = (other for other in reading.candidates if other.place.id != at.id)
    return PlaceReading((first, *rest), at, sure, reason)


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
