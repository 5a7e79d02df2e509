"""The vocabulary of cases: what a readable example of a pack may say. Unknown keys are refused, as in packs.

A file under `cases/` has `cases:`, a list; `given:` beside it is shared by all of them. Times are Asia/Shanghai.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from lianxin.cases.living import (
    BirthdayExpect,
    DeliverDecl,
    HelperExpect,
    HoldDecl,
    LifeExpect,
    MedalExpect,
    NormExpect,
    Own,
    PathExpect,
    PlanDecl,
    PriorDecl,
    ServeDecl,
    SignUpDecl,
    TermExpect,
    TieDecl,
    VisitDecl,
    YearExpect,
)
from lianxin.cases.merits import AppraisalExpect, ContestExpect, HonourExpect, WorkDecl
from lianxin.cases.numbers import CountExpect, IndicatorExpect, PaperExpect, RateExpect
from lianxin.language.words import KeyName, Scalar, Word

__all__ = ["CaseDecl", "CaseFile", "Expect", "FileDecl", "Given", "StepDecl", "Then", "WorkDecl"]


class PostDecl(Word):
    """A post of an invented person: a role at a unit of the pack."""

    role: KeyName
    at: KeyName


class Given(Word):
    """Who is on the stage, and what every filing has unless it says otherwise."""

    people: dict[str, list[PostDecl]] = {}
    filing: dict[str, Any] = {}


class FileDecl(Word):
    """A filing, as `file:` says it. Without `kind`, `nature` or `topic` the pack's understanding decides them."""

    kind: KeyName | None = None
    nature: str | None = None
    topic: str | None = None
    text: str = ""
    place: KeyName | None = None
    channel: str = "web"
    at_unit: KeyName | None = None
    contact: bool = True
    anonymous: bool = False
    fields: dict[str, Any] = {}


class Expect(LifeExpect):
    """What must be so after a step. Only what is written is compared.

    Matter: step, kind, nature, topic, owner, place (unit keys), held, shown, open, suspended, ended (how the ending
    counts), fields, counts, claimer, handler (names), merged (into which name), followers (reporters following).
    Clocks: due (last day of the main clock), colour, clocks (each by key: its last day, or its state).
    What followed: refused (a reason's code or words), told (words), tells, reaches (reporters told), why (words of the
    reason), sure (whether understanding was). For the actor: may, may_not, why_not (action → words), sees_reporter.
    """

    step: str | None = None
    kind: str | None = None
    nature: str | None = None
    topic: str | None = None
    owner: str | None = None
    place: str | None = None
    held: bool | None = None
    shown: bool | None = None
    open: bool | None = None
    suspended: bool | None = None
    ended: str | None = None
    fields: dict[str, Any] | None = None
    counts: dict[str, int] | None = None
    claimer: str | None = None
    handler: str | None = None
    merged: str | None = None
    followers: int | None = None
    due: date | None = None
    colour: Literal["green", "amber", "red", "stopped"] | None = None
    clocks: dict[str, date | Literal["running", "suspended", "met", "missed"]] | None = None
    refused: str | None = None
    told: str | None = None
    tells: list[str] | None = None
    reaches: int | None = None
    why: str | None = None
    sure: bool | None = None
    may: list[str] | None = None
    may_not: list[str] | None = None
    why_not: dict[str, str] | None = None
    sees_reporter: bool | None = None


LIFE = ("plan", "prior", "state", "hold", "sign_up", "begin", "confirm", "visit", "deliver", "serve", "certify", "end")
"""The words of a step that are about an activity or a tie."""


class StepDecl(Word):
    """One thing that happens: somebody files, does something, or looks (`on` alone); the clocks run up to `at` first.

    `as` is a person of `given.people`, or reporter, clock or anyone; `for_unit` is the body acted for. `on` may end in
    `*` for all matters whose name begins so, at most `first` of them. `many` files that many, named name-1, name-2 …;
    `{n}` in the text is the number. `raises` names the matter that the action raises (吹哨).

    Of activities and ties: `plan` and `begin` with a `name`; `prior`, `state` (somebody's statement: characters by
    part), `hold`, `sign_up`, `confirm`, `visit`, `deliver`, `serve`, `certify` (which certificate) and `end` (with its
    reason) `on` a name.
    """

    at: datetime
    as_: str = Field(default="anyone", alias="as")
    for_unit: KeyName | None = None
    file: FileDecl | None = None
    many: int | None = Field(default=None, ge=1)
    name: str | None = None
    do: KeyName | None = None
    on: str | None = None
    first: int | None = Field(default=None, ge=1)
    with_: dict[str, Any] = Field(default={}, alias="with")
    raises: str | None = None
    note: str = ""
    plan: PlanDecl | None = None
    prior: PriorDecl | None = None
    state: dict[KeyName, int] | None = None
    hold: HoldDecl | None = None
    sign_up: SignUpDecl | None = None
    begin: TieDecl | None = None
    confirm: Own | None = None
    visit: VisitDecl | None = None
    deliver: DeliverDecl | None = None
    serve: ServeDecl | None = None
    certify: KeyName | None = None
    end: KeyName | None = None
    expect: Expect | None = None

    @model_validator(mode="after")
    def one_thing(self) -> StepDecl:
        if self.file is not None and (self.do or self.on):
            raise ValueError("a step either files, or does something on a matter, not both")
        if self.do and not self.on:
            raise ValueError("`do` needs `on`")
        new, life = self.plan or self.begin, [word for word in LIFE if getattr(self, word) is not None]
        if len(life) > 1 or (life and (self.file is not None or self.do)):
            raise ValueError("a step does one thing with one activity or tie")
        if (new and not self.name) or (life and not new and not self.on):
            raise ValueError("`plan` and `begin` need `name`; what is done with an activity or a tie needs `on`")
        if self.expect is not None and self.file is None and self.on is None and not new:
            raise ValueError("`expect` needs `file`, `plan`, `begin` or `on`")
        return self


class Then(Word):
    """What must be so at the end: rates, counts, values in force; contests, appraisals and honours; branch years,
    terms, norms, paths, birthdays, medals; whom one may ask to help; what indicators say; what papers print."""

    rates: dict[KeyName, RateExpect] = {}
    counts: list[CountExpect] = []
    values: dict[KeyName, Scalar] = {}
    contests: list[ContestExpect] = []
    appraisals: list[AppraisalExpect] = []
    honours: list[HonourExpect] = []
    years: list[YearExpect] = []
    terms: list[TermExpect] = []
    norms: list[NormExpect] = []
    paths: list[PathExpect] = []
    birthdays: list[BirthdayExpect] = []
    medals: list[MedalExpect] = []
    helpers: list[HelperExpect] = []
    indicators: list[IndicatorExpect] = []
    papers: list[PaperExpect] = []


class CaseDecl(Word):
    """One case: a sentence that says what it shows, the documents, rows and scenario it proves, and the steps. `proves`
    names the values of the pack, each with its article, that would break it if they changed."""

    case: str
    cites: list[KeyName] = []
    proves: list[str] = []
    rows: list[str] = []
    scenario: str | None = None
    given: Given = Given()
    steps: list[StepDecl] = Field(min_length=1)
    then: Then = Then()


class CaseFile(Word):
    """One file of cases; `about` is for readers."""

    about: str = ""
    given: Given = Given()
    cases: list[CaseDecl] = Field(min_length=1)
