"""The words of a text that speak most for an answer of a learned model: worked out when somebody looks, and never while
filing.

A model weighs characters, pairs and words of its own, which are no words a person would say (面工地, 号对). So the text
is parted into everyday words, and into the model's where no everyday one stands, and each is given what the model
weighs in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lianxin.intake import features, meanings
from lianxin.intake.addresses import address
from lianxin.intake.features import BUCKETS
from lianxin.intake.lexicon import Lexicon
from lianxin.intake.model import SHORT, Model

MOST = 4
"""Words shown for an answer."""
LONGEST = 4
"""Characters of the longest word shown."""
FUNCTION = frozenset("的了着过吗呢吧啊呀哦嘛和与及或在于把被给向从到是也都又还就很太更最个这那哪我你您他她它们")
"""Characters that say how a sentence is built: a word that begins or ends with one of them says nothing of a matter."""
PLAIN = frozenset(
    {"附近", "旁边", "对面", "门口", "前面", "后面", "里面", "外面", "上面", "下面", "那边", "这边", "边上", "路口",
     "地方", "街道", "社区", "小区", "现在", "今天", "昨天", "明天", "每天", "已经", "一直", "可以", "没有", "不是",
     "因为", "所以", "如果", "但是", "而且"}
)  # fmt: skip
"""Everyday words that stand beside any matter."""
_EVERYDAY, _OWN, _LONE = 1, 4, 9
"""What a stretch of a text costs that is an everyday word, a word of the model alone, a character in no word."""
Singles: TypeAlias = npt.NDArray[np.float32]
Span: TypeAlias = tuple[int, int]


@cache
def _everyday() -> Lexicon:
    return Lexicon(meanings.everyday())


def spoke(model: Model, text: str, label: str, places: Collection[str] = ()) -> list[str]:
    """The words of two to four characters that speak most for `label`, the strongest first; none of them a place of
    `places`, a road with its number, a figure or a function word."""
    kept = features.folded(text)
    if len(kept) < 2 or label not in model.manifest.labels:
        return []
    value = _values(model, kept, model.manifest.labels.index(label))
    barred = [False] * len(kept)
    for start, end in _named(kept, places):
        barred[start:end] = [True] * (end - start)
    weighed = [
        (float(value[start : end - 1].sum()), kept[start:end])
        for start, end in parted(kept, model.lexicon)
        if not any(barred[start:end]) and _says(kept[start:end])
    ]
    found = sorted((one for one in weighed if one[0] > 0), key=lambda one: -one[0])
    return list(dict.fromkeys(word for _, word in found))[:MOST]


def parted(kept: str, own: Lexicon) -> list[Span]:
    """A folded text in words of two to four characters, those in which most of it stands and that are fewest."""
    costs = dict.fromkeys(_spans(own, kept), _OWN) | dict.fromkeys(_spans(_everyday(), kept), _EVERYDAY)
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(kept) + 1):
        ways = [(best[end - 1][0] + _LONE, end - 1)]
        ways += [
            (best[end - size][0] + costs[end - size, end], end - size)
            for size in range(2, min(LONGEST, end) + 1)
            if (end - size, end) in costs
        ]
        best.append(min(ways))
    found, end = [], len(kept)
    while end:
        start = best[end][1]
        if end - start > 1:
            found.append((start, end))
        end = start
    return found[::-1]


def _spans(lexicon: Lexicon, kept: str) -> Iterator[Span]:
    return ((start, end) for start, end in lexicon.all(kept) if end - start <= LONGEST)


def _says(word: str) -> bool:
    """Whether a word says something of a matter. Figures and signs are no letters of a word."""
    edges = word[0] in FUNCTION or word[-1] in FUNCTION
    return not edges and word not in PLAIN and all("\u3400" <= one <= "\u9fff" for one in word)


def _named(kept: str, places: Collection[str]) -> Iterator[Span]:
    """Where a folded text names a place."""
    for one in address(kept):
        yield one.start, one.end
    for name in places:
        at = kept.find(name)
        while name and at >= 0:
            yield at, at + len(name)
            at = kept.find(name, at + 1)


def _values(model: Model, kept: str, place: int) -> Singles:
    """What each pair of neighbouring characters speaks for an answer beside the best of the others."""
    single, pair = (model.weights[one].astype(np.float32) for one in features.hashed(kept))
    cut = model.lexicon.cut(kept)
    whole = model.weights[np.array([BUCKETS + number for _, _, number in cut], np.int64)].astype(np.float32)
    if model.meant is not None and len(kept) <= SHORT:
        common = model.meant.lexicon.cut(kept)
        further = model.meant.weights[np.array([number for _, _, number in common], np.int64)].astype(np.float32)
        cut, whole = cut + common, np.concatenate([whole, further])
    others = [at for at in range(len(model.manifest.labels)) if at != place]
    lead = [rows[:, place] - rows[:, others].max(axis=1) for rows in (single, pair, whole)]
    value: Singles = lead[1] + (lead[0][:-1] + lead[0][1:]) / 2
    for (start, end, _), said in zip(cut, lead[2], strict=True):
        value[start : end - 1] += said / (end - start - 1)
    return value
