"""How well private stretches are found, on texts whose private stretches are known."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from lianxin.intake.privacy import find
from lianxin.intake.span import MASKS, Span

# A vertical bar parts what is expected; numbers may hold one themselves.
_PARTS: Final = re.compile(rf"\|(?=(?:{'|'.join(MASKS)}):)")
Case = tuple[str, list[tuple[str, str]]]


def cases(file: Path) -> list[Case]:
    """The rows of a CSV file with the columns `text` and `expected` (kind:words|kind:words, empty for none)."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["text"], _expected(row["expected"] or "")) for row in csv.DictReader(lines)]


def _expected(cell: str) -> list[tuple[str, str]]:
    pairs = [part.partition(":") for part in _PARTS.split(cell) if part]
    return [(kind, words) for kind, _, words in pairs]


def hits(span: Span, kind: str, words: str) -> bool:
    """A find counts when it covers all of what was expected; a name must be neither longer nor shorter."""
    return span.kind == kind and (span.text == words if kind == "name" else words in span.text)


def measure(told: Iterable[Case]) -> dict[str, Any]:
    """Recall and precision, whole and by kind, and every miss and false find in words."""
    right: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: list[dict[str, str]] = []
    false: list[dict[str, str]] = []
    texts = 0
    for text, wanted in told:
        texts += 1
        spans = find(text)
        for kind, words in wanted:
            expected[kind] += 1
            if any(hits(span, kind, words) for span in spans):
                right[kind] += 1
            else:
                missed.append({"kind": kind, "words": words, "text": text})
        for span in spans:
            found[span.kind] += 1
            if not any(hits(span, kind, words) for kind, words in wanted):
                false.append({"kind": span.kind, "words": span.text, "text": text})
    kinds = [kind for kind in MASKS if expected[kind] or found[kind]]
    return {
        "texts": texts,
        **_figures(kinds, right, expected, found),
        "kinds": {kind: _figures([kind], right, expected, found) for kind in kinds},
        "missed": missed,
        "false": false,
    }


def _figures(
    kinds: Sequence[str], right: Counter[str], expected: Counter[str], found: Counter[str]
) -> dict[str, float | int]:
    good, wanted, all_found = (sum(counts[kind] for kind in kinds) for counts in (right, expected, found))
    return {
        "spans": wanted,
        "found": all_found,
        "recall": round(good / wanted, 4) if wanted else 1.0,
        "precision": round(good / all_found, 4) if all_found else 1.0,
    }
