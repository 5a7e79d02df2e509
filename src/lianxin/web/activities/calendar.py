"""The calendar of activities: a month as a list by day, filtered by kind and unit."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.language.activities import ActivityKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.recurrence import months_on
from lianxin.web.access import language, who
from lianxin.web.guards import holder

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def town_of(request: HttpRequest) -> int:
    """The town whose activities are shown: the first in which he holds a post; 404 without one."""
    towns = who(request).towns
    if not towns:
        raise Http404
    return towns[0]


def moment(day: date) -> datetime:
    """A day's first moment in China."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def month_of(text: str) -> date:
    """The first day of the month asked for; of this month where none was."""
    found = MONTH.fullmatch(text)
    today = timezone.now().astimezone(SHANGHAI).date()
    return date(int(found[1]), int(found[2]), 1) if found and 2000 <= int(found[1]) <= 2100 else today.replace(day=1)


def states() -> dict[str, str]:
    """How an activity stands, in words."""
    return {"planned": gettext("待开展"), "held": gettext("已开展"), "cancelled": gettext("已取消")}


def row(pack: Pack, activity: Activity, lang: str) -> dict[str, Any]:
    """One activity as lists show it."""
    kind: ActivityKind | None = pack.said.activities.get(activity.kind)
    starts = activity.starts_at.astimezone(SHANGHAI)
    return {
        "pk": activity.pk,
        "title": activity.title,
        "kind": kind.label.say(lang) if kind else activity.kind,
        "at": f"{starts:%H:%M}",
        "day": starts.date(),
        "unit": _unit(activity, lang),
        "place": activity.place_text or (activity.place.name if activity.place else ""),
        "state": states()[activity.state],
        "open": activity.state,
        "overdue": activity.state == "planned" and activity.starts_at < timezone.now(),
        "capacity": activity.capacity,
        "taken": activity.taken,
        "waiting": activity.waiting,
        "shown": activity.shown,
    }


def _unit(activity: Activity, lang: str) -> str:
    """The name of who organises it, as the town's directory says it."""
    known = directory(activity.town_id).rows.get(activity.unit_id)
    return known.say(lang) if known is not None else activity.unit.name


@holder
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """A month of the town as far as one may see it; five hundred at most are listed."""
    town, lang = town_of(request), language()
    pack = packs.of_town(town)
    first = month_of(request.GET.get("month", ""))
    asked = request.GET.get("kind", "")
    kind = asked if asked in pack.said.activities else ""
    unit = request.GET.get("unit", "")
    found = reads.month(
        who(request), town, moment(first), moment(months_on(first, 1)), kind, int(unit) if unit.isdigit() else None
    )
    rows = [row(pack, one, lang) for one in found]
    base = reverse("activities")

    def link(**more: str) -> str:
        wanted = {"month": f"{first:%Y-%m}", "kind": kind, "unit": unit} | more
        return f"{base}?{urlencode({name: value for name, value in wanted.items() if value})}"

    return render(
        request,
        "activities/calendar.html",
        {
            "days": [(day, list(of)) for day, of in groupby(rows, key=lambda one: one["day"])],
            "count": len(rows),
            "month": first,
            "before": link(month=f"{months_on(first, -1):%Y-%m}"),
            "after": link(month=f"{months_on(first, 1):%Y-%m}"),
            "kinds": [
                ("", gettext("全部类别")),
                *[(key, one.label.say(lang)) for key, one in pack.said.activities.items()],
            ],
            "kind": kind,
            "unit": unit if unit.isdigit() else "",
            "may_plan": bool(plannable(request, pack)),
        },
    )


def plannable(request: HttpRequest, pack: Pack) -> list[tuple[str, ActivityKind]]:
    """Kinds that one of his posts may plan."""
    roles = who(request).roles()
    return [(key, kind) for key, kind in pack.said.activities.items() if roles & set(kind.who)]
