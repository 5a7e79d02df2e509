"""Schemes against the register, programmes against their plan, surveys against their target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.kernel.models import Measurement, Unit
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.reads.measures import pack_of, results
from lianxin.language import scheme as rules
from lianxin.language.condition import Conditions
from lianxin.language.indicator import Result
from lianxin.language.indicators import Part, Stream, Survey
from lianxin.language.period import Period
from lianxin.language.scheme import Checked, Share


@dataclass(frozen=True, slots=True)
class Held:
    """A scheme as the register stands: the check, and the units that fill each part."""

    checked: Checked
    units: dict[str, list[Row]]


def held(unit: Unit, key: str) -> Held:
    """A scheme of the unit's town against its register. Errors: KeyError."""
    declared = pack_of(unit).said.schemes[key]
    rows = [row for row in directory(unit.town_id or 0).rows.values() if row.town_id == unit.town_id]
    units = {name: _filling(part, rows) for name, part in declared.slots.items()}
    counted = {name: None if found is None else len(found) for name, found in units.items()}
    return Held(rules.check(declared, counted), {name: found or [] for name, found in units.items()})


def _filling(part: Part, rows: Sequence[Row]) -> list[Row] | None:
    if part.holds is None:
        return None
    return [row for row in rows if Conditions({"unit": _facts(row)}).hold(part.holds)]


def _facts(row: Row) -> dict[str, str]:
    return {"kind": row.kind, "tree": row.tree, "key": row.key, "name": row.name}


@dataclass(frozen=True, slots=True)
class Done:
    """One stream: its result (None: nobody has said what counts), and how much was planned."""

    key: str
    stream: Stream
    result: Result | None


def streams(unit: Unit, key: str, now: datetime) -> list[Done]:
    """A programme's streams with what was done from its first day to its last. Errors: KeyError."""
    programme = pack_of(unit).said.programmes[key]
    period = Period(programme.since, programme.until)
    wanted = {one.indicator for one in programme.streams.values() if one.indicator is not None}
    found = results(unit, wanted, period, now) if wanted else {}
    return [Done(name, one, found.get(one.indicator or "")) for name, one in programme.streams.items()]


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement: its share with the margin, the target of its day, and what is lacking to it in points."""

    row: Measurement
    share: Share
    target: float | None

    @property
    def gap(self) -> float | None:
        """Percentage points below the target; 0 when it is reached."""
        return None if self.target is None else max(0.0, self.target - self.share.value)


def rounds(unit: Unit, key: str, survey: Survey) -> list[Round]:
    """The measurements of a survey at a unit, newest first; withdrawn ones are left out."""
    return rounds_of(unit, {key: survey})[key]


def rounds_of(unit: Unit, surveys: Mapping[str, Survey]) -> dict[str, list[Round]]:
    """The same of several surveys. One query."""
    rows = Measurement.objects.filter(town_id=unit.town_id, unit_id=unit.pk, withdrawn_at__isnull=True)
    rows = rows.filter(survey__in=surveys).select_related("by").order_by("-day")
    found: dict[str, list[Round]] = {key: [] for key in surveys}
    for row in rows[: 60 * len(surveys)]:
        survey = surveys[row.survey]
        share, aim = rules.share(survey, row.above, row.n), rules.target(survey, row.day)
        if share is not None:
            found[row.survey].append(Round(row, share, aim.value if aim else None))
    return found
