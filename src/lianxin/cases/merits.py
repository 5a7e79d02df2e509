"""The words of cases about contests, appraisals and honours."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from lianxin.language.word import KeyName, Word


class WorkDecl(Word):
    """A work of a contest: the unit that entered it, its group, and each judge's marks in the order of the criteria.

    `many` enters that many, named name-1, name-2 …, each with every mark lower by `less` than the one before.
    """

    name: str
    unit: KeyName | None = None
    group: KeyName | None = None
    sheets: dict[str, list[float]]
    many: int | None = Field(default=None, ge=1)
    less: float = 0


class ContestExpect(Word):
    """A contest and what must come of it: averages as printed, prizes, works left on reserve, ties nobody has settled.

    `judges` names each judge's unit, for recusal; `settled` is the order that a jury or the lot gave to equal works;
    `approval` is the level of a document that approves naming; `blocked` the code of what keeps the result back.
    `round`: which one is judged (else the last). `seed` draws the `order` of the works. `opened` on a day, entering
    ends `until`, and a unit that tries on the day of `tries` is `closed` or not.
    """

    of: KeyName
    round: KeyName | None = None
    seed: str = ""
    order: list[str] | None = None
    opened: datetime | None = None
    until: date | None = None
    tries: date | None = None
    closed: bool | None = None
    judges: dict[str, KeyName] = {}
    works: list[WorkDecl] = Field(min_length=1)
    settled: list[str] = []
    approval: str | None = None
    yearly: bool = False
    averages: dict[str, str] = {}
    prizes: dict[KeyName, list[str] | int] = {}
    reserve: int | None = None
    tied: list[list[str]] | None = None
    blocked: str = ""


class AppraisalExpect(Word):
    """An appraisal: records cited and what indicators say, by path; the total and lines that must come, as printed;
    titles of the comprehensive ones held that year, and what refuses another (`blocked`; empty: nothing does).
    `votes`: totals of a test vote on paper, where so many `came` and vote (none: no record), and what refuses them.
    An indicator that is not under `reached` has no data: the total `as_zero`, the paths `left_out`, and the code of
    what refuses to tell the points (`untold`; empty: nothing does)."""

    of: KeyName
    cited: dict[str, float] = {}
    reached: dict[str, float] = {}
    lines: dict[str, str] = {}
    total: str | None = None
    as_zero: str | None = None
    left_out: list[str] | None = None
    untold: str | None = None
    opened: date | None = None
    held: list[str] = []
    blocked: str | None = None
    told: datetime | None = None
    until: date | None = None
    votes: dict[KeyName, int] = {}
    came: int | None = None
    refused: str = ""


class HonourExpect(Word):
    """Names for an honour of the town's own: how many, when they are put on notice, how many objections wait for an
    answer and whether one was right, and when one of them is given; `voted: false`: no meeting voted for them. Then the
    last day of the notice, and the code of what refuses it (`blocked`; empty: it is given)."""

    of: KeyName
    named: int = 1
    voted: bool = True
    noticed: datetime | None = None
    waiting: int = 0
    upheld: bool = False
    given: date
    until: date | None = None
    blocked: str = ""
