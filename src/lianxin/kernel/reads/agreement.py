"""Agreements as a grid: parties × commitments, done or not done in a period, with how many people-times (人次)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Q

from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import ACTIVE, begin_of, day_of, end_of, span_of
from lianxin.language import tie as rules
from lianxin.language.pack import Pack
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind

TOLD = ("tie.deliver", "tie.correct")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery as it stands now."""

    entry_id: int
    tie_id: int
    commitment: str
    on: str
    n: int
    text: str
    by_partner: bool
    corrected: bool = False


@dataclass
class Cell:
    """What was done on one promise by one party: how often, and how many people-times."""

    times: int = 0
    n: int = 0


@dataclass
class Party:
    """One row of the grid."""

    tie: Tie
    name: str
    until: date | None
    ends_soon: bool
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass
class Grid:
    """A kind of agreement in a period."""

    kind: str
    span: Span
    commitments: list[str]
    parties: list[Party]

    @property
    def cells(self) -> int:
        return len(self.parties) * len(self.commitments)

    @property
    def done(self) -> int:
        return sum(cell.times > 0 for party in self.parties for cell in party.cells.values())

    def total(self, commitment: str = "") -> int:
        """People-times (or times) of one commitment, or of all that are counted alike."""
        return sum(
            cell.n for party in self.parties for key, cell in party.cells.items() if not commitment or key == commitment
        )


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie with promises."""
    return {name: kind for name, kind in pack.said.ties.items() if kind.deliveries is not None}


def used(town_id: int) -> dict[str, int]:
    """How many ties of each kind a town has that are not over. One query."""
    rows = Tie.objects.filter(town_id=town_id, state=ACTIVE).values_list("kind").annotate(n=Count("pk"))
    return dict(rows.values_list("kind", "n"))


def grid(town_id: int, name: str, span: Span, now: datetime, language: str = "zh") -> Grid:
    """The grid of a kind in a period: every party whose agreement lasted on one of its days. Two queries."""
    pack, where = packs.of_town(town_id), directory(town_id).rows
    kind = kinds(pack)[name]
    assert kind.deliveries is not None
    last = span.until or day_of(now)
    lasted = Tie.objects.filter(town_id=town_id, kind=name, since__lt=end_of(last)).exclude(
        Q(until__lte=begin_of(span.since)) | Q(until=F("since"))  # what was taken back lasted on no day
    )
    ties = list(lasted.order_by("other_id", "pk"))
    parties = []
    for tie in ties:
        unit = where.get(tie.other_id or 0)
        cells = {key: Cell() for key in kind.deliveries.commitments}
        parties.append(
            Party(tie, unit.say(language) if unit else "", span_of(tie).until, _soon(pack, kind, tie, now), cells)
        )
    rows = {party.tie.pk: party for party in parties}
    for one in delivered(rows, span):
        cell = rows[one.tie_id].cells.get(one.commitment)
        if cell is not None:
            cell.times += 1
            cell.n += one.n
    return Grid(name, span, list(kind.deliveries.commitments), parties)


def _soon(pack: Pack, kind: TieKind, tie: Tie, now: datetime) -> bool:
    last = span_of(tie).until
    if last is None or tie.state != ACTIVE:
        return False
    first = rules.renewal_from(pack, kind, last, day_of(now))
    return first is not None and first <= day_of(now)


def delivered(ties: Iterable[int], span: Span | None = None) -> list[Delivered]:
    """What was told of some ties, corrections laid on, newest first; what was taken back is gone. One query."""
    found: dict[int, Delivered] = {}
    for entry in Entry.objects.filter(tie_id__in=list(ties), act__in=TOLD).order_by("pk"):
        said = entry.data
        if entry.act == "tie.deliver":
            found[entry.pk] = Delivered(
                entry.pk, entry.tie_id or 0, said["commitment"], said["on"], said["n"], said.get("text", ""),
                entry.role == "partner",
            )  # fmt: skip
        elif said["of"] in found:
            first = found[said["of"]]
            found[first.entry_id] = Delivered(
                first.entry_id, first.tie_id, first.commitment, first.on, said["n"], first.text, first.by_partner, True
            )
    kept = [one for one in found.values() if one.n and (span is None or _within(one.on, span))]
    return sorted(kept, key=lambda one: (one.on, one.entry_id), reverse=True)


def _within(on: str, span: Span) -> bool:
    day = date.fromisoformat(on)
    return span.meets(Span(day, day))


def quarter(day: date) -> Span:
    """The quarter a day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    following = date(first.year + first.month // 10, first.month % 12 + 3 if first.month < 10 else 1, 1)
    return Span(first, date.fromordinal(following.toordinal() - 1))
