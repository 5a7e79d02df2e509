"""The light of a matter: how its main clock stands, from the row alone."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Matter


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
