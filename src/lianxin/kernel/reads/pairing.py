"""The pairing board: who is paired with whom, who is not covered, and where nobody has been for too long.

At the street there are numbers; names (masked ones for households) are for those who make the ties of a community.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import ACTIVE, INTENT, day_of, in_force
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.pack import Pack
from lianxin.language.ties import TieKind

MOST = 3000
"""Ties of two kinds that one board reads; a street has some hundreds."""


@dataclass
class Household:
    """One household (a tie whose kind asks for cover) with its pairs."""

    tie: Tie
    opens: bool
    pairs: list[Tie] = field(default_factory=list)
    uncovered: bool = False
    silent: int = 0
    noted_on: date | None = None


@dataclass
class Community:
    """The numbers of one unit."""

    unit_id: int
    name: str
    households: int = 0
    pairs: int = 0
    members: int = 0
    uncovered: int = 0
    silent: int = 0


@dataclass
class Board:
    """One kind of covered tie in a town. `mean` is pairs a household, as printed (2.0); empty without households."""

    kind: str
    by: str
    groups: dict[str, int]
    communities: list[Community]
    rows: list[Household]
    waiting: int
    members: int

    @property
    def households(self) -> int:
        return sum(one.households for one in self.communities)

    @property
    def pairs(self) -> int:
        return sum(one.pairs for one in self.communities)

    @property
    def uncovered(self) -> int:
        return sum(one.uncovered for one in self.communities)

    @property
    def silent(self) -> int:
        return sum(one.silent for one in self.communities)

    @property
    def mean(self) -> str:
        return f"{self.pairs / self.households:.1f}" if self.households else ""


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie that ask for cover."""
    return {name: kind for name, kind in pack.said.ties.items() if kind.cover is not None}


def board(who: Who, town_id: int, name: str, now: datetime, language: str = "zh") -> Board:
    """The board of a kind that asks for cover. One query. Errors: KeyError for another kind."""
    pack = packs.of_town(town_id)
    kind = kinds(pack)[name]
    assert kind.cover is not None
    by = kind.cover.by
    found = Tie.objects.filter(town_id=town_id, kind__in=(name, by), state__in=(ACTIVE, INTENT))
    ties = list(found.select_related("person").order_by("unit_id", "pk")[:MOST])
    rows = _together(pack, name, ties, now)
    for row in rows.values():
        row.opens = _opens(who, kind, row.tie)
    pairs = [tie for row in rows.values() for tie in row.pairs]
    return Board(
        name,
        by,
        _groups(kind, rows.values(), language),
        _communities(rows.values(), town_id, language),
        [row for row in rows.values() if row.opens],
        sum(tie.kind == name and tie.state == INTENT for tie in ties),
        len({tie.person_id for tie in pairs}),
    )


def households(town_id: int, name: str, now: datetime, people: Collection[int] | None = None) -> list[Household]:
    """Every household of a kind in a town with its pairs, or those of `people`; nothing of who may open them. One
    query. Errors: KeyError for a kind that asks for no cover."""
    pack = packs.of_town(town_id)
    cover = kinds(pack)[name].cover
    assert cover is not None
    found = Tie.objects.filter(town_id=town_id, kind__in=(name, cover.by), state=ACTIVE)
    if people is not None:
        theirs = Q(kind=name, person_id__in=people) | Q(kind=cover.by, toward_id__in=people)
        found = found.filter(theirs) if people else found.none()
    return list(_together(pack, name, found.order_by("unit_id", "pk")[:MOST], now).values())


def _together(pack: Pack, name: str, ties: Iterable[Tie], now: datetime) -> dict[int, Household]:
    """Households by person, each with the pairs in force, judged."""
    kind, ties = pack.said.ties[name], list(ties)
    assert kind.cover is not None
    rows = {tie.person_id or 0: Household(tie, False) for tie in ties if tie.kind == name and in_force(tie, now)}
    for tie in ties:
        if tie.kind == kind.cover.by and in_force(tie, now) and tie.toward_id in rows:
            rows[tie.toward_id].pairs.append(tie)
    for row in rows.values():
        _judge(pack, kind, row, day_of(now))
    return rows


def _opens(who: Who, kind: TieKind, tie: Tie) -> bool:
    return tie_abilities.may_make(who, kind, tie.town_id or 0, tie.unit_id)


def _judge(pack: Pack, kind: TieKind, row: Household, today: date) -> None:
    """Whether a household is covered, and how many days over the rhythm nobody has been there."""
    assert kind.cover is not None
    pairing = pack.said.ties[kind.cover.by]
    row.uncovered = len(row.pairs) < kind.cover.least
    noted = [str(tie.data["noted_on"]) for tie in row.pairs if tie.data.get("noted_on")]
    row.noted_on = date.fromisoformat(max(noted)) if noted else None
    if row.pairs:
        since = min(day_of(tie.since) for tie in row.pairs)
        row.silent = rules.missed(pack, pairing, row.noted_on, since, today)


def _groups(kind: TieKind, rows: Iterable[Household], language: str) -> dict[str, int]:
    """How many households of each class, by the first field that is a choice."""
    name = next((key for key, declared in kind.fields.items() if declared.type == "choice"), "")
    found: dict[str, int] = {}
    if name:
        found = {label.say(language): 0 for label in kind.fields[name].choices.values()}
        for row in rows:
            chosen = kind.fields[name].choices.get(row.tie.data.get("fields", {}).get(name, ""))
            if chosen is not None:
                found[chosen.say(language)] += 1
    return found


def _communities(rows: Iterable[Household], town_id: int, language: str) -> list[Community]:
    where, found, members = directory(town_id).rows, dict[int, Community](), dict[int, set[int | None]]()
    for row in rows:
        unit_id = row.tie.unit_id or town_id
        unit = where.get(unit_id)
        one = found.setdefault(unit_id, Community(unit_id, unit.say(language) if unit else ""))
        one.households += 1
        one.pairs += len(row.pairs)
        one.uncovered += row.uncovered
        one.silent += row.silent > 0
        members.setdefault(unit_id, set()).update(tie.person_id for tie in row.pairs)
    for unit_id, one in found.items():
        one.members = len(members[unit_id])
    return sorted(found.values(), key=lambda one: (-one.uncovered - one.silent, one.unit_id))
