"""Rounds of appraisal: their trees with every record behind a point, objections, and what keeps a result back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from lianxin.kernel.models import Appraisal, Appraised, Objection, Proof
from lianxin.kernel.reads.packs import pinned
from lianxin.kernel.reads.reached import Reached, reached
from lianxin.language import appraisal as trees
from lianxin.language import missing, points
from lianxin.language.appraisal import Approval
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.points import Total
from lianxin.language.reason import Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the appraised as it stands: the tree worked out, the records behind it by path, what indicators said."""

    row: Appraised
    total: Total
    proofs: dict[str, list[Proof]]
    figures: dict[str, Reached]


def declared(row: Appraisal) -> tuple[Pack, Declared]:
    """The pack a round was born under, and what it says of the kind."""
    pack = pinned(row.pack_id)
    return pack, pack.said.appraisals[row.kind]


def rounds(towns: Sequence[int]) -> list[Appraisal]:
    """The rounds of these towns, the newest first."""
    return list(Appraisal.objects.filter(town_id__in=towns).select_related("town").order_by("-id")[:60])


def held_in_year(row: Appraisal, unit_id: int, kinds: Sequence[str]) -> list[str]:
    """The titles of the other rounds of these kinds over a unit in the calendar year in which this one begins."""
    found = Appraised.objects.filter(
        unit_id=unit_id,
        appraisal__town_id=row.town_id,
        appraisal__kind__in=kinds,
        appraisal__first__year=row.first.year,
    ).exclude(appraisal=row)
    return list(found.order_by("appraisal_id").values_list("appraisal__title", flat=True))


def one(towns: Sequence[int], number: int) -> Appraisal | None:
    """A round of one of these towns."""
    return Appraisal.objects.filter(pk=number, town_id__in=towns).select_related("town").first()


def standings(row: Appraisal, now: datetime, only: int | None = None) -> list[Standing]:
    """Everybody who is appraised, with points: frozen ones after they were told, as of now before."""
    rows = row.appraised.select_related("unit", "matter").order_by("id")
    if only is not None:
        rows = rows.filter(pk=only)
    found = list(rows)
    cited: dict[int, dict[str, list[Proof]]] = {one.pk: {} for one in found}
    for proof in (
        Proof.objects.filter(appraised__in=found, taken_back="")
        .select_related("matter", "activity", "entry", "tie", "person")
        .order_by("id")
    ):
        cited[proof.appraised_id].setdefault(proof.path, []).append(proof)
    return [standing(row, one, cited[one.pk], now) for one in found]


def standing(row: Appraisal, one: Appraised, proofs: dict[str, list[Proof]], now: datetime) -> Standing:
    """One of the appraised worked out."""
    pack, said = declared(row)
    figures = _figures(row, one, said, now)
    times = {path: Fraction(len(rows)) for path, rows in proofs.items()}
    if one.result:
        times = {path: Fraction(n) for path, n in one.result["times"].items()}
    told = {
        path: figures[item.indicator].value if item.indicator in figures else None
        for path, item in points.items(said.parts)
        if item.indicator is not None
    }
    return Standing(one, points.total(pack, said, row.opened_on, times, told), proofs, figures)


def _figures(row: Appraisal, one: Appraised, said: Declared, now: datetime) -> dict[str, Reached]:
    if one.result:
        return {
            key: Reached(Fraction(kept[0]) if kept[0] is not None else None, kept[1], kept[2], kept[3])
            for key, kept in one.result["figures"].items()
        }
    keys = {item.indicator for _, item in points.items(said.parts) if item.indicator is not None}
    if not keys or one.unit is None:
        return {}
    return reached(row.pack_id, one.unit, keys, Period(row.first, row.last), now)


def frozen(standing: Standing, now: datetime) -> dict[str, Any]:
    """What is kept of a standing when its points are told: enough to work them out again to the last digit."""
    figures = {
        key: [str(one.value) if one.value is not None else None, one.above, one.below, one.excluded]
        for key, one in standing.figures.items()
    }
    times = {path: len(rows) for path, rows in standing.proofs.items()}
    total = standing.total
    return {
        "times": times,
        "figures": figures,
        "total": str(total.exact),
        "as_zero": str(total.as_zero),
        "left_out": [line.path for line in total.left_out()],
        "as_of": now.isoformat(),
    }


def untold(found: Sequence[Standing]) -> list[Reason]:
    """Why the draft points of these may not be told yet: what must have data has none (ADR 0104)."""
    return [reason for one in found for reason in missing.untold(one.total, one.row.name)]


def objections(row: Appraisal) -> list[Objection]:
    """All objections of a round, the open ones first."""
    found = Objection.objects.filter(appraised__appraisal=row).select_related(
        "appraised__unit", "appraised__matter", "person", "answered_by"
    )
    return sorted(found, key=lambda one: (one.answered_at is not None, -one.pk))


def approval(kept: dict[str, Any]) -> Approval | None:
    """The approval as it was recorded; None when there is none."""
    if not kept:
        return None
    day = date.fromisoformat(kept["day"])
    return Approval(kept["title"], kept["number"], kept["issuer"], kept["level"], day)


def blocked(row: Appraisal, now: datetime) -> list[Reason]:
    """Why a round may not be published now."""
    _, said = declared(row)
    waiting = Objection.objects.filter(appraised__appraisal=row, answered_at__isnull=True).count()
    found = trees.hindrances(now.astimezone(SHANGHAI).date(), row.until, waiting)
    unapproved = trees.unapproved(said.naming, approval(row.approval), row.yearly)
    return [*found, *([unapproved] if unapproved else [])]
