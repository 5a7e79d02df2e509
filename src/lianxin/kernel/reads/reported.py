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
from lianxin.language import dated
from lianxin.language import tie as rules
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.ties import Sheet, TieKind

MOST = 1000


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody who reported. `last`: the day of the newest note; `over`: days since there should have been one;
    `by`: the day by which a local rule asks him to come once more, none where it does not or he was there."""

    tie: Tie
    last: date | None
    over: int
    by: date | None = None


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
    since, today = day_of(tie.since), day_of(now)
    # Every note stands in the tie by its day, however old; those of earlier periods only say that he has been there.
    noted = [date.fromisoformat(note["on"]) for note in tie.data.get("notes", []) if "on" in note]
    noted += [last] if last is not None and not noted else []
    by = rules.wanted_by(pack, kind.sheet, noted, since, today) if kind.sheet is not None else None
    return Reported(tie, last, rules.missed(pack, kind, last, since, today), by)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a local rule asks for in a period: how often, and the document and article that say so."""

    times: int
    title: str
    article: str


def asked(pack: Pack, sheet: Sheet, within: Period) -> Asked | None:
    """The rule that held on the last day of a period; None where none asks."""
    if sheet.wanted is None:
        return None
    try:
        value = dated.holding(pack.said.values[sheet.wanted[1:]], within.last)
    except dated.NoValue:
        return None
    times = int(str(value.value))
    return Asked(times, pack.said.documents[value.source].title, value.article) if times else None


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
