"""Where a name that was found ends: not inside the next word, and not behind the title it stands before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lianxin.intake.cues import KINDS
from lianxin.intake.names import SURE
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words, statistics

_TORN: Final = 4
"""Class of an everyday word from which on a name does not take its first character (statistics.py)."""


def shorter(text: str, folded: str, one: Span) -> Span:
    """The name without a last character that hardly ends one and begins the next word: 管彤发|言, 卓玛需|要."""
    word = folded[one.start + 1 : one.end]
    if folded[one.start] in SURE and (word in ("科", "太") or (len(word) == 2 and "title" in KINDS.get(word, ()))):
        return mark(text, one.start, one.start + 1, "name")  # 带班:郭|科长
    if one.end - one.start != 3 or statistics().odds[1].get(folded[one.end - 1], -2.0) > -1.0:
        return one
    near = Words(folded[one.start : one.end + 1])
    least = _TORN + (folded[one.start] not in SURE)
    torn = near.common(2, 4) >= least and not any(near.common(*part) for part in ((0, 2), (0, 3), (1, 3)))
    return mark(text, one.start, one.end - 1, "name") if torn else one


def apart_from(one: Span, told: Iterable[Span]) -> bool:
    """Whether `one` shares no character with any of `told`."""
    return all(one.end <= other.start or other.end <= one.start for other in told)
