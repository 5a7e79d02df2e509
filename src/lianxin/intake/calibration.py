"""From scores to probabilities, on texts held back: how steep, how much the pack's words count, how far to lean towards
answers that are seldom right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lianxin.intake.model import Numbers, chances

LEANS = (0.0, 0.125, 0.25, 0.375, 0.5)
"""How far the share of an answer among the texts may be set off. Further than half, frequent answers suffer more than
rare ones gain (bench/intake.md)."""


def leaning(scores: Numbers, said: Numbers, answers: npt.NDArray[np.int64]) -> Numbers:
    """What to add to the scores of each answer, so that rare answers are not swallowed by the frequent: the lean with
    the best mean F1 over the answers, the least of them where several are as good."""
    scale, words = calibrated(scores, said, answers)
    share = np.maximum(np.bincount(answers, minlength=scores.shape[1]), 1) / len(answers)
    leans = [-lean * np.log(share) / scale for lean in LEANS]
    means = [_mean_f1((scores + lean) * scale + said * words, answers) for lean in leans]
    return leans[int(np.argmax(means))]


def _mean_f1(scores: Numbers, answers: npt.NDArray[np.int64]) -> float:
    guess = scores.argmax(axis=1)
    found = []
    for place in np.unique(answers):
        hit = np.count_nonzero((guess == place) & (answers == place))
        found.append(2 * hit / (np.count_nonzero(guess == place) + np.count_nonzero(answers == place)))
    return round(float(np.mean(found)), 4)


def calibrated(scores: Numbers, said: Numbers, answers: npt.NDArray[np.int64]) -> tuple[float, float]:
    """The scale of the scores, and the weight of the words, under which held-back texts are least surprising."""
    scale, weights = balanced(scores, [said], answers)
    return scale, float(weights[0])


def balanced(scores: Numbers, further: Sequence[Numbers], answers: npt.NDArray[np.int64]) -> tuple[float, Numbers]:
    """The scale of the scores, and the weight of each further evidence, under which held-back texts are least
    surprising."""
    from scipy.optimize import minimize  # noqa: PLC0415 - for training alone

    # Platt's targets: a little of each answer for the others, or texts that happen to part cleanly would make the
    # probabilities as good as certain.
    little = 1.0 / (len(answers) + 2)
    target = np.full(scores.shape, little / (scores.shape[1] - 1))
    target[np.arange(len(answers)), answers] = 1.0 - little
    speak = np.array([float(one.any()) for one in further])

    def surprise(sought: Numbers) -> float:
        told = sum(one * max(weight, 0.0) for one, weight in zip(further, sought[1:], strict=True))
        odds = chances(scores * np.exp(sought[0]) + told)
        return float(-(target * np.log(np.maximum(odds, 1e-12))).sum(axis=1).mean())

    found = minimize(surprise, np.array([1.0, *speak]), method="Nelder-Mead").x
    return float(np.exp(np.clip(found[0], -5, 5))), np.maximum(found[1:], 0.0) * speak
