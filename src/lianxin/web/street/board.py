"""The street board, the lists behind its numbers, and the same board for those above towns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.activity_abilities import may_read_branch
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import board as numbers
from lianxin.kernel.reads import board_list, branch, late, packs, rollup
from lianxin.kernel.reads import issue as issues
from lianxin.kernel.reads.board import Ground, Share
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.versions import remembered
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.pack import Pack
from lianxin.language.rates import percent
from lianxin.web.access import language, to_decide, who
from lianxin.web.guards import may
from lianxin.web.street.rates import link
from lianxin.web.street.rows import lines

TICK = 10
"""Seconds for which the numbers of a board stand."""


@may("board")
def board(request: HttpRequest) -> HttpResponse:
    """The board of the first unit whose numbers this post may see."""
    return _board(request, _ground(request, None))


@may("board")
def board_of(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The board of one unit at or below the post's own. 404 for any other."""
    return _board(request, _ground(request, unit_id))


def _ground(request: HttpRequest, unit_id: int | None) -> Ground:
    on = numbers.ground(who(request), unit_id)
    if on is None:
        raise Http404
    return on


def _board(request: HttpRequest, on: Ground) -> HttpResponse:
    now = timezone.now().astimezone(SHANGHAI)
    # What is counted is counted once in TICK seconds for all who see the same, however often they look.
    now = now.replace(second=now.second // TICK * TICK, microsecond=0)
    shown = {"unit": on.unit, "unit_name": _name(on.unit), "now": now}
    if not on.opens:
        return render(
            request, "street/overview.html", {**shown, "rates": _shares(on, now), **_overview(request, on, now)}
        )
    matters, files = to_decide(request)
    waits = {"matters_wait": matters, "files_wait": files, "terms_over": _terms_over(request, on, now)}
    waits["sees_understanding"] = "see_understanding" in who(request).may
    return render(request, "street/board.html", {**shown, **waits, **counted(on, now, language())})


def _terms_over(request: HttpRequest, on: Ground, now: datetime) -> int:
    """How many party bodies whose books he may open have a term run out with no election recorded."""
    return sum(may_read_branch(who(request), on.unit.pk, unit) for unit in branch.over(on.unit.pk, now))


@remembered(64)
def counted(on: Ground, now: datetime, _language: str) -> dict[str, Any]:
    """All numbers of a town's board at a moment, in the language that is active."""
    return {"rates": _shares(on, now), **_town(on, now)}


def _name(unit: Unit) -> str:
    return unit.en if language() == "en" and unit.en else unit.name


def _late(due: datetime, now: datetime) -> int:
    """Working days since a term ran out, as the lists count them; calendar days where the table does not reach."""
    try:
        return -calendar().remaining_workdays(now, due)
    except CalendarEnds:
        return (now - due).days + 1


def _town(on: Ground, now: datetime) -> dict[str, Any]:
    figures = numbers.figures(on, now)
    units, further = late.by_unit(on, now, language())
    rising = late.rising(on, now, language())
    since = late.longest_waiting(on, now)
    return {
        "figures": figures,
        "links": {name: address(on, name) for name in numbers.SETS},
        "change": change(figures["late"], figures["late_before"]),
        "late_units": [(unit, _late(unit.oldest, now), address(on, "late", unit=unit.unit_id)) for unit in units],
        "further": further,
        "rising": [
            (
                topic,
                address(on, "week", place=topic.place_id, topic=topic.topic),
                address(on, "week_before", place=topic.place_id, topic=topic.topic),
            )
            for topic in rising
        ],
        "hot": [(one, f"{one.before:.1f}".removesuffix(".0")) for one in issues.hot(on, now, language())],
        "waiting_days": (now - since).days if since else 0,
    }


def _overview(request: HttpRequest, on: Ground, now: datetime) -> dict[str, Any]:
    children = rollup.children(on, now, language())
    if request.GET.get("by") == "late":
        children.sort(key=lambda child: -child.counts["late"])
    total = {name: sum(child.counts[name] for child in children) for name in (*numbers.COUNTED, "late_before")}
    return {
        "children": children,
        "total": total,
        "by": request.GET.get("by", ""),
        "towns": len(on.towns),
        "using": sum(child.using for child in children),
        "change": change(total["late"], total["late_before"]),
        "crumbs": _crumbs(request, on),
    }


def _crumbs(request: HttpRequest, on: Ground) -> list[dict[str, object]]:
    """The way down from the post's own unit to this one."""
    tops = {held.unit_id for held in who(request).posts if held.town_id is None}
    above = Unit.objects.filter(pk__in=on.unit.chain, tree="territory").order_by("code")
    chain = [unit for unit in above if tops & set(unit.chain)]
    return [{"label": _name(unit), "url": reverse("board-of", args=[unit.pk])} for unit in chain]


def change(late_now: int, late_before: int) -> str:
    """ "比上周少 3 件": how what is late has moved within a week."""
    moved = late_now - late_before
    if moved == 0:
        return gettext("和上周一样")
    if moved < 0:
        return gettext("比上周少 %(n)d 件") % {"n": -moved}
    return gettext("比上周多 %(n)d 件") % {"n": moved}


def address(on: Ground, name: str, **narrow: object) -> str:
    """Where the list behind a number is. The same ground, the same set, the same narrowing."""
    asked = {"of": on.unit.pk, "set": name, **{key: value for key, value in narrow.items() if value not in (None, "")}}
    return f"{reverse('board-list')}?{urlencode(asked)}"


def _pack(on: Ground) -> Pack | None:
    for key in (on.unit.pack_key, "base"):
        try:
            return packs.current(key)
        except packs.NoPack:
            continue
    return None


def _shares(on: Ground, now: datetime) -> list[dict[str, Any]]:
    pack = _pack(on)
    found = numbers.shares(on, now, pack, language()) if pack else []
    return [{**_shown(on, share), "url": link(on, share.key, now)} for share in found]


def _shown(on: Ground, share: Share) -> dict[str, Any]:
    return {
        "label": share.label,
        "about": share.about,
        "value": percent(share.above, share.below),
        "parts": [
            (word, n, address(on, "rated", mark=f"{share.key}.{part}") if on.opens else "")
            for word, n, part in (
                (gettext("分子"), share.above, "above"),
                (gettext("分母"), share.below, "below"),
                (gettext("不计入"), share.excluded, "excluded"),
            )
        ],
    }


TITLES = {
    "open": lambda: gettext("在办"),
    "secret": lambda: gettext("不公开的在办事项"),
    "late": lambda: gettext("超期"),
    "late_before": lambda: gettext("一周前超期的"),
    "missed": lambda: gettext("签收等期限已过的"),
    "unbounded": lambda: gettext("未定期限的"),
    "suspended": lambda: gettext("挂账"),
    "unsure": lambda: gettext("等人判断"),
    "ping_pong": lambda: gettext("转办三次以上"),
    "unclaimed": lambda: gettext("等人认领"),
    "week": lambda: gettext("近 7 天收到的"),
    "week_before": lambda: gettext("再往前 7 天收到的"),
    "rated": lambda: gettext("近 90 天收到的"),
}
"""What a set is called at the head of its list."""


@may("board")
def listing(request: HttpRequest) -> HttpResponse:
    """The matters behind a number on the board. 404 for a set or a unit that is not this post's."""
    asked = request.GET
    on = _ground(request, _number(asked, "of"))
    name = asked.get("set", "open")
    if not on.opens or not board_list.known(name):
        raise Http404
    now = timezone.now().astimezone(SHANGHAI)
    narrow = board_list.Narrow(
        _number(asked, "unit"),
        _number(asked, "place"),
        asked.get("topic"),
        asked.get("cell", ""),
        asked.get("mark", ""),
    )
    found = board_list.page(on, name, narrow, now, asked.get("after", ""))
    kept = {key: value for key, value in asked.items() if key != "after"}
    return render(
        request,
        "street/list.html",
        {
            "title": TITLES[name](),
            "narrowed": _narrowed(on, narrow),
            "page": found,
            "lines": lines(found.matters, late.why(found.matters, on.unit.pk, language()), now, language()),
            "following": f"?{urlencode({**kept, 'after': found.following})}" if found.following else "",
            "back": reverse("board-of", args=[on.unit.pk]),
        },
    )


def _number(asked: Mapping[str, str], name: str) -> int | None:
    text = asked.get(name, "")
    return int(text) if text.isdigit() and len(text) < 15 else None


def _narrowed(on: Ground, narrow: board_list.Narrow) -> list[str]:
    """How the list is narrowed, in words."""
    rows = directory(on.unit.pk).rows
    words = []
    for unit, nothing in ((narrow.unit, gettext("还没有单位")), (narrow.place, gettext("地点不明"))):
        if unit is not None:
            words.append(rows[unit].say(language()) if unit in rows else nothing)
    pack = packs.of_town(on.unit.pk)
    topics = pack.said.understanding.get("topic")
    if narrow.topic is not None:
        labels = topics.labels if topics else {}
        words.append(labels[narrow.topic].say(language()) if narrow.topic in labels else narrow.topic)
    if narrow.cell:
        words.append(gettext("没有定位") if narrow.cell == "none" else gettext("地图上一格（约 200 米）"))
    rate, _, part = narrow.mark.partition(".")
    if rate in pack.said.rates:
        parts = {"above": gettext("分子"), "below": gettext("分母"), "excluded": gettext("不计入")}
        words.append(f"{pack.said.rates[rate].label.say(language())} · {parts.get(part, part)}")
    return words
