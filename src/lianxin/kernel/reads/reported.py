"""Members who reported to the community they live in: when each was last there, and a sheet of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of, lasting
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.pack import Pack
from lianxin.language.period import Period, months_of
from lianxin.language.ties import Sheet, TieKind

MOST = 1000
MONTHS = {"quarter": 3, "half_year": 6}


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody who reported. `last`: the day of the newest note; `over`: days since there should have been one."""

    tie: Tie
    last: date | None
    over: int


@dataclass(frozen=True, slots=True)
class Roll:
    """Those the reader may see, by community and day of reporting; `total`: how many there are in the town."""

    rows: tuple[Reported, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Done:
    """One line of a sheet."""

    on: date
    what: str
    text: str


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie about which a sheet is given."""
    return {key: kind for key, kind in pack.said.ties.items() if kind.sheet is not None}


def reported(who: Who, town_id: int, name: str, now: datetime) -> Roll:
    """Everybody who reported and still belongs there. One query."""
    pack = packs.of_town(town_id)
    kind = pack.said.ties[name]
    ties = Tie.objects.filter(lasting(now), town_id=town_id, kind=name).select_related("person", "unit")
    found = list(ties.order_by("unit_id", "since", "pk")[:MOST])
    rows = [_row(pack, kind, tie, now) for tie in found if tie_abilities.may_see(who, kind, tie)]
    return Roll(tuple(rows), len(found))


def _row(pack: Pack, kind: TieKind, tie: Tie, now: datetime) -> Reported:
    said = tie.data.get("noted_on")
    last = date.fromisoformat(said) if said else None
    return Reported(tie, last, rules.missed(pack, kind, last, day_of(tie.since), day_of(now)))


def period(sheet: Sheet, on: date) -> Period:
    """The quarter or half-year a day lies in."""
    length = MONTHS[sheet.every]
    first = (on.month - 1) // length * length + 1
    return months_of(on.year, first, first + length - 1)


def done(tie: Tie, kind: TieKind, within: Period, story: Sequence[Entry], language: str) -> list[Done]:
    """What was noted of a tie in a period, the earliest first. `story`: its entries (`ties.story`)."""
    texts = {note["entry"]: note.get("text", "") for note in tie.data.get("notes", [])}
    about = kind.rhythm.about if kind.rhythm is not None else {}
    found = []
    for entry in story:
        if entry.act != "tie.visit" or (on := date.fromisoformat(entry.data["on"])) not in within:
            continue
        label = about.get(entry.data["about"])
        found.append(Done(on, label.say(language) if label else "", texts.get(entry.pk, "")))
    return sorted(found, key=lambda one: one.on)
