"""Comprehensive appraisals (综合性督查检查考核): how many a superior may hold of one unit in a calendar year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from lianxin.language import dated
from lianxin.language.appraisals import Appraisal
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because


def kinds(pack: Pack) -> list[str]:
    """The kinds that count together when a unit is appraised comprehensively (`a_year`)."""
    return [key for key, said in pack.said.appraisals.items() if said.a_year is not None]


def too_many(pack: Pack, appraisal: Appraisal, day: date, held: Sequence[str]) -> Reason | None:
    """Refuses one more comprehensive appraisal of a unit in the calendar year of `day`, where as many as the value
    allows are held already (their titles). Nothing is refused for days on which no such value holds."""
    value = pack.said.values.get(appraisal.a_year[1:]) if appraisal.a_year else None
    if value is None:
        return None
    try:
        rule = dated.holding(value, day)
    except dated.NoValue:
        return None
    most = int(Fraction(str(rule.value)))
    if len(held) < most:
        return None
    zh = "同一上级一年最多对它开展 {n} 次综合性考核，{year} 年已经有：{held}"
    en = "a superior appraises it comprehensively {n} times a year at most; {year} has: {held}"
    return because("year", zh, en, rule.source, n=most, year=day.year, held="、".join(held))
