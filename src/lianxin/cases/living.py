"""Words of cases for what is organised and what lasts between two ends: activities, ties, a branch's year, terms of
office, norms, paths, medals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from lianxin.language.words import KeyName, Word

Own = Literal["self", "guardian"]


class PlanDecl(Word):
    """An activity as it is planned: its kind, the units that host it, when it starts, its agenda, its places; `full`:
    how many full members the host has."""

    kind: KeyName
    hosts: list[KeyName] = Field(min_length=1)
    starts: datetime
    agenda: list[KeyName] = []
    full: int = 0
    capacity: int | None = None
    closes: datetime | None = None
    shown: bool = True


class HoldDecl(Word):
    """An activity as it took place: how many were due and came, votes in favour by agenda item, figures, fields; of an
    election, how many `seats` and `candidates` there were. `boxes`: what a secret ballot gave by agenda item, how many
    gave which answer; a box with too few is not opened. `given`: how many gave a statement; `files`: the
    materials that were put to it."""

    due: int = 0
    came: int = 0
    votes: dict[KeyName, int] = {}
    seats: dict[KeyName, int] = {}
    candidates: dict[KeyName, int] = {}
    boxes: dict[KeyName, dict[KeyName, int]] = {}
    given: int = 0
    files: list[KeyName] = []
    figures: dict[KeyName, str] = {}
    fields: dict[str, Any] = {}


class PriorDecl(Word):
    """Which meeting discussed an agenda item first, by its name on the stage, or why none did."""

    item: KeyName
    meeting: str = ""
    why: str = ""


class SignUpDecl(Word):
    """So many people sign up, `born` in that year, each for himself or by a guardian."""

    many: int = Field(default=1, ge=1)
    born: int | None = None
    by: Own = "self"


class TieDecl(Word):
    """A tie that begins: its kind, who stands at the ends (an invented name, or a unit of the pack), the unit in
    charge, from when to when, what is asked, and whose consent there is (none: it waits)."""

    kind: KeyName
    first: str
    other: str = ""
    at: KeyName
    since: date
    until: date | None = None
    slot: str = ""
    fields: dict[str, Any] = {}
    born: int | None = None
    consent: Own | None = None


class VisitDecl(Word):
    """A note while a tie lasts: what it is about, and the words."""

    about: KeyName
    text: str = ""


class DeliverDecl(Word):
    """A promise kept: which, how many, and the remark."""

    commitment: KeyName
    n: int = 1
    text: str = ""


class ServeDecl(Word):
    """So many minutes of service that the unit of whoever acts records; correcting says what they really were."""

    minutes: int = Field(ge=0)


class LifeExpect(Word):
    """What must be so of an activity or a tie after a step: its state; `taken` and `waiting` places; `carried` and
    `before` (what the screen says before the vote or the figure is entered) by agenda item or figure; `figures` as
    they read, those typed where no box was held with “（手填）”; `over`: those over their cap, called to mind; `asks`:
    items that ask which meeting went before; `wants`: materials called to mind; who `comes` and who puts in `ballots`
    by the rule of its day; the day on which its renewal is raised; the days by which a visit is `missed`; the day by
    which one is `wanted_by`; the promises `kept`; the minutes `certified` last; whether what a tie, or a matter's
    reporter, left to be reached (of an activity: its files) is `erased` by then."""

    state: str | None = None
    taken: int | None = None
    waiting: int | None = None
    carried: dict[KeyName, bool] | None = None
    before: dict[KeyName, str] | None = None
    figures: dict[KeyName, str] | None = None
    over: list[KeyName] | None = None
    asks: list[KeyName] | None = None
    wants: list[KeyName] | None = None
    comes: list[KeyName] | None = None
    ballots: list[KeyName] | None = None
    renewal: date | None = None
    missed: int | None = None
    wanted_by: date | None = None
    kept: int | None = None
    certified: int | None = None
    erased: bool | None = None


class YearExpect(Word):
    """A party unit's year: what was held on which days, by the unit and by each of its groups; then what asks for a
    record or a reason, in words, and how many of how many needed there are by kind."""

    of: KeyName
    year: int
    committee: bool = False
    held: dict[KeyName, list[date]] = {}
    groups: dict[str, dict[KeyName, list[date]]] = {}
    missing: list[str] = []
    kept: dict[KeyName, str] = {}


class TermExpect(Word):
    """A post with a term: from when, and then when it ends and from which day it is called to mind; or why not."""

    of: KeyName
    at: KeyName
    since: date
    ends: date | None = None
    reminded: date | None = None
    refused: str = ""


class NormExpect(Word):
    """A party unit with so many full members, members and members of its committee, or that `held` so many in a year of
    what a norm names; or one of its people, an `officer` or not, with so many hours and sessions of study in a year,
    and so many `times` at what a norm names; and the norms that remind it, in order."""

    of: KeyName
    full: int | None = None
    members: int | None = None
    committee: int | None = None
    hours: float | None = None
    sessions: int | None = None
    times: int | None = None
    held: int | None = None
    officer: bool = False
    reminds: list[KeyName] = []
    says: str = ""


class PathExpect(Word):
    """Somebody on a path at a party unit, the days of the stages he has `reached`, and what is tried: `to` a stage `on`
    a day, with numbers and a reason. Then why it is refused (a code or words), and what is called to mind next, for
    which day, and what of it is `told` already; of one that `ended`, whether its days are `erased` by then."""

    of: KeyName
    at: KeyName
    reached: dict[KeyName, date] = {}
    noted: date | None = None
    to: KeyName | None = None
    on: date | None = None
    numbers: dict[KeyName, int] = {}
    reason: str = ""
    refused: str = ""
    ended: date | None = None
    erased: bool | None = None
    reminds: dict[KeyName, date] | None = None
    told: list[KeyName] | None = None


class BirthdayExpect(Word):
    """A member admitted on a day, and whether that political birthday is called to mind on the last day of the case."""

    admitted: date
    told: bool


class MedalExpect(Word):
    """A member, what the branch said of his conduct (nothing, where it is left out), and whether the medal is proposed
    in a year, with the code of the reason."""

    year: int
    admitted: date | None = None
    confirmed: date | None = None
    stopped: int = 0
    suspended: date | None = None
    alive: bool = True
    awarded: int | None = None
    good: bool | None = None
    proposed: bool
    why: str


class HelperExpect(Word):
    """A volunteer who said to be `available` so, and whether he is `free` `when` (“3 18:30-20:00”: Wednesday evening);
    with so many tasks `open` in hand, and `at_most` as many as he said (nothing: he has not), whether he may be
    `asked` for one more. `unit`: the same of a team, a station or a partner."""

    available: list[KeyName] = []
    when: str = ""
    free: bool | None = None
    unit: bool = False
    at_most: int | None = None
    open: int = 0
    asked: bool | None = None
