"""What in a text says that a name of this town is not meant, or that the matter lies beside the place and not in it.

A town's list holds its own places and what is above them. Other divisions only have to be recognised well enough to
contradict: any …市 that is not above the town, the provinces and large cities by name, and A市 as texts are anonymised.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.place_names import ALSO_WORDS, LINK

_CITY: Final = re.compile(r"([\u3400-\u9fff]{2,3}|[A-Za-z]\d{0,2})[市县区](?![场民政容面井值价话道域内里别间])")
# 社区, 小区, 辖区 and their like are no districts.
_NO_CITY: Final = re.compile(
    r"(?:社|小|片|校|地|辖|园|景|厂|老|新|城|山|郊|禁|灾|库|街|雷|生活|住宅|工业|开发|保税|商业|居民|我们|本|全|该|都|各|菜|超|夜|早|闹|上|门|股|楼|花|集)$"
)
_IN: Final = re.compile(r"(?:[在到去于]|来自|位于|地址:?|^|[\s,，。;；(（])$")
_HERE: Final = re.compile(r"[\s,，的市省]{0,2}")
_GOES_ON: Final = re.compile(r"[\s,，。;；!！]|市|省|$")
# Somebody says of which sub-district or town: 我是东山街道的, 大沥镇，桥东社区.
_TOWN: Final = re.compile(
    r"(?:^|[\s,，。.;；:：、!！?？(（\"“]|[是在到去于住属从由省市区县]|来自|位于|地址|我们)([\u3400-\u9fff]{2,3}?)(街道|镇|乡)"
    r"(?=[\s,，。;；、!！)）的人居村这那]|办事处|$|[\u3400-\u9fff]{2,5}(?:社区|村|居委))"
)
# 本街道, 这条街道, 门前街道, 商业街: no names.
_NO_TOWN: Final = re.compile(
    r"^[我你他她咱本该各贵全整每这那某哪几一两此条个]|[条个们本该各贵全整每某这那的一主次旁边里上下内外]$|门前|家前|楼前|店前|校前|村前|门口|路口|巷口|"
    r"附近|周边|所在|所属|辖区|城区|老城|商业|步行|美食|夜市|小吃|城中|小$|城$|古$|集$|乡$|村$|下$|老$|回$|返$|离$|入$|家$|八$|了$|是$|向$|着$|美丽|因为|社区"
)
# The matter lies beside what is named, perhaps in the next community.
BESIDE: Final = re.compile(r"(?:斜?对面|隔壁|旁边?|附近|周边|外面|不远|往[东南西北]|以[东南西北外])")


@cache
def _automaton() -> tuple[list[str], AhoCorasick]:
    text = resources.files("lianxin.intake").joinpath("lists", "cities.txt").read_text("utf-8")
    names = [name for line in text.splitlines() if not line.startswith("#") for name in line.split()]
    return names, AhoCorasick(names)


def elsewhere(
    text: str, above: Collection[str], starts: Collection[int], known: Collection[tuple[int, int]] = ()
) -> str:
    """A city or province in `text` that none of `above` (names of the town and of what it lies in) is; '' for none.
    `starts`: where places of the town are named; a city's name alone counts right before one, or where the words say
    that somebody is there (北京路 and 重庆小面 do not count). `known`: from where to where the list knows what stands
    there: that is weighed by what it knows."""
    for found in _CITY.finditer(text):
        name = found[1]
        if _listed(known, found.start(), found.end()):
            continue
        if not any(name[-2:] in one for one in above) and not _NO_CITY.search(name):
            return found[0]
    names, automaton = _automaton()
    for which, start, end in automaton.find_matches_as_indexes(text):
        name = names[which]
        if any(name in one for one in above) or _listed(known, start, end):
            continue
        gap = _HERE.match(text, end)
        if (gap and gap.end() in starts) or (_IN.search(text[max(0, start - 3) : start]) and _GOES_ON.match(text, end)):
            return name
    return ""


def other_town(text: str, known: Collection[tuple[int, int]]) -> str:
    """A sub-district or town in `text` that the list does not know, named as where somebody or something is; '' for
    none. `known`: from where to where the list knows what stands there."""
    for found in _TOWN.finditer(text):
        start, end = found.start(1), found.end(2)
        if not _listed(known, start, end) and not _NO_TOWN.search(found[1]):
            return found[1] + found[2]
    return ""


def _listed(known: Collection[tuple[int, int]], start: int, end: int) -> bool:
    return any(one < end and start < other for one, other in known)


def bare_town(text: str, at: int, names: Collection[str]) -> str:
    """The one of `names` (towns of other cities, without their endings) that `text` says right before `at`, be it with
    那边的 between: 大沥桥东社区; '' for none."""
    for end in range(max(0, at - 4), at + 1):
        link = LINK.fullmatch(text, end, at)
        for length in (4, 3, 2) if link else ():
            name = text[end - length : end] if end >= length else ""
            if name in names and name not in ALSO_WORDS:
                return name
    return ""
