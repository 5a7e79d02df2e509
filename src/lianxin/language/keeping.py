"""How long what says who somebody is may be kept after it is needed no more (个人信息保护法 第十九条、第四十七条).

The length in calendar days is a dated value of the pack; the day that counts is the one on which the rule is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack


def until(pack: Pack, value: str, over: datetime) -> datetime:
    """When something is erased that was needed until `over`, by the rule of that day. Errors: KeyError, NoValue."""
    return over + _length(pack, value, over)


def before(pack: Pack, value: str, now: datetime) -> datetime:
    """What was over by then is erased now, by the rule of today. Errors: KeyError, NoValue."""
    return now - _length(pack, value, now)


def _length(pack: Pack, value: str, on: datetime) -> timedelta:
    return timedelta(days=int(pack.value(value.removeprefix("$"), on.astimezone(SHANGHAI).date())))
