"""The list behind a number on the board: the same set, narrowed as the number was, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q

from lianxin.kernel.models import Matter
from lianxin.kernel.reads.board import SETS, Ground, condition
from lianxin.kernel.reads.directory import directory

PAGE = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = (
    "id", "prefix", "kind", "step", "text", "pack_id", "town_id", "owner_id", "place_id", "received_at", "due_at",
    "soon_at", "suspended", "is_open", "reporters", "outcome", "clocks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrow:
    """How a set is narrowed: the owner, the community, the topic, the cell, the mark of a rate ("solve.above").
    `unit` 0 and `place` 0 ask for those without one; None asks for all."""

    unit: int | None = None
    place: int | None = None
    topic: str | None = None
    cell: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of matters (COLUMNS only), how many there are in all, and the keys of the pages beside it."""

    matters: Sequence[Matter]
    total: int
    following: str = ""


def community_of(on: Ground) -> dict[int, int]:
    """For each place of a town the community it lies in (or itself when it lies in none)."""
    rows = directory(on.unit.pk).rows
    within = {}
    for row in rows.values():
        above = [rows[unit] for unit in row.chain if unit in rows]
        within[row.id] = next((unit.id for unit in above if unit.kind == "community"), row.id)
    return within


def narrowed(on: Ground, name: str, narrow: Narrow, now: datetime) -> Q:
    """The set with its narrowing. Errors: KeyError for a set that does not exist."""
    found = condition(on, name, now)
    if narrow.unit is not None:
        found &= Q(owner_id=narrow.unit) if narrow.unit else Q(owner__isnull=True)
    if narrow.place is not None:
        inside = [place for place, community in community_of(on).items() if community == narrow.place]
        found &= Q(place_id__in=inside) if narrow.place else Q(place__isnull=True)
    if narrow.topic is not None:
        found &= Q(topic=narrow.topic)
    if narrow.cell:
        found &= Q(cell="" if narrow.cell == "none" else narrow.cell)
    if narrow.mark:
        found &= Q(marks__contains=[narrow.mark])
    return found


def page(on: Ground, name: str, narrow: Narrow, now: datetime, after: str = "") -> Page:
    """The page of a set after the key `after`: soonest due first, those without a term last. Two queries.
    Errors: KeyError for a set that does not exist; an `after` nobody gave begins at the start."""
    if not on.opens:
        return Page([], 0)
    asked = Matter.objects.filter(narrowed(on, name, narrow, now))
    total = asked.count()
    rows = asked.filter(_past(after)).order_by(F("due_at").asc(nulls_last=True), "id").only(*COLUMNS)[: PAGE + 1]
    found = list(rows)
    more = len(found) > PAGE
    return Page(found[:PAGE], total, _key(found[PAGE - 1]) if more else "")


def _key(matter: Matter) -> str:
    due = (matter.due_at - EPOCH) // timedelta(microseconds=1) if matter.due_at else ""
    return f"{due}_{matter.pk}"


def _past(after: str) -> Q:
    due, _, pk = after.partition("_")
    if not pk.isdigit():
        return Q()
    if not due:
        return Q(due_at__isnull=True, id__gt=int(pk))
    try:
        at = EPOCH + timedelta(microseconds=int(due))
    except (ValueError, OverflowError):
        return Q()
    return Q(due_at__gt=at) | Q(due_at=at, id__gt=int(pk)) | Q(due_at__isnull=True)


def known(name: str) -> bool:
    """Whether a set of this name exists."""
    return name in SETS
