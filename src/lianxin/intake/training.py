"""Learning a question from texts a person answered. scikit-learn and scipy are imported when somebody trains, and by
nobody else: a web process never holds them.

One linear model an answer over characters, pairs and the words harvested from the texts, each piece weighed by how much
more often it stands with the answer than without (Wang & Manning 2012, "NB-SVM"). For short texts two readings of their
everyday words are added: where they lie in meaning, and how they and their neighbours were answered. Held-back figures
come from folds that never part a group.
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

from lianxin.intake import figures, fitting, heard, meanings
from lianxin.intake.calibration import balanced, calibrated, leaning
from lianxin.intake.examples import Example, Says, Table, views_of
from lianxin.intake.features import BUCKETS, folded
from lianxin.intake.figures import Answered
from lianxin.intake.fitting import Fit
from lianxin.intake.lexicon import Keys
from lianxin.intake.meanings import Meanings
from lianxin.intake.model import NEVER, SHORT, Everyday, Manifest, Model, Numbers, chances, lead

__all__ = ["CannotLearn", "Example", "Learned", "learn", "views_of"]

FOLDS = 5
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
    """What a training gives: the manifest, the weights and the words as they are put on the shelf, what everyday
    words say where that helps, and the signs of what it learned from. `held`: how each text fared held back, for
    comparing with another version; not put on the shelf."""

    manifest: Manifest
    weights: npt.NDArray[np.float16]
    words: Keys
    meant: Everyday | None
    heard: heard.Signs
    held: Answered

    def model(self) -> Model:
        """The model, ready to read."""
        return Model(self.manifest, self.weights, self.words, self.meant)

    def write(self, folder: Path) -> None:
        """All into an empty folder."""
        np.save(folder / "weights.npy", self.weights)
        np.save(folder / "lexicon.npy", self.words)
        if self.meant is not None:
            np.save(folder / "meant_words.npy", self.meant.lexicon.keys)
            np.save(folder / "meant.npy", self.meant.weights)
        np.save(folder / heard.FILE, self.heard)
        (folder / "manifest.json").write_text(self.manifest.to_json(), encoding="utf-8")


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
    known = meanings.meanings()
    held, further, folds = _held_back(table, known, lambda done: told(done, steps))
    trust = _trust(table, held, further)
    lean, scale, words, odds = _sureness(table, held, np.tensordot(trust, further, 1), table.said(says))
    final = fitting.fit(table, np.arange(len(examples)), lambda done: told(folds * len(labels) + done, steps))
    meant = _further(table, known, trust)
    threshold, short = _thresholds(table, odds)
    weights = final.weights.astype(np.float16)
    data, fared = digest(examples), _fared(table, odds, threshold, short)
    manifest = Manifest(
        kind=kind,
        version=f"{now:%Y%m%d-%H%M%S}-{_sign(weights, table, data, meant)}",
        labels=labels,
        intercepts=tuple((final.intercepts + lean).tolist()),
        scale=scale,
        words=words,
        threshold=threshold,
        short=short,
        known=_known(table, final),
        trained_on={**source, **_told(examples, data, now, folds)},
        figures=_figures(fared, threshold, short),
        lexicon=len(table.words),
        meant=len(meant.lexicon) if meant else 0,
        meant_intercepts=tuple(meant.intercepts.tolist()) if meant else (),
    )
    return Learned(manifest, weights, table.words, meant, heard.signs((one.views for one in examples), data), fared[0])


def _further(table: Table, known: Meanings, trust: Numbers) -> Everyday | None:
    """What everyday words say, so much as they are trusted; None where they are not."""
    if not trust.any():
        return None
    fit = fitting.together(fitting.meant(table, np.arange(len(table.answers)), known), trust)
    return Everyday(meanings.everyday(), fit.weights.astype(np.float16), tuple(fit.intercepts.tolist()))


def _sign(weights: npt.NDArray[np.float16], table: Table, data: str, meant: Everyday | None) -> str:
    digest = hashlib.sha256(weights.tobytes() + table.words.tobytes() + data.encode())
    if meant is not None:
        digest.update(meant.weights.tobytes())
    return digest.hexdigest()[:8]


def _trust(table: Table, held: Numbers, further: Numbers) -> Numbers:
    """How much each reading of the everyday words counts beside the rest, so that held-back texts told shortly are
    least surprising; 0 where it does not help."""
    short = table.lengths[1] <= SHORT
    if not short.any():
        return np.zeros(len(further))
    scale, weights = balanced(held[1][short], [one[1][short] for one in further], table.answers[short])
    return np.minimum(weights / scale, 1.0)


def _sureness(table: Table, held: Numbers, further: Numbers, said: Numbers) -> tuple[Numbers, float, float, Numbers]:
    """Lean, scale, weight of the words, and the held-back probabilities that follow."""
    # How sure is learned from texts whole and by their first sentence; what stands, on those and on inner sentences.
    # What everyday words say further changes nothing of it, so that it changes nothing for long texts.
    both, spoken = (one[:2].reshape(-1, len(table.labels)) for one in (held, said))
    truth = np.tile(table.answers, 2)
    lean = leaning(both, spoken, truth)
    scale, words = calibrated(both + lean, spoken, truth)
    odds = chances((held + further + lean) * scale + said * words)
    return lean, scale, words, odds


def _thresholds(table: Table, odds: Numbers) -> tuple[float, float]:
    """How sure an answer must be to stand, for long texts and for short ones. Short ones are held to sentences from
    inside: a first sentence says what it is about more surely than people do who say no more (bench/intake.md). Where
    hardly any text is long, the long are held to all that were told whole. Of few texts nothing stands."""
    if len(table.answers) < figures.YOUNG:
        return NEVER, NEVER
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
        "parameters": {
            "cost": fitting.COST,
            "smooth": fitting.SMOOTH,
            "met": fitting.MET,
            "folds": folds,
            "buckets": BUCKETS,
        },
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
    if max(counted.values()) < 2:
        raise CannotLearn(
            "每种答案只有一条，没有可留出来检验的，至少要有一种答案有两条",
            "each answer has one text only: one of them needs two, so that one can be held back",
        )
    return tuple(sorted(counted))


def _known(table: Table, fit: Fit) -> float:
    """The share of pieces met in *other* texts that all but the strangest texts reach."""
    whole = table.rows[table.asked[0], :BUCKETS]
    met = np.asarray((whole != 0) @ (fit.weights[:BUCKETS, -1] > 0).astype(np.float32)).ravel()
    count = np.maximum(np.diff(whole.indptr), 1)
    return min(float(np.percentile(met / count, STRANGE)), MET_ENOUGH)


def _held_back(table: Table, known: Meanings, told: Callable[[int], None]) -> tuple[Numbers, Numbers, int]:
    """The scores each example gets, by way of asking, from a model that saw nothing of its group, and what everyday
    words say further where it is short."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - for training alone

    folds = min(FOLDS, len(np.unique(table.groups)), int(np.bincount(table.answers).max()))
    parts = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    scores = np.zeros((len(table.asked), len(table.answers), len(table.labels)))
    further = np.zeros((2, *scores.shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an answer with fewer texts than folds: said in the figures
        cut = list(parts.split(table.answers, table.answers, table.groups))
    for fold, (rest, held) in enumerate(cut):
        fit = fitting.fit(table, rest, partial(_onward, told, fold * len(table.labels)))
        meant = fitting.meant(table, rest, known)
        for view, rows in enumerate(table.asked):
            scores[view, held] = fit.scores(table.rows[rows[held]])
            for reading, one in enumerate(meant):
                further[reading, view, held] = one.scores(table.everyday[view][held])
    return scores, np.where(table.lengths[:, :, None] <= SHORT, further, 0.0), folds


def _onward(told: Callable[[int], None], before: int, done: int) -> None:
    told(before + done)


def _fared(table: Table, odds: Numbers, threshold: float, short: float) -> list[Answered]:
    """How the held-back texts fared by each way of asking."""
    truth = [one.label for one in table.examples]
    guess = [[table.labels[place] for place in one.argmax(axis=1)] for one in odds]
    sure = (lead(odds) >= np.where(table.lengths > SHORT, threshold, short)).tolist()
    return [Answered(truth, *one) for one in zip(guess, sure, strict=True)]


def _figures(fared: Sequence[Answered], threshold: float, short: float) -> dict[str, Any]:
    """How the held-back texts fared, whole; and, under `short`, sentences from inside them."""
    inner = {"threshold": short, **fared[2].at()}
    return {**fared[0].figures(), "threshold": threshold, **fared[0].at(), "short": inner}


def digest(examples: Sequence[Example]) -> str:
    """What names these examples in this order: the same file read the same way has the same."""
    found = hashlib.sha256()
    for one in examples:
        found.update("\x1f".join((*map(folded, one.views), one.label, one.group, "\x1e")).encode("utf-8", "replace"))
    return found.hexdigest()
