"""Mentions of places in a text, and which of them count: a name without its ending (和平) is often just a word."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from lianxin.intake.place import Place
from lianxin.intake.place_names import ALSO_WORDS, COMMUNITIES, LINK, TOWNS, UPPER

_BEFORE = re.compile(r"(?:[在住到于去自往]|位于|来自|我们|本村|地点:?|地址:?)\s?$")
_AFTER = re.compile(r"这边|这里|那边|那里|村口|村头|门口|附近|一带|路口|[东南西北]边|的|居民|村民|街坊")
# What follows a bare name at the head of a clause when it is a place: 桥东路灯坏了, and not 秀水青山.
_GOES_ON = re.compile(r"[的有没在]|路|井|垃|楼|水|电[梯线动]|停|公|小|菜|文|卫|祠|河|篮|三|北|桥|党|社|居")
_CLAUSE = re.compile(r"(?:^|[\s,，。.;；:：!！?？、(（“\"])$")
# Words that go on from a name that is also a word: 爱国主义, 和平年代.
_WORD_GOES_ON = re.compile("主义|社会|年代|共处|解决|精神|教育|团结|发展|生活|健康|快乐|幸福|如意|平安")
# Where somebody says of which division he is: 我是小谷围的, 住在番禺.
_FROM = re.compile(r"(?:我[是在住]|[住家]在|人在|来自|位于|属于?)$")
_OF = re.compile(r"(?:[那这]边|[那这]里|一带)?(?:的?(?:[\s,，。.;；:：!！]|$|居?民|人|街坊))")
# A road called after a community may lie in the next one: 住桥东正街12号.
_ROAD_GOES_ON = re.compile(
    r"[\u3400-\u9fff]{0,3}?(?:路|街|巷|里|坊|道)[东南西北中]?段?[0-9一二三四五六七八九十百]{1,5}号"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `start`…`end` and every place it may mean. `bare`: without the ending that says its kind; `given`: of
    those places, the ids whose bare name the list itself gives as an alias."""

    start: int
    end: int
    places: tuple[Place, ...]
    bare: bool
    given: frozenset[int] = frozenset()


def apart(found: list[Mention]) -> list[Mention]:
    """Mentions that do not overlap, in order: names with endings before bare ones, longer before shorter."""
    kept: list[Mention] = []
    starts: list[int] = []
    for mention in sorted(found, key=lambda one: (one.bare, one.start - one.end, one.start)):
        at = bisect_left(starts, mention.start)
        twin = at < len(kept) and (kept[at].start, kept[at].end) == (mention.start, mention.end)
        if twin and not mention.bare:
            both = dict.fromkeys((*kept[at].places, *mention.places))
            kept[at] = Mention(mention.start, mention.end, tuple(both), bare=False)
        elif (at == 0 or kept[at - 1].end <= mention.start) and (at == len(kept) or mention.end <= starts[at]):
            kept.insert(at, mention)
            starts.insert(at, mention.start)
    return kept


def located(text: str, mentions: list[Mention], town_id: int | None) -> list[Mention]:
    """The mentions that count. A bare one counts next to a name above or below it (荔湾石围塘桥东社区), and in a town's
    context where the words around it speak of a place (住在桥东). 东华街 of another town may be the name of a road: it
    counts as a bare one does."""
    ends = {one.end: one for one in mentions}
    starts = {one.start: one for one in mentions}
    kept = []
    for one in mentions:
        if not one.bare and not _perhaps_road(text, one, town_id):
            kept.append(one)
            continue
        link = LINK.match(text, one.end)
        below = starts.get(one.end) or (starts.get(link.end()) if link else None)
        places = _related(one, ends.get(one.start)) or _related(one, below)
        if not places and not (one.bare and text[one.start : one.end] in ALSO_WORDS):
            places = _contradicting(one, below) or _from(text, one)
        if not places and town_id is not None:
            places = _local(text, one, town_id)
        if places:
            kept.append(Mention(one.start, one.end, tuple(places), bare=True, given=one.given))
    return kept


def _related(one: Mention, other: Mention | None) -> list[Place]:
    """Of the places `one` may mean, those above or below a place of the neighbouring mention."""
    if other is None:
        return []
    ids = {place.id for place in other.places}
    above = {ancestor for place in other.places for ancestor in place.ancestors}
    return [place for place in one.places if place.id in above or not ids.isdisjoint(place.ancestors)]


def _contradicting(one: Mention, below: Mention | None) -> list[Place]:
    """The towns a bare name may mean right before a community that is in none of them: 东山桥东社区."""
    if below is None or below.bare or not all(place.kind in COMMUNITIES for place in below.places):
        return []
    return [place for place in one.places if place.kind in TOWNS]


def _from(text: str, one: Mention) -> list[Place]:
    """The divisions a name may mean where somebody says that he is of there."""
    if not _FROM.search(text[max(0, one.start - 3) : one.start]) or not _OF.match(text, one.end):
        return []
    return [place for place in one.places if place.kind in UPPER]


def _perhaps_road(text: str, one: Mention, town_id: int | None) -> bool:
    named = town_id is not None and text[one.start : one.end].endswith("街")
    return named and all(place.kind in TOWNS and place.id != town_id for place in one.places)


def _local(text: str, one: Mention, town_id: int) -> list[Place]:
    before, after = text[max(0, one.start - 3) : one.start], text[one.end : one.end + 2]
    if _WORD_GOES_ON.match(after) or _ROAD_GOES_ON.match(text, one.end):
        return []
    spoken = bool(_BEFORE.search(before)) or (bool(_CLAUSE.search(before)) and bool(_AFTER.match(after)))
    clause = bool(_CLAUSE.search(before))
    inside = [place for place in one.places if place.id == town_id or town_id in place.ancestors]
    alone = clause and (not after or not "\u3400" <= after[0] <= "\u9fff" or bool(_GOES_ON.match(after)))
    return [place for place in inside if spoken or (alone and place.id in one.given)]
