"""Words for what a party body, or each of its people, should have: so many members, a committee, hours of study."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lianxin.language.word import KeyName, Label, Word


class Norm(Word):
    """What a rule asks of a party body on a day, or of `each` of its people over a year: at least or at most so many of
    what it `counts`; only where there are so many full members (`reached`). Whoever differs reads `says`, with {n} and
    what `fills` names: it reminds, and is neither a mark nor an order of people (“一般”).

    full: full members; members: all on the roll; committee: those who hold a post of the committee; hours and sessions:
    hours of study of activities of `kinds`, and how many of them, as their organiser recorded who was there; times: how
    many activities of `kinds` one was there at, hours or not; held: how many of them the unit or those below it held,
    where `answers` names fields only those with these answers.
    """

    label: Label
    says: Label
    units: list[KeyName] = Field(min_length=1)
    counts: Literal["full", "members", "committee", "hours", "sessions", "times", "held"]
    each: Literal["unit", "member", "officer"] = "unit"
    kinds: list[KeyName] = []
    answers: dict[KeyName, KeyName] = {}
    least: str | None = Field(default=None, pattern=r"^\$")
    most: str | None = Field(default=None, pattern=r"^\$")
    reached: str | None = Field(default=None, pattern=r"^\$")
    fills: dict[KeyName, str] = {}
    source: KeyName
    article: str = ""
