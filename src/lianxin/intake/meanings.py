"""Where everyday words lie: words that mean alike lie near. That is for training alone, so that an everyday word of a
short text that no taught text told counts as its neighbours do; a model keeps what follows for each word, and no place.
Which words are everyday ones also tells where a word ends that is shown to a person (intake/evidence.py).

Made by tools/word_meanings.py: the places from the sentence model multilingual-e5-small (MIT), which is asked for a
word at a time; the neighbours from these and from what words stand among in the Chinese Wikipedia, as the vectors of
the package Synonyms tell (MIT, https://github.com/huyingxi/Synonyms). Neither is needed elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake.lexicon import Keys

KEYS, VECTORS, NEAR, NEARNESS = "meaning_keys.npy", "meanings.npy", "meaning_near.npy", "meaning_nearness.npy"

REACH = 0.2
"""How fast a neighbour counts less: by e for so much less nearness. A third as much again does the same."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """`places`: where each everyday word lies, a row of length 1 a word. `near`: for each word how much others count
    for it, a row a word and a column another, as a sparse matrix."""

    places: npt.NDArray[np.float32]
    near: Any


@cache
def everyday() -> Keys:
    """The everyday words as numbers, rising, as a lexicon looks for them."""
    return np.asarray(_read(KEYS), np.uint64)


def meanings() -> Meanings:
    """What is known of the everyday words, read when a training begins."""
    return Meanings(places(), near())


def places() -> npt.NDArray[np.float32]:
    """Where each of them lies, a row of length 1 a word."""
    told = np.asarray(_read(VECTORS), np.float32)
    return np.asarray(told / np.linalg.norm(told, axis=1, keepdims=True), np.float32)


def near() -> Any:
    """How much each of its neighbours counts for a word: as much as itself where they lie in one place."""
    from scipy import sparse  # noqa: PLC0415 - for training alone

    others, nearness = _read(NEAR).astype(np.int32), _read(NEARNESS).astype(np.float32) / 255
    counts = np.where(nearness > 0, np.exp((nearness - 1) / REACH), 0.0)
    size, width = others.shape
    return sparse.csr_matrix((counts.ravel(), others.ravel(), np.arange(size + 1) * width), (size, size))


def _read(name: str) -> npt.NDArray[Any]:
    with resources.as_file(resources.files("lianxin.intake") / "lists" / name) as file:
        return np.asarray(np.load(file))
