"""How the machine's reading keeps, week by week, and which version read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.reads import drift, packs, people
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.kernel.reads.understanding import named, shelf
from lianxin.web.access import language, who
from lianxin.web.guards import may


@may("manage_packs")
@require_safe
def understanding(request: HttpRequest) -> HttpResponse:
    """Share sent to a person and agreement with people, for each question, over the towns this administrator runs."""
    asking, now = who(request), timezone.now()
    towns = [one.town_id for one in asking.posts if "manage_packs" in people.powers(one) and one.town_id]
    asked = [(gettext("性质"), drift.weeks(towns, "nature", now)), (gettext("主题"), drift.weeks(towns, "topic", now))]
    questions = [(name, [_line(week) for week in weeks]) for name, weeks in asked if weeks]
    context = {"questions": questions, "weeks": drift.WEEKS, "others": _others([one for one in towns if one])}
    return render(request, "office/understanding.html", context)


def _others(towns: list[int]) -> list[tuple[str, list[str]]]:
    """What else the packs of these towns ask of a text, each with the versions that answer now ('': the words)."""
    found: dict[str, dict[str, None]] = {}
    for town in towns:
        pack = packs.of_town(town)
        models = named(town, packs.current_id(packs.key_of_town(town)), shelf().moment())
        for kind, declared in pack.said.understanding.items():
            if kind not in QUESTIONS:
                version = models[kind].model.manifest.version if kind in models else ""
                found.setdefault(declared.label.say(language()), {})[version] = None
    return [(name, list(versions)) for name, versions in found.items()]


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
