"""The catalogue of translations, asked once a text: Django's look-up goes through a thread's local store and a chain of
catalogues, and a page says a hundred texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from django.utils.translation import trans_real

Tongue = Callable[[str], str]
Counting = Callable[[str, str, int], str]


@cache
def tongue(language: str) -> Tongue:
    """`gettext` of one language ("zh…" or "en…"). Catalogues do not change while the program runs."""
    return cache(_catalogue(language).gettext)


@cache
def counting(language: str) -> Counting:
    """`ngettext` of one language."""
    return lru_cache(4096)(_catalogue(language).ngettext)


def _catalogue(language: str) -> trans_real.DjangoTranslation:
    return trans_real.translation("en" if language.startswith("en") else "zh-hans")
