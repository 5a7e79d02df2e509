"""Words that nobody listed, harvested from the texts a model learns from, and the cutting of a text into them.

A word is a run of characters that keep together (told often, by more than chance) and stand free (with many different
neighbours on either side). Kept is a number a word and never the word itself: what residents wrote cannot be read off a
model. Training and reading cut alike. Why words, and which: bench/intake.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lianxin.intake import features
from lianxin.intake.features import BUCKETS, Seen

Keys = npt.NDArray[np.uint64]
"""The words of a lexicon as numbers, rising."""
Places = npt.NDArray[np.int64]
_Numbers = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]

LONGEST = 6
"""Characters of the longest word."""
WIDE = LONGEST - 1
"""Runs that may begin at one place: of two characters, of three, and so on."""
OFTEN = 5
"""Times a word must be told. Copies of one text make few words: inside a clause all have the same neighbours."""
CLOSE = 3.0
"""How much more often the parts of a word stand together than by chance, wherever it is parted (logarithm)."""
FREE = 1.3
"""How different the neighbours of a word are on its less free side (entropy: three alike make 1.1, four 1.4)."""
_BITS = 18
_DOWN = np.uint64(64 - _BITS)
NONE: Keys = np.zeros(0, np.uint64)
_NOWHERE: Places = np.zeros(0, np.int64)


class Lexicon:
    """Cuts texts into the words of `keys`."""

    def __init__(self, keys: Keys) -> None:
        self.keys = np.asarray(keys)
        # Most runs of a text are no words; one look at a small table spares looking for them.
        self._any = np.zeros(1 << _BITS, bool)
        self._any[self.keys >> _DOWN] = True

    def __len__(self) -> int:
        return len(self.keys)

    def cut(self, text: str) -> list[tuple[int, int, int]]:
        """The words in a folded text: where each begins, where it ends, its number. From the left, the longest that
        fits first."""
        which, numbers = self._found(text)
        kept, reached = [], 0
        for at, number in zip(which.tolist(), numbers.tolist(), strict=True):
            start, shorter = divmod(at, WIDE)
            if start >= reached:
                reached = start + LONGEST - shorter
                kept.append((start, reached, number))
        return kept

    def all(self, text: str) -> list[tuple[int, int]]:
        """Every run of a folded text that is a word, also those that overlap: where it begins and ends."""
        found = (divmod(at, WIDE) for at in self._found(text)[0].tolist())
        return [(start, start + LONGEST - shorter) for start, shorter in found]

    def _found(self, text: str) -> tuple[Places, Places]:
        """Every run of a text that is a word, as `_laid` lays them, and its number."""
        keys, short = _laid(text)
        maybe = self._any[short].nonzero()[0]
        if not len(maybe) or not len(self.keys):
            return _NOWHERE, _NOWHERE
        asked = keys[maybe]
        number = np.minimum(self.keys.searchsorted(asked), len(self.keys) - 1)
        sure = self.keys[number] == asked
        return maybe[sure], number[sure]

    def words(self, text: str) -> Seen:
        """The words of a folded text by their numbers."""
        counts = Counter([number for _, _, number in self.cut(text)])
        words = sorted(counts)
        weights = [1 + math.log(counts[number]) for number in words]
        return Seen(np.array(words, np.int64), np.array(weights, np.float32), text)

    def see(self, seen: Seen) -> Seen:
        """What is seen of a text, and its words in the buckets after those of the characters."""
        words = self.words(seen.text)
        buckets = np.concatenate([seen.buckets, BUCKETS + words.buckets])
        return Seen(buckets, np.concatenate([seen.weights, words.weights]), seen.text)


# The models of a town ask for the same text one after the other.
@lru_cache(maxsize=2)
def _laid(text: str) -> tuple[Keys, Places]:
    """The keys of every run of two to six characters of a folded text, by where it begins, the longest first, and the
    place of each in the small table. Where the text ends too soon for a run stands 0, which is no word's key."""
    laid = np.zeros((len(text), WIDE), np.uint64)
    for length, keys in enumerate(features.runs(text, LONGEST), 2):
        laid[: len(keys), LONGEST - length] = keys
    keys = laid.ravel()
    return keys, (keys >> _DOWN).astype(np.int64)


def harvest(texts: Iterable[str]) -> Keys:
    """The keys of the words that `texts` are made of. The same texts give the same words, in whatever order."""
    line = "\0".join(["", *(features.folded(text) for text in texts), ""])
    signs, letters, said = _signs(line)
    usable, kept = letters.copy(), [NONE]
    counts: list[_Numbers] = [np.zeros(0), said]
    for length, keys in enumerate(features.runs(line, LONGEST), 2):
        at = np.flatnonzero(usable[: len(keys)] & letters[length - 1 :])
        if not len(at):
            break
        found, first, which, times = np.unique(keys[at], return_index=True, return_inverse=True, return_counts=True)
        counts.append(np.zeros(len(line)))
        counts[length][at] = times[which]
        often = times >= OFTEN
        # What is seldom told has no longer run that is told often.
        usable = np.zeros(len(line), bool)
        usable[at] = often[which]
        close = often & (_closeness(counts, at[first], int(np.count_nonzero(letters))) >= CLOSE)
        inner = close[which]
        free = [
            _freedom(which[inner], signs[beside], letters[beside], times) >= FREE
            for beside in (at[inner] - 1, at[inner] + length)
        ]
        kept.append(found[close & free[0] & free[1]])
    return np.unique(np.concatenate(kept))


def _signs(line: str) -> tuple[Places, _Flags, _Numbers]:
    """The characters of a line as small numbers, which of them are letters or digits, and how often each is told."""
    found, which, times = np.unique(features.points(line), return_inverse=True, return_counts=True)
    letters = np.array([chr(point).isalnum() for point in found.tolist()])
    return which.astype(np.int64), letters[which], times[which].astype(np.float64)


def _closeness(counts: list[_Numbers], at: Places, letters: int) -> _Numbers:
    """How much closer than by chance the runs at these places are, where they part most easily. `counts`: how often
    the run of so many characters that begins at a place is told."""
    length = len(counts) - 1
    parted = [counts[part][at] * np.maximum(counts[length - part][at + part], 1) for part in range(1, length)]
    return np.log(counts[length][at] * letters / np.maximum.reduce(parted))


def _freedom(which: Places, beside: Places, letter: _Flags, times: npt.NDArray[np.int64]) -> _Numbers:
    """The entropy of the neighbours of each run on one side. The end of a sentence is a new neighbour each time."""
    kinds = int(beside.max(initial=0)) + 2
    pairs, met = np.unique(which * kinds + np.where(letter, beside, kinds - 1), return_counts=True)
    run, end = pairs // kinds, pairs % kinds == kinds - 1
    share = met / times[run]
    parts = share * np.where(end, np.log(times[run]), -np.log(share))
    return np.bincount(run, parts, minlength=len(times)).astype(np.float64)
