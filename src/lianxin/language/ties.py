"""The words for what lasts between two ends: a pairing, an agreement, a membership, a posting; for the volunteer's
certificate, the card with a post's number, and what is handed out. Rules that follow from them: `language.tie`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lianxin.language.word import FieldDecl, KeyName, Label, Word


class TieEnd(Word):
    """One end of a tie: a person, or a unit of these kinds.

    `staff` people are known by name in the office; the others are residents, sealed and masked. `through` names a kind
    of tie that the person must hold before (a household that consented, a volunteer on the roll).
    """

    label: Label
    of: Literal["person", "unit"]
    kinds: list[KeyName] = []
    staff: bool = True
    through: KeyName | None = None


class Consent(Word):
    """What somebody agrees to: the text read to him, its version, and from which age he may do so himself.

    Below that age (`own_from`, a value in years) a guardian consents (个人信息保护法 第三十一条)."""

    text: Label
    version: str = Field(min_length=1)
    own_from: str
    source: KeyName


class Cover(Word):
    """Whoever holds this tie must be at the other end of so many ties of another kind: no household without a pair."""

    by: KeyName
    least: int = Field(default=1, ge=1)


class Rhythm(Word):
    """How often something must be noted: at least once in `every` (a value in days); what may be noted, and how long
    a note may be (`most`, a value in times: characters)."""

    every: str
    about: dict[KeyName, Label]
    most: str
    avoids: list[KeyName] = []


class Sheet(Word):
    """A sheet for whoever sent the person at the first end: what was done here in one period, day by day, and a
    sentence under it (双报到 反馈单). It tells, and gives no mark. `every`: the period it speaks of.

    `wanted`: how many notes of a period a local rule asks for (a value in times); nobody is asked where it is not said.
    `first_by`: the day of the year, MM-DD, by which somebody comes for the first time (a value in text)."""

    label: Label
    about: Label
    every: Literal["quarter", "half_year"]
    wanted: str | None = Field(default=None, pattern=r"^\$")
    first_by: str | None = Field(default=None, pattern=r"^\$")


class Commitment(Word):
    """One thing the other side promises; `counts` says what a delivery is counted in, 人次 or 场次."""

    label: Label
    about: Label | None = None
    counts: Literal["people_times", "times"] = "people_times"


class Deliveries(Word):
    """How promises are kept and told: commitments, the longest remark, and words that do not belong into one.

    `link` lets the other side's liaison tell by a private link without an account."""

    commitments: dict[KeyName, Commitment]
    most: str
    avoids: list[KeyName] = []
    link: bool = False
    source: KeyName | None = None


class TieTerm(Word):
    """How long a tie lasts at most (`most`, a value in days), and when its renewal is raised as a matter. An action of
    that matter which asks for `until` moves the last day of the tie; `document_no` becomes the tie's, if it has one."""

    most: str | None = None
    renew_before: str | None = None
    renewal: KeyName | None = None
    needed: bool = False


class Slot(Word):
    """A place in a team: how many may stand in it, how many are wanted."""

    label: Label
    least: int = Field(default=0, ge=0)
    most: int | None = None


class TieKind(Word):
    """A kind of tie: who stands at its ends, who may make and end it, what is asked, and what follows while it lasts.

    `made_by`, `noted_by`: roles whose post stands over the tie's unit; `one` is the person at the first end himself.
    `once` says what may not overlap: the same pair of ends, one tie of the kind for the first end, or for the other.
    `invites`: days (a value) for which a private link of the unit at the other end lasts. It claims and delivers what
    was matched with that unit on the lists of the alliance, and opens nothing else; no account is needed.
    `lapses`: answers that are dates and run out (an insurance), with the days (a value) before which each is called to
    mind.
    `classes`: each person of this kind is of exactly one of them, and whoever makes the tie says which; nobody is put
    into one because nothing was said. `also`: other words by which lists mean exactly that class.
    `keep`: days (a value) after the end until what is sealed about it is erased.
    """

    label: Label
    about: Label
    source: KeyName
    rows: list[str] = []
    first: TieEnd
    other: TieEnd
    made_by: list[KeyName]
    noted_by: list[KeyName] = []
    once: Literal["pair", "first", "other"] = "pair"
    fields: dict[KeyName, FieldDecl] = {}
    needs: list[KeyName] = []
    lapses: dict[KeyName, KeyName] = {}
    reasons: dict[KeyName, Label]
    consent: Consent | None = None
    cover: Cover | None = None
    rhythm: Rhythm | None = None
    sheet: Sheet | None = None
    deliveries: Deliveries | None = None
    invites: str | None = None
    term: TieTerm = TieTerm()
    slots: dict[KeyName, Slot] = {}
    classes: dict[KeyName, Label] = {}
    also: dict[KeyName, list[str]] = {}
    hours: bool = False
    keep: str
    public: Literal["numbers", "none"] = "none"


class AvoidedWords(Word):
    """Words that have no place in a note, and the sentence that asks to say it otherwise (生病的话、诊断不写)."""

    label: Label
    words: list[str] = Field(min_length=1)
    rather: Label
    source: KeyName
    article: str = ""


class ServiceCard(Word):
    """A printed card: services of a list, and the number of a post. Never anybody's own mobile."""

    label: Label
    about: Label
    services: KeyName
    of: list[KeyName]
    source: KeyName


class CertificateKind(Word):
    """A certificate over recorded hours: whoever recorded certifies, and nothing else (民政部令第67号)."""

    label: Label
    about: Label
    over: KeyName
    made_by: list[KeyName]
    number: str = Field(pattern=r"^[A-Z]{2,6}$")
    source: KeyName
    article: str = ""


class StockItem(Word):
    """A thing that is handed out and counted: kits come back or are used up, medals stay with whoever got them."""

    label: Label
    unit: Label
    expires: bool = False
    returns: bool = True
    warn: str | None = None
    moved_by: list[KeyName]
    source: KeyName
