"""One learned model: weights for one question, and what it was learned from. Reading needs numpy alone; the weights
stay in their file, mapped into memory, so that all processes of a machine share one copy."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake import features
from lianxin.intake.features import BUCKETS, Seen
from lianxin.intake.lexicon import NONE, Keys, Lexicon

Numbers = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
NEVER = 2.0
"""A threshold no answer reaches: the model may suggest and never decide."""
SHORT = 60
"""Characters up to which a text is short: a sentence or a title, which says less and is misread more easily."""

_FIRST = np.zeros(1, np.intp)
"""Where the one stretch begins that is added up."""


class Unusable(Exception):
    """A model that cannot be read: files missing or damaged, or learned by another way of seeing texts."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside the weights. `intercepts`: one number an answer; `scale`: what turns scores into calibrated
    probabilities; `words`: how much the pack's own words count beside them; `threshold`: from which lead on the answer
    to a long text stands without a person, `short`: the same for short texts; `known`: the least share of a text the
    model must have met in training; `lexicon`: how many words it cuts texts into; `meant`: how many everyday words say
    something further of a short text (0: they do not help), with `meant_intercepts`. `trained_on` and `figures` say for
    people what it learned from and how well it did on texts held back."""

    kind: str
    version: str
    labels: tuple[str, ...]
    intercepts: tuple[float, ...]
    scale: float
    words: float
    threshold: float
    short: float
    known: float
    trained_on: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    mark: int = features.MARK
    lexicon: int = 0
    meant: int = 0
    meant_intercepts: tuple[float, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it may suggest only."""
        return min(self.threshold, self.short) >= NEVER

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """The probabilities of the answers in the manifest's order, the share of the text the model has met, and how long
    the text is."""

    probabilities: Numbers
    known: float
    length: int


class Everyday:
    """What the everyday words of a short text say beside all that was told of it in training: a row a word, a column an
    answer, and a last column that says how telling the word is."""

    def __init__(self, keys: Keys, weights: npt.NDArray[np.float16], intercepts: tuple[float, ...]) -> None:
        if weights.shape != (len(keys), len(intercepts) + 1):
            raise Unusable(f"everyday words: {len(keys)}, {weights.shape}, {len(intercepts)}")
        self.lexicon, self.weights, self.intercepts = Lexicon(keys), np.asarray(weights), np.asarray(intercepts)

    def scores(self, text: str) -> Numbers:
        """To be added to the scores of a folded text."""
        words = self.lexicon.words(text)
        return summed(self.weights[words.buckets], words.weights)[0] + self.intercepts


class Model:
    """`weights`: a row a bucket and then a row a word of the lexicon, a column an answer, and a last column that says
    how telling the row is (0: never met, or only once). Models from before there were words have none. `meant`: what
    everyday words say of short texts, where a model has that."""

    def __init__(
        self,
        manifest: Manifest,
        weights: npt.NDArray[np.float16],
        words: Keys = NONE,
        meant: Everyday | None = None,
    ) -> None:
        shape = (BUCKETS + len(words), len(manifest.labels) + 1)
        counts = len(words), len(meant.lexicon) if meant else 0
        right = weights.shape == shape and counts == (manifest.lexicon, manifest.meant)
        if not right or manifest.mark != features.MARK or (meant and len(meant.intercepts) != len(manifest.labels)):
            raise Unusable(f"{manifest.kind} {manifest.version}: {weights.shape}, {counts}, mark {manifest.mark}")
        # The mapped file as a plain array: looking into it costs half as much.
        self.manifest, self.weights, self.lexicon = manifest, np.asarray(weights), Lexicon(words)
        self.meant = meant
        self.intercepts = np.asarray(manifest.intercepts)
        self._place = {label: place for place, label in enumerate(manifest.labels)}

    def scores(self, seen: Seen) -> tuple[Numbers, float]:
        """The score of each answer, and the share of the text (by characters and pairs) that was met in training."""
        signs = len(seen.buckets)
        if not signs:
            return self.intercepts.copy(), 0.0
        seen = self.lexicon.see(seen)
        found, telling = summed(self.weights[seen.buckets], seen.weights)
        found = found + self.intercepts
        if self.meant is not None and seen.length <= SHORT:
            found += self.meant.scores(seen.text)
        return found, int(np.count_nonzero(telling[:signs])) / signs

    def judge(self, seen: Seen, words: Mapping[str, float]) -> Judged:
        """Probabilities for a text, with what the pack's words say of it (answer → share) as further evidence."""
        scores, known = self.scores(seen)
        return Judged(
            chances(scores * self.manifest.scale + self.manifest.words * self.said(words)), known, seen.length
        )

    def said(self, words: Mapping[str, float]) -> Numbers:
        """What the words say, in the order of the answers."""
        found = np.zeros(len(self.manifest.labels))
        for label, share in words.items():
            if label in self._place:
                found[self._place[label]] = share
        return found

    def decides(self, judged: Judged) -> bool:
        """Whether the likeliest answer stands without a person."""
        least = self.manifest.threshold if judged.length > SHORT else self.manifest.short
        second, first = sorted(judged.probabilities.tolist())[-2:]
        return judged.known >= self.manifest.known and first / (first + second) >= least


def summed(rows: npt.NDArray[np.float16], weights: npt.NDArray[np.float32]) -> tuple[Numbers, npt.NDArray[np.float32]]:
    """What rows of weights say together, made even for the length of the text, and how telling each of them is. Added
    up by the function that intake/many.py adds with, so that both find the same to the last place."""
    told, telling = laid(rows, weights)
    if not len(told):
        return np.zeros(told.shape[1] - 1), telling
    found = np.add.reduceat(told, _FIRST, axis=0)[0].astype(np.float64)
    return found[:-1] / (math.sqrt(found[-1]) or 1.0), telling


def laid(rows: npt.NDArray[np.float16], weights: npt.NDArray[np.float32]) -> tuple[Singles, Singles]:
    """Rows as they are added up: times their weights, and at the end the square of how telling each is; and that."""
    told = rows.astype(np.float32) * weights[:, None]
    telling = told[:, -1].copy()
    told[:, -1] *= telling
    return told, telling


def chances(scores: Numbers) -> Numbers:
    """Scores as probabilities (softmax over the last axis)."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def lead(odds: Numbers) -> Numbers:
    """How sure the likeliest answer is against the second alone: on held-back texts a better guide than its
    probability, which the least likely answers share in (bench/intake.md)."""
    first, second = np.moveaxis(np.partition(odds, -2, axis=-1)[..., :-3:-1], -1, 0)
    return np.asarray(first / (first + second))


def load(folder: Path) -> Model:
    """The model in `folder`. Errors: Unusable."""
    try:
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for key in {"labels", "intercepts", "meant_intercepts"} & said.keys():
            said[key] = tuple(said[key])
        manifest = Manifest(**said)
        # What an older or newer way of seeing learned would be read wrongly, without any error showing.
        words = _mapped(folder / "lexicon.npy") if manifest.lexicon else NONE
        meant = None
        if manifest.meant:
            files = _mapped(folder / "meant_words.npy"), _mapped(folder / "meant.npy")
            meant = Everyday(*files, manifest.meant_intercepts)
        return Model(manifest, _mapped(folder / "weights.npy"), words, meant)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Unusable(f"{folder}: {problem}") from problem


def _mapped(file: Path) -> Any:
    return np.load(file, mmap_mode="r")
