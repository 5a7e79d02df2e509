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
NEVER = 2.0
"""A threshold no answer reaches: the model may suggest and never decide."""
SHORT = 60
"""Characters up to which a text is short: a sentence or a title, which says less and is misread more easily."""


class Unusable(Exception):
    """A model that cannot be read: files missing or damaged, or learned by another way of seeing texts."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside the weights. `intercepts`: one number an answer; `scale`: what turns scores into calibrated
    probabilities; `words`: how much the pack's own words count beside them; `threshold`: from which lead on the answer
    to a long text stands without a person, `short`: the same for short texts; `known`: the least share of a text the
    model must have met in training; `lexicon`: how many words it cuts texts into. `trained_on` and `figures` say for
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


class Model:
    """`weights`: a row a bucket and then a row a word of the lexicon, a column an answer, and a last column that says
    how telling the row is (0: never met, or only once). Models from before there were words have none."""

    def __init__(self, manifest: Manifest, weights: npt.NDArray[np.float16], words: Keys = NONE) -> None:
        shape = (BUCKETS + len(words), len(manifest.labels) + 1)
        if weights.shape != shape or len(words) != manifest.lexicon or manifest.mark != features.MARK:
            raise Unusable(f"{manifest.kind} {manifest.version}: {weights.shape}, {len(words)}, mark {manifest.mark}")
        # The mapped file as a plain array: looking into it costs half as much.
        self.manifest, self.weights, self.lexicon = manifest, np.asarray(weights), Lexicon(words)
        self._intercepts = np.asarray(manifest.intercepts)
        self._place = {label: place for place, label in enumerate(manifest.labels)}

    def scores(self, seen: Seen) -> tuple[Numbers, float]:
        """The score of each answer, and the share of the text (by characters and pairs) that was met in training."""
        signs = len(seen.buckets)
        if not signs:
            return self._intercepts.copy(), 0.0
        seen = self.lexicon.see(seen)
        rows = self.weights[seen.buckets].astype(np.float32)
        telling = rows[:, -1] * seen.weights
        length = math.sqrt(telling @ telling) or 1.0
        met = int(np.count_nonzero(telling[:signs])) / signs
        return (seen.weights @ rows)[:-1] / length + self._intercepts, met

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
        said["labels"], said["intercepts"] = tuple(said["labels"]), tuple(said["intercepts"])
        manifest = Manifest(**said)
        # What an older or newer way of seeing learned would be read wrongly, without any error showing.
        words = np.load(folder / "lexicon.npy", mmap_mode="r") if manifest.lexicon else NONE
        return Model(manifest, np.load(folder / "weights.npy", mmap_mode="r"), words)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Unusable(f"{folder}: {problem}") from problem
