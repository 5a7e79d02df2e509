"""The plain words of packs: labels, documents, dated values, units, roles. `words` has the rest and offers all."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lianxin.language.reason import Text

KeyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$")]
Cel = Annotated[str, StringConstraints(min_length=1)]
Scalar = int | float | bool | str | list[int | float | str]


class Word(BaseModel):
    """Base of all words: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Label(Word):
    """A name or sentence for people, Chinese first."""

    zh: str = Field(min_length=1)
    en: str = ""

    def text(self) -> Text:
        return Text(self.zh, self.en)

    def say(self, language: str = "zh") -> str:
        return self.en if self.en and language.startswith("en") else self.zh


class Document(Word):
    """A document that a value or rule rests on."""

    title: str
    issuer: str = ""
    number: str = ""
    date: date
    grade: Literal["law", "official", "press", "unconfirmed", "local"]
    note: str = ""


class DatedValue(Word):
    """One value, from when to when it holds, and the document that says so."""

    value: Scalar
    since: date
    until: date | None = None
    source: KeyName
    article: str = ""


class Value(Word):
    """A parameter whose value changes with time or place."""

    label: Label
    unit: Literal[
        "workdays",
        "days",
        "months",
        "years",
        "hours",
        "minutes",
        "office_hours",
        "times",
        "yuan",
        "metres",
        "fraction",
        "flag",
        "text",
    ]
    dated: list[DatedValue] = Field(min_length=1)


class UnitKind(Word):
    """A kind of unit and the tree it grows in. What holds for the kind named by `is_a` holds for it as well."""

    label: Label
    tree: Literal["territory", "party", "grid", "office", "site"]
    under: list[KeyName] = []
    is_a: KeyName | None = None


class UnitDecl(Word):
    """A unit the town starts with. `place` is the territory unit it stands in when its parent is none. `numbers`: of a
    road that runs through several communities, which house numbers lie in which (language/stretch.py)."""

    kind: KeyName
    name: str
    en: str = ""
    division: str = ""
    parent: KeyName | None = None
    place: KeyName | None = None
    aliases: list[str] = []
    numbers: dict[KeyName, str] = {}
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    phone: str = ""
    hours: str = ""
    about: Label | None = None
    zones: list[Label] = []


class Role(Word):
    """What a post lets its holder be. `at` says where the post must stand for a matter to be its holder's business:

    owner: the post's unit is the unit that must act, or stands above it; place: likewise for the place of the matter;
    town: the post belongs to the matter's town; filer: the post's unit recorded the matter.
    """

    label: Label
    at: Literal["owner", "place", "town", "filer"]
    staff: bool = True
    sees: Literal["all", "owned", "public", "numbers"] = "owned"
    may: list[
        Literal[
            "file",
            "reveal",
            "manage_people",
            "manage_packs",
            "see_understanding",
            "export",
            "board",
            "merge",
            "read_audit",
            "papers",
            "issue",
        ]
    ] = []

    @property
    def in_town(self) -> bool:
        """Whether the post belongs into a town and is given there. One that sees numbers alone, and keeps neither the
        town's people nor its audit, stands above towns (the district's)."""
        return self.sees != "numbers" or "manage_people" in self.may or "read_audit" in self.may


class FieldDecl(Word):
    """A thing to be asked: why (purpose), how sensitive, and how long it is kept (P3, P9). `several` lets a choice or
    an item of a list be named more than once; `form` is a code whose check digit must hold (language/codes.py). The
    purpose is read on the public page about privacy: written plainly it is Chinese only."""

    label: Label
    type: Literal[
        "text", "longtext", "number", "money", "date", "choice", "flag", "unit", "person", "photo", "item", "document"
    ]
    hint: Label | None = None
    choices: dict[KeyName, Label] = {}
    list: KeyName | None = None
    several: bool = False
    form: Literal["credit_code", "id_number"] | None = None
    sensitivity: Literal["public", "inner", "sealed"] = "inner"
    purpose: Label | str = ""
    most: float | None = None
    least: float | None = None

    def why(self, language: str = "zh") -> str:
        """What it is asked for; empty where nothing is said."""
        return self.purpose.say(language) if isinstance(self.purpose, Label) else self.purpose


class Fraction(Word):
    """A share of a body: at_least 2/3, or more_than 1/2, of those due or those present.

    The share is written out (“2/3”) or names a value in fractions (“$assembly.quorum”), so that an amended law changes
    the value from its day on and old meetings keep theirs (ADR 0031).
    """

    at_least: str | None = None
    more_than: str | None = None
    of: Literal["due", "present"]


class Vote(Word):
    """A meeting's decision: how many are due, the quorum that opens it and the majority that carries it."""

    body: Label
    quorum: Fraction
    carried: Fraction
    to_if_lost: KeyName | None = None
    source: KeyName


class ListItem(Word):
    """An item of a catalogue, e.g. of the 履职清单: `class` basic, joint or withdrawn; the lead unit."""

    label: Label
    klass: str = Field(alias="class", default="basic")
    lead: str = ""
    source: KeyName
    article: str = ""
