"""Words for contests: what people judge in sheets, with criteria, recusal, dropped sheets and prizes (ADR 0071)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lianxin.language.appraisals import Amount, Naming
from lianxin.language.word import KeyName, Label, Word


class Criterion(Word):
    """What a judge marks, from 0 to `most`, and how heavily it weighs; the weights of a contest make 1."""

    label: Label
    about: Label | None = None
    weight: Amount
    most: Amount = 100


class Prize(Word):
    """A tier with exactly `quota` places, or a `share` of the entries (rounded up), among those of a `group` where
    there are groups. `open`: at least that many (“≥1”), and everything left of the group has it."""

    label: Label
    quota: Amount | None = None
    share: Amount | None = None
    group: KeyName | None = None
    open: bool = False


class Entering(Word):
    """Who enters works for the own unit, for how many working days after the contest was opened (`open`), and at most
    how many for one unit. Those who run the contest may enter a late one with a reason."""

    who: list[KeyName] = Field(min_length=1)
    open: str = Field(pattern=r"^\$")
    most: Amount | None = None
    source: KeyName


class Round(Word):
    """One round of a contest, with judges and sheets of its own. What it does not say (`criteria`, `drop`, `fewest`,
    `equals`) is as the contest says. `draw`: the order is drawn by lot before anybody marks. `on`: who goes on to the
    next round, in each group; the last round has no `on` and gives the prizes. `notice`: so long the list of those who
    go on may be objected to."""

    label: Label
    criteria: dict[KeyName, Criterion] = {}
    drop: Amount | None = None
    fewest: Amount | None = None
    equals: list[KeyName] | None = None
    draw: bool = False
    notice: str | None = None
    on: Prize | None = None


class Contest(Word):
    """A contest of works, units or sites. Each judge fills in a sheet for each entry, except of his own unit
    (`recuse`); the highest and lowest `drop` sheets are left out, and at least `fewest` must remain.

    Works that are equal are compared by the criteria in `equals`, in that order; what is still equal where a prize ends
    is settled by `settle`: the jury decides, or lots are drawn, either of them recorded. `reserve` keeps the rest in
    order. `rounds`, in their order: works that go on are judged again, anew. `draw`: lots say who is judged first.
    """

    label: Label
    about: Label
    source: KeyName
    article: str = ""
    of: Literal["work", "unit", "site", "person"]
    kinds: list[KeyName] = []
    runs: list[KeyName] = Field(min_length=1)
    groups: dict[KeyName, Label] = {}
    entering: Entering | None = None
    rounds: dict[KeyName, Round] = {}
    draw: bool = False
    criteria: dict[KeyName, Criterion] = Field(min_length=1)
    drop: Amount = 0
    fewest: Amount = 1
    recuse: bool = True
    equals: list[KeyName] = []
    settle: Literal["jury", "lot"] = "jury"
    prizes: dict[KeyName, Prize] = Field(min_length=1)
    reserve: bool = True
    notice: str | None = None
    naming: Naming = "none"
    consent: bool = False
