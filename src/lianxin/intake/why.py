"""Why something was understood so: a sentence in both languages with a stable code."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.language.reason import Text


@dataclass(frozen=True, slots=True)
class Why(Text):
    """A sentence shown to clerk and resident; `code` is what programs and tests hold on to."""

    code: str = ""


def why(code: str, zh: str, en: str) -> Why:
    return Why(zh, en, code)
