"""Weights from answered texts: a line an answer over what a text is made of, and one over where its everyday words lie.
scikit-learn and scipy are imported when somebody trains, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake.examples import Table
from lianxin.intake.meanings import Meanings
from lianxin.intake.model import Numbers

COST = 1.0
SMOOTH = 0.1
STOP = 0.01
"""How near its best a line must come. A hundred times nearer takes twice the time and answers the same."""
MET = 2
"""Texts a piece must stand in to be learned from."""
PRIOR = 0.5
"""Texts that every everyday word is thought to stand in besides, answered as all are."""
UNHEARD = -3.0
"""The score of an answer that a fold has no text of."""

Chosen = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A row a piece, a column an answer, and a last column that says how telling the piece is."""

    weights: npt.NDArray[np.float32]
    intercepts: Numbers

    def scores(self, matrix: Any) -> Numbers:
        found = np.asarray(matrix @ self.weights[:, :-1], dtype=np.float64)
        length = np.sqrt(np.asarray(matrix.multiply(matrix) @ np.square(self.weights[:, -1:]))).ravel()
        length[length == 0] = 1.0
        return np.asarray(found / length[:, None] + self.intercepts)


def together(fits: Sequence[Fit], counting: Numbers) -> Fit:
    """One line for several over the same pieces, each counting so much."""
    pairs = list(zip(counting, fits, strict=True))
    weights = sum(much * one.weights[:, :-1] for much, one in pairs)
    intercepts = sum(much * one.intercepts for much, one in pairs)
    return Fit(np.column_stack([weights, fits[0].weights[:, -1]]).astype(np.float32), np.asarray(intercepts))


def fit(table: Table, chosen: Chosen, told: Callable[[int], None]) -> Fit:
    """The weights learned from the chosen examples, whole and short."""
    from scipy import sparse  # noqa: PLC0415 - for training alone
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - for training alone

    met = _met(table.rows[table.asked[0][chosen]])
    used = np.flatnonzero(met >= min(MET, len(chosen)))
    telling = _telling(met[used], len(chosen))
    views = np.isin(table.owner, chosen)
    matrix = _even(table.rows[views][:, used] @ sparse.diags(telling))
    answers = table.answers[table.owner[views]]
    weights = np.zeros((table.rows.shape[1], len(table.labels) + 1), np.float32)
    weights[used, -1] = telling
    intercepts = np.full(len(table.labels), UNHEARD)
    for place in range(len(table.labels)):
        mine = answers == place
        if mine.all():
            intercepts[place] = 0.0
        if mine.any() and not mine.all() and not len(used):  # the few texts share nothing: nothing to tell them by
            intercepts[place] = 0.0
        elif mine.any() and not mine.all():
            ratio = _ratio(matrix, mine)
            line = LinearSVC(C=COST, class_weight="balanced", random_state=0, max_iter=3000, tol=STOP)
            line.fit(matrix.multiply(ratio).tocsr(), mine)
            weights[used, place] = telling * ratio * line.coef_[0]
            intercepts[place] = line.intercept_[0]
        told(place + 1)
    return Fit(weights, intercepts)


def meant(table: Table, chosen: Chosen, known: Meanings) -> tuple[Fit, Fit]:
    """What everyday words say by where they lie, and by how their neighbours are answered. What may be said of either
    is the same: how telling a word is."""
    telling = _telling(_met(table.everyday[0][chosen]), len(chosen))
    return _lying(table, chosen, known.places, telling), _heard(table, chosen, known.near, telling)


def _lying(table: Table, chosen: Chosen, places: npt.NDArray[np.float32], telling: Numbers) -> Fit:
    """Learned from where the words of the chosen examples lie as they are told shortly; a word that none of them tells
    has its weights by where it lies."""
    from scipy import sparse  # noqa: PLC0415 - for training alone
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - for training alone

    lying = _even(table.everyday[1][chosen] @ sparse.diags(telling)) @ places
    answers = table.answers[chosen]
    weights = np.zeros((len(places), len(table.labels) + 1), np.float32)
    weights[:, -1] = telling
    intercepts = np.zeros(len(table.labels))
    for place in range(len(table.labels)):
        mine = answers == place
        if mine.any() and not mine.all():
            line = LinearSVC(C=COST, class_weight="balanced", random_state=0, dual=False, tol=STOP)
            line.fit(lying, mine)
            weights[:, place] = telling * (places @ line.coef_[0])
            intercepts[place] = line.intercept_[0]
    return Fit(weights, intercepts)


def _heard(table: Table, chosen: Chosen, near: Any, telling: Numbers) -> Fit:
    """Learned from how many of the chosen examples tell a word, whole, and with which answer, where those that tell its
    neighbours count too: how much likelier an answer is by the word, as a logarithm. What nobody tells, nor anything
    near it, says nothing."""
    told, answers = table.everyday[0][chosen], table.answers[chosen]
    counts = np.stack([_met(told[answers == place]) for place in range(len(table.labels))], axis=1).astype(np.float64)
    weights = np.zeros((len(telling), len(table.labels) + 1), np.float32)
    weights[:, -1] = telling
    heard = counts.any(axis=0)
    if heard.any():
        share = (counts.sum(axis=0) / counts.sum())[heard]
        counts = counts[:, heard] + near @ counts[:, heard] + PRIOR * share
        ratio = np.log(counts / counts.sum(axis=1, keepdims=True)) - np.log(share)
        weights[:, np.flatnonzero(heard)] = telling[:, None] * ratio
    return Fit(weights, np.zeros(len(table.labels)))


def _met(rows: Any) -> npt.NDArray[np.int64]:
    """In how many texts each piece stands."""
    return np.bincount(rows.indices, minlength=rows.shape[1])


def _telling(met: npt.NDArray[np.int64], texts: int) -> Numbers:
    """How telling a piece is that stands in so many of the texts."""
    return np.asarray(np.log((1 + texts) / (1 + met)) + 1)


def _even(matrix: Any) -> Any:
    """The same rows, each of length 1."""
    from scipy import sparse  # noqa: PLC0415 - for training alone

    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    return (sparse.diags(1 / np.where(length > 0, length, 1.0)) @ matrix).tocsr()


def _ratio(matrix: Any, mine: npt.NDArray[np.bool_]) -> Numbers:
    """How much more a piece stands with the answer than without, as a logarithm."""
    with_it = np.asarray(matrix[mine].sum(axis=0)).ravel() + SMOOTH
    without = np.asarray(matrix[~mine].sum(axis=0)).ravel() + SMOOTH
    return np.asarray(np.log((with_it / with_it.sum()) / (without / without.sum())))
