"""The rules in force: versions, values with their documents, kinds with their handbook pages."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin import handbook as book
from lianxin.kernel.reads import packs, people
from lianxin.kernel.reads import rules as reads
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language, who
from lianxin.web.guards import holder, may

UNITS = {
    "workdays": lambda: gettext("个工作日"),
    "days": lambda: gettext("天"),
    "months": lambda: gettext("个月"),
    "years": lambda: gettext("年"),
    "hours": lambda: gettext("小时"),
    "minutes": lambda: gettext("分钟"),
    "office_hours": lambda: gettext("个工作小时"),
    "times": lambda: gettext("次"),
    "yuan": lambda: gettext("元"),
    "metres": lambda: gettext("米"),
    "fraction": lambda: "",
    "flag": lambda: "",
    "text": lambda: "",
}


@may("manage_packs")
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of the town this administrator runs."""
    asking = who(request)
    town = next((post.town_id for post in asking.posts if "manage_packs" in people.powers(post) and post.town_id), None)
    if town is None:
        raise Http404
    pack = packs.of_town(town)
    counted = reads.open_of_kind([town])
    shown = {
        "pack": pack,
        "name": pack.said.name.say(language()),
        "versions": reads.versions(pack.key, [town]),
        "values": [(one, UNITS[one.unit]()) for one in reads.values(pack, timezone.localdate(), language())],
        "kinds": [
            (f"kind-{key}.html", kind.label.say(language()), kind.about.say(language()), counted.get(key, 0))
            for key, kind in pack.said.matters.items()
        ],
    }
    return render(request, "office/rules.html", shown)


@lru_cache(maxsize=8)
def _pages(pack_id: int, day: str) -> dict[str, str]:
    return book.pages(packs.pinned(pack_id), product=reverse("menu"))


@holder
def handbook(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the handbook of one's own town, as the pack in force writes it. 404 for a page it has not."""
    towns = who(request).towns
    if not towns:
        raise Http404
    day = timezone.now().astimezone(SHANGHAI).date().isoformat()
    text = _pages(packs.current_id(packs.key_of_town(towns[0])), day).get(page)
    if text is None:
        raise Http404
    return HttpResponse(
        text, content_type="text/css; charset=utf-8" if page.endswith(".css") else "text/html; charset=utf-8"
    )
