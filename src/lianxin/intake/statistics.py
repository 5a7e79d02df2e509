"""What is known of names before a text is read: how common family names are, which characters are given ones, which
words are everyday, and how much each sign weighs. Counted and learned (tools/name_lists.py, tools/name_weights.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from struct import Struct
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.names import EVERYDAY, FAMILY

_LONGEST: Final = 4
"""Characters of the longest everyday word."""
_EVERYDAY_CLASS: Final = 6
_LANE: Final = 16
_NOUGHT: Final = 1 << 15
"""Bits of one lane of a row, and what stands for nought in it, so that no lane borrows from the next: a candidate has
some thirty signs, and tools/name_weights.py lets none weigh more than a thousand hundredths."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of characters and words. `family`: how often a family name, in classes; `beginnings`: the first
    character of each; `odds`: how much likelier a
    character is as first or second given one than in ordinary text; `words`: everyday words and their class."""

    family: Mapping[str, int]
    beginnings: frozenset[str]
    odds: tuple[Mapping[str, float], Mapping[str, float]]
    words: AhoCorasick
    sizes: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """`text[start:end]`, of which `size` characters are the family name (0: on no list)."""

    start: int
    end: int
    size: int


def listed(name: str) -> Iterator[tuple[str, str]]:
    """Lines of a list: a key, a blank, and the rest."""
    with resources.files("lianxin.intake").joinpath("lists", name).open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                key, _, rest = line.rstrip("\n").partition(" ")
                yield key, rest


@cache
def statistics() -> Statistics:
    """Read once, when the first text comes."""
    family: dict[str, int] = dict.fromkeys(FAMILY, 1)
    first: dict[str, float] = {}
    second: dict[str, float] = {}
    for key, rest in listed("name_signs.txt"):
        if key.startswith("f"):
            family |= dict.fromkeys(rest.split(), int(key[1:]))
        else:
            (first if key[0] == "g" else second).update(dict.fromkeys(rest, int(key[1:]) / 2))
    words = list(EVERYDAY)
    sizes = bytearray([_EVERYDAY_CLASS] * len(words))
    for key, rest in listed("name_words.txt"):
        words += rest.split()
        sizes += bytes([int(key[1:])] * (len(words) - len(sizes)))
    return Statistics(
        family,
        frozenset(name[0] for name in family if name),
        (first, second),
        AhoCorasick(words, store_patterns=False),
        bytes(sizes),
    )


@dataclass(frozen=True, slots=True)
class Network:
    """A layer of as many sums as `last` has, over the rows of the signs that are there and the shift; what is below
    nought is cut, and one sum of those by `last`, and the bias. All in hundredths but the bias. A row is one whole
    number with a lane for each sum, so that all are added at once."""

    rows: Mapping[str, int]
    shift: int
    last: tuple[int, ...]
    bias: float
    lanes: Struct

    def weigh(self, signs: Iterable[str]) -> float:
        total = sum(filter(None, map(self.rows.get, signs)), self.shift)
        sums = self.lanes.unpack(total.to_bytes(self.lanes.size, "little"))
        return (
            sum([size * (one - _NOUGHT) for size, one in zip(self.last, sums, strict=True) if one > _NOUGHT]) / 10_000
            + self.bias
        )


def _in_lanes(values: Iterable[int]) -> int:
    return sum(value << (_LANE * at) for at, value in enumerate(values))


@cache
def network() -> Network:
    rows: dict[str, int] = {}
    set_by: dict[str, tuple[int, ...]] = {}
    for key, rest in listed("name_weights.txt"):
        if key.startswith("="):
            set_by[key] = tuple(map(int, rest.split()))
        else:
            rows[key.replace("␣", " ")] = _in_lanes(map(int, rest.split()))
    last = set_by["=last"]
    start = _in_lanes(value + _NOUGHT for value in set_by["=shift"])
    return Network(rows, start, last, set_by["=bias"][0] / 100, Struct(f"<{len(last)}H"))


class Words:
    """The everyday words of a text: how common the commonest is that begins, ends, or stands at a place."""

    def __init__(self, folded: str) -> None:
        known = statistics()
        self.ending: dict[int, list[tuple[int, int]]] = {}
        for number, start, end in known.words.find_matches_as_indexes(folded, overlapping=True):
            self.ending.setdefault(end, []).append((start, known.sizes[number]))

    def ended(self, at: int) -> bool:
        """Whether an everyday word of two characters or more ends at `at`: 昨天|小吴, 物业|老李."""
        return any(start < at - 1 for start, _ in self.ending.get(at, ()))

    def hold(self, start: int, end: int) -> bool:
        """Whether an everyday word has a part of `text[start:end]` in it, and is not all of it."""
        near = range(start + 1, end + _LONGEST)
        return any(
            left < end and (left, right) != (start, end) for right in near for left, _ in self.ending.get(right, ())
        )

    def common(self, start: int, end: int) -> int:
        """How common an everyday word `text[start:end]` is, in classes; 0 where it is none."""
        return max((size for left, size in self.ending.get(end, ()) if left == start), default=0)

    def about(self, one: Candidate) -> tuple[list[int], int]:
        """Classes of words: across the left edge, across the right edge, all of it, its beginning, its end, inside
        only, ending before it, beginning behind it. And the length of the one behind."""
        start, end = one.start, one.end
        seen = [0] * 8
        behind = 0
        near = (
            (left, right, size)
            for right in range(start, end + _LONGEST + 1)
            for left, size in self.ending.get(right, ())
        )
        for left, right, size in near:
            if left > end:
                continue
            if right == start:
                place = 6
            elif left == end:
                place, behind = 7, max(behind, right - left)
            elif left < start:
                place = 0 if right <= end else 2
            elif right > end:
                place = 1 if left > start else 2
            elif left == start:
                place = 2 if right == end else 3
            else:
                place = 4 if right == end else 5
            seen[place] = max(seen[place], size)
        return seen, behind


# Several finders look at one text in turn, and the words of it are the same.
@lru_cache(maxsize=4)
def words_in(folded: str) -> Words:
    """The everyday words of all of a text, found once."""
    return Words(folded)
