"""Names that the whole of a clause gives away: family name, given characters, everyday words across them, and what
stands on either side, weighed together.

The weights are learned from invented sentences (tools/name_weights.py makes `lists/name_weights.txt`); no weight is set
by hand. A rule of people.py says yes or no by one cue; here ten weak signs may add up to a name: 丈夫火保国中风后….
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from lianxin.intake.names import COMPOUND, DESCRIBED, EVERYDAY, GIVEN, GRAMMAR, NEVER_GIVEN, NOT_GIVEN, SURE, is_han
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Candidate, Words, network, statistics, words_in

_LEAST: Final = 0.0
"""Least weight of a name, the logarithm of its odds: it is likelier one than not."""
_TORN: Final = 1.5
"""What it weighs more where a name would tear the next word in two: 童安留|言."""
_PLACED: Final = 2.0
"""The same where it ends as places do and nothing announces it: 李青山 may be one."""
_NO_END: Final = frozenset("姓氏妈爸婶们")
"""With which no name ends: 陈姓男子, 浩浩妈."""
_PLACES: Final = frozenset("湖园网堂馆城院店河桥山路镇村苑岭坡港潭楼区街厂塘岗洞湾里巷坊股")
_ANNOUNCED: Final = frozenset(
    {*(f"C{part}{kind}" for part in ("", " ", ":", "(") for kind in ("role", "sign", "i", "called")), "L叫", "L名"}
)


def sensed(text: str, folded: str, ends: Mapping[str, Mapping[int, int]], titles: Iterable[int]) -> Iterator[Span]:
    """Names in `folded` whose weight passes the bar, the heaviest first where two share a character."""
    cued = kinds_of_cue(ends)
    inside = {
        at for kind in ("role", "sign") for end, start in ends.get(kind, {}).items() for at in range(start + 1, end)
    }
    inside.difference_update(cued)
    told = [one for one in candidates(folded, cued, frozenset(titles)) if one[0].start not in inside]  # 带班|耿副主任
    if not told:
        return
    heavy = [weigh(seen) for _, seen in told]
    taken: set[int] = set()
    for at in sorted(range(len(told)), key=heavy.__getitem__, reverse=True):
        if heavy[at] <= _LEAST:
            return  # this one and all that follow
        one, seen = told[at]
        announced = any(sign in _ANNOUNCED for sign in seen) or (seen[0] == "L我" and not is_han(folded, one.end))
        named = announced and seen[0] != "L我" and "Ci" not in seen
        if folded[one.start : one.end] in DESCRIBED or folded[one.end - 1] in _NO_END:
            continue
        if folded[one.start : one.end] in EVERYDAY and not (announced and folded[one.start - 1] in ":叫"):
            continue  # 请罗医生|周三来
        bar = _LEAST
        if any(sign.startswith("w1") for sign in seen):
            bar += _TORN
        if not named and folded[one.end - 1] in _PLACES:
            bar += _PLACED
        if heavy[at] <= bar:
            continue
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            yield mark(text, one.start, one.end, "name", "前后文像是人名", "what stands around it says so")


def _inside(ends: Mapping[str, Mapping[int, int]]) -> set[int]:
    """Where a word that announces a name goes on: 带班|耿副主任 holds no 班耿."""
    spans = (span for kind in ("role", "sign") for span in ends.get(kind, {}).items())
    return {at for end, start in spans for at in range(start + 1, end)}


def kinds_of_cue(ends: Mapping[str, Mapping[int, int]]) -> dict[int, str]:
    """Where a cue ends → its kind, the one that says most."""
    return {end: kind for kind in ("reach", "role", "sign", "i", "called") for end in ends.get(kind, ())}


def weigh(seen: Iterable[str]) -> float:
    """The logarithm of the odds that a candidate, told by its signs, is a name. Whole hundredths are added up,
    which is exact; and by Python alone, for numpy is in no process where nothing was learned."""
    return network().weigh(seen)


def candidates(folded: str, cued: Mapping[int, str], titles: frozenset[int]) -> Iterator[tuple[Candidate, list[str]]]:
    """Every stretch that could be a full name, and the signs for and against it."""
    found = list(_stretches(folded, cued))
    if not found:
        return
    words = words_in(folded)
    before: list[str] = []
    at = -1
    for one in found:
        if not titles.isdisjoint(range(one.start + 1, one.end)):
            continue
        if one.end in titles and folded[one.start] in GRAMMAR and folded[one.end - 1] in SURE:
            continue  # 杜师傅和|曹阿姨
        if one.start != at:
            at, before = one.start, _left(folded, one.start, cued)
        yield one, [*before, *_within(folded, one, words), *_right(folded, one, titles), *_both(folded, one, before)]


def _stretches(folded: str, cued: Mapping[int, str]) -> Iterator[Candidate]:
    known = statistics()
    first, second = known.odds
    places = {found.start() for found in _beginnings().finditer(folded)}
    for at in sorted(places.union(cued)):
        sign = folded[at : at + 1]
        if not "\u3400" <= sign <= "\u9fff":
            continue
        sizes = [size for size in (1, 2) if folded[at : at + size] in known.family] if sign in known.beginnings else []
        if (sign == "区" and _district(folded, at, cued)) or folded.startswith("谢谢", at):
            continue  # the district before, not the family name; 谢谢|耿医生
        plain = sign not in NOT_GIVEN and sign not in NEVER_GIVEN and sign not in "一二三四五六七八九十做"
        if not sizes and plain and _announced(folded, at, cued):
            sizes = [0]
        for size in sizes:
            one = at + (size or 1)
            if not is_han(folded, one) or folded[one] in NEVER_GIVEN:
                continue
            lead = first.get(folded[one], -2.0)
            if lead > -3.0 and size:
                yield Candidate(at, one + 1, size)
            if _goes_on(folded, one + 1):
                continue
            if is_han(folded, one + 1) and lead + second.get(folded[one + 1], -2.0) > (-3.0 if size else 0.0):
                yield Candidate(at, one + 2, size)


@cache
def _beginnings() -> re.Pattern[str]:
    """Where a name may begin: with a family name, or where `_announced` lets any character begin one."""
    signs = "".join(sorted(statistics().beginnings))
    return re.compile(f"[{signs}]|(?:(?<![\u3400-\u9fff])|(?<=[叫名我姓是]))[\u3400-\u9fff]")


def _goes_on(folded: str, at: int) -> bool:
    """Whether the sentence goes on at `at`, with a character that ends no name unless a clause ends there too."""
    return is_han(folded, at) and (folded[at] in NOT_GIVEN or folded[at] in "未已将即") and is_han(folded, at + 1)


def _district(folded: str, at: int, cued: Mapping[int, str]) -> bool:
    """Whether the 区 at `at` means a district (天河区, 区财政, 居民区): a family name it is only behind a cue."""
    return folded[at - 1] == "民" or at not in cued


def _announced(folded: str, at: int, cued: Mapping[int, str]) -> bool:
    """Whether a cue or the beginning of a clause lets a name begin whose family name is on no list."""
    return at in cued or not is_han(folded, at - 1) or folded[at - 1] in "叫名我姓是"


def _within(folded: str, one: Candidate, words: Words) -> list[str]:
    known = statistics()
    first, second = known.odds
    name = one.start + (one.size or 1)
    given = folded[name : one.end]
    shape = f"{one.size}{len(given)}"
    common = known.family.get(folded[one.start : name], -1)
    odds = [first.get(given[0], -2.0), *([second.get(given[1], -2.0)] if len(given) > 1 else [])]
    classes, behind = words.about(one)
    signs = [f"S{shape}", f"F{common}", f"F{common}/{len(given)}", f"o{shape}{round(sum(odds))}", f"l{min(odds):.0f}"]
    signs.append(f"g{len(given)}{sum(sign in GIVEN for sign in given)}")
    signs += [f"w{place}{size}" for place, size in enumerate(classes) if size]
    signs += [f"W{place}{common}" for place, size in enumerate(classes[:5]) if size]
    signs.append(f"b{behind if is_han(folded, one.end) else '^'}{classes[1] > 0}")
    signs.append(f"n{any(classes[:5])}{common}")
    sure = folded[one.start : name] in SURE or folded[one.start : name] in COMPOUND
    torn = (max(classes[:3]) + 1) // 2
    signs.append(f"X{shape}{sure}{max(-3, min(4, round(sum(odds) / 2)))}{torn}")
    if folded.count(folded[one.start : one.end]) > 1:
        signs.append(f"Y{torn > 0}{sum(odds) > 2}")
    if len(given) > 1 and given[0] == given[1]:
        signs.append("d")
    return [*signs, f"f{folded[one.start]}", f"e{folded[one.end - 1]}"]


def kind_of(folded: str, at: int) -> str:
    """The character at `at`; signs that end a clause, digits, letters and other signs as one each."""
    if not 0 <= at < len(folded):
        return "^"
    sign = folded[at]
    if "\u3400" <= sign <= "\u9fff":
        return sign
    if sign.isdigit():
        return "D"
    if sign.isalpha():
        return "A"
    return sign if sign in ":、 ,()" else "."


def _left(folded: str, start: int, cued: Mapping[int, str]) -> list[str]:
    last = kind_of(folded, start - 1)
    signs = [f"L{last}", f"M{kind_of(folded, start - 2)}{last}"]
    if last in ": 、":
        signs.append(f"N{kind_of(folded, start - 3)}{kind_of(folded, start - 2)}")
    cue = cued.get(start) or (last in ": (" and cued.get(start - 1) and f"{last}{cued[start - 1]}") or ""
    signs.append(f"C{cue}")
    if not cue and start > 1:
        signs.append(f"c{not is_han(folded, start - 2)}{is_han(folded, start - 1)}")
    return signs


def _right(folded: str, one: Candidate, titles: frozenset[int]) -> list[str]:
    following = kind_of(folded, one.end)
    signs = [f"R{following}", f"P{following}{kind_of(folded, one.end + 1)}"]
    if one.end in titles:
        signs.append("T")
    return signs


def _both(folded: str, one: Candidate, before: list[str]) -> list[str]:
    opened, closed = is_han(folded, one.start - 1), is_han(folded, one.end)
    cue = next((sign for sign in before if sign[0] == "C"), "C")
    return [
        f"B{opened}{closed}",
        f"{cue}{closed}",
        f"{cue}|{one.size}",
        f"Q{opened}{closed}{one.size}{one.end - one.start}",
    ]
