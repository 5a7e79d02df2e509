"""Two-character pieces of Chinese text, so that a search for any two characters finds its matters by an index."""

from __future__ import annotations

import re
import unicodedata

from lianxin.intake.traditional import simplified, written

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
MOST = 400
"""Characters of a text that are indexed; the rest is found by reading on."""


def folded(text: str) -> str:
    """`text` in the form in which words are looked for: half-width, small letters, simplified characters."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def ways(sign: str) -> str:
    """How a sign of a folded text may stand in a text as it was written, itself first: 灯 as 燈 too, a as A, ａ, Ａ."""
    found = dict.fromkeys((sign, sign.upper(), *written(sign)))
    wide = [chr(ord(one) + 0xFEE0) for one in found if "!" <= one <= "~"]
    return "".join(one for one in (*found, *wide) if len(one) == 1)


def pieces(text: str) -> list[str]:
    """The index pieces of a text: pairs of neighbouring characters of Chinese runs, whole Latin words and numbers."""
    found: dict[str, None] = {}
    for run in RUN.findall(folded(text[:MOST])):
        if run[0] < "\u3400" or len(run) == 1:
            found[run] = None
        else:
            for index in range(len(run) - 1):
                found[run[index : index + 2]] = None
    return list(found)


def query(text: str) -> str:
    """A tsquery that every text containing `text` satisfies; '' when nothing can be searched for."""
    return " & ".join("'" + piece.replace("'", "''") + "'" for piece in pieces(text))
