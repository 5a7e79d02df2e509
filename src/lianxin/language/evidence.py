"""Whether a record may stand behind a point of a round: one of its period, and of what is appraised or a unit below."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lianxin.language.reason import Reason, because
from lianxin.language.tie import Span


def of_period(days: Collection[Span], first: date, last: date) -> Reason | None:
    """Why a record is none of a period, of which no day of it lies within; None when it is, or when it has no day."""
    if not days or any(one.meets(Span(first, last)) for one in days):
        return None
    zh = "这条依据是 {day} 的，不在考核期 {first} 至 {last} 里"
    en = "this record is of {day}, outside the period {first} to {last}"
    day = min(one.since for one in days)
    return because("period", zh, en, day=day.isoformat(), first=first.isoformat(), last=last.isoformat())


def of_unit(chains: Collection[Collection[int]], units: Collection[int], name: str) -> Reason | None:
    """Why a record is not of one of these units or of one below; None when it is. `chains`: of each unit it is of,
    with everything above."""
    if any(unit in chain for chain in chains for unit in units):
        return None
    zh, en = "这条记录不是“{name}”或它下面单位的", "this record is not of “{name}” or of a unit below it"
    return because("other_unit", zh, en, name=name)


def with_reason() -> Reason:
    """What a record from outside needs."""
    zh, en = "确要引用，请写引用的理由，理由印在依据旁边", "to cite it all the same, say why: it is printed beside it"
    return because("outside", zh, en)
