"""Words of packs by which a sentence is understood before anything is learned, and when they may settle it."""

from __future__ import annotations

from lianxin.language.word import KeyName, Label, Word


class Bounds(Word):
    """When the words settle one answer without a person, where that differs from the question's own bounds."""

    sure: float | None = None
    """Least weight of the words for it."""
    margin: float | None = None
    """Least lead over the second answer."""
    short: float | None = None
    """Least weight and lead in a text of up to 60 characters, whose words cannot add up. Without it: as elsewhere."""


class VocabularyDecl(Word):
    """Words that speak for an answer (cold start of understanding)."""

    label: Label
    labels: dict[KeyName, Label]
    words: dict[KeyName, dict[str, float]]
    """By answer. `^` before a word: only where a clause begins with it; `$` after it: only where one ends with it."""
    sure: float = 1.0
    margin: float = 0.5
    bounds: dict[KeyName, Bounds] = {}
    """Bounds of single answers."""
