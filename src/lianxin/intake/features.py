"""What a learned model sees of a text: its characters and pairs of characters, each counted in a numbered bucket.

Training and reading use this one function, so that a model can never see a text differently from how it learned. What
it sees of words is each model's own (intake/lexicon.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lianxin.intake.words import plain

BITS = 18
BUCKETS = 1 << BITS
MARK = 2
"""Changes with whatever changes what is seen of a text or how an answer stands; a model learned under another mark is
not read."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_DOWN = np.uint64(64 - BITS)
_HALF = np.uint64(32)
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The buckets a text falls into (each once, rising), how strongly, 1 + log(count), and its folded characters."""

    buckets: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    text: str

    @property
    def length(self) -> int:
        return len(self.text)


def folded(text: str) -> str:
    """`text` as it is seen: one form of each character, no blanks."""
    return "".join(plain(text).split())


def hashed(text: str) -> list[npt.NDArray[np.int64]]:
    """The bucket of every character and of every pair in a folded text, in order."""
    singles = _singles(text)
    found = [_bucket(singles)]
    if len(singles) > 1:
        found.append(_bucket(_joined(singles, singles)))
    return found


def points(text: str) -> npt.NDArray[np.uint64]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def runs(text: str, longest: int) -> Iterator[npt.NDArray[np.uint64]]:
    """The keys of every run of two characters in a folded text, then of three, and so on, by where they begin. Two
    different runs have the same key about once in 2^64."""
    singles = _singles(text)
    keys = singles
    for _ in range(2, min(longest, len(singles)) + 1):
        keys = _joined(keys, singles)
        yield keys


def _singles(text: str) -> npt.NDArray[np.uint64]:
    return (points(text) + _ONE) * _ODD


def _joined(runs: npt.NDArray[np.uint64], singles: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Each run but the last, and the character after it."""
    return (runs[:-1] ^ (runs[:-1] >> _HALF)) * _MIX + singles[len(singles) - len(runs) + 1 :]


def _bucket(mixed: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return (((mixed ^ (mixed >> _HALF)) * _MIX) >> _DOWN).astype(np.int64)


def see(text: str) -> Seen:
    """The buckets of `text`; none for a text without characters."""
    kept = folded(text)
    if not kept:
        return Seen(np.zeros(0, np.int64), np.zeros(0, np.float32), "")
    buckets, counts = counted(np.concatenate(hashed(kept)))
    return Seen(buckets, _WEIGHTS[counts] if len(kept) < len(_WEIGHTS) else weighed(counts), kept)


def counted(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each value once, rising, and how often it stands there; what `numpy.unique` says at a third of its price, which
    for a sentence is nearly all preparation."""
    values.sort()
    first = np.empty(len(values) + 1, bool)
    first[0] = first[-1] = True
    np.not_equal(values[1:], values[:-1], out=first[1:-1])
    starts = first.nonzero()[0]
    return values[starts[:-1]], starts[1:] - starts[:-1]


def weighed(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    return (1 + np.log(counts)).astype(np.float32)


_WEIGHTS = np.concatenate([np.zeros(1, np.float32), weighed(np.arange(1, 256))])
"""The weight of a bucket by how often something fell into it, for texts too short to fill one more often."""
