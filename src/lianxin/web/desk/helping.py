"""Who can help: for one matter the likeliest first, with reasons; for all waiting wishes a proposal, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from lianxin.kernel import abilities
from lianxin.kernel.acts import asking as acts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import helping, packs, related
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.wall import wish
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, Text
from lianxin.matching.hand import Need
from lianxin.matching.likely import Likely
from lianxin.web.access import language, who
from lianxin.web.addresses import address
from lianxin.web.desk import shown
from lianxin.web.desk.hats import matter_of
from lianxin.web.guards import may, staff

MOST_DROPPED = 200
"""Lines that may be dropped in one address."""


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, matter_id: int) -> HttpResponse:
    """GET: who can help with a matter; the skill, language and time wanted may be chosen. POST hand=…: asks one."""
    asking, now = who(request), timezone.now()
    matter = matter_of(asking, matter_id)
    if not related.inside(asking, matter) or not abilities.holds(asking, matter, "file"):
        raise Http404
    if request.method == "POST":
        _ask(request, asking, matter_id, request.POST.get("hand", ""), now, request.GET.get("skill", ""))
        return redirect(f"{address('matter-helping', matter_id)}?{request.GET.urlencode()}".rstrip("?"))
    need, chosen = _wanted(request, matter)
    asked = helping.asked_for(matter)
    found = helping.of_matter(matter, need, now)
    claimed = matter.claimer_id is not None or matter.claimer_unit_id is not None
    return render(
        request,
        "desk/helping.html",
        {
            "matter": matter,
            "title": shown.title_of(matter),
            "rows": [_row(likely, asked) for likely in found],
            "can_ask": matter.is_open and matter.shown and not matter.secret and not claimed,
            "claimed": claimed,
            **chosen,
        },
    )


def _row(likely: Likely, asked: dict[int, datetime]) -> dict[str, Any]:
    lang = language()
    return {
        "hand": likely.helper.id,
        "name": likely.helper.name,
        "kind": _kinds()[likely.helper.kind],
        "reasons": [reason.sentence(lang) for reason in likely.reasons],
        "lacks": [reason.sentence(lang) for reason in likely.lacks],
        "asked": asked.get(likely.helper.id),
    }


def _kinds() -> dict[str, str]:
    return {
        "person": gettext("志愿者"),
        "team": gettext("队伍"),
        "site": gettext("站点"),
        "partner": gettext("共建单位"),
    }


def _wanted(request: HttpRequest, matter: Matter) -> tuple[Need, dict[str, Any]]:
    """What is needed: as somebody chose it, else as the matter's own words say it."""
    pack, lang = packs.pinned(matter.pack_id), language()
    need = helping.need_of(matter, directory(matter.town_id), pack)
    skills, tongues = helping.skills(pack), helping.languages(pack)
    skill, tongue, day, part = (request.GET.get(name, "") for name in ("skill", "tongue", "day", "part"))
    if "skill" in request.GET:
        need = replace(need, skills=frozenset({skill} & skills.keys()))
    need = replace(need, languages=frozenset({tongue} & tongues.keys()), when=helping.when(day, part))
    return need, {
        "skills": _options(skills, lang),
        "tongues": _options(tongues, lang),
        "days": [("", gettext("不限")), *((str(at + 1), gettext(name)) for at, name in enumerate(DAYS))],
        "parts": [("", gettext("不限"))] + [(key, gettext(name)) for key, name in PARTS.items()],
        "skill": next(iter(need.skills), ""),
        "tongue": tongue,
        "day": day,
        "part": part,
    }


DAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
PARTS = {"morning": gettext_noop("上午"), "afternoon": gettext_noop("下午"), "evening": gettext_noop("晚上")}


def _options(known: dict[str, Text], lang: str) -> list[tuple[str, str]]:
    return [("", gettext("不限")), *((key, text.say(lang)) for key, text in known.items())]


def _ask(request: HttpRequest, asking: Who, matter_id: int, hand: str, now: datetime, skill: str = "") -> None:
    if not hand.removeprefix("-").isdecimal() or len(hand) > 18:
        raise Http404
    try:
        acts.ask(asking, matter_id, int(hand), now, skill)
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    else:
        messages.success(request, gettext("请过了。对方在“我能做的”里看得到，认领了会告诉您。"))


@may("board")
@require_http_methods(["GET", "HEAD", "POST"])
def street(request: HttpRequest) -> HttpResponse:
    """GET: a proposal for all waiting wishes, without the lines in `drop`. POST: asks for one line, or drops it."""
    asking, now = who(request), timezone.now()
    dropped = _dropped(request.GET.get("drop", ""))
    if request.method == "POST":
        matter, _, hand = request.POST.get("line", "").partition(":")
        if not matter.isdecimal() or len(matter) > 17:
            raise Http404
        if request.POST.get("go") == "drop":
            dropped = [*dropped, *_dropped(f"{matter}:{hand}")][-MOST_DROPPED:]
        else:
            _ask(request, asking, int(matter), hand, now)
        query = urlencode({"drop": ",".join(f"{m}:{h}" for m, h in dropped)}, safe=":,") if dropped else ""
        return redirect(f"{address('helping')}?{query}".rstrip("?"))
    if not asking.towns:
        raise Http404
    town, lang = asking.towns[0], language()
    found, where = helping.of_street(town, now, dropped), directory(town)
    lines = [
        {
            "wish": wish(line.matter, where, lang),
            **_row(line.likely, {}),
            "line": f"{line.matter.pk}:{line.likely.helper.id}",
        }
        for line in found.lines
    ]
    return render(
        request,
        "desk/proposal.html",
        {
            "lines": lines,
            "unmet": [wish(matter, where, lang) for matter in found.unmet],
            "hands": found.hands,
            "dropped": len(dropped),
            "can_ask": "file" in asking.may,
        },
    )


def _dropped(said: str) -> list[tuple[int, int]]:
    """The lines an address says were dropped."""
    pairs = [part.partition(":") for part in said.split(",")[:MOST_DROPPED]]
    return [
        (int(matter), int(hand))
        for matter, _, hand in pairs
        if matter.isdecimal() and hand.removeprefix("-").isdecimal() and len(matter) + len(hand) < 36
    ]
