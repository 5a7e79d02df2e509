"""Words of cases for what is counted and printed: rates, counts, indicators, papers."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from lianxin.language.words import Cel, KeyName, Word


class RateExpect(Word):
    """A rate as it must be printed: numerator, denominator, what was left out, and the percentage."""

    above: int | None = None
    below: int | None = None
    excluded: int | None = None
    text: str | None = None


class CountExpect(Word):
    """How many matters on the stage satisfy a condition at the end."""

    what: str
    when: Cel
    amount: int = Field(alias="is")


class IndicatorExpect(Word):
    """What an indicator says of a unit (the town, where none is named) over a period, from what is on the stage."""

    of: KeyName
    unit: KeyName | None = None
    period: str
    above: int | None = None
    below: int | None = None
    excluded: int | None = None
    text: str | None = None


class PaperExpect(Word):
    """A paper begun from a template of the pack on the last day of the case, from what is on the stage. `prints`: what
    stands for a citation of its text, written as there (`rate:deeds show=above`); `lines`: words that stand in one line
    of it; `rows`: the records in a table, by its citation, in any order; `refused`: a citation that has no answer, with
    words of the reason. `checked`: when its numbers were checked on that day: then it prints those, and `stale` names
    every citation that may no longer be printed, with words of the reason. `approval`: the level of a document that
    approves naming. `blocked`: a reason, by its code or words, that keeps it from being issued; empty: none of those
    that a case can know (gaps, length, approval, stale numbers).

    Numbers come from indicators, rates, sets, ledgers, values, and what the pack declares; others (prizes, honours,
    sign-ups, surveys …) cannot be answered in a case, and saying one fails.
    """

    of: KeyName
    prints: dict[str, int | str] = {}
    lines: list[str] = []
    rows: dict[str, list[str]] = {}
    refused: dict[str, str] = {}
    checked: datetime | None = None
    stale: dict[str, str] = {}
    approval: str | None = None
    yearly: bool = False
    blocked: str | None = None
