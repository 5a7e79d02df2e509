"""Between a row and the language: a tie's days. A day of ending is the last one; the row keeps the moment after it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from lianxin.kernel.models import Tie
from lianxin.language.calendar import SHANGHAI
from lianxin.language.tie import Span

TICK = timedelta(microseconds=1)
ACTIVE, INTENT, ENDED = "active", "intent", "ended"
LAST_DAY = "last day"
"""The reason of a tie that nobody ended: its last day has passed. No reason of a pack is written with a space."""
BY_DAYS = ("tie.begin", "tie.expire")
"""What happens to a tie with the days, and nobody has done to it."""
AHEAD = "ahead"
"""Named in the data of a tie whose first day has not come yet."""


def day_of(moment: datetime) -> date:
    """The day it is here."""
    return moment.astimezone(SHANGHAI).date()


def begin_of(day: date) -> datetime:
    """The moment a day begins."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of(day: date) -> datetime:
    """The moment after a day's last."""
    return begin_of(day + timedelta(days=1))


def span_of(tie: Tie) -> Span:
    """First and last day of a tie."""
    since = day_of(tie.since)
    return Span(since, max(since, day_of(tie.until - TICK)) if tie.until is not None else None)


def expired(tie: Tie) -> bool:
    """Whether a tie ended because its last day passed; it may be renewed, unlike one that somebody ended."""
    return tie.state == ENDED and tie.data.get("reason") == LAST_DAY


def lasting(now: datetime) -> Q:
    """The condition on Tie for those in force at a moment."""
    return Q(state=ACTIVE, since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


def in_force(tie: Tie, now: datetime) -> bool:
    """Whether a tie is in force at a moment."""
    return tie.state == ACTIVE and tie.since <= now and (tie.until is None or tie.until > now)
