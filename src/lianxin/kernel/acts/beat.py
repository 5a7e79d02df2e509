"""The worker's sign of life, for `lianxin check`: without it nothing would say that no reminder goes out any more."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Cursor
from lianxin.kernel.reads.audit_view import WORKER


def beat(now: datetime) -> None:
    """The worker is at work at `now` (kept to the second)."""
    Cursor.objects.update_or_create(name=WORKER, defaults={"tx": int(now.timestamp())})
