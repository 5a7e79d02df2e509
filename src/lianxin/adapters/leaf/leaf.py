"""What stands on a single sheet, as plain values: the page in the browser and the PDF are drawn from the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["certificate", "card", "poster"]
Size = Literal["a3", "a4", "a5", "a6", "small"]
"""A poster is A3, A4 or A5; cards stand four (A6) or ten (90 × 54 mm) on a sheet of A4; a certificate is A4 across."""

ON_A_SHEET = {"a6": 4, "small": 10}
"""How many cards stand on a sheet of A4."""

ONE_LINE = 31
"""Characters of 18 points that stand in one line of a certificate."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet.

    `over` stands small above the title. A certificate says `before`, `to`, `lines`, `lead`, `figure` and `unit` as one
    sentence;
    of a poster `figure` and `unit` are the day and the hour, of a card the number to ring. `code` is the address behind
    the QR, `svg` its picture; `bough` a picture of the town's tree. `void` says why the sheet no longer holds.
    """

    layout: Layout
    title: str
    over: str = ""
    before: str = ""
    to: str = ""
    lines: tuple[str, ...] = ()
    lead: str = ""
    figure: str = ""
    unit: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    code: str = ""
    code_says: str = ""
    svg: str = ""
    serial: str = ""
    signed: str = ""
    dated: str = ""
    notes: tuple[str, ...] = ()
    void: str = ""
    bough: str = ""

    @property
    def large(self) -> str:
        """How large the title may be set, by its length: xl, l and m in one line, s and xs in several."""
        length = width(self.title)
        return next((name for name, most in (("xl", 6), ("l", 8), ("m", 10), ("s", 20)) if length <= most), "xs")

    def long(self, said: str) -> bool:
        """Whether a line of a certificate runs over the edge, so that it is set as a paragraph and not centred."""
        return width(said) > ONE_LINE


def width(said: str) -> float:
    """How many Chinese characters wide a text is, about."""
    return sum(0.55 if char.isascii() else 1 for char in said)
