"""Answered texts, as they teach and as they are asked: whole, by title or first sentence, by a sentence from inside."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lianxin.intake import meanings
from lianxin.intake.features import BUCKETS, Seen, folded, see
from lianxin.intake.lexicon import Keys, Lexicon, harvest
from lianxin.intake.model import Numbers

Says = Callable[[str], Mapping[str, float]]

_STOP = re.compile(r"[。！？!?；;\n]")
_HEAD = 40
"""Characters of a first sentence that count as what somebody in a hurry would have said."""


def views_of(parts: Sequence[str]) -> tuple[str, ...]:
    """How one case teaches: the whole, and its title or first sentence, since people often say no more than that."""
    said = [part for part in parts if part]
    whole = "\n".join(said)
    stop = _STOP.search(whole)
    first = said[0] if len(said) > 1 else whole[: min(stop.end() if stop else _HEAD, _HEAD)]
    return tuple(dict.fromkeys((whole, first)))


_INSIDE = 12
"""Characters a sentence from inside must have to say anything."""


def inside(whole: str) -> tuple[str, str]:
    """Two sentences from inside a text, any two and always the same: what somebody might have said who did not put the
    matter first. No model learns from them as such; how sure it may be of a short text is measured on them."""
    said = {one[:_HEAD]: zlib.crc32(one.encode("utf-8", "replace")) for one in _STOP.split(whole)}
    fit = sorted((one for one in said if len(folded(one)) >= _INSIDE), key=lambda one: (said[one], one))
    first = fit[0] if fit else whole[:_HEAD]
    return first, fit[1] if len(fit) > 1 else first


@dataclass(frozen=True, slots=True)
class Example:
    """One answered text. `views`: the text whole, then its parts (title, body) where they are known apart. What shares
    a `group` is one case told several times, and is never both learned from and tested on."""

    views: tuple[str, ...]
    label: str
    group: str


class Table:
    """The examples as numbers: a row a view, and which example each row is of (`owner`; -1: asked, never learned
    from). `asked`: a row an example for each way of asking, whole, short and twice from inside. `words`: the lexicon
    harvested from all the whole texts, without looking at their answers. `everyday`: for each way of asking a row an
    example, of the everyday words in it."""

    def __init__(self, examples: Sequence[Example], labels: tuple[str, ...]) -> None:
        place = {label: at for at, label in enumerate(labels)}
        self.examples, self.labels = examples, labels
        self.answers = np.array([place[one.label] for one in examples])
        self.groups = np.unique([one.group for one in examples], return_inverse=True)[1]
        within = [inside(one.views[0]) for one in examples]
        self.words: Keys = harvest(one.views[0] for one in examples)
        lexicon = Lexicon(self.words)
        taught = [lexicon.see(see(view)) for one in examples for view in one.views]
        inner_ones = [lexicon.see(see(text)) for pair in within for text in pair]
        self.rows = _matrix([*taught, *inner_ones], BUCKETS + len(lexicon))
        owner = np.repeat(np.arange(len(examples)), [len(one.views) for one in examples])
        whole = np.searchsorted(owner, np.arange(len(examples)))
        short = np.searchsorted(owner, np.arange(len(examples)), side="right") - 1
        inner = len(taught) + 2 * np.arange(len(examples))
        self.owner = np.concatenate([owner, np.full(2 * len(examples), -1)])
        self.asked = (whole, short, inner, inner + 1)
        self.texts = [
            [one.views[0] for one in examples],
            [one.views[-1] for one in examples],
            [pair[0] for pair in within],
            [pair[1] for pair in within],
        ]
        self.lengths = np.array([[len(folded(text)) for text in texts] for texts in self.texts])
        common = Lexicon(meanings.everyday())
        self.everyday = [_matrix([common.words(folded(text)) for text in texts], len(common)) for texts in self.texts]

    def told(self) -> Iterable[tuple[str, ...]]:
        """Each example in all its ways of asking."""
        return zip(*self.texts, strict=True)

    def said(self, says: Says | None) -> Numbers:
        """What the words say of each example, way of asking by way of asking, in the order of the answers."""
        found = np.zeros((len(self.asked), len(self.examples), len(self.labels)))
        if says is None:
            return found
        place = {label: at for at, label in enumerate(self.labels)}
        for way, texts in enumerate(self.texts):
            for row, text in enumerate(texts):
                for label, share in says(text).items():
                    if label in place:
                        found[way, row, place[label]] = share
        return found


def _matrix(seen: Sequence[Seen], width: int) -> Any:
    from scipy import sparse  # noqa: PLC0415 - for training alone; a web process never holds it

    ends = np.cumsum([0, *(len(one.buckets) for one in seen)])
    columns = np.concatenate([one.buckets for one in seen])
    return sparse.csr_matrix((np.concatenate([one.weights for one in seen]), columns, ends), (len(seen), width))
