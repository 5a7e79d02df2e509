"""What a receipt opens: the number on it, as people write it, and the six digits beside it."""

from __future__ import annotations

import re
import unicodedata

from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.reads.links import link_of

NUMBER = re.compile(r"(?:([A-Z]{2,4})[-\s]?(\d{4})[-\s]?)?(\d{1,12})")


def read_number(text: str) -> tuple[str, int, int] | None:
    """A number as people write it ("sw 2026 00123", full-width, only the last digits): prefix, year, id."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().upper().replace("－", "-"))
    return (found[1] or "", int(found[2] or 0), int(found[3])) if found else None


def by_code(number: str, code: str) -> str | None:
    """The secret of the private link of whoever knows number and code; None when they do not belong together."""
    said = read_number(number)
    digits = "".join(char for char in unicodedata.normalize("NFKC", code) if char.isdigit())
    if said is None or len(digits) != 6 or said[2] > 2**62:
        return None
    who = people.of_code(said[2], digits)
    if who is None:
        return None
    quoted = Matter.objects.only("prefix", "received_at").get(pk=said[2]).number
    if said[0] and read_number(quoted) != said:
        return None
    return link_of(Tie.objects.get(pk=who.reporter_tie or 0).ref)
