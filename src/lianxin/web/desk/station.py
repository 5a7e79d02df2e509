"""The station desk: three big doors and one search, for people who come in person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.models import Activity, Matter
from lianxin.kernel.reads import activity as activities
from lianxin.kernel.reads import desk as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.desk import HEAVY, Filters
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import Held, Who
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language, who
from lianxin.web.activities.feed import address
from lianxin.web.desk import drawn
from lianxin.web.guards import may

SHOWN = 20


@may("file")
@require_safe
def station(request: HttpRequest) -> HttpResponse:
    """Register for somebody; claim and deliver; today. Below: what takes place and what is due today."""
    asking, now, lang = who(request), timezone.now(), language()
    page = reads.page(asking, Filters(scope="all", today=True), now)
    late = reads.page(asking, Filters(scope="all", late=True), now)
    mine = next((held for held in asking.posts if held.role == "station"), asking.posts[0] if asking.posts else None)
    context = {
        "place": mine.unit_name if mine else "",
        "activities": [
            (one.pk, one.title, f"{one.starts_at.astimezone(SHANGHAI):%H:%M}", one.unit.name, one.place_text)
            for one in _activities(mine, now)
        ],
        "feed": address("site", mine.unit_id) if mine and mine.role == "station" else "",
        "today": drawn.listed(asking, page.keys[:SHOWN], now, lang),
        "today_count": page.total,
        "late_count": late.total,
        "confirming": drawn.rows(_to_confirm(asking, now), now, lang),
        "here": request.path,
    }
    return render(request, "desk/station.html", context)


@may("file")
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """认领与交付: what waits to be claimed, is on its way, or waits for the wisher's word."""
    asking, now, lang = who(request), timezone.now(), language()
    kinds = walled(asking)
    groups = []
    steps = (
        ("delivered", gettext("已送到，等许愿人确认")),
        ("claimed", gettext("已认领，正在办")),
        ("tree", gettext("在树上，等人认领")),
        ("filed", gettext("待核实")),
    )
    found = Matter.objects.filter(visible(asking), is_open=True, kind__in=kinds, step__in=[step for step, _ in steps])
    rows = list(reads.lines(asking, found.defer(*HEAVY).order_by("due_at", "id")[:200], now))
    for step, title in steps:
        of = [line for line in rows if line.matter.step == step]
        if of:
            groups.append({"title": title, "rows": drawn.rows(of, now, lang), "count": len(of)})
    return render(request, "desk/wishes.html", {"groups": groups, "here": request.path, "full": len(rows) == 200})


def _activities(held: Held | None, now: datetime) -> list[Activity]:
    """What takes place today at the unit of a post."""
    if held is None:
        return []
    day = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return activities.here(held.unit_id, day, day + timedelta(days=1))


def walled(asking: Who) -> list[str]:
    """The kinds that hang on a wall for people to claim."""
    found: dict[str, Any] = {}
    for town in asking.towns:
        found |= {key: 1 for key, kind in packs.of_town(town).said.matters.items() if kind.public.board == "wall"}
    return list(found)


def _to_confirm(asking: Who, now: Any) -> list[reads.Line]:
    """What waits for a resident's yes or no, which the station may take down for somebody without a phone."""
    steps = []
    for town in asking.towns:
        for key, kind in packs.of_town(town).said.matters.items():
            steps += [
                (key, step)
                for step, at in kind.steps.items()
                if any(action.one_tap and "station" in action.who for action in at.actions.values())
            ]
    found = Matter.objects.filter(
        visible(asking), is_open=True, kind__in={kind for kind, _ in steps}, step__in={step for _, step in steps}
    )
    return list(reads.lines(asking, found.defer(*HEAVY).order_by("due_at", "id")[:SHOWN], now))
