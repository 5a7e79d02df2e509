"""Setting PDF by Typst: one wheel, no system libraries (ADR 0069). What people wrote goes in as data, never as markup.

Imported where a file is made and nowhere else: a web process that makes none does not hold Typst.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import typst


@cache
def _installed() -> typst.Fonts:
    """The machine's fonts, looked for once a process: that takes five times as long as writing a paper."""
    return typst.Fonts()


@cache
def families() -> frozenset[str]:
    """The names of the machine's fonts, in small letters."""
    return frozenset(family.lower() for family in _installed().families())


def pdf(source: bytes, **given: Any) -> bytes:
    """What a source in Typst's language makes of these values, which it reads as JSON."""
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in given.items()}
    made = typst.compile(source, format="pdf", sys_inputs=inputs, font_paths=_installed())
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one paper")
    return made
