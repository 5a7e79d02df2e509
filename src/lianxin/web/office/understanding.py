"""How the machine's reading keeps, week by week, and which version read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.reads import drift, people
from lianxin.web.access import who
from lianxin.web.guards import may


@may("manage_packs")
@require_safe
def understanding(request: HttpRequest) -> HttpResponse:
    """Share sent to a person and agreement with people, for each question, over the towns this administrator runs."""
    asking, now = who(request), timezone.now()
    towns = [one.town_id for one in asking.posts if "manage_packs" in people.powers(one) and one.town_id]
    asked = [(gettext("性质"), drift.weeks(towns, "nature", now)), (gettext("主题"), drift.weeks(towns, "topic", now))]
    questions = [(name, [_line(week) for week in weeks]) for name, weeks in asked if weeks]
    return render(request, "office/understanding.html", {"questions": questions, "weeks": drift.WEEKS})


def _line(week: drift.Week) -> dict[str, Any]:
    return {
        "monday": week.monday,
        "version": week.version,
        "read": week.read,
        "sent": week.sent,
        "sent_share": f"{week.sent / week.read:.0%}",
        "decided": week.decided,
        "agreed": week.agreed,
        "agreed_share": f"{week.agreed / week.decided:.0%}" if week.decided else "",
    }
