"""The light of a matter: how its main clock stands, from the row alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lianxin.kernel.models import Matter
from lianxin.language.clock import ClockState


def colour(matter: Matter, now: datetime) -> str:
    """The clock's state from the row alone: green, amber, red, stopped or done; "" where no term runs."""
    if not matter.is_open:
        return "done"
    if matter.suspended:
        return "stopped"
    if matter.due_at is None:
        return ""
    if now >= matter.due_at:
        return "red"
    return "amber" if matter.soon_at is not None and now >= matter.soon_at else "green"


def red(now: datetime) -> Q:
    """Those whose colour is red now, for counting and filtering: a suspended term runs out for nobody."""
    return Q(is_open=True, suspended=False, due_at__lte=now)


def stopped_since(matter: Matter) -> datetime | None:
    """Since when the terms of a suspended matter stand still; None where they run."""
    if not matter.suspended:
        return None
    states = map(ClockState.of_line, matter.clocks)
    return max((one.suspended_at for one in states if one.suspended_at is not None), default=None)
