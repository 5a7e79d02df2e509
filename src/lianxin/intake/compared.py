"""Whether a new version is worse than the one in use: both on the same texts, which neither learned from. The one in
use reads those of the new file that it never heard; the new one answered each of them held back, by a model that saw
nothing of its case. Figures of two files are never held against each other: one file may simply be harder.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake.figures import RIGHT, Answered

FEWEST = 50
"""Texts below which nothing is compared."""
LEAST = 0.01
"""What a figure must be lower by to count as worse."""
DRAWS = 1000
SURE = 0.975
"""The share of draws in which it must be lower: then it is hardly chance."""
LOST = 0.05
"""The share of what a version learned from that answers a new one has not must make up, to count."""

_Codes = npt.NDArray[np.intp]
_Weights = npt.NDArray[np.float64]
_NOTHING = {"macro_f1": 0.0, "coverage": 0.0, "right": math.nan}


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures by measure (macro_f1; coverage: what share stands without a person; right: how much of that is right,
    nan where nothing stands) of the one in use and of the new one, on `n` texts; and the measures by which the new one
    is clearly worse."""

    n: int
    old: Mapping[str, float]
    new: Mapping[str, float]
    worse: tuple[str, ...]


def compared(old: Answered, new: Answered, groups: Sequence[str]) -> Compared:
    """Both on the same texts. Clearly worse is what is lower by a hundredth at least, and in 975 of 1,000 drawings of
    the cases (a case is drawn with all its texts). To decide less is no fault where what the old one decides there is
    not right often enough: then it decides too much."""
    place = {label: at for at, label in enumerate(sorted({*old.truth, *old.guess, *new.guess}))}
    truth = _codes(old.truth, place)
    both = [(truth, _codes(one.guess, place), np.array(one.sure, bool)) for one in (old, new)]
    before, after = (_measured(*one, np.ones(len(truth))) for one in both)
    case = np.unique(list(groups), return_inverse=True)[1]
    chance = np.random.default_rng(0)
    lower = dict.fromkeys(before, 0)
    for _ in range(DRAWS):
        drawn = np.bincount(chance.integers(case.max() + 1, size=case.max() + 1), minlength=case.max() + 1)[case]
        one, two = (_measured(*each, drawn.astype(np.float64)) for each in both)
        for measure in lower:
            lower[measure] += two[measure] < one[measure]
    worse = [name for name in before if before[name] - after[name] >= LEAST and lower[name] >= SURE * DRAWS]
    if not _keeps(before["right"], sum(old.sure)) and "coverage" in worse:
        worse.remove("coverage")
    return Compared(len(truth), before, after, tuple(worse))


def on_the_same_file(old: Mapping[str, Any], new: Mapping[str, Any]) -> Compared:
    """Two trainings on one file: their held-back figures are of the same texts in the same parts."""
    before, after = (_told(one) for one in (old, new))
    return Compared(new["n"], before, after, tuple(name for name in before if before[name] - after[name] >= LEAST))


def lost(learned: Mapping[str, int], known: Sequence[str]) -> list[str]:
    """The answers that the version in use has and the new one has not, where they made up some of what it learned from
    (`learned`: its answers with their texts); else none."""
    gone = sorted(set(learned) - set(known))
    return gone if sum(learned[label] for label in gone) >= LOST * sum(learned.values()) else []


def _told(figures: Mapping[str, Any]) -> dict[str, float]:
    said = {name: figures[name] for name in ("macro_f1", "coverage")}
    right = figures["accuracy_at_threshold"]
    return {**said, "right": math.nan if right is None else right}


def _keeps(right: float, decided: int) -> bool:
    """Whether what stands is right as often as promised, or falls short of it by no more than chance."""
    return decided > 0 and right >= RIGHT - math.sqrt(RIGHT * (1 - RIGHT) / decided)


def _codes(labels: Sequence[str], place: Mapping[str, int]) -> _Codes:
    return np.array([place[label] for label in labels], np.intp)


def _measured(truth: _Codes, guess: _Codes, sure: npt.NDArray[np.bool_], weights: _Weights) -> dict[str, float]:
    """The three figures of texts that count so many times each."""
    whole = weights.sum()
    if not whole:
        return dict(_NOTHING)
    hit = truth == guess
    most = int(max(truth.max(), guess.max())) + 1
    named = np.bincount(truth, weights, most) + np.bincount(guess, weights, most)
    right = np.bincount(truth[hit], weights[hit], most)
    decided = weights[sure].sum()
    return {
        "macro_f1": float((2 * right[named > 0] / named[named > 0]).mean()),
        "coverage": float(decided / whole),
        "right": float(weights[sure & hit].sum() / decided) if decided else math.nan,
    }
