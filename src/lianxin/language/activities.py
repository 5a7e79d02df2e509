"""Words for activities: what may be organised, by whom, how often, who is due, what is counted, what it becomes.

The rules that follow from them are in `activity` (planning and recording), `rhythm` (how often) and `recurrence`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lianxin.language.word import FieldDecl, KeyName, Label, Vote, Word

TURNOUT = ("came", "due", "members")
"""Of whom a figure may be a part: those who came, those due, those on the roll of the hosts (where none is kept, those
due)."""


class Cap(Word):
    """A figure is at most a `share` of another figure of the same activity (`of`); a share of 1 sets no cap.

    The flag `strict` says whether more than that is refused, or saved and called to mind on its page.
    """

    share: str = Field(pattern=r"^\$")
    of: KeyName
    strict: str = Field(pattern=r"^\$")
    source: KeyName


class FigureDecl(Word):
    """A number an activity counts. `approximate` lets “180余人” be written; else it must be counted. `cap`: how many of
    them there may be. `part_of` names what it can at most be all of: another figure, or `came`, `due`, `members`.

    `box` names an agenda item with a secret ballot: the number is then what its boxes give, ballots put in or, with
    `choice`, that answer over all names. Nobody types it where a box was held; where none was, it is marked as typed.
    `given` counts the statements that were given at it in the same way: typed only where no statement is on record.
    """

    label: Label
    unit: Literal["people", "person_times", "sessions", "pieces", "hours", "ballots"]
    approximate: bool = False
    box: KeyName | None = None
    choice: KeyName | None = None
    given: bool = False
    cap: Cap | None = None
    part_of: KeyName | None = None


class Barred(Word):
    """A kind of unit that may not do this, and the article that says so."""

    units: list[KeyName] = Field(min_length=1)
    why: Label
    source: KeyName
    article: str


class BallotBox(Word):
    """A secret ballot on one or several names or questions: only totals and the list of those who voted are kept.

    With fewer than `least` ballots the box is not opened: totals of two would say who answered what. `names` says about
    whom it asks one by one where no other names are given: each of the members of the hosts, or each host.
    """

    choices: dict[KeyName, Label] = Field(min_length=2)
    least: int = Field(default=3, ge=1)
    names: Literal["members", "hosts"] | None = None


class Contested(Word):
    """An election with more candidates than seats (差额选举): by at least the share `more` of the seats, a part of a
    person counted as a whole one. Where fewer than `seats_from` are elected, it does not hold."""

    more: str = Field(pattern=r"^\$")
    seats_from: str | None = Field(default=None, pattern=r"^\$")
    source: KeyName


class Prior(Word):
    """Another meeting goes before: one of the kind `activity`, of the same unit, has discussed it as a rule, where the
    unit has `reached` so many full members. Who records it names that meeting or a reason; nothing is refused (“一般”).
    """

    activity: KeyName
    reached: str | None = Field(default=None, pattern=r"^\$")
    source: KeyName
    article: str = ""


class AgendaKind(Word):
    """A kind of agenda item: how it is decided, and which units may not take it up; in an election, how many candidates
    there must be; which meeting goes before."""

    label: Label
    about: Label | None = None
    source: KeyName
    vote: Vote | None = None
    ballot: BallotBox | None = None
    contested: Contested | None = None
    prior: Prior | None = None
    barred: list[Barred] = []


class Frequency(Word):
    """How often: at least `least` times in every period. A period without it is a prompt with a reason to give.
    `usual_from` names the month from which it is usual in a year: from then on it is called to mind, and what was held
    earlier asks why.

    `for_each` says for whom: the unit itself, its committee (only where there is one), or each of its groups.
    """

    every: Literal["month", "quarter", "half_year", "year"]
    least: str = Field(pattern=r"^\$")
    for_each: Literal["unit", "committee", "group"] = "unit"
    usual_from: str | None = Field(default=None, pattern=r"^\$")


class SignUp(Word):
    """Signing up for it: the consent people read (with its version), and below which age a guardian gives it.

    `open` names a value in hours: from when it is shown to the public, signing up is open so long and at most until it
    begins, unless another time was written.
    """

    consent: Label
    version: str = Field(min_length=1)
    guardian_below: str = Field(pattern=r"^\$")
    open: str | None = Field(default=None, pattern=r"^\$")
    waits: bool = True
    source: KeyName


class Recurrence(Word):
    """How a series repeats. `days`: a date on a day off is kept, moved to the next working day, or left out."""

    every: list[Literal["week", "month", "quarter"]] = Field(min_length=1)
    days: Literal["any", "next_workday", "only_workdays"] = "any"


class Material(Word):
    """A file that a document asks for: a field of type photo or document of this kind of activity; with `item` only
    where that is on the agenda. The flag `needed` says whether it is recorded only with it, or its page reminds."""

    needed: str = Field(pattern=r"^\$")
    item: KeyName | None = None
    source: KeyName
    article: str = ""


class Statements(Word):
    """What people write of their own work and say at a meeting (党员述评): `parts` in the order they are written, those
    named in `after` once it is on record and the others until then; `replies` are added by whoever runs it. At most
    `most` characters a part. Everybody due writes one, and who is asked to by name. Nobody is graded by it.
    """

    parts: dict[KeyName, FieldDecl] = Field(min_length=1)
    after: list[KeyName] = []
    replies: dict[KeyName, FieldDecl] = {}
    most: str = Field(pattern=r"^\$")
    source: KeyName


class ActivityKind(Word):
    """A kind of activity. `who` plans and records it, for units of the kinds in `units`; `due` are those who should
    come, from the members' roll. `covers`: each person of a list is to be reached, not only a number of times.

    Where a document says who comes, `due` names a dated value: words apart by blanks, each `members`, `voting`,
    `committee`, `named` (asked to this meeting by name) or a role. `voters` names one likewise: who puts ballots in.
    `hours` names a number among the fields: so many hours of service are recorded for each volunteer who came.
    """

    label: Label
    about: Label
    source: KeyName
    rows: list[str] = []
    who: list[KeyName] = Field(min_length=1)
    units: list[KeyName] = Field(min_length=1)
    attendance: Literal["people", "headcount", "either"] = "either"
    due: Literal["nobody", "members", "voting", "committee"] | Annotated[str, StringConstraints(pattern=r"^\$")] = (
        "nobody"
    )
    voters: str | None = Field(default=None, pattern=r"^\$")
    covers: Literal["nobody", "members", "home_study"] = "nobody"
    agenda: list[KeyName] = []
    figures: dict[KeyName, FigureDecl] = {}
    fields: dict[KeyName, FieldDecl] = {}
    needs: list[KeyName] = []
    materials: dict[KeyName, Material] = {}
    hours: KeyName | None = None
    rhythm: Frequency | None = None
    sign_up: SignUp | None = None
    statements: Statements | None = None
    series: Recurrence | None = None
    becomes: list[KeyName] = []
    barred: list[Barred] = []
    published_by: list[KeyName] = []


class Routes(Word):
    """Routes to walk (研学路线): the items of a `list`, and the kind of `activity` by which one is walked and signed
    up for; its choice `route` names the item."""

    label: Label
    about: Label
    list: KeyName
    activity: KeyName
    source: KeyName


class Posting(Word):
    """A post with a term (书记, 第一书记): how long, and how long before its end a matter reminds of it."""

    role: KeyName
    units: list[KeyName] = Field(min_length=1)
    term: str = Field(pattern=r"^\$")
    remind: str = Field(pattern=r"^\$")
    becomes: KeyName
    barred: list[Barred] = []
    source: KeyName
