"""Which meeting discussed an item first (重要事项先经支委会研究): what is asked, was said, and which could be it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.branch import span
from lianxin.kernel.reads.roll import BELONGS
from lianxin.language import prior as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Reason

MEETING, WHY = "prior", "prior_why"
"""Where a line of the agenda keeps the meeting that discussed it, or why none did."""
OFFERED = 12
"""Meetings that a form offers, the latest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of an agenda of which another meeting goes first: what is asked, and what was said."""

    line: int
    asks: Reason
    meeting: int | None
    why: str

    @property
    def open(self) -> bool:
        """Whether nobody has said yet which meeting it was, or why there was none."""
        return self.meeting is None and not self.why


def of_activity(activity: Activity) -> list[Asked]:
    """The lines of an activity's agenda that ask which meeting went before. One question."""
    if not any(_asking(activity, line) for line in range(len(activity.agenda))):
        return []
    return _asked(activity, _full(_belonging(activity.unit_id), activity.starts_at))


def unanswered(unit: int, year: int) -> list[tuple[Activity, Asked]]:
    """What a unit's meetings of a year voted on without a word of which meeting went before; two questions."""
    first, last = span(year)
    held = Activity.objects.filter(unit_id=unit, state="held", starts_at__gte=first, starts_at__lt=last)
    found = [one for one in held.order_by("starts_at", "id") if any(_asking(one, n) for n in range(len(one.agenda)))]
    ties = _belonging(unit) if found else []
    return [(one, asked) for one in found for asked in _asked(one, _full(ties, one.starts_at)) if asked.open]


def meetings(activity: Activity, line: int) -> list[Activity]:
    """The meetings that could have discussed a line first, the latest first."""
    item = packs.pinned(activity.pack_id).said.agenda[activity.agenda[line]["kind"]]
    if item.prior is None:
        return []
    ties = Tie.objects.filter(kind="organise", unit_id=activity.unit_id, activity__kind=item.prior.activity)
    earlier = ties.filter(activity__starts_at__lt=activity.starts_at).exclude(activity__state="cancelled")
    found = Activity.objects.filter(pk__in=earlier.values_list("activity_id", flat=True))
    return list(found.order_by("-starts_at", "-id")[:OFFERED])


def _asking(activity: Activity, line: int) -> bool:
    item = packs.pinned(activity.pack_id).said.agenda.get(str(activity.agenda[line].get("kind")))
    return item is not None and item.prior is not None


def _asked(activity: Activity, full: int) -> list[Asked]:
    pack, day = packs.pinned(activity.pack_id), activity.starts_at.astimezone(SHANGHAI).date()
    found = []
    for n, line in enumerate(activity.agenda):
        item = pack.said.agenda.get(str(line.get("kind")))
        asks = rules.asks(pack, item, full, day) if item is not None else None
        if asks is not None:
            found.append(Asked(n, asks, line.get(MEETING), line.get(WHY, "")))
    return found


Belonging = list[tuple[datetime, datetime | None]]
"""From when to when each full member belongs to a unit."""


def _belonging(unit: int) -> Belonging:
    ties = Tie.objects.filter(kind__in=BELONGS, unit_id=unit, person__isnull=False)
    return list(ties.exclude(role="probationary").values_list("since", "until"))


def _full(ties: Belonging, at: datetime) -> int:
    return sum(since <= at and (until is None or until > at) for since, until in ties)
