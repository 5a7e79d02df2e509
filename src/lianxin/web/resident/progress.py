"""The public board: four rates that can be checked, and the matters behind them; one public matter and following it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import public
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.light import stopped_since
from lianxin.kernel.reads.public import Rate, Town, Wanted
from lianxin.language.calendar import SHANGHAI
from lianxin.language.rates import percent
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.resident import telling
from lianxin.web.resident.page import pack_of, show, town_or_404

PERIODS = {"30": 30, "90": 90, "365": 365, "all": None}
USUAL = "90"
STATES = ("", "open", "late", "done")


@guards.public
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """The board; what is asked of it stands in the address: period, community, topic, state, or a rate's mark."""
    town, lang, now = town_or_404(key), language(), timezone.now()
    asked = {name: request.GET.get(name, "") for name in ("period", "community", "topic", "state", "mark")}
    asked["period"] = asked["period"] if asked["period"] in PERIODS else USUAL
    since = _since(now, asked["period"])
    mark = asked["mark"] if _is_mark(town, asked["mark"]) else ""
    wanted = Wanted(
        community=int(asked["community"]) if asked["community"].isdecimal() and len(asked["community"]) < 18 else None,
        topic=asked["topic"][:40],
        state=asked["state"] if asked["state"] in STATES else "",
        since=since,
        mark=mark,
    )
    rows, following = public.matters(town, wanted, now, lang, request.GET.get("after", "")[:60])
    rates = public.rates(town, since, lang)
    context = {
        "rows": rows,
        "rates": [_stat(rate, asked) for rate in rates],
        "period": _chips(asked, "period", _periods()),
        "states": _chips(asked, "state", _states()),
        "communities": _communities(town, lang),
        "topics": [("", gettext("全部事项")), *public.topics(pack_of(town), lang)],
        "asked": asked,
        "mark_said": _mark_said(mark, rates),
        "clear": _query({**asked, "mark": ""}),
        "following": _query({**asked, "after": following}) if following else "",
        "previous": _query(asked) if request.GET.get("after") else "",
        "since": since,
        "until": now,
    }
    return show(request, "progress.html", context, town, everybodys=True)


@guards.public
def public_matter(request: HttpRequest, key: str, matter_id: int) -> HttpResponse:
    """One public matter: what, where it stands, how many follow it, and a tap to follow it too."""
    town, lang, now = town_or_404(key), language(), timezone.now()
    matter = public.shown(town, matter_id)
    if matter is None:
        return show(request, "gone.html", {}, town, status=404)
    context = {
        "matter": public.public(matter, directory(town.id), now, lang),
        "open": matter.is_open,
        "stopped_since": stopped_since(matter),
        "ref": telling.fresh({}).ref,
        "photos": public.photos_shown(matter.pk),
        "result": public.result(matter),
        "awaits": public.awaits(matter),
    }
    return show(request, "public_matter.html", context, town)


def _since(now: datetime, period: str) -> datetime | None:
    days = PERIODS[period]
    if days is None:
        return None
    return datetime.combine((now - timedelta(days=days)).astimezone(SHANGHAI).date(), time(), SHANGHAI)


def _is_mark(town: Town, mark: str) -> bool:
    key, _, part = mark.partition(".")
    return key in pack_of(town).said.rates and part in ("above", "below", "excluded")


def _stat(rate: Rate, asked: dict[str, str]) -> dict[str, Any]:
    def behind(part: str) -> str:
        return _query({"period": asked["period"], "mark": f"{rate.key}.{part}"}) + "#list"

    return {
        "rate": rate,
        "value": percent(rate.above, rate.below),
        "above": behind("above"),
        "below": behind("below"),
        "excluded": behind("excluded"),
    }


def _query(asked: dict[str, str]) -> str:
    return "?" + urlencode(
        {name: value for name, value in asked.items() if value and (name, value) != ("period", USUAL)}
    )


def _periods() -> list[tuple[str, str]]:
    return [("30", gettext("近30天")), ("90", gettext("近90天")), ("365", gettext("近一年")), ("all", gettext("全部"))]


def _states() -> list[tuple[str, str]]:
    return [
        ("", gettext("全部")),
        ("open", gettext("正在办")),
        ("late", gettext("超期的")),
        ("done", gettext("办结的")),
    ]


def _chips(asked: dict[str, str], name: str, options: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": _query({**asked, name: value}), "on": asked[name] == value} for value, label in options
    ]


def _communities(town: Town, lang: str) -> list[tuple[str, str]]:
    rows = sorted(directory(town.id).of_kind("community"), key=lambda row: (row.code, row.id))
    return [("", gettext("全部社区（村）")), *((str(row.id), row.say(lang)) for row in rows)]


def _mark_said(mark: str, rates: list[Rate]) -> str:
    """Which number the list below stands behind."""
    key, _, part = mark.partition(".")
    rate = next((one for one in rates if one.key == key), None)
    if rate is None:
        return ""
    parts = {"above": gettext("分子"), "below": gettext("分母"), "excluded": gettext("不计入")}
    return gettext("%(rate)s的%(part)s:%(n)s 件") % {"rate": rate.label, "part": parts[part], "n": getattr(rate, part)}
