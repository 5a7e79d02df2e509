"""The demo's working days: when a newcomer starts it in a year whose arrangement is not loaded yet, the demo brings an
invented one for itself, and says so in its source. A real town uploads the State Council's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lianxin.kernel.acts.calendar import upload
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI, Row

SOURCE = "演示用，不是国务院通知"
OFF = (
    ("元旦", 1, 1, 1),
    ("春节", 2, 10, 7),
    ("清明", 4, 5, 1),
    ("劳动节", 5, 1, 3),
    ("端午", 6, 14, 1),
    ("国庆", 10, 1, 7),
)
"""Name, month, day and length of the invented days off."""


def reach(now: datetime) -> list[int]:
    """Make sure that clocks started today can end; the years that had to be invented."""
    covered = calendar().years
    last = (now.astimezone(SHANGHAI) + timedelta(days=200)).year
    made = [year for year in range(now.astimezone(SHANGHAI).year, last + 1) if year not in covered]
    for year in made:
        rows = [
            Row(date(year, month, day) + timedelta(days=n), "holiday", name, SOURCE)
            for name, month, day, length in OFF
            for n in range(length)
        ]
        upload(SYSTEM, rows, now)
    return made
