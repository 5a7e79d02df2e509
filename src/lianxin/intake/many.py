"""Many texts before a learned model at once: most of what one text costs there is calling, and a hundred are looked up,
sorted and summed in the same calls. A list of requests is read by parts this way (intake/second.py).

The answers are those that each text has by itself, to the last place of a sum (tests/intake/test_many.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lianxin.intake import features
from lianxin.intake.features import BITS, BUCKETS
from lianxin.intake.lexicon import Lexicon
from lianxin.intake.model import SHORT, Judged, Model, Numbers, Singles, chances, laid

Places = npt.NDArray[np.int64]
Rows = npt.NDArray[np.float16]
END = "\0"
"""Stands behind each text of a line of texts; none has it inside (understanding.clean), and no word."""
PART = 20_000
"""Characters laid out at once, or so: each takes some 200 bytes meanwhile, and more at once gains nothing."""
_WORD = 32
"""Bits that hold the number of any word."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What texts have in them, by text and by bucket, each pair once: whose it is, the bucket, how strongly."""

    texts: Places
    buckets: Places
    weights: Singles


@dataclass(frozen=True, slots=True)
class Many:
    """Texts as they are seen. `line`: all of them folded, one behind the other; `owners`: whose each of its characters
    is; `lengths`: characters of each text; `signs`: their characters and pairs."""

    line: str
    owners: Places
    lengths: Places
    signs: Cells


def parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts part by part, in order, none left out: each part as long as may be laid out at once."""
    begun = length = 0
    for at, text in enumerate(texts):
        if length and length + len(text) > PART:
            yield texts[begun:at]
            begun, length = at, 0
        length += len(text)
    if begun < len(texts):
        yield texts[begun:]


def see(texts: Sequence[str]) -> Many:
    """Each as `features.see` sees it."""
    kept = [features.folded(text) for text in texts]
    line = "".join(one + END for one in kept)
    lengths = np.array([len(one) for one in kept], np.int64)
    owners = np.repeat(np.arange(len(kept)), lengths + 1)
    told = np.ones(len(line), bool)
    told[np.cumsum(lengths + 1) - 1] = False
    single, *pairs = features.hashed(line)
    pair = pairs[0] if pairs else single[:0]
    both = told[:-1] & told[1:]
    of = np.concatenate([owners[told], owners[:-1][both]])
    return Many(line, owners, lengths, _cells(of, np.concatenate([single[told], pair[both]]), BITS))


def judge(model: Model, many: Many, said: Sequence[Mapping[str, float]]) -> list[Judged]:
    """What `model.judge` says of each. `said`: what the pack's words say of it."""
    scores, known = _scores(model, many)
    evidence = np.array([model.said(words) for words in said]).reshape(scores.shape)
    odds = chances(scores * model.manifest.scale + model.manifest.words * evidence)
    return [Judged(*one) for one in zip(odds, known.tolist(), many.lengths.tolist(), strict=True)]


def _scores(model: Model, many: Many) -> tuple[Numbers, Numbers]:
    """The scores of each text, a row a text, and the share of it that was met in training."""
    signs, words, count = many.signs, _words(model.lexicon, many), len(many.lengths)
    cells = Cells(
        np.concatenate([signs.texts, words.texts]),
        np.concatenate([signs.buckets, words.buckets + BUCKETS]),
        np.concatenate([signs.weights, words.weights]),
    )
    scores, telling = _summed(model.weights, cells, count)
    scores += model.intercepts
    met = np.bincount(signs.texts[telling[: len(signs.texts)] != 0], minlength=count)
    known = met / np.maximum(np.bincount(signs.texts, minlength=count), 1)
    if model.meant is not None:
        short = (many.lengths <= SHORT) & (many.lengths > 0)
        common = _words(model.meant.lexicon, many)
        kept = short[common.texts]
        of_short = Cells(common.texts[kept], common.buckets[kept], common.weights[kept])
        further, _ = _summed(model.meant.weights, of_short, count)
        scores[short] += further[short] + model.meant.intercepts
    return scores, known


def _words(lexicon: Lexicon, many: Many) -> Cells:
    """The words that each text is cut into."""
    cut = lexicon.cut(many.line)
    starts = np.array([start for start, _, _ in cut], np.int64)
    return _cells(many.owners[starts], np.array([number for _, _, number in cut], np.int64), _WORD)


def _cells(texts: Places, buckets: Places, bits: int) -> Cells:
    found, counts = features.counted(texts << bits | buckets)
    return Cells(found >> bits, found & ((1 << bits) - 1), features.weighed(counts))


def _summed(weights: Rows, cells: Cells, count: int) -> tuple[Numbers, Singles]:
    """As `model.summed` says of each text; how telling each cell is, as they stand."""
    told, telling = laid(weights[cells.buckets], cells.weights)
    found = np.zeros((count, weights.shape[1]))
    if len(cells.texts):
        order = np.argsort(cells.texts, kind="stable")
        texts = cells.texts[order]
        starts = np.flatnonzero(np.diff(texts, prepend=-1))
        found[texts[starts]] = np.add.reduceat(told[order], starts, axis=0)
    lengths = np.sqrt(found[:, -1])
    lengths[lengths == 0] = 1.0
    return found[:, :-1] / lengths[:, None], telling
