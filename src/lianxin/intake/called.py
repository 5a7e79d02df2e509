"""Given names that stand alone: 二姐秀珍住…, 对门晓峰, 听说海燕要搬走.

Two characters that are likely in given names, where the sentence leaves a seam on either side, are weighed by what stands
around them and by which words lie across them. The weights are learned from invented sentences and public texts
(tools/call_weights.py makes `lists/call_weights.txt`); no weight is set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from lianxin.intake.cues import KINDS, Cues
from lianxin.intake.names import NEVER_GIVEN, SURE, is_han
from lianxin.intake.sensed import kinds_of_cue
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Candidate, Words, listed, statistics

_LEAST: Final = 0.0
"""Least weight of a name, the logarithm of its odds."""
_NEAR: Final = 6
"""Characters on either side in which everyday words are looked for."""
_PLACES: Final = frozenset("路街巷弄坊里苑园湖山河桥村镇城县市区州港湾府邸楼厦校院馆店堂场厂站司所行部库岭塘寨组期栋座牌铺")
"""With which places, houses and firms end."""
_VERBS: Final = frozenset("说住在去到从把是的和跟与被给来要没不也都又还就已昨今有问打让叫向")
"""Behind which what follows is told of somebody, and is no part of a name."""


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
    one = "".join(sorted(sign for sign, odds in first.items() if odds > -3 and sign not in NEVER_GIVEN))
    two = "".join(sorted(sign for sign, odds in second.items() if odds > -3 and sign not in NEVER_GIVEN))
    return re.compile(rf"(?<![^{opened}\W\da-zA-Z])(?=[{one}][{two}](?![^{closed}\W\da-zA-Z]))")


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
    """Given names in `folded` that pass the bar and share no character with what was `found`."""
    known = calling()
    places = [one.start() for one in known.seam.finditer(folded) if likeness(folded, one.start()) >= 0]
    if not places:
        return
    taken = {at for one in found for at in range(one.start, one.end)}
    cued = kinds_of_cue(seen.ends)
    for start in places:
        name = folded[start : start + 2]
        if not taken.isdisjoint((start, start + 1)) or name in KINDS:
            continue
        weight = known.weights.get
        told = signs(folded, start, cued, seen.titles, known.words)
        if sum(weight(sign, 0) for sign in told) > _LEAST * 100:
            taken.update((start, start + 1))
            begin = start + (name[0] in "小老阿" or (name[0] == "大" and name[1] in SURE))
            yield mark(text, begin, start + 2, "name", "前后文像是人名", "what stands around it says so")


def likeness(folded: str, start: int) -> float:
    """How much likelier the two characters at `start` are in a given name than elsewhere, a logarithm."""
    first, second = statistics().odds
    if folded[start] == folded[start + 1]:
        return first.get(folded[start], -2.0) + 1
    return first.get(folded[start], -2.0) + second.get(folded[start + 1], -2.0)


def signs(
    folded: str, start: int, cued: Mapping[int, str], titles: Mapping[int, int], rare: frozenset[str]
) -> list[str]:
    """What speaks for and against a given name at `start`."""
    end = start + 2
    low = max(0, start - _NEAR)
    words = Words(folded[low : end + _NEAR])
    classes, behind = words.about(Candidate(start - low, end - low, 0))
    name = folded[start:end]
    odds = likeness(folded, start)
    known = classes[2] or (name in rare and "r") or 0
    before, after = _kind(folded, start - 1), _kind(folded, end)
    left, right = _kind(folded, start - 2) + before, after + _kind(folded, end + 1)
    cue = cued.get(start, "")
    title = titles.get(end, end) - end
    behind = behind if after != "." else 0
    return [
        "=",
        f"o{min(9, round(odds))}",
        f"k{known}",
        f"O{min(4, round(odds / 2))}{known}",
        f"d{name[0] == name[1]}{known}",
        *(f"w{place}{size}" for place, size in enumerate(classes) if size and place != 2),
        f"x{classes[0] > 0}{classes[1] > 0}{known}",
        f"L{before}",
        f"M{left}",
        f"R{after}",
        f"P{right}",
        f"C{cue}{known}",
        f"T{title}{known}",
        f"b{behind}{cue}",
        f"B{before == '.'}{after == '.'}{known}",
        f"a{name[0]}",
        f"e{name[1]}",
        f"l{before}|{known}",
        f"r{after}|{known}",
        f"G{before}{after}",
        f"Z{_place_near(folded, end)}{before == '.'}",
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
