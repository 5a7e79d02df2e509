"""How good answers are: counts a person can check, and the threshold from which on they may stand without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake.model import NEVER

RIGHT = 0.98
"""How many of the answers that stand without a person must be right."""
YOUNG = 200
"""Texts below which a training decides nothing: of what such ones let stand 0.78 to 0.95 was right (bench/intake.md).
Such a model is only young, and the words of the pack go on. One that learned from more and may decide nothing has shown
that this question cannot be decided surely here, by words neither: a person does."""
FEWEST = 25
"""Held-back answers below which no threshold can be trusted: the model then only suggests."""


def figures(truth: Sequence[str], guess: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro F1 over all answers that were true or given, and the same figures answer by answer."""
    wanted, given = Counter(truth), Counter(guess)
    hit = Counter(one for one, other in zip(truth, guess, strict=True) if one == other)
    per = {}
    for label in sorted({*wanted, *given}):
        precision = hit[label] / given[label] if given[label] else 0.0
        recall = hit[label] / wanted[label] if wanted[label] else 0.0
        both = precision + recall
        per[label] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both if both else 0.0, 4),
            "support": wanted[label],
        }
    return {
        "n": len(truth),
        "accuracy": round(sum(hit.values()) / len(truth), 4) if truth else 0.0,
        "macro_f1": round(sum(one["f1"] for one in per.values()) / len(per), 4) if per else 0.0,
        "per_class": per,
    }


def at(sure: Sequence[bool], truth: Sequence[str], guess: Sequence[str]) -> dict[str, Any]:
    """Which share stands without a person, and how much of that is right (null when nothing stands)."""
    kept = [one == other for one, other, stands in zip(truth, guess, sure, strict=True) if stands]
    return {
        "coverage": round(len(kept) / len(truth), 4) if truth else 0.0,
        "accuracy_at_threshold": round(sum(kept) / len(kept), 4) if kept else None,
        "decided": len(kept),
    }


@dataclass(frozen=True, slots=True)
class Answered:
    """How a reader fared with some texts, one by one: what is true, its likeliest answer ('' for none), and whether
    that stands without a person."""

    truth: Sequence[str]
    guess: Sequence[str]
    sure: Sequence[bool]

    def figures(self) -> dict[str, Any]:
        """Counts of the answers: `figures` above."""
        return figures(self.truth, self.guess)

    def at(self) -> dict[str, Any]:
        """Counts of what stands: `at` above."""
        return at(self.sure, self.truth, self.guess)

    def among(self, these: Sequence[bool]) -> Answered:
        """The same of some of the texts alone."""
        return Answered(*([one for one, kept in zip(row, these, strict=True) if kept] for row in self._rows()))

    def called(self, names: Mapping[str, str]) -> Answered:
        """The same with some answers called otherwise."""
        truth, guess = ([names.get(one, one) for one in row] for row in (self.truth, self.guess))
        return Answered(truth, guess, self.sure)

    def _rows(self) -> tuple[Sequence[Any], ...]:
        return self.truth, self.guess, self.sure


def threshold(sureness: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The least probability from which on at least 98 % are right, on texts held back; NEVER when there is none.

    One standard error is kept as a reserve: the next texts are other ones, and the promise is about them.
    """
    order = np.argsort(-sureness, kind="stable")
    held, hits = sureness[order], np.cumsum(right[order])
    count = np.arange(1, len(held) + 1)
    # A threshold must lie between two different probabilities, or the same answer would stand once and not again.
    last = np.append(held[1:] < held[:-1], True)
    good = last & (count >= FEWEST) & (hits / count >= RIGHT + np.sqrt(RIGHT * (1 - RIGHT) / count))
    if not good.any():
        return NEVER
    return float(held[np.flatnonzero(good)[-1]])
