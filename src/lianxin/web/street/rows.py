"""A matter as one row of a list: what, where, who acts, and its clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.light import colour
from lianxin.language.calendar import CalendarEnds, last_day
from lianxin.web.components.story import said
from lianxin.web.desk.shown import Shown, missed


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows. `days`: working days left, negative when late; None without a term. `missed`: its smaller
    terms that have run out."""

    id: int
    what: str
    url: str
    meta: list[str]
    state: str
    days: int | None
    due: str
    missed: list[Shown]


def lines(
    matters: Iterable[Matter],
    why: Mapping[int, str],
    now: datetime,
    language: str,
    above: Collection[str] | None = None,
) -> list[Line]:
    """Rows for a list; `why` says for some of them why they wait. `above`: what `placed` says of all and stands above
    the list; the rest is labelled. None: a list of many places and units, which tells them by their names."""
    return [_line(matter, why.get(matter.pk, ""), now, language, above) for matter in matters]


def placed(matter: Matter, language: str) -> tuple[str, str]:
    """Where a matter is and which unit acts, each with its label: in a town both may be called alike."""
    place, owner = _names(matter, language)
    return gettext("地点：%(name)s") % {"name": place}, gettext("办理单位：%(name)s") % {"name": owner}


def _names(matter: Matter, language: str) -> tuple[str, str]:
    rows = directory(matter.town_id).rows
    owner, place = rows.get(matter.owner_id or 0), rows.get(matter.place_id or 0)
    return (
        place.say(language) if place else gettext("地点不明"),
        owner.say(language) if owner else gettext("还没有单位"),
    )


def _line(matter: Matter, why: str, now: datetime, language: str, above: Collection[str] | None) -> Line:
    pack = packs.pinned(matter.pack_id)
    kind = pack.said.matters[matter.kind]
    step = kind.steps[matter.step].label.say(language) if matter.step in kind.steps else matter.step
    told = _names(matter, language) if above is None else [one for one in placed(matter, language) if one not in above]
    meta = [matter.number, f"{kind.label.say(language)} · {step}", *told, why]
    if matter.reporters > 1:
        meta.append(gettext("%(n)d 人反映") % {"n": matter.reporters})
    state = colour(matter, now) or "none"
    due = said(last_day(matter.due_at), now.date()) if matter.due_at else ""
    late = missed(matter, pack, now, language)
    return Line(matter.pk, matter.title, _address(matter), meta, state, _days(matter, state, now), due, late)


def _days(matter: Matter, state: str, now: datetime) -> int | None:
    if matter.due_at is None or state in ("stopped", "done"):
        return None
    try:
        return calendar().remaining_workdays(now, matter.due_at)
    except CalendarEnds:
        return None


def _address(matter: Matter) -> str:
    try:
        return reverse("matter", args=[matter.pk])
    except NoReverseMatch:
        return ""
