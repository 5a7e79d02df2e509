"""The words for what happens to a member or an applicant on certain days: joining the Party, being out of touch,
living elsewhere. A path has stages; of each only its day is kept. Rules that follow from them: `language.path`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from lianxin.language.activities import Barred
from lianxin.language.word import KeyName, Label, Word


class Through(Word):
    """A stage that must lie behind, from the day `since` on; before that day it was not asked for."""

    stage: KeyName
    since: date
    source: KeyName
    article: str = ""


class Wait(Word):
    """How long after the day of an earlier stage (`after`) this one comes; nothing where that stage was not reached.

    Values in days, months or years, `least` in working days too; the rule that holds that day is cited, and `source`
    where it names no article. `least`: not earlier; `beyond`: later than that (超过). `within`: by then it is called to
    mind. `at_most`: not later; between the two a reason is written. Where `within` stands alone, later is later and
    nobody is asked why.
    """

    after: KeyName
    least: str | None = Field(default=None, pattern=r"^\$")
    beyond: str | None = Field(default=None, pattern=r"^\$")
    within: str | None = Field(default=None, pattern=r"^\$")
    at_most: str | None = Field(default=None, pattern=r"^\$")
    source: KeyName
    article: str = ""


class StageNumber(Word):
    """A number asked when a stage is reached, between two values. `usual` (一般) lets it differ with a reason."""

    label: Label
    least: str | None = Field(default=None, pattern=r"^\$")
    most: str | None = Field(default=None, pattern=r"^\$")
    usual: bool = False
    source: KeyName
    article: str = ""


class Stage(Word):
    """Where somebody stands. `next`: what may follow, the usual one first; a stage without any is the end.

    `through`: stages that must lie behind, each since a rule says so.

    `every`: while it lasts, something is noted once in so long (a value), and called to mind. `card`: the day goes into
    the member's card too, so that it is typed once; `card_day` names the stage whose day it is, where not its own.
    `roll`: what it does to the roll of the branch.
    """

    label: Label
    about: Label | None = None
    next: list[KeyName] = []
    waits: list[Wait] = []
    through: list[Through] = []
    every: str | None = Field(default=None, pattern=r"^\$")
    noted: Label | None = None
    asks: dict[KeyName, StageNumber] = {}
    card: Literal["admitted", "confirmed", "stopped", "resumed"] | None = None
    card_day: KeyName | None = None
    roll: Literal["probationary", "full", "leave"] | None = None


class MemberPath(Word):
    """A path of one person at a party body: an applicant, whose name is sealed, or a member of its roll. Persons decide
    every stage; the product keeps days and calls the next one to mind, `ahead` (a value in days) before its day.

    `keep`: days (a value) after the end until what is sealed about it is erased.
    """

    label: Label
    about: Label
    source: KeyName
    rows: list[str] = []
    of: Literal["applicant", "member"]
    units: list[KeyName] = Field(min_length=1)
    barred: list[Barred] = []
    first: KeyName
    stages: dict[KeyName, Stage] = Field(min_length=2)
    ahead: str = Field(pattern=r"^\$")
    keep: str = Field(pattern=r"^\$")


def lengths(paths: Iterable[MemberPath]) -> frozenset[str]:
    """The values by which stages of `paths` wait; where none holds on a day, nobody waits."""
    waits = (wait for path in paths for stage in path.stages.values() for wait in stage.waits)
    said = (one for wait in waits for one in (wait.least, wait.beyond, wait.within, wait.at_most))
    return frozenset(one[1:] for one in said if one is not None)
