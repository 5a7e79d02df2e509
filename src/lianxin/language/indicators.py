"""Words for what is derived from records: indicators, ledgers, schemes, programmes, surveys (ADR 0066).

Nothing here is typed by hand: an indicator says which records count, a ledger which are listed and how, a scheme
what a slogan promises, a programme what was planned, a survey how a share is measured where no record can say it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from lianxin.language.ties import Slot
from lianxin.language.word import Cel, KeyName, Label, Word

ONE = Label(zh="件", en="items")


class IndicatorRule(Word):
    """How an indicator counts from one day to another. A record is counted by the rule of its own day, so that asking
    about last year uses last year's rule.

    Of the records of `kinds`, those for which `excluded` holds are left out; `below` are the ones that make the
    denominator (none: the indicator is a plain number), and `above` those of them that count. `figure` adds what was
    counted at an activity, with its bounds, or the number in a field of a matter, or what entries of such acts say they
    brought (`n` of deliveries, `minutes` of service, as corrected since), instead of one each; `distinct` counts the
    people behind it, each once. `told` is the day an entry speaks of, `written` the one on which it was written.
    """

    since: date
    until: date | None = None
    source: KeyName
    article: str = ""
    counts: Literal["matters", "activities", "ties", "entries"] = "matters"
    kinds: list[KeyName] = []
    acts: list[str] = []
    figure: KeyName | None = None
    distinct: bool = False
    moment: Literal["received", "closed", "starts", "since", "written", "told", "now"]
    credit: Literal["owner", "place", "filed_at", "organisers", "unit", "town"]
    above: Cel = "true"
    below: Cel | None = None
    excluded: Cel = "false"


class Indicator(Word):
    """A number with its definition: 口径 in `about`, 完整性 (what it cannot know) in `complete`."""

    label: Label
    about: Label
    complete: Label
    unit: Label = ONE
    levels: list[KeyName] = []
    dated: list[IndicatorRule] = Field(min_length=1)


class Ledger(Word):
    """台账: a list of records with columns, filters and an order. Rows are those of an indicator (`of`) or of kinds,
    in groups where one is named, also a choice that was filled in (`fields.level`)."""

    label: Label
    about: Label
    source: KeyName
    of: KeyName | None = None
    counts: Literal["matters", "activities", "ties"] = "matters"
    kinds: list[KeyName] = []
    columns: list[KeyName] = Field(min_length=1)
    filters: list[Literal["unit", "kind", "topic", "state"]] = []
    group: str = Field(default="", pattern=r"^(unit|kind|topic|state|fields\.[a-z_]+)?$")


class Part(Slot):
    """One part of a scheme: how many units must fill it (`most` open: N), and which do (`holds`, over `unit`)."""

    holds: Cel | None = None


class Scheme(Word):
    """A slogan with numbers in it (1+6+N): it may be printed only if the register of units holds the counts."""

    label: Label
    about: Label
    source: KeyName
    slots: dict[KeyName, Part] = Field(min_length=1)


class Stream(Word):
    """One stream of a programme: an indicator that counts what was done, and how much was planned for the period, in
    the same unit. Where the indicator is a rate, `target` is the share that is aimed at, in percent."""

    label: Label
    indicator: KeyName | None = None
    plan: int | None = Field(default=None, ge=1)
    target: int | None = Field(default=None, ge=1, le=100)


class Programme(Word):
    """A campaign: streams, each plan against done, from the first day to the last."""

    label: Label
    about: Label
    source: KeyName
    since: date
    until: date
    streams: dict[KeyName, Stream] = Field(min_length=1)


class Target(Word):
    """What a survey should reach, in percent, from one day to another, with the document that says so."""

    value: float = Field(ge=0, le=100)
    since: date
    until: date | None = None
    source: KeyName
    article: str = ""


class Survey(Word):
    """A share that is measured: by a sample of people, by counted pieces, or by weight. Only a random sample has a
    margin of error."""

    label: Label
    about: Label
    method: Literal["sample", "count", "weight"]
    unit: Label
    targets: list[Target] = Field(min_length=1)
