"""The same issue in other words: what a text is mostly about, and how near two texts are in that.

A text's sketch is the few pieces (pairs of characters) that say most about it: said often in it, early in it, and not
in everybody's mouth. Which pieces are in everybody's mouth the caller tells, as the database samples it; all others
count as equally rare, so that a slip of the pen weighs no more than the name of an estate. Ranking adds what the
likeliest mates say to what is asked, so that one who says it quite differently from the question, but as its mates do,
comes up too. Measured in bench/issues.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from lianxin.intake.grams import MOST, RUN, folded

SIZE = 16
"""Pieces of a sketch. Twelve find a tenth less, twenty-four no more."""
HEAD = 40
HEADED = 3
"""Pieces in the first HEAD characters count HEADED times: people begin with what it is about."""
EVERYWHERE = 0.2
"""A piece that more than this share of all texts hold says nothing."""
RARE = 0.005
"""The share that a piece is taken to have while nothing is known about any."""
ECHO = 5
"""How many of the likeliest mates join in asking, …"""
LOUD = 0.3
"""… and how loud each is at most, beside the text itself."""

Sketch = Mapping[int, float]
"""Keys of pieces and their weights, of length one together."""


@dataclass(frozen=True, slots=True)
class Common:
    """How common pieces are: the share of all texts that hold a piece, for the commonest ones; `rare` for the rest."""

    shares: Mapping[str, float]
    rare: float

    @classmethod
    def of(cls, shares: Mapping[str, float]) -> Common:
        """From a sample of the commonest pieces: what it does not hold is rarer than all it holds."""
        return cls(shares, min(shares.values()) / 2 if shares else RARE)


UNKNOWN = Common.of({})


def key(town_id: int, piece: str) -> int:
    """The key of a piece among the texts of one town."""
    return town_id << 32 | crc32(piece.encode())


def sketch(text: str, town_id: int, common: Common = UNKNOWN) -> Sketch:
    """The sketch of a text; empty when it says nothing that not everybody says."""
    weights = {}
    for piece, count in _counts(text).items():
        share = common.shares.get(piece, common.rare)
        if share <= EVERYWHERE:
            weights[piece] = (1 + math.log(count)) * -math.log(share)
    # Equal weights in the order of the pieces, so that a text always has the same sketch.
    most = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:SIZE]
    length = math.sqrt(sum(weight * weight for _, weight in most))
    return {key(town_id, piece): weight / length for piece, weight in most}


def _counts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in RUN.finditer(folded(text[:MOST])):
        said, at = run[0], run.start()
        if said[0] < "\u3400" or len(said) == 1:
            counts[said] += HEADED if at < HEAD else 1
            continue
        early = max(0, min(len(said) - 1, HEAD - at))
        for index in range(early):
            counts[said[index : index + 2]] += HEADED
        for index in range(early, len(said) - 1):
            counts[said[index : index + 2]] += 1
    return counts


def nearness(one: Sketch, other: Sketch) -> float:
    """How near two sketches are: their cosine, 0 … 1."""
    return sum(weight * other[piece] for piece, weight in one.items() if piece in other)


def ranked(asked: Sketch, found: Mapping[int, Sketch]) -> list[tuple[int, float]]:
    """The found ones by how likely they are about the same as what is asked, likeliest first, with their nearness to
    the question alone. Equal ones: the newest (highest number) first."""
    near = {pk: nearness(asked, one) for pk, one in found.items()}
    first = sorted((pk for pk in near if near[pk]), key=lambda pk: (-near[pk], -pk))
    louder = dict(asked)
    for pk in first[:ECHO]:
        loud = LOUD * near[pk] / near[first[0]]
        for piece, weight in found[pk].items():
            louder[piece] = louder.get(piece, 0.0) + loud * weight
    return [(pk, near[pk]) for pk in _by(louder, first, found)]


def _by(asked: Sketch, which: Iterable[int], found: Mapping[int, Sketch]) -> list[int]:
    scores = {pk: nearness(asked, found[pk]) for pk in which}
    return sorted(scores, key=lambda pk: (-scores[pk], -pk))
