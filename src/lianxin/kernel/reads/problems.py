"""Problems that reviews found, and what became of each: this round's, and those of the round before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.kernel.models import Appraisal, Appraised, Matter
from lianxin.kernel.reads.packs import pinned
from lianxin.language import appraisal as trees
from lianxin.language.reason import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its matter, who puts it right by which day, where it stands in words, and what was reported of it."""

    matter: Matter
    unit: str
    due: date | None
    state: Text
    result: str

    def late(self, today: date) -> bool:
        """Whether it is still open after its day."""
        return self.matter.is_open and self.due is not None and today > self.due


def of(appraised: Iterable[Appraised]) -> dict[int, list[Problem]]:
    """The problems of these, by the appraised. One question, however many there are."""
    listed = {one.pk: one.problems for one in appraised}
    numbers = [number for found in listed.values() for number in found]
    rows = Matter.objects.filter(pk__in=numbers).select_related("owner").defer("told_sealed") if numbers else ()
    matters = {row.pk: row for row in rows}
    return {pk: [_problem(matters[number]) for number in found if number in matters] for pk, found in listed.items()}


def _problem(row: Matter) -> Problem:
    kind = pinned(row.pack_id).kind(row.kind)
    by_day = trees.put_right_by(kind)
    due = row.fields.get(by_day or "")
    return Problem(
        row,
        row.owner.name if row.owner is not None else "",
        date.fromisoformat(due) if due else None,
        kind.steps[row.step].label.text(),
        str(row.fields.get("result", "")),
    )


def before(one: Appraised) -> Appraised | None:
    """The same unit or matter in the last round of this kind before this one, where it noted problems."""
    row = one.appraisal
    same = Q(unit_id=one.unit_id) if one.unit_id is not None else Q(matter_id=one.matter_id)
    found = Appraised.objects.filter(
        same, appraisal__kind=row.kind, appraisal__town_id=row.town_id, appraisal__last__lt=row.first
    )
    return found.exclude(problems=[]).select_related("appraisal").order_by("-appraisal__last").first()


def of_round(row: Appraisal) -> list[tuple[Appraised, list[Problem]]]:
    """Everybody of a round who has problems noted, in the order of the round."""
    found = list(row.appraised.exclude(problems=[]).select_related("unit", "matter").order_by("id"))
    by_one = of(found)
    return [(one, by_one[one.pk]) for one in found]
