"""The book of the fifty-year medal: what left the stock for a person, who signed for it, and where some still lie."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from lianxin.kernel.models import Entry, Stock
from lianxin.language.calendar import SHANGHAI
from lianxin.language.seniority import MEDAL


def issued(town_id: int) -> QuerySet[Entry]:
    """Moves of a medal from a unit to a person."""
    return Entry.objects.filter(act="stock.move", town_id=town_id, data__item=MEDAL, data__kind="issued")


def receipts(town_id: int) -> QuerySet[Entry]:
    """What was signed for."""
    return Entry.objects.filter(act="medal.hand_over", town_id=town_id)


def book(town_id: int, year: int, branches: Collection[int] | None) -> tuple[list[Entry], list[Entry]]:
    """Moves and receipts written in a year, for members of these branches (None: of all), oldest first. Two queries."""
    within = {
        "at__gte": datetime(year, 1, 1, tzinfo=SHANGHAI),
        "at__lt": datetime(year + 1, 1, 1, tzinfo=SHANGHAI),
    }
    moves, signed = issued(town_id).filter(**within), receipts(town_id).filter(**within)
    if branches is not None:
        moves, signed = moves.filter(data__branch__in=list(branches)), signed.filter(unit_id__in=list(branches))
    return list(moves.select_related("person", "unit").order_by("id")), list(
        signed.select_related("person", "unit").order_by("id")
    )


def begun(town_id: int) -> int | None:
    """The year of the first receipt of a town."""
    first = receipts(town_id).order_by("id").values_list("at", flat=True).first()
    return first.astimezone(SHANGHAI).year if first else None


def shelves(town_id: int) -> list[Stock]:
    """The units where medals lie now. One query."""
    found = Stock.objects.filter(town_id=town_id, item=MEDAL, unit__isnull=False, n__gt=0)
    return list(found.select_related("unit").order_by("unit_id"))
