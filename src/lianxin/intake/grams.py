"""Two-character pieces of Chinese text, so that a search for any two characters finds its matters by an index."""

from __future__ import annotations

import re
import unicodedata

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
MOST = 400
"""Characters of a text that are indexed; the rest is found by reading on."""


def pieces(text: str) -> list[str]:
    """The index pieces of a text: pairs of neighbouring characters of Chinese runs, whole Latin words and numbers."""
    found: dict[str, None] = {}
    for run in RUN.findall(unicodedata.normalize("NFKC", text[:MOST]).lower()):
        if run[0] < "\u3400" or len(run) == 1:
            found[run] = None
        else:
            for index in range(len(run) - 1):
                found[run[index : index + 2]] = None
    return list(found)


def query(text: str) -> str:
    """A tsquery that every text containing `text` satisfies; '' when nothing can be searched for."""
    return " & ".join("'" + piece.replace("'", "''") + "'" for piece in pieces(text))
