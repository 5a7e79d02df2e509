"""Words and learned models together, through the one door: the same question asked, the same shape answered.

Where a model stands, its probability and the pack's words are pooled as evidence (the weight of the words was measured
on held-back texts), and the answer stands only from the model's threshold on. Where none stands, or a young one that
may decide nothing yet, the words answer as they did before anything was learned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lianxin.intake import features, figures, many, words
from lianxin.intake.features import Seen
from lianxin.intake.model import Judged, Model
from lianxin.intake.why import NEAR, Why
from lianxin.intake.words import Reading, Stretches, Understander, Vocabulary


@dataclass(frozen=True, slots=True)
class Named:
    """A model and, in the order of its answers, the pack's keys for them (a file may call 投诉 what the pack keys
    `complaint`)."""

    model: Model
    keys: tuple[str, ...]


class Learned:
    """Reads with the words and with every model there is."""

    def __init__(self, spoken: Understander, models: Mapping[str, Named]) -> None:
        self.spoken, self.models = spoken, models

    def read(self, text: str, named: Stretches = ()) -> dict[str, Reading]:
        """The reading of `text` for every question of the pack and every model. `named`: where names of places stand
        in it, for the words; a model learned from whole texts and is asked whole texts."""
        found = self.spoken.read(text, named)
        if self.models:
            seen = features.see(text)
            for kind, model in self.models.items():
                vocabulary = self.spoken.vocabularies.get(kind) or Vocabulary(kind, {})
                found[kind] = pooled(model, vocabulary, seen, found.get(kind) or words.nothing())
        return found

    def read_all(self, texts: Sequence[str], named: Sequence[Stretches] = ()) -> list[dict[str, Reading]]:
        """The same of many texts, each model asked once for a part of them."""
        found: list[dict[str, Reading]] = []
        for part in many.parts(texts):
            found += self._part(part, named[len(found) : len(found) + len(part)])
        return found

    def _part(self, texts: Sequence[str], places: Sequence[Stretches]) -> list[dict[str, Reading]]:
        found = self.spoken.read_all(texts, places)
        seen = many.see(texts)
        for kind, named in self.models.items():
            vocabulary = self.spoken.vocabularies.get(kind) or Vocabulary(kind, {})
            spoken = [one.get(kind) or words.nothing() for one in found]
            judged = many.judge(named.model, seen, [_evidence(named, one) for one in spoken])
            for one, said, verdict in zip(found, spoken, judged, strict=True):
                one[kind] = said if _yields(named, said) else _together(named, vocabulary, verdict, said)
        return found


def pooled(named: Named, vocabulary: Vocabulary, seen: Seen, spoken: Reading) -> Reading:
    """What model and words say together."""
    if _yields(named, spoken):
        return spoken
    return _together(named, vocabulary, named.model.judge(seen, _evidence(named, spoken)), spoken)


def _yields(named: Named, spoken: Reading) -> bool:
    """Whether a model is young and leaves the answer to the words."""
    manifest = named.model.manifest
    return manifest.silent and manifest.trained_on["texts"] < figures.YOUNG and spoken.best is not None


def _evidence(named: Named, spoken: Reading) -> dict[str, float]:
    """What the words say, by the model's own answers."""
    shares = share(spoken)
    labels = zip(named.model.manifest.labels, named.keys, strict=True)
    return {label: shares[key] for label, key in labels if key in shares}


def _together(named: Named, vocabulary: Vocabulary, judged: Judged, spoken: Reading) -> Reading:
    all_odds = judged.probabilities.tolist()
    first, second = sorted(range(len(all_odds)), key=all_odds.__getitem__, reverse=True)[:2]
    odds = all_odds[first], all_odds[second]
    sure = named.model.decides(judged)
    strange = judged.known < named.model.manifest.known
    best, other = named.keys[first], named.keys[second]
    reason = _why(vocabulary, best, other, odds, sure, strange)
    version = named.model.manifest.version
    return Reading(best, other, odds[0], odds[0] - odds[1], sure, spoken.words, reason, version)


def share(spoken: Reading) -> dict[str, float]:
    """What the words say as evidence: each answer's weight against all weight and one more, so that one weak word says
    little and many say nearly all."""
    weights: Counter[str] = Counter()
    for _, key, weight in spoken.words:
        weights[key] += weight  # type: ignore[assignment]
    total = sum(weights.values())
    return {key: weight / (1.0 + total) for key, weight in weights.items()}


def _why(vocabulary: Vocabulary, best: str, other: str, odds: tuple[float, float], sure: bool, strange: bool) -> Why:
    first, second = vocabulary.answer(best), vocabulary.answer(other)
    one, two = (f"{round(100 * part)}%" for part in odds)
    if sure:
        return Why("learned", (one,))
    if strange:
        return Why("strange", (first, second))
    return Why("doubt.near", (first,)) if odds[0] >= NEAR else Why("doubt", (first, second, one, two))


def keyed(vocabulary: Vocabulary | None, labels: tuple[str, ...]) -> tuple[str, ...] | None:
    """The pack's keys for a model's answers, matched by key or by name; None when one of them is unknown to it."""
    if vocabulary is None:
        return None
    names = {name.zh: key for key, name in vocabulary.names.items()}
    found = tuple(label if label in vocabulary.labels else names.get(label, "") for label in labels)
    return found if all(found) else None


def renamed(vocabulary: Vocabulary, labels: tuple[str, ...], keys: tuple[str, ...]) -> Vocabulary:
    """The vocabulary with a file's own answers in place of the pack's keys."""
    pairs = list(zip(labels, keys, strict=True))
    said = {label: vocabulary.labels[key] for label, key in pairs}
    bounds = {label: vocabulary.bounds[key] for label, key in pairs if key in vocabulary.bounds}
    return replace(vocabulary, labels=said, names={}, bounds=bounds)
