"""What runs out in teams (an insurance): who must renew, the earliest first, and of whom no day is written."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import lapses as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.lapses import Lapse
from lianxin.kernel.tie_facts import day_of
from lianxin.language import tie as rules
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk.tie_new import number
from lianxin.web.street.pairs import town_of


@guards.staff
def lapses(request: HttpRequest) -> HttpResponse:
    """What runs out (`?only=unwritten`: what nobody wrote) in the town, or at one unit (`?unit=`), of ties he keeps."""
    asking, now, lang = who(request), timezone.now(), language()
    town = town_of(asking)
    pack = packs.of_town(town)
    kinds = reads.kinds(pack)
    if not kinds:
        raise Http404
    unit = directory(town).rows.get(number(request.GET.get("unit", "")) or 0)
    found = reads.lapses(asking, town, now, unit.id if unit is not None else None)
    only, of = request.GET.get("only", ""), f"&unit={unit.id}" if unit is not None else ""
    rows = found.unwritten if only == "unwritten" else found.soon
    ahead = [
        (kind.fields[name].label.say(lang), (rules.warned_to(pack, kind, name, day_of(now)) - day_of(now)).days)
        for kind in kinds.values()
        for name in kind.lapses
    ]
    shown = {
        "rows": [_row(one, lang) for one in rows],
        "ahead": ahead,
        "unwritten": only == "unwritten",
        "unit": unit.say(lang) if unit is not None else "",
        "chips": [
            {"label": gettext("快到期和已过期"), "url": f"?{of.lstrip('&')}", "on": only != "unwritten",
             "count": len(found.soon)},
            {"label": gettext("没有填"), "url": f"?only=unwritten{of}", "on": only == "unwritten",
             "count": len(found.unwritten)},
        ],
    }  # fmt: skip
    return render(request, "street/lapses.html", shown)


def _row(one: Lapse, lang: str) -> dict[str, Any]:
    """One line: who, where, what runs out when. Past its day is red, ahead of it amber."""
    state = ("amber", gettext("没有填"))
    if one.until is not None and one.left < 0:
        state = ("red", gettext("过期 %(n)d 天") % {"n": -one.left})
    elif one.until is not None:
        state = ("amber", gettext("还剩 %(n)d 天") % {"n": one.left} if one.left else gettext("今天到期"))
    return {
        "name": one.tie.person.shown if one.tie.person else "",
        "url": reverse("tie-answers", args=[one.tie.pk]),
        "meta": [
            one.tie.unit.name if one.tie.unit else "",
            one.kind.fields[one.name].label.say(lang),
            one.until.isoformat() if one.until else "",
        ],
        "state": state,
    }
