"""Words for what is appraised by indicators: trees of items, grades, naming, honours (ADR 0071).

Units, sites and matters are appraised, never people. A number is written outright, with the document of its line, or
names a dated value (“$contest.drop”), so that an amended rule changes the value from its day on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lianxin.language.word import KeyName, Label, Word

Amount = float | Annotated[str, StringConstraints(pattern=r"^\$[a-z][a-z0-9_.-]*$")]
Evidence = Literal["matter", "activity", "entry", "tie", "document"]
Naming = Literal["none", "approved", "yearly"]
Missing = Literal["zero", "exclude", "block"]


class Item(Word):
    """One line of a tree. With `parts` it has their points, each times its weight. Without, it has what is on record:
    `begins` and `each` for every record cited, or the share of `target` that an indicator has reached.

    `most` caps it, `least` is its floor. `apart` lists it on its own beside the total (单项).

    `missing` says what becomes of an item whose indicator has no data for a unit: it counts as zero; it is left out and
    its siblings are scaled, so that together they still reach what all could (`exclude`); or no points are told before
    there is data (`block`).
    """

    label: Label
    about: Label | None = None
    source: KeyName
    article: str = ""
    weight: Amount = 1
    most: Amount
    least: Amount = 0
    begins: Amount = 0
    each: Amount | None = None
    indicator: KeyName | None = None
    target: Amount | None = None
    missing: Missing = "zero"
    evidence: list[Evidence] = []
    apart: bool = False
    parts: dict[KeyName, Item] = {}


class Appraisal(Word):
    """A yearly, half-yearly or quarterly appraisal of units, sites or matters.

    Those of `scorers` cite records; nobody scores the unit he belongs to. Preliminary points lie open to the appraised
    for `objection` working days, and nothing is published before every objection is answered. `grades` are given by
    people, with a reason; `naming` says whether the result names or puts up a plaque, which below the county needs an
    approval. `becomes` is the kind of matter that a problem noted in a round becomes, with the unit that puts it right
    and the day by which it does (the field that the main clock of the kind runs to); the next round of the same unit
    opens with what became of each. `a_year` makes it comprehensive (综合性): a unit is in so many rounds of all such
    kinds in a calendar year at most; the value carries its document. `votes_most` names the most votes one test vote on
    paper may have where its meeting is not on record; where it is, there are no more than those who came and vote.
    """

    label: Label
    about: Label
    source: KeyName
    article: str = ""
    of: Literal["unit", "site", "matter", "person"]
    kinds: list[KeyName] = []
    period: Literal["year", "half", "quarter", "month"] = "year"
    runs: list[KeyName] = Field(min_length=1)
    scorers: list[KeyName] = []
    objection: str
    a_year: str | None = Field(default=None, pattern=r"^\$")
    most: Amount | None = None
    parts: dict[KeyName, Item] = {}
    grades: dict[KeyName, Label] = {}
    votes: bool = False
    votes_most: Amount | None = None
    naming: Naming = "none"
    becomes: KeyName | None = None


class Honour(Word):
    """A kind of honour: recorded with issuer, date and number, never computed. Given by the town itself it has a
    `quota`, a notice of `notice` working days and a certificate number; given by others it is only written down.

    `voted` is the agenda item by which a meeting names for it. A name that no meeting voted is marked as such, or
    refused from the day on which the flag `needs_vote` names is true.
    """

    label: Label
    about: Label
    source: KeyName
    article: str = ""
    of: Literal["unit", "person", "work"]
    runs: list[KeyName] = Field(min_length=1)
    quota: Amount | None = None
    notice: str | None = None
    grades: dict[KeyName, Label] = {}
    naming: Naming = "none"
    voted: KeyName | None = None
    needs_vote: str | None = Field(default=None, pattern=r"^\$")
