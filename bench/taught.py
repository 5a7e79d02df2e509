"""A learned model of nature and topic, taught from what the generator's residents say, so that every filing is read by
one as in a town that has trained: the pack's words alone would be less work."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from bench import sayings
from lianxin.intake.features import folded
from lianxin.intake.shelf import SHARED
from lianxin.intake.training import Example, learn
from lianxin.kernel.reads.understanding import shelf

TEXTS = 3_000
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def teach() -> str:
    """Put a model of each question on the shelf unless one stands there; what was done, in words."""
    if any(book.current for book in shelf().books()):
        return "the models of last time stand"
    dice, said = random.Random(26), []
    for _ in range(TEXTS):
        one = sayings.request(dice)
        said.append((one, one.text.replace(sayings.SLOT, str(dice.randrange(1, sayings.NUMBERS)))))
    for kind in ("nature", "topic"):
        examples = [Example((text,), str(getattr(one, kind)), folded(text)) for one, text in said]
        learned = learn(examples, kind, WHEN, source={"from": "bench"})
        shelf().put(SHARED, kind, learned.manifest.version, learned.write)
    return f"nature and topic learned from {TEXTS:,} texts"
