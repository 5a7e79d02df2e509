"""How the desk shows matters: clock, deadline, row. Plain data for templates, no queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from lianxin.kernel.models import Matter
from lianxin.kernel.models.matter import MERGED, TITLE
from lianxin.kernel.reads import doubtful, light
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.desk import Line
from lianxin.kernel.reads.light import colour
from lianxin.language.calendar import CalendarEnds, last_day
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.language.words import Action
from lianxin.web.components.pieces import clock_word
from lianxin.web.components.story import said, today


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock as the component takes it: state, working days left (or late), the exact moment on hover."""

    state: str
    days: int | None
    title: str
    text: str = ""


def clock_of(matter: Matter, now: datetime, language: str = "") -> Shown | None:
    """The main clock of a matter; None when none runs."""
    state = colour(matter, now)
    if not state:
        return None
    days = _days(now, matter.due_at) if matter.due_at and state != "stopped" and matter.is_open else None
    return Shown(state, days, deadline(matter.due_at, language) if matter.is_open else "")


def missed(matter: Matter, pack: Pack, now: datetime, language: str = "") -> list[Shown]:
    """The smaller terms that an open matter has missed (签收期限), in red words beside its main clock."""
    kind, found = pack.kind(matter.kind), []
    for state in light.missed(matter, kind, now):
        line = term(state, now, language)
        late = clock_word("red", abs(line.days) if line.days is not None else None, language)
        said = gettext("%(term)s：%(late)s") % {"term": kind.clocks[state.key].label.say(language), "late": late}
        found.append(replace(line, text=said))
    return found


def term(state: ClockState, now: datetime, language: str) -> Shown:
    """One of a matter's clocks: stopped ones that were met are done."""
    if state.state == "met":
        return Shown("done", None, deadline(state.due, language), gettext("按时"))
    days = _days(state.ended_at or now, state.due) if state.state != "suspended" else None
    return Shown(state.colour(now), days, deadline(state.due, language))


def _days(now: datetime, due: datetime) -> int | None:
    try:
        return calendar().remaining_workdays(now, due)
    except CalendarEnds:
        return None


def deadline(due: datetime | None, language: str = "") -> str:
    """The last day in words, as it is told to people: 3月12日（周四）."""
    return said(last_day(due), today(), language=language) if due else ""


def step_of(matter: Matter, pack: Pack, language: str) -> str:
    """The step in the office's words; what was joined to another waits at none."""
    if not matter.is_open and matter.outcome == MERGED:
        return gettext("已合并")
    step = pack.kind(matter.kind).steps.get(matter.step)
    return step.label.say(language) if step else matter.step


def version_of(moment: datetime) -> int:
    """A moment as the number by which the browser knows whether it has seen it."""
    return int(moment.timestamp() * 1000)


def title_of(matter: Matter) -> str:
    """The title, with dots where the words go on."""
    return f"{matter.title}…" if len(matter.title) >= TITLE else matter.title


def at_once(action: Action) -> bool:
    """Whether an action needs nothing but a press of its button."""
    return not (action.needs or action.may or action.vote or action.claim)


def row(line: Line, now: datetime, language: str) -> dict[str, Any]:
    """A line as the row component takes it."""
    matter, kind = line.matter, line.pack.kind(line.matter.kind)
    waiting = ngettext("%(n)d 人在等", "%(n)d 人在等", matter.reporters) % {"n": matter.reporters}
    who = f"{line.owner} · {line.handler}" if line.handler else line.owner
    transfers = int(matter.counts.get("transfers", 0))
    return {
        "id": matter.pk,
        "what": title_of(matter),
        "href": reverse("matter", args=[matter.pk]),
        "open": matter.is_open,
        "meta": [
            matter.number,
            line.place,
            waiting if matter.reporters and matter.is_open else "",
            f"{kind.label.say(language)} · {step_of(matter, line.pack, language)}",
            who,
            gettext("转了 %(n)d 次") % {"n": transfers} if transfers > 1 else "",
            gettext("待人工判断") if doubtful.asks(matter, line.pack) else "",
        ],
        "clock": clock_of(matter, now),
        "missed": missed(matter, line.pack, now, language),
        "seen": f"matter:{matter.pk}",
        "version": version_of(matter.changed_at),
        "next": _next(line, language),
        "urgent": line.group == "late",
    }


def _next(line: Line, language: str) -> dict[str, Any] | None:
    if line.next is None:
        return None
    url, action = reverse("act", args=[line.matter.pk, line.next.key]), line.next.action
    pressed = at_once(action) and not (line.others and action.handler == "self")
    return {"label": action.label.say(language), "url": url, "at_once": pressed}


def rows(lines: Iterable[Line], now: datetime, language: str) -> list[dict[str, Any]]:
    """Lines as rows."""
    return [row(line, now, language) for line in lines]
