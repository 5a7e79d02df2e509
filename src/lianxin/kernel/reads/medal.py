"""The book of the fifty-year medal: what left the stock for a person, who signed for it, what was taken back, and where
some still lie."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

from lianxin.kernel.models import Entry, Stock
from lianxin.language.calendar import SHANGHAI
from lianxin.language.seniority import MEDAL


def issued(town_id: int) -> QuerySet[Entry]:
    """Moves of a medal from a unit to a person that stand: those taken back are not among them."""
    moves = Entry.objects.filter(act="stock.move", town_id=town_id, data__item=MEDAL, data__kind="issued")
    return moves.exclude(pk__in=_undone(town_id))


def receipts(town_id: int) -> QuerySet[Entry]:
    """What was signed for, and stands."""
    signed = _signed(town_id).annotate(move=Cast("data__move", BigIntegerField()))
    return signed.exclude(move__in=_undone(town_id))


def receipt_of(town_id: int, person_id: int) -> Entry | None:
    """The receipt of somebody that stands."""
    return receipts(town_id).filter(subject=f"person:{person_id}").order_by("-id").first()


def standing(town_id: int, unit_id: int) -> dict[int, Entry]:
    """The receipts of a branch that stand, by person."""
    found = receipts(town_id).filter(unit_id=unit_id).select_related("unit").order_by("id")
    return {int(one.subject.rpartition(":")[2]): one for one in found}


def returned(town_id: int) -> QuerySet[Entry]:
    """Moves that took a medal back which was handed over by mistake."""
    moves = Entry.objects.filter(act="stock.move", town_id=town_id, data__item=MEDAL, data__kind="returned")
    return moves.filter(data__undoes__isnull=False)


def _signed(town_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(act="medal.hand_over", town_id=town_id)


def _undone(town_id: int) -> QuerySet[Entry, Any]:
    """The numbers of the moves that were taken back."""
    return returned(town_id).values_list(Cast("data__undoes", BigIntegerField()), flat=True)


@dataclass(frozen=True, slots=True)
class Book:
    """A year: moves and receipts that stand, and what was taken back in it; the oldest first."""

    moves: tuple[Entry, ...]
    signed: tuple[Entry, ...]
    back: tuple[Entry, ...]

    @property
    def even(self) -> bool:
        """Whether each medal that left has its receipt, and each receipt its medal."""
        return sorted(one.pk for one in self.moves) == sorted(one.data["move"] for one in self.signed)


def book(town_id: int, year: int, branches: Collection[int] | None) -> Book:
    """What was written in a year for members of these branches (None: of all). Three queries."""
    within = {
        "at__gte": datetime(year, 1, 1, tzinfo=SHANGHAI),
        "at__lt": datetime(year + 1, 1, 1, tzinfo=SHANGHAI),
    }
    moves, signed, back = (rows(town_id).filter(**within) for rows in (issued, receipts, returned))
    if branches is not None:
        of = list(branches)
        moves, back = moves.filter(data__branch__in=of), back.filter(data__branch__in=of)
        signed = signed.filter(unit_id__in=of)
    return Book(*(tuple(rows.select_related("person", "unit").order_by("id")) for rows in (moves, signed, back)))


def begun(town_id: int) -> int | None:
    """The year of the first receipt of a town."""
    first = _signed(town_id).order_by("id").values_list("at", flat=True).first()
    return first.astimezone(SHANGHAI).year if first else None


def shelves(town_id: int) -> list[Stock]:
    """The units where medals lie now. One query."""
    found = Stock.objects.filter(town_id=town_id, item=MEDAL, unit__isnull=False, n__gt=0)
    return list(found.select_related("unit").order_by("unit_id"))
