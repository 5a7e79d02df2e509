"""Names for an honour and the meetings that voted them: from either to the other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.kernel.models import Activity, Honour, Person, Unit
from lianxin.language.calendar import SHANGHAI

MOST = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a held meeting that names and was carried: `said` is what was put to the vote and what came of it."""

    activity: Activity
    number: int
    said: str
    verdict: str

    @property
    def key(self) -> str:
        return f"{self.activity.pk}:{self.number}"


def lines(town_id: int, items: Collection[str], since: int) -> list[Line]:
    """Lines of a town's held meetings that named by one of these agenda items since a year, and were carried; the
    newest first. One query."""
    if not items:
        return []
    first = datetime(since, 1, 1, tzinfo=SHANGHAI)
    held = Activity.objects.filter(
        town_id=town_id, state="held", starts_at__gte=first, resolved__contains=[{"carried": True}]
    )
    found = []
    for one in held.select_related("unit").order_by("-starts_at", "-id")[:MOST]:
        found += [line for line in of_activity(one) if one.agenda[line.number]["kind"] in items]
    return found


def of_activity(activity: Activity) -> list[Line]:
    """The lines of a meeting that were voted on and carried."""
    return [
        Line(activity, one["line"], _said(activity, one), one.get("said", ""))
        for one in activity.resolved
        if one.get("carried") and one["line"] < len(activity.agenda)
    ]


def _said(activity: Activity, one: dict[str, str | int]) -> str:
    line = activity.agenda[int(one["line"])]
    said = [str(line.get("text", "")), *line.get("subjects", ()), str(one.get("text", ""))]
    return " ".join(dict.fromkeys(text for text in said if text))


def carries(line: Line, holder: Person | Unit) -> bool:
    """Whether what was put to the vote says the name."""
    return (holder.shown if isinstance(holder, Person) else holder.name) in line.said


def day_of(line: Line) -> date:
    """The day of the meeting."""
    return line.activity.starts_at.astimezone(SHANGHAI).date()


def named_at(activity: Activity) -> list[Honour]:
    """The names for an honour that a meeting voted. One query."""
    return list(Honour.objects.filter(meeting=activity).select_related("person", "unit").order_by("id"))
