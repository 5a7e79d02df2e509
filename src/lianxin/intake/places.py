"""Where: a gazetteer of divisions, sites, estates and roads, and the rules by which a text is put in one of them.

A community's bare name never decides alone: 桥东社区 exists four times in Guangzhou. It decides when the filing is in
the context of a town that holds exactly one of that name, or when the text also names a street, town or district above
it. Where the text names another town, with its ending or without, nothing decides: a person sees the namesake there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick

from lianxin.intake.addresses import Address, address, told, unlisted
from lianxin.intake.folding import fold
from lianxin.intake.mentions import Mention, apart, located
from lianxin.intake.place import Candidate, Place, PlaceReading, community
from lianxin.intake.place_names import COMMUNITIES, ENDINGS, ending, stem
from lianxin.intake.traditional import simplified
from lianxin.intake.verdict import Verdict

__all__ = ["Candidate", "Gazetteer", "Place", "PlaceReading"]


_NONE: list[Place] = []


class Gazetteer:
    """Names of places compiled once. `town_id`: the town in whose context texts are filed; None above towns. Places of
    other towns never decide in it; they contradict. `beyond`: towns of other cities by their names without endings,
    which contradict right before a community."""

    def __init__(
        self, places: Iterable[Place], town_id: int | None = None, beyond: Collection[str] = frozenset()
    ) -> None:
        self.places = {place.id: place for place in places}
        self.town_id = town_id
        self.beyond = beyond
        stems: dict[str, list[Place]] = defaultdict(list)
        exact: dict[str, list[Place]] = defaultdict(list)
        self._given: set[tuple[str, int]] = set()
        for place in self.places.values():
            self._name(place, stems, exact)
        self._patterns = list(dict.fromkeys([*stems, *exact]))
        self._stems = [stems.get(pattern, _NONE) for pattern in self._patterns]
        self._by_name = dict(exact)
        self._exact = [exact.get(pattern, _NONE) for pattern in self._patterns]
        self._automaton = AhoCorasick(self._patterns)

    def _name(self, place: Place, stems: dict[str, list[Place]], exact: dict[str, list[Place]]) -> None:
        above = (self.places[one].name for one in place.ancestors if one in self.places)
        short = stem(place.name, place.kind, above)
        (stems if place.kind in ENDINGS else exact)[short].append(place)
        for alias in place.aliases:
            name = fold(alias)
            if place.kind not in ENDINGS or name != stem(name, place.kind):
                exact[name].append(place)
            elif name == short:
                self._given.add((name, place.id))
            elif name:
                stems[name].append(place)
                self._given.add((name, place.id))
        for name in _cases(fold(place.english)):
            (stems if place.kind in COMMUNITIES else exact)[name].append(place)
            self._given.add((name, place.id))
        exact.pop("", None)

    def find(self, text: str, *, site_id: int | None = None, mentions: Sequence[Mention] | None = None) -> PlaceReading:
        """Where `text` is about. `site_id`: the place whose QR code was scanned; it is sure whatever the text says.
        `mentions`: those of `text`, where they were looked for already."""
        named = self.mentions(text) if mentions is None else mentions
        verdict = Verdict(self.places, self.town_id, simplified(fold(text)), named, self.beyond)
        if site_id in self.places:
            return verdict.scanned(self.places[site_id])
        reading = verdict.reading()
        if self.town_id is None or not _NUMBER.search(text):
            return reading
        found = self.addresses(text)
        own = (place for place in self.places.values() if self.town_id in place.ancestors)
        return unlisted(told(reading, found), found, own)

    def addresses(self, text: str) -> list[Address]:
        """Every road with a number in `text`; `place` is the road where the list holds one of that name in the town,
        `communities` those that its doors lie in, where the list says so."""
        return [self._resolved(one) for one in address(simplified(fold(text)))]

    def _resolved(self, found: Address) -> Address:
        roads = [place for place in self._roads(found.road) if self.town_id in (None, *place.ancestors)]
        if len(roads) != 1:
            return found
        doors: list[int | None] = [*found.doors] or [None]
        at = [community(self.places, roads[0], one) for one in doors]
        communities = tuple({place.id: place for place in at if place is not None}.values())
        listed = all(any(one.holds(number) for one in roads[0].stretches) for number in found.doors)
        return replace(found, place=roads[0], communities=communities, by_door=bool(found.doors) and listed)

    def _roads(self, name: str) -> list[Place]:
        """Roads of that name; where the words before it were taken for part of it, of the longest end of it."""
        for start in range(len(name) - 1):
            if name[start:] in self._by_name:
                return [place for place in self._by_name[name[start:]] if place.kind == "road"]
        return []

    def mentions(self, text: str) -> list[Mention]:
        """The names in `text`, in order and apart; of two that overlap the longer stays, one with its ending first."""
        folded = simplified(fold(text))
        found: list[Mention] = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if _LETTER.match(folded[start]) and not _apart_from_letters(folded, start, end):
                continue
            if self._exact[pattern] and _whole(folded, start, end):
                found.append(Mention(start, end, tuple(self._exact[pattern]), bare=False))
            if self._stems[pattern]:
                found += self._stemmed(folded, pattern, start, end)
        return located(folded, apart(found), self.town_id)

    def _stemmed(self, folded: str, pattern: int, start: int, end: int) -> list[Mention]:
        """The places whose telling part stands at `start`, parted by whether their ending follows."""
        ends: dict[str, int | None] = {}
        full: dict[int, list[Place]] = defaultdict(list)
        bare: list[Place] = []
        for place in self._stems[pattern]:
            if place.kind not in ends:
                ends[place.kind] = ending(folded, end, place.kind)
            stop = ends[place.kind]
            if stop is not None and not _other_kind(place, folded[end:stop]):
                full[stop].append(place)
            else:
                bare.append(place)
        if full:
            stop = max(full)
            return [Mention(start, stop, tuple(full[stop]), bare=False)]
        name = self._patterns[pattern]
        # 简村 and 桃村 say their kind themselves, as a name the pack lists says it is used alone.
        given = frozenset(place.id for place in bare if (name, place.id) in self._given or name.endswith("村"))
        return [Mention(start, end, tuple(bare), bare=True, given=given)]


_LETTER = re.compile("[A-Za-z]")
_IN_WORD = re.compile("[0-9A-Za-z]")


def _cases(english: str) -> set[str]:
    """An English name as people write it: Wuyan Bridge, Wuyan bridge, wuyan bridge, WUYAN BRIDGE."""
    return {english, english.capitalize(), english.lower(), english.upper()} if english else set()


def _apart_from_letters(folded: str, start: int, end: int) -> bool:
    """Whether a name in letters is not part of a longer word: Ruyi, and not Ruyiju."""
    before = start and _IN_WORD.match(folded, start - 1)
    after = _IN_WORD.match(folded, end - 1) and _IN_WORD.match(folded, end)
    return not before and not after


_NUMBER = re.compile("[号號]")
# A road by its short name and then 中 or 北: another stretch, which the list does not hold.
_STRETCH = re.compile(r"[东南西北中](?![\u3400-\u9fff])|[东南西北中]段")
_WHOLE = re.compile(r"[^\u3400-\u9fff]|$|[的有在这那门路口一附对]|小区|花园|居民|业主|物业|停车|电梯|楼")


def _whole(folded: str, start: int, end: int) -> bool:
    """Whether a name that stands as the list writes it is not part of a longer one: 逸彩电影院, 芳村大道中5号."""
    if folded[start:end].endswith(("路", "街", "道", "巷")):
        return _STRETCH.match(folded, end) is None
    return end - start > 2 or _WHOLE.match(folded, end) is not None


def _other_kind(place: Place, ends: str) -> bool:
    """南塘村 is not 南塘社区, unless the list calls the community a village as well."""
    return place.kind == "community" and ends in ("村", "村委", "村委会", "村民委员会") and "村" not in place.name
