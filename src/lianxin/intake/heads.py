"""Patterns that begin at the head of a clause, found fast: a set of signs that begins a pattern is looked for
as such, what may not stand before it is tried at every place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

HAN: Final = "\u3400-\u9fff"
"""Chinese characters, inside a set of a pattern."""
NO_HAN: Final = "\\x00-\u33ff\ua000-\U0010ffff"
"""All other signs, inside a set of a pattern."""


def headed(openers: str, body: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`body` behind a sign that is no Chinese character or one of `openers`; and at the head of a text."""
    return re.compile(rf"[{NO_HAN}{openers}]{body}"), re.compile(body)


def heads(patterns: tuple[re.Pattern[str], re.Pattern[str]], folded: str) -> Iterator[re.Match[str]]:
    """Where one of `patterns`, made by `headed`, matches; in order."""
    if first := patterns[1].match(folded):
        yield first
    yield from patterns[0].finditer(folded)
