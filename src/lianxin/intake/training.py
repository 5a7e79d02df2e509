"""Learning a question from texts a person answered. scikit-learn and scipy are imported when somebody trains, and by
nobody else: a web process never holds them.

One linear model an answer over characters, pairs and the words harvested from the texts, each piece weighed by how much
more often it stands with the answer than without (Wang & Manning 2012, "NB-SVM"). Held-back figures come from folds
that never part a group.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lianxin.intake import figures
from lianxin.intake.calibration import calibrated, leaning
from lianxin.intake.examples import Example, Says, Table, views_of
from lianxin.intake.features import BUCKETS, folded
from lianxin.intake.lexicon import Keys
from lianxin.intake.model import SHORT, Manifest, Model, Numbers, chances, lead

__all__ = ["CannotLearn", "Example", "Learned", "learn", "views_of"]

FOLDS = 5
COST = 1.0
SMOOTH = 0.1
STOP = 0.01
"""How near its best a line must come. A hundred times nearer takes twice the time and answers the same."""
MET = 2
"""Texts a piece must stand in to be learned from."""
UNHEARD = -3.0
"""The score of an answer that a fold has no text of."""
STRANGE = 0.5
"""Of a hundred held-back texts, how many were the strangest: what is stranger still goes to a person."""

ENOUGH = 200
"""Long texts from which a threshold of their own is taken."""
MET_ENOUGH = 0.6
"""A share that is never too strange: a short sentence with an unheard name has met no more than that."""

Told = Callable[[int, int], None]


class CannotLearn(Exception):
    """What was given teaches nothing; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Learned:
    """What a training gives: the manifest, the weights and the words as they are put on the shelf."""

    manifest: Manifest
    weights: npt.NDArray[np.float16]
    words: Keys

    def model(self) -> Model:
        """The model, ready to read."""
        return Model(self.manifest, self.weights, self.words)

    def write(self, folder: Path) -> None:
        """All into an empty folder."""
        np.save(folder / "weights.npy", self.weights)
        np.save(folder / "lexicon.npy", self.words)
        (folder / "manifest.json").write_text(self.manifest.to_json(), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Fit:
    weights: npt.NDArray[np.float32]
    intercepts: Numbers

    def scores(self, matrix: Any) -> Numbers:
        found = np.asarray(matrix @ self.weights[:, :-1], dtype=np.float64)
        length = np.sqrt(np.asarray(matrix.multiply(matrix) @ np.square(self.weights[:, -1:]))).ravel()
        length[length == 0] = 1.0
        return np.asarray(found / length[:, None] + self.intercepts)


def learn(
    examples: Sequence[Example],
    kind: str,
    now: datetime,
    *,
    source: Mapping[str, Any],
    says: Says | None = None,
    told: Told = lambda done, of: None,
) -> Learned:
    """Learn `kind` from `examples`. `says`: what the pack's words say of a text, as further evidence. The same examples
    give the same model. Errors: CannotLearn."""
    labels = _labels(examples)
    steps = len(labels) * (FOLDS + 1)
    table = Table(examples, labels)
    held, folds = _held_back(table, lambda done: told(done, steps))
    lean, scale, words, odds = _sureness(table, held, table.said(says))
    final = _fit(table, np.arange(len(table.answers)), lambda done: told(folds * len(labels) + done, steps))
    known = _known(table, final)
    threshold, short = _thresholds(table, odds)
    weights = final.weights.astype(np.float16)
    data = _hash(examples)
    sign = hashlib.sha256(weights.tobytes() + table.words.tobytes() + data.encode()).hexdigest()
    manifest = Manifest(
        kind=kind,
        version=f"{now:%Y%m%d-%H%M%S}-{sign[:8]}",
        labels=labels,
        intercepts=tuple(float(one) for one in final.intercepts + lean),
        scale=scale,
        words=words,
        threshold=threshold,
        short=short,
        known=known,
        trained_on={**source, **_told(examples, data, now, folds)},
        figures=_figures(table, odds, threshold, short),
        lexicon=len(table.words),
    )
    return Learned(manifest, weights, table.words)


def _sureness(table: Table, held: Numbers, said: Numbers) -> tuple[Numbers, float, float, Numbers]:
    """Lean, scale, weight of the words, and the held-back probabilities that follow."""
    # How sure is learned from texts whole and by their first sentence; what stands, on those and on inner sentences.
    both, spoken = (one[:2].reshape(-1, len(table.labels)) for one in (held, said))
    truth = np.tile(table.answers, 2)
    lean = leaning(both, spoken, truth)
    scale, words = calibrated(both + lean, spoken, truth)
    odds = chances((held + lean) * scale + said * words)
    return lean, scale, words, odds


def _thresholds(table: Table, odds: Numbers) -> tuple[float, float]:
    """How sure an answer must be to stand, for long texts and for short ones. Short ones are held to sentences from
    inside: a first sentence says what it is about more surely than people do who say no more (bench/intake.md). Where
    hardly any text is long, the long are held to all that were told whole."""
    sure, right = lead(odds), odds.argmax(axis=2) == table.answers
    long = table.lengths > SHORT
    whole = long[0] if np.count_nonzero(long[0]) >= ENOUGH else np.full(len(table.answers), True)
    new = [[True, False, first != told, second not in (told, first)] for told, _, first, second in table.told()]
    short = ~long & np.array(new).T
    return figures.threshold(sure[0][whole], right[0][whole]), figures.threshold(sure[short], right[short])


def _told(examples: Sequence[Example], data: str, now: datetime, folds: int) -> dict[str, Any]:
    """What a model was learned from, for its manifest."""
    return {
        "texts": len(examples),
        "groups": len({one.group for one in examples}),
        "labels": dict(Counter(one.label for one in examples)),
        "data_sha256": data,
        "at": now.isoformat(timespec="seconds"),
        "parameters": {"cost": COST, "smooth": SMOOTH, "met": MET, "folds": folds, "buckets": BUCKETS},
    }


def _labels(examples: Sequence[Example]) -> tuple[str, ...]:
    counted = Counter(one.label for one in examples)
    if not counted:
        raise CannotLearn(
            "还没有由人判断过的，学不了", "nothing was answered by a person yet: there is nothing to learn"
        )
    if len(counted) < 2:
        raise CannotLearn(
            "只有一种答案，学不到区别，至少要两种",
            "there is one answer only; two at least are needed to tell them apart",
        )
    if len({one.group for one in examples}) < 2:
        raise CannotLearn("所有文字都是同一件事，没有可留出来检验的", "all texts are one case: none can be held back")
    return tuple(sorted(counted))


def _known(table: Table, fit: _Fit) -> float:
    """The share of pieces met in *other* texts that all but the strangest texts reach."""
    whole = table.rows[table.asked[0], :BUCKETS]
    met = np.asarray((whole != 0) @ (fit.weights[:BUCKETS, -1] > 0).astype(np.float32)).ravel()
    count = np.maximum(np.diff(whole.indptr), 1)
    return min(float(np.percentile(met / count, STRANGE)), MET_ENOUGH)


def _held_back(table: Table, told: Callable[[int], None]) -> tuple[Numbers, int]:
    """The scores each example gets, by way of asking, from a model that saw nothing of its group."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - for training alone

    folds = min(FOLDS, len(np.unique(table.groups)))
    parts = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    scores = np.zeros((len(table.asked), len(table.answers), len(table.labels)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an answer with fewer texts than folds: said in the figures
        cut = list(parts.split(table.answers, table.answers, table.groups))
    for fold, (rest, held) in enumerate(cut):
        fit = _fit(table, rest, partial(_onward, told, fold * len(table.labels)))
        for view, rows in enumerate(table.asked):
            scores[view, held] = fit.scores(table.rows[rows[held]])
    return scores, folds


def _onward(told: Callable[[int], None], before: int, done: int) -> None:
    told(before + done)


def _fit(table: Table, chosen: npt.NDArray[np.int64], told: Callable[[int], None]) -> _Fit:
    """The weights learned from the chosen examples."""
    from scipy import sparse  # noqa: PLC0415 - for training alone
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - for training alone

    met = np.bincount(table.rows[table.asked[0][chosen]].indices, minlength=table.rows.shape[1])
    used = np.flatnonzero(met >= min(MET, len(chosen)))
    telling = np.log((1 + len(chosen)) / (1 + met[used])) + 1
    views = np.isin(table.owner, chosen)
    matrix = table.rows[views][:, used] @ sparse.diags(telling)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    matrix = (sparse.diags(1 / np.where(length > 0, length, 1.0)) @ matrix).tocsr()
    answers = table.answers[table.owner[views]]
    weights = np.zeros((table.rows.shape[1], len(table.labels) + 1), np.float32)
    weights[used, -1] = telling
    intercepts = np.full(len(table.labels), UNHEARD)
    for place in range(len(table.labels)):
        mine = answers == place
        if mine.all():
            intercepts[place] = 0.0
        if mine.any() and not mine.all():
            ratio = _ratio(matrix, mine)
            line = LinearSVC(C=COST, class_weight="balanced", random_state=0, max_iter=3000, tol=STOP)
            line.fit(matrix.multiply(ratio).tocsr(), mine)
            weights[used, place] = telling * ratio * line.coef_[0]
            intercepts[place] = line.intercept_[0]
        told(place + 1)
    return _Fit(weights, intercepts)


def _ratio(matrix: Any, mine: npt.NDArray[np.bool_]) -> Numbers:
    """How much more a piece stands with the answer than without, as a logarithm."""
    with_it = np.asarray(matrix[mine].sum(axis=0)).ravel() + SMOOTH
    without = np.asarray(matrix[~mine].sum(axis=0)).ravel() + SMOOTH
    return np.asarray(np.log((with_it / with_it.sum()) / (without / without.sum())))


def _figures(table: Table, odds: Numbers, threshold: float, short: float) -> dict[str, Any]:
    """How the held-back texts fared, whole; and, under `short`, sentences from inside them."""
    truth = [one.label for one in table.examples]
    guess = [[table.labels[place] for place in one.argmax(axis=1)] for one in odds]
    sure = (lead(odds) >= np.where(table.lengths > SHORT, threshold, short)).tolist()
    return {
        **figures.figures(truth, guess[0]),
        "threshold": threshold,
        **figures.at(sure[0], truth, guess[0]),
        "short": {"threshold": short, **figures.at(sure[2], truth, guess[2])},
    }


def _hash(examples: Sequence[Example]) -> str:
    digest = hashlib.sha256()
    for one in examples:
        digest.update("\x1f".join((*map(folded, one.views), one.label, one.group, "\x1e")).encode("utf-8", "replace"))
    return digest.hexdigest()
