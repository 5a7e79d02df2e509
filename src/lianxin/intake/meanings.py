"""Where everyday words lie: words that mean alike lie near. That is for training alone, so that an everyday word of a
short text that no taught text told counts as its neighbours do; a model keeps what follows for each word, and no place.
Which words are everyday ones also tells where a word ends that is shown to a person (intake/evidence.py).

Made by tools/word_meanings.py from the sentence model multilingual-e5-small (MIT), which is asked for a word at a time
and is needed nowhere else.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from lianxin.intake.lexicon import Keys

KEYS, VECTORS = "meaning_keys.npy", "meanings.npy"


@cache
def everyday() -> Keys:
    """The everyday words as numbers, rising, as a lexicon looks for them."""
    return np.asarray(_read(KEYS), np.uint64)


def places() -> npt.NDArray[np.float32]:
    """Where each of them lies, a row of length 1 a word."""
    told = np.asarray(_read(VECTORS), np.float32)
    return np.asarray(told / np.linalg.norm(told, axis=1, keepdims=True), np.float32)


def _read(name: str) -> npt.NDArray[np.generic]:
    with resources.as_file(resources.files("lianxin.intake") / "lists" / name) as file:
        return np.asarray(np.load(file))
