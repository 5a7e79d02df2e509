"""What people are called by: a given name alone (二姐秀珍住…), or one character of a name (植叔话, 大刘喝多了).

Two characters that are likely in given names, where the sentence leaves a seam on either side, and single ones before a
title or behind 小 and 老 are weighed by what stands around them and by which words lie across them. The weights are
learned from invented sentences and public texts (tools/call_weights.py makes `lists/call_weights.txt`); none is set by
hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from lianxin.intake.brands import SHOP
from lianxin.intake.cues import ENDED, KINDS, POSTS, Cues
from lianxin.intake.familiar import NO_FAMILIAR
from lianxin.intake.names import COMMON, EVERYDAY, FAMILY, GRAMMAR, NEVER_GIVEN, SINGLE, SURE, is_han
from lianxin.intake.nicknames import NO_CHILD
from lianxin.intake.sensed import kinds_of_cue
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Candidate, Words, listed, statistics

_LEAST: Final = {"g": 1.0, "t": 1.0, "p": 0.25, "h": 0.0}
"""Least weight of a name by its form, the logarithm of its odds."""
_HAN: Final = "\u3400-\u9fff"
_HOPELESS: Final = {"g": -80, "t": -36, "p": -40, "h": -100}
"""What the nearest signs have to weigh in hundredths for the others to be looked at: what weighs less hardly ever
passes."""
_SPOKEN_OF: Final = -0.3
"""The same for two given characters beside kin or before a title."""
_ENDED: Final = 2.0
"""The same before 工, 总 and the like, where the family name is a word too."""
_KIN: Final = frozenset("弟哥姐妹儿女孙舅姨叔婶嫂伴婆夫爸妈爹娘甥侄")
_NEAR: Final = 6
"""Characters on either side in which everyday words are looked for."""
_PLACES: Final = frozenset(
    "路街巷弄坊里苑园湖山河桥村镇城县市区州港湾府邸楼厦校院馆店堂场厂站司所行部库岭塘寨组期栋座牌铺"
)
"""With which places, houses and firms end."""
_VERBS: Final = frozenset("说住在去到从把是的和跟与被给来要没不也都又还就已昨今有问打让叫向")
"""Behind which what follows is told of somebody, and is no part of a name."""


_NOBODY: Final = (
    NEVER_GIVEN
    | GRAMMAR
    | frozenset("楼伯原副班级届农路管您她它咱阿本各两几哪谁有在不也都就到说对让给请找叫从又还再只被把老小大男女新旧好")
)
"""What stands before a title and is nobody's name."""
_NO_END: Final = frozenset("里中外后前上下群办路街巷苑园坊弄院校馆店场厂站司所部办")
"""With which no given name that stands alone ends: 群里, 卡里."""
_OFFICES: Final = frozenset("办厅局委府")
"""With which bodies are told shortly: 穗府|办."""
_NO_HEAD: Final = frozenset("太很最更真请在不也都就到说对让给找叫从又还再只被把想应能要")
"""With which none begins: 太累, 应科."""
_PREFIXED: Final = re.compile(rf"[老小大阿](?=[{SINGLE}{COMMON}])(?![区家学人小大年时])")
_HOUSE: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[上下壁门的找和跟给是]))[{SINGLE}]家(?=[的门里把也又在养漏说要没不天常昨今]|两口|[三几]兄|楼[上下]|[^{_HAN}]|$)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]` by which somebody is called, of which `first:last` is the name. `form`: g two given characters,
    t before a title, p behind 小 or 老, h before 家."""

    form: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Calling:
    """What was learned: `weights` of signs, in hundredths; `words`: words of a dictionary that look like given names;
    `seam`: finds where two given characters stand between what may stand on either side."""

    weights: Mapping[str, int]
    words: frozenset[str]
    seam: re.Pattern[str]


def between(opened: str, closed: str) -> re.Pattern[str]:
    """Finds two given characters behind no character or one of `opened`, and before none or one of `closed`."""
    first, second = statistics().odds
    one = "".join(sorted(sign for sign, odds in first.items() if odds > -1.5 and sign not in NEVER_GIVEN))
    two = "".join(sorted(sign for sign, odds in second.items() if odds > -1.5 and sign not in NEVER_GIVEN))
    return re.compile(rf"[{one}](?<![^{opened}\W\da-zA-Z].)(?=[{two}](?![^{closed}\W\da-zA-Z]))")


@cache
def calling() -> Calling:
    weights: dict[str, int] = {}
    seams: dict[str, str] = {}
    for key, rest in listed("call_weights.txt"):
        if key.startswith("="):
            seams[key] = rest
        else:
            weights[key.replace("␣", " ")] = int(rest)
    words = frozenset(word for _, rest in listed("call_words.txt") for word in rest.split())
    return Calling(weights, words, between(seams["=open"], seams["=close"]))


def called_alone(text: str, folded: str, seen: Cues, found: Iterable[Span]) -> Iterator[Span]:
    """Names in `folded` that pass the bar and share no character with what was `found`."""
    known = calling()
    units = list(units_in(folded, known.seam, seen.titles))
    if not units:
        return
    taken = {at for one in found for at in range(one.start, one.end)}
    cued = kinds_of_cue(seen.ends)
    named = {end for at, end in seen.titles.items() if at - 1 in taken}
    for one in units:
        if one.start in named and one.form == "g":
            continue  # 石师傅|修伞
        if not taken.isdisjoint(range(one.start, one.end)):
            continue
        if _beside(folded, one, known.weights) < _HOPELESS[one.form]:
            continue
        told = signs(folded, one, cued, seen.titles, known.words)
        if sum(known.weights.get(sign, 0) for sign in told) > _bar(folded, one, seen.titles) * 100:
            taken.update(range(one.start, one.end))
            yield mark(text, one.first, one.last, "name", "前后文像是人名", "what stands around it says so")


def _beside(folded: str, one: Unit, weights: Mapping[str, int]) -> int:
    """What the characters of `one` and the one on either side weigh alone, in hundredths: most are done with there."""
    form, before, after = one.form, _kind(folded, one.start - 1), _kind(folded, one.end)
    weight = weights.get
    total = weight(f"{form}L{before}", 0) + weight(f"{form}R{after}", 0) + weight(f"{form}G{before}{after}", 0)
    if form != "g":
        return total
    odds = min(9, round(likeness(folded, one.start)))
    return total + weight(f"go{odds}", 0) + weight("ga" + folded[one.start], 0) + weight("ge" + folded[one.end - 1], 0)


def _bar(folded: str, one: Unit, titles: Mapping[int, int]) -> float:
    """What `one` has to weigh; less where kin on either side says that somebody is spoken of: 我弟大勇, 浩然同学."""
    if one.form == "g" and folded[one.start] == folded[one.end - 1] and folded[one.start] in NO_CHILD:
        return 9.0  # 天天
    kin = (one.start > 0 and folded[one.start - 1] in _KIN) or titles.get(one.end, one.end) - one.end > 1
    if one.form == "t" and folded[one.last : one.end] in ENDED and folded[one.first] not in SURE:
        return _ENDED  # 池队, but 水管工, 总表
    return _SPOKEN_OF if one.form == "g" and kin else _LEAST[one.form]


def units_in(folded: str, seam: re.Pattern[str], titles: Mapping[int, int]) -> Iterator[Unit]:
    """What may be somebody's name: two given characters, one before a title, one behind 小 or 老, one before 家."""
    for found in seam.finditer(folded):
        at = found.start()
        name = folded[at : at + 2]
        called = name[0] in "小老阿" or (name[0] == "大" and name[1] in SURE)
        office = folded[at + 2 : at + 3] in _OFFICES
        if (
            not (called or office)
            and name[0] not in _NO_HEAD
            and name[1] not in _NO_END
            and name not in KINDS
            and likeness(folded, at) >= 0
        ):
            yield Unit("g", at, at + 2, at, at + 2)
    for at, end in titles.items():
        if folded[at:end] in ENDED and folded[at - 1 : at] not in FAMILY:
            continue
        thanked = folded[at - 1 : at] == "谢" and folded[at:end] in POSTS
        if (
            is_han(folded, at - 1)
            and folded[at - 1] not in _NOBODY
            and end - at < 4
            and not (thanked or SHOP.match(folded, end) or folded[end : end + 1] == "夫")
        ):
            yield Unit("t", at - 1, end, at - 1, at)
    for found in _PREFIXED.finditer(folded):
        at = found.start()
        word, behind = folded[at : at + 2], folded[at + 2 : at + 3]
        thing = behind == "子" or (word[0] == "老" and word[1] in NO_FAMILIAR) or SHOP.match(folded, at + 2)
        if not thing and word not in EVERYDAY and word not in KINDS and at + 1 not in titles:
            yield Unit("p", at, at + 2, at + 1, at + 2)
    for found in _HOUSE.finditer(folded) if "家" in folded else ():
        yield Unit("h", found.start(), found.end(), found.start(), found.start() + 1)


def likeness(folded: str, start: int) -> float:
    """How much likelier the two characters at `start` are in a given name than elsewhere, a logarithm."""
    first, second = statistics().odds
    if folded[start] == folded[start + 1]:
        return first.get(folded[start], -2.0) + 1
    return first.get(folded[start], -2.0) + second.get(folded[start + 1], -2.0)


def signs(
    folded: str, one: Unit, cued: Mapping[int, str], titles: Mapping[int, int], rare: frozenset[str]
) -> list[str]:
    """What speaks for and against a name at `one`; each sign begins with the form it belongs to."""
    start, end = one.start, one.end
    low = max(0, start - _NEAR)
    words = Words(folded[low : end + _NEAR])
    classes, behind = words.about(Candidate(start - low, end - low, 0))
    known = classes[2] or (folded[start:end] in rare and "r") or 0
    before, after = _kind(folded, start - 1), _kind(folded, end)
    left, right = _kind(folded, start - 2) + before, after + _kind(folded, end + 1)
    cue = cued.get(start, "")
    behind = behind if after != "." else 0
    told = [
        "=",
        f"k{known}",
        *(f"w{place}{size}" for place, size in enumerate(classes) if size and place != 2),
        f"x{classes[0] > 0}{classes[1] > 0}{known}",
        f"L{before}",
        f"M{left}",
        f"R{after}",
        f"P{right}",
        f"C{cue}{known}",
        f"b{behind}{cue}",
        f"B{before == '.'}{after == '.'}{known}",
        f"l{before}|{known}",
        f"r{after}|{known}",
        f"G{before}{after}",
        f"Z{_place_near(folded, end)}{before == '.'}",
    ]
    told += _of_two(folded, one, titles, known) if one.form == "g" else _of_one(folded, one)
    return [one.form + sign for sign in told]


def _of_two(folded: str, one: Unit, titles: Mapping[int, int], known: object) -> list[str]:
    odds = likeness(folded, one.start)
    first, second = folded[one.start], folded[one.end - 1]
    return [
        f"o{min(9, round(odds))}",
        f"O{min(4, round(odds / 2))}{known}",
        f"d{first == second}{known}",
        f"T{titles.get(one.end, one.end) - one.end}{known}",
        f"a{first}",
        f"e{second}",
    ]


def _of_one(folded: str, one: Unit) -> list[str]:
    """How likely a family name or a given one the character is, and the word beside it."""
    sign = folded[one.first]
    known = statistics()
    family = known.family.get(sign, -1)
    odds = max(-3, min(4, round(known.odds[1].get(sign, -2.0))))
    word = folded[one.start : one.first] or folded[one.last : one.end]
    opened = not is_han(folded, one.start - 1)
    return [
        f"f{family}",
        f"s{sign in SURE}{family}{opened}",
        f"o{odds}",
        f"F{family}{odds}{len(word)}",
        f"t{word}",
        f"u{word}{family}",
        f"v{word}{opened}",
        f"U{_kind(folded, one.end)}{sign in SURE}",
    ]


def _place_near(folded: str, end: int) -> int:
    """How soon behind a name a character comes with which places end: 石溪|三横巷; 9 where none does."""
    for far in range(4):
        if not is_han(folded, end + far) or folded[end + far] in _VERBS:
            return 9
        if folded[end + far] in _PLACES:
            return far
    return 9


def _kind(folded: str, at: int) -> str:
    """The character at `at`; one sign for whatever is none and parts clauses."""
    if is_han(folded, at):
        return folded[at]
    if 0 <= at < len(folded):
        if folded[at].isalnum():
            return "D" if folded[at].isdigit() else "A"
        if folded[at] in ":、":
            return folded[at]
    return "."
