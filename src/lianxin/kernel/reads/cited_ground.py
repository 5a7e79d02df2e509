"""The ground a citation stands on, and what every source of numbers needs to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lianxin.kernel.models import Unit
from lianxin.language import cited as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.cited import Cited
from lianxin.language.pack import Pack
from lianxin.language.paper import Cite
from lianxin.language.reason import Refused, because

PART_NAMES = {"above": ("分子", "numerator"), "below": ("分母", "denominator"), "excluded": ("不计入", "left out")}


@dataclass(frozen=True, slots=True)
class About:
    """What a paper's numbers are about: its town, the day it speaks of, the rules in force, the moment of asking."""

    town: Unit
    as_of: date
    pack: Pack
    now: datetime
    earlier: tuple[Mapping[str, Any], ...] = ()
    language: str = "zh"

    @property
    def end(self) -> datetime | None:
        """The moment after the last of the paper's day, where that day is over; None while it is today."""
        past = self.as_of < self.now.astimezone(SHANGHAI).date()
        return datetime.combine(self.as_of + timedelta(days=1), time(), SHANGHAI) if past else None

    def then(self, about: str) -> str:
        """A definition, with what it means that the paper's day is over."""
        if self.end is None:
            return about
        day = self.as_of
        if self.language.startswith("en"):
            said = f"As of {day}: what was done or ended later does not count, nor what was reopened since."
        else:
            said = f"按{day.year}年{day.month}月{day.day}日的情况：以后办结、结束的不算，后来重新办理的不算办结。"
        return f"{about} {said}".strip()


def nothing(cite: Cite) -> Cited:
    """Refuses a citation of nothing, naming it."""
    raise Refused(rules.nowhere(cite), field="text")


def answer(on: About, cite: Cite, label: str, about: str, n: int, *rest: str, **more: Any) -> Cited:
    """A counted answer, with what stands in the text for it."""
    below, excluded = more.pop("below", None), more.pop("excluded", 0)
    text = rules.shown(cite, n, n, below, excluded)
    period = rules.period_of(cite, on.as_of)
    return Cited(str(cite), label, about, n, n, below, excluded, text, rest, str(period), on.now.isoformat(), **more)


def unit_of(on: About, key: str) -> Unit:
    """A unit of the town by its key in the pack. Errors: Refused."""
    unit = Unit.objects.filter(town_id=on.town.pk, key=key, closed_at__isnull=True).first()
    if unit is None:
        raise Refused(because("unit", "没有叫“{key}”的单位", "there is no unit “{key}”", key=key), field="text")
    return unit


def part_of(on: About, cite: Cite, label: str, share: bool = True) -> str:
    """A rate's name, or the name of the part of it that is cited; a plain count has no parts."""
    if cite.get("show") not in PART_NAMES or (not share and cite.get("show") == "above"):
        return label
    zh, en = PART_NAMES[cite.get("show")]
    return f"{label} ({en})" if on.language.startswith("en") else f"{label}（{zh}）"


def document_of(on: About, key: str) -> str:
    """A document of the pack as a rule's name: its day and title."""
    document = on.pack.said.documents.get(key)
    return f"{document.date.isoformat()} {document.title}" if document else key
