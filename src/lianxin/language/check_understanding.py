"""What a pack may get wrong with the words by which a sentence is understood."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_ties import Checker
from lianxin.language.source import Fault


def faults(check: Checker) -> Iterator[Fault]:
    """Words or bounds of an answer that the question does not have."""
    for key, asked in check.pack.said.understanding.items():
        for part, said in (("words", asked.words), ("bounds", asked.bounds)):
            for answer in said:
                yield from check.dangling(("understanding", key, part, answer), "答案", "answer", answer, asked.labels)
