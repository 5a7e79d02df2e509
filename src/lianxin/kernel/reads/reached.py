"""What an indicator says for one unit and period: the one door through which appraisals read numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.db.models import Count, Q

from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import measures
from lianxin.kernel.reads.packs import pinned
from lianxin.language.calendar import SHANGHAI
from lianxin.language.period import Period


@dataclass(frozen=True, slots=True)
class Reached:
    """A share or a number, exact, with its parts. `value` is None where there is nothing to divide by."""

    value: Fraction | None
    above: int
    below: int | None
    excluded: int = 0


def reached(pack_id: int, unit: Unit, keys: Iterable[str], period: Period, now: datetime) -> dict[str, Reached]:
    """Each indicator or rate for a unit, by key; unknown ones are left out. Two questions, however many keys."""
    said, wanted = pinned(pack_id).said, set(keys)
    found = _rates(unit, sorted(wanted & set(said.rates)), period)
    counted = sorted(wanted & set(said.indicators))
    for key, result in (measures.results(unit, counted, period, now) if counted else {}).items():
        below = result.below.least if result.below is not None else None
        value = Fraction(result.above.least, below) if below else Fraction(result.above.least)
        found[key] = Reached(None if below == 0 else value, result.above.least, below, result.excluded)
    return found


def _rates(unit: Unit, keys: list[str], period: Period) -> dict[str, Reached]:
    if not keys:
        return {}
    counted = Matter.objects.filter(
        Q(owner__chain__contains=[unit.pk]) | Q(town_id=unit.pk),
        received_at__gte=_start(period.first),
        received_at__lt=_start(period.last + timedelta(days=1)),
    ).aggregate(
        **{
            f"{key}_{part}": Count("pk", filter=Q(marks__contains=[f"{key}.{part}"]))
            for key in keys
            for part in ("above", "below", "excluded")
        }
    )
    return {
        key: Reached(
            Fraction(counted[f"{key}_above"], counted[f"{key}_below"]) if counted[f"{key}_below"] else None,
            counted[f"{key}_above"],
            counted[f"{key}_below"],
            counted[f"{key}_excluded"],
        )
        for key in keys
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
