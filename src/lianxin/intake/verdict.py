"""From mentions to one place, several candidates or none, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from lianxin.intake.elsewhere import BESIDE, bare_town, elsewhere, other_town
from lianxin.intake.place import Candidate, Place, PlaceReading
from lianxin.intake.place_names import COMMUNITIES, TOWNS, UPPER
from lianxin.intake.why import Why

if TYPE_CHECKING:
    from lianxin.intake.mentions import Mention

MOST = 20  # candidates shown; 田心 exists 45 times in Guangdong
# A division's name right before a community's that the list does not know: 市桥街道桥东社区 seen from 石围塘.
_PART = r"(?:街道?|[镇乡县]|(?<![社小片校地辖园景厂老新])区)"
_OTHER = re.compile(rf"([\u3400-\u9fff]{{2,4}}{_PART})$")
_WITH_ABOVE = re.compile(rf"[\u3400-\u9fff]{{2}}[市区县][\u3400-\u9fff]{{2,4}}{_PART}$")
"""A district or county of two characters before the town: named with it, or half its name would be the town's."""


class Verdict:
    """One text's mentions weighed against each other."""

    def __init__(
        self,
        places: Mapping[int, Place],
        town_id: int | None,
        text: str,
        mentions: Sequence[Mention],
        beyond: Collection[str] = (),
    ) -> None:
        self.places = places
        self.town_id = town_id
        self.text = text
        self.beyond = beyond
        self.uppers = [one for one in mentions if all(place.kind in UPPER for place in one.places)]
        self.lowers = [one for one in mentions if one not in self.uppers]
        self.known_ends = {one.end for one in mentions}
        home = self.places.get(town_id) if town_id is not None else None
        above = [] if home is None else [home.name, *(places[one].name for one in home.ancestors if one in places)]
        starts = {one.start for one in self.lowers} if home else ()
        spans = [(one.start, one.end) for one in mentions]
        told = (elsewhere(text, above, starts, spans) or other_town(text, spans)) if home and starts else ""
        self.elsewhere = told
        self.named = [{place.id for place in one.places} for one in self.uppers]

    def scanned(self, site: Place) -> PlaceReading:
        """The reading when a site's QR code was scanned."""
        first = Candidate(site, "", (0, 0), 1.0, Why("scanned", (site.name,)))
        rest = tuple(one for one in self.reading().candidates if one.place.id != site.id)
        return PlaceReading((first, *rest), site, True, first.reason)

    def reading(self) -> PlaceReading:
        if not self.lowers:
            return self._uppers_only()
        candidates: list[Candidate] = []
        decided: list[Candidate] = []
        open_: list[list[Candidate]] = []
        for mention in self.lowers:
            found, sure = self._weigh(mention)
            candidates += found
            if sure:
                decided.append(found[0])
            else:
                open_.append(found)
        ranked = tuple(sorted(_once(candidates), key=lambda one: -one.score)[:MOST])
        return self._join(ranked, decided, open_)

    def _join(
        self, ranked: tuple[Candidate, ...], decided: list[Candidate], open_: list[list[Candidate]]
    ) -> PlaceReading:
        if not decided:
            return PlaceReading(ranked, ranked[0].place, False, ranked[0].reason)
        # A road that runs through several communities contradicts none: 桥东社区花地大道 is in 桥东社区.
        firm = [one for one in decided if not self._through(one.place)]
        if firm:
            decided, open_ = firm, [found for found in open_ if not self._through(found[0].place)]
        deepest = max(decided, key=lambda one: len(one.place.ancestors))
        line = {deepest.place.id, *deepest.place.ancestors}
        apart = [one for one in decided if one.place.id not in line]
        apart += [found[0] for found in open_ if all(one.place.id not in line for one in found)]
        if not apart:
            return PlaceReading(ranked, deepest.place, True, deepest.reason)
        names = tuple(dict.fromkeys(one.place.name for one in (deepest, *apart)))
        return PlaceReading(ranked, ranked[0].place, False, Why("several", (names,)))

    def _through(self, place: Place) -> bool:
        """Whether it is a road that the list puts into no community."""
        above = (self.places[one].kind for one in place.ancestors if one in self.places)
        return place.kind == "road" and COMMUNITIES.isdisjoint(above)

    def _uppers_only(self) -> PlaceReading:
        found = [candidate for mention in self.uppers for candidate in self._upper(mention)]
        if not found:
            return PlaceReading((), None, False, Why("no_place"))
        ranked = tuple(sorted(_once(found), key=lambda one: (-one.score, -len(one.place.ancestors)))[:MOST])
        return PlaceReading(ranked, ranked[0].place, False, ranked[0].reason)

    def _upper(self, mention: Mention) -> list[Candidate]:
        fitting = self._fitting(mention) or list(mention.places)
        home = [place for place in fitting if self._is_home(place)] or fitting
        matched = self.text[mention.start : mention.end]
        reason = Why("only_upper", (matched,))
        return [Candidate(one, matched, (mention.start, mention.end), 0.4 / len(home), reason) for one in home]

    def _is_home(self, place: Place) -> bool:
        if self.town_id is None:
            return False
        home = self.places.get(self.town_id)
        return (
            place.id == self.town_id
            or self.town_id in place.ancestors
            or (home is not None and place.id in home.ancestors)
        )

    def _fitting(self, mention: Mention) -> list[Place]:
        """The mention's places that lie in everything else the text names above them."""
        own = {place.id for place in mention.places}
        others = [ids for ids in self.named if ids != own]
        return [
            place
            for place in mention.places
            if all(not ids.isdisjoint((place.id, *place.ancestors)) or self._below(ids, place) for ids in others)
        ]

    def _below(self, ids: set[int], place: Place) -> bool:
        return any(place.id in self.places[one].ancestors for one in ids)

    def _weigh(self, mention: Mention) -> tuple[list[Candidate], bool]:
        """The candidates of one mention, likeliest first, and whether the first may decide."""
        matched = self.text[mention.start : mention.end]
        span = (mention.start, mention.end)
        everywhere = [place for place in mention.places if place.kind not in UPPER]
        inside = [place for place in everywhere if self._in_town(place)]
        foreign = "" if mention.start in self.known_ends else self._foreign(mention.start, everywhere)
        if self.elsewhere and not foreign:
            reason = Why("elsewhere", (self.elsewhere, matched))
            return self._doubtful(inside or everywhere, matched, span, reason), False
        # Beside a landmark is how people say where; beside a community is perhaps the next one.
        if any(place.kind in COMMUNITIES for place in inside) and BESIDE.match(self.text, mention.end):
            return self._doubtful(inside, matched, span, Why("beside", (matched,))), False
        if foreign:
            reason = Why("other_division", (matched, foreign))
            return self._doubtful(inside or everywhere, matched, span, reason), False
        if self.named:
            return self._within_named(matched, span, everywhere, self._fitting(mention))
        if inside:
            return self._within_town(matched, span, inside)
        return self._nowhere(matched, span, everywhere)

    def _foreign(self, start: int, places: list[Place]) -> str:
        """A division's name right before `start`; X街 may be a street where no community follows."""
        found = _OTHER.search(self.text[max(0, start - 6) : start])
        of_people = any(place.kind in COMMUNITIES for place in places)
        if found is None or (found[1].endswith("街") and not of_people):
            return bare_town(self.text, start, self.beyond) if of_people else ""
        wider = _WITH_ABOVE.search(self.text[max(0, start - 10) : start])
        return wider[0] if wider else found[1]

    def _in_town(self, place: Place) -> bool:
        return self.town_id is not None and (place.id == self.town_id or self.town_id in place.ancestors)

    def _within_named(
        self, matched: str, span: tuple[int, int], everywhere: list[Place], fitting: list[Place]
    ) -> tuple[list[Candidate], bool]:
        names = tuple(self.text[one.start : one.end] for one in self.uppers)
        fitting = [place for place in fitting if place.kind not in UPPER]
        home = _top([place for place in fitting if self._in_town(place)] or fitting)
        if len(home) == 1 and self.town_id is not None and not self._in_town(home[0]):
            return self._nowhere(matched, span, home)
        if len(home) == 1 and len(fitting) > 1:
            return self._within_town(matched, span, home)
        if len(home) == 1:
            return [Candidate(home[0], matched, span, 0.95, Why("named", (names, matched)))], True
        if home:
            return self._doubtful(home, matched, span, Why("ambiguous", (matched, len(home)))), False
        return self._doubtful(everywhere, matched, span, Why("conflict", (names, matched))), False

    def _within_town(self, matched: str, span: tuple[int, int], inside: list[Place]) -> tuple[list[Candidate], bool]:
        inside = _top(inside)
        if len(inside) > 1:
            return self._doubtful(inside, matched, span, Why("ambiguous.here", (matched, len(inside)))), False
        home = self.places.get(self.town_id or 0)
        rural = home is not None and home.name.endswith(("镇", "乡"))
        reason = Why("town" if rural else "town.street", (matched,))
        return [Candidate(inside[0], matched, span, 0.9, reason)], True

    def _nowhere(self, matched: str, span: tuple[int, int], everywhere: list[Place]) -> tuple[list[Candidate], bool]:
        if self.town_id is not None:
            score = 0.5 / len(everywhere)
            return [Candidate(one, matched, span, score, self._outside(one, matched)) for one in everywhere], False
        alone = len(everywhere) == 1
        reason = Why("only_name", (matched,)) if alone else Why("ambiguous", (matched, len(everywhere)))
        return self._doubtful(everywhere, matched, span, reason), False

    def _outside(self, place: Place, matched: str) -> Why:
        """That a place lies in another town, and in which."""
        there = self._lies_in(place)
        return Why("outside.in", (matched, there)) if there else Why("outside", (matched,))

    def _lies_in(self, place: Place) -> str:
        """District and town above a place: 番禺区市桥街道; '' where the list does not say."""
        above = [self.places[one] for one in place.ancestors if one in self.places]
        above = [one for one in above if one.kind == "district" or one.kind in TOWNS]
        return "".join(one.name for one in sorted(above, key=lambda one: len(one.ancestors)))

    def _doubtful(self, places: list[Place], matched: str, span: tuple[int, int], reason: Why) -> list[Candidate]:
        """Candidates that a person chooses from: the town's own for `reason`, namesakes after them, each with where it
        is."""
        if self.town_id is None or not any(map(self._in_town, places)):
            return [Candidate(place, matched, span, 0.5 / len(places), reason) for place in places]
        found = []
        for place in places:
            own = self._in_town(place)
            there = reason if own else self._outside(place, matched)
            found.append(Candidate(place, matched, span, (0.5 if own else 0.3) / len(places), there))
        return sorted(found, key=lambda one: -one.score)


def _top(places: list[Place]) -> list[Place]:
    """Without places that lie in another of the same name: 松塘 is the village before its cooperative."""
    ids = {place.id for place in places}
    return [place for place in places if ids.isdisjoint(place.ancestors)]


def _once(candidates: list[Candidate]) -> list[Candidate]:
    best: dict[int, Candidate] = {}
    for one in candidates:
        if one.place.id not in best or best[one.place.id].score < one.score:
            best[one.place.id] = one
    return list(best.values())
