"""What reads a question now: the version in use, or where nothing was learned the words of the pack alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianxin.cli.questions import cold_words, same_answers, shelf, words_of
from lianxin.intake.shelf import SHARED

if TYPE_CHECKING:
    from lianxin.intake.figures import Answered
    from lianxin.intake.model import Manifest
    from lianxin.intake.training import Example
    from lianxin.intake.understanding import Understands


class Nothing(LookupError):
    """Nothing reads this question: no version was learned, and the pack does not ask it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`asked`: the question the reader answers by; `labels`: the answers it can give; `called`: what it calls answers
    that a file calls otherwise; `bounds`: from what on an answer stands. `manifest`, `folder`: of the version; None
    where the pack's words alone are in use."""

    reader: Understands
    asked: str
    labels: frozenset[str]
    called: Mapping[str, str]
    bounds: Mapping[str, Any]
    manifest: Manifest | None = None
    folder: Path | None = None

    def fared(self, rows: Sequence[Example], told: Callable[[int, int], None]) -> Answered:
        """How it fares with answered texts, read whole."""
        from lianxin.intake.figures import Answered

        read = []
        for done, one in enumerate(rows, 1):
            read.append(self.reader.read(one.views[0])[self.asked])
            if done % 200 == 0:
                told(done, len(rows))
        return Answered(self.truth(rows), [one.best or "" for one in read], [one.sure for one in read])

    def truth(self, rows: Sequence[Example]) -> list[str]:
        """The answers of a file, as the reader calls them."""
        return [self.called.get(one.label, one.label) for one in rows]

    def heard(self, rows: Sequence[Example]) -> list[bool] | None:
        """Of each text, whether it was learned from; None where the version does not say (it is older than that)."""
        from lianxin.intake import heard, training

        if self.manifest is None or self.folder is None:
            return [False] * len(rows)
        key = self.manifest.trained_on["data_sha256"]
        if training.digest(rows) == key:
            return [True] * len(rows)
        kept = heard.load(self.folder)
        return None if kept is None else heard.heard([one.views for one in rows], key, kept)


def standing(kind: str, town: str, labels: set[str]) -> Standing:
    """What reads this question now in a file of such answers. Errors: Nothing; Unusable (intake.model)."""
    found = dict(shelf().in_use(*([town] if town else []), SHARED)).get(kind)
    return _learned(found, kind, town, labels) if found else _cold(kind, town, labels)


def _cold(kind: str, town: str, labels: set[str]) -> Standing:
    from lianxin.intake.words import Understander

    words = cold_words(town, labels, kind)
    if words is None:
        raise Nothing(kind)
    # "words" in place of a version: the cold start.
    bounds = {"version": "words", "sure": words.sure, "margin": words.margin}
    return Standing(Understander([words]), kind, frozenset(words.labels), {}, bounds)


def _learned(folder: Path, kind: str, town: str, labels: set[str]) -> Standing:
    from lianxin.intake import learned
    from lianxin.intake.model import load
    from lianxin.intake.words import Understander

    model = load(folder)
    names, said = model.manifest.labels, model.manifest
    words = words_of(town, set(names)) if said.words else None
    reader = learned.Learned(Understander([words] if words else []), {kind: learned.Named(model, names)})
    bounds = {"version": said.version, "threshold": said.threshold, "threshold_short": said.short}
    called = same_answers(town, kind, labels, names)
    return Standing(reader, words.kind if words else kind, frozenset(names), called, bounds, said, folder)
