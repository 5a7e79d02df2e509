"""Indicators: all of them with their numbers, one with its definition, trend and breakdown, and the list behind."""

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

from lianxin.kernel.reads import measures, measures_rows, measures_view, rated
from lianxin.kernel.reads.measures_view import REST, Ground, Listed, Part
from lianxin.language import indicator as rules
from lianxin.language import period as periods
from lianxin.language.calendar import SHANGHAI
from lianxin.language.indicator import PARTS, Result
from lianxin.language.indicators import Indicator, IndicatorRule
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.rates import percent
from lianxin.language.reason import Refused
from lianxin.language.words import Rate
from lianxin.web.access import language, who
from lianxin.web.guards import may

WORDS = {
    "above": lambda: gettext("分子"),
    "below": lambda: gettext("分母"),
    "excluded": lambda: gettext("不计入"),
}


def standing(request: HttpRequest) -> tuple[Ground, Period, datetime]:
    """Whose numbers, of which period, at which moment. 404 for a unit that is not this post's to see."""
    now = timezone.now().astimezone(SHANGHAI)
    text = request.GET.get("unit", "")
    on = measures_view.ground(who(request), int(text) if text.isdigit() and len(text) < 15 else None)
    if on is None:
        raise Http404
    return on, period_of(request, measures_view.default_period(now)), now


def period_of(request: HttpRequest, usual: Period) -> Period:
    """The period an address asks for; the usual one where it names none, or none that can be read."""
    try:
        return periods.read(request.GET["period"]) if request.GET.get("period") else usual
    except Refused:
        return usual


def common(on: Ground, period: Period, now: datetime, address: str) -> dict[str, Any]:
    """What every page of numbers shows: the unit, the period, and the periods one asks for most."""
    done = measures.recounting(measures.towns_of(on.unit)) if on.opens else None
    return {
        "unit": on.unit,
        "unit_name": name_of(on),
        "period": period,
        "period_said": period.say(language()),
        "chips": [
            {"label": label, "url": f"{address}?{asked(on, one)}", "on": one == period} for label, one in _usual(now)
        ],
        "recounting": done,
        "opens": on.opens,
    }


def name_of(on: Ground) -> str:
    """The unit's name in the page's language."""
    return on.unit.en if language() == "en" and on.unit.en else on.unit.name


def asked(on: Ground, period: Period, **more: object) -> str:
    """The query of an address: the unit, the period, and what else."""
    return urlencode({"unit": on.unit.pk, "period": str(period), **more})


def _usual(now: datetime) -> list[tuple[str, Period]]:
    year, month = now.year, now.month
    quarter = (month - 1) // 3 * 3 + 1
    last = (year, month - 1) if month > 1 else (year - 1, 12)
    return [
        (gettext("本月"), periods.months_of(year, month, month)),
        (gettext("上月"), periods.months_of(last[0], last[1], last[1])),
        (gettext("本季度"), periods.months_of(year, quarter, quarter + 2)),
        (gettext("今年"), periods.months_of(year, 1, 12)),
        (gettext("去年"), periods.months_of(year - 1, 1, 12)),
    ]


@may("board")
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators of a unit with their numbers; `q` narrows them by a word of their name or definition."""
    on, period, now = standing(request)
    pack, word = measures.pack_of(on.unit), request.GET.get("q", "").strip()
    wanted = {key: one for key, one in pack.said.indicators.items() if _means(one, word)}
    found = measures.results(on.unit, wanted, period, now)
    shown = {
        "word": word,
        "rows": [(one, _told(found[key], one), f"{page_of(key)}?{asked(on, period)}") for key, one in wanted.items()],
        "rates": [
            (one, page_of(key)) for key, one in pack.said.rates.items() if rated.known(pack, key) and _means(one, word)
        ],
        "ledgers": [
            (one, f"{reverse('ledger', args=[key])}?{asked(on, period)}") for key, one in pack.said.ledgers.items()
        ]
        if on.opens
        else [],
        "others": [
            (gettext("组成（1+6+N 等）"), "schemes", bool(pack.said.schemes)),
            (gettext("行动和活动：计划对完成"), "programmes", bool(pack.said.programmes)),
            (gettext("测评"), "surveys", bool(pack.said.surveys)),
            (gettext("导出的审批"), "exports", bool(pack.said.ledgers)),
        ]
        if on.opens
        else [],
    }
    return render(request, "street/indicators.html", shown | common(on, period, now, reverse("indicators")))


def page_of(key: str) -> str:
    """The address of an indicator's page."""
    return reverse("indicator", args=[key])


def _means(one: Indicator | Rate, word: str) -> bool:
    said = f"{one.label.zh} {one.label.en} {one.about.zh} {one.about.en}".lower()
    return all(part in said for part in word.lower().split())


def _told(found: Result, one: Indicator) -> dict[str, Any]:
    return {
        "value": found.value(language()),
        "unit": "" if found.below is not None else one.unit.say(language()),
        "above": found.above.say(language()),
        "below": found.below.say(language()) if found.below is not None else "",
        "excluded": found.excluded,
        "exact": found.above.exact,
    }


def _one(on: Ground, key: str) -> tuple[Pack, Indicator]:
    pack = measures.pack_of(on.unit)
    if key not in pack.said.indicators:
        raise Http404
    return pack, pack.said.indicators[key]


@may("board")
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: what it means, its number with all parts, month by month, unit by unit. 404 for none."""
    on, period, now = standing(request)
    _, one = _one(on, key)
    fresh = measures.young()
    found = measures.result(on.unit, key, period, now, fresh)
    months = measures_view.trend(on.unit, key, period, fresh)
    below = measures_view.breakdown(on.unit, key, period, language(), fresh)
    return render(request, "street/indicator.html", explained(on, one, found, months, below, now))


def explained(
    on: Ground, one: Indicator, found: Result, months: list[Part], below: list[Part], now: datetime
) -> dict[str, Any]:
    """What the page of a number says: definition, parts, rule, month by month, unit by unit."""
    key, period, pack = found.key, found.period, measures.pack_of(on.unit)
    rate = found.below is not None
    shown = {
        "key": key,
        "one": one,
        "told": _told(found, one),
        "rate": rate,
        "as_of": found.as_of,
        "standing": rules.standing(one),
        "parts": _parts(on, key, found, period),
        "rules": [_rule(pack, rule) for rule in one.dated if rules.version(rule) in found.rules],
        "months": [_line(on, key, part, rate, part.period) for part in months],
        "trend": _trend(on, key, months, rate),
        "units": [_line(on, key, part, rate, period, part.key) for part in below],
        "all_url": f"{reverse('indicators')}?{asked(on, period)}",
        "digest": pack.digest[:12],
    }
    return shown | common(on, period, now, page_of(key))


def _parts(on: Ground, key: str, found: Result, period: Period) -> list[tuple[str, str, str]]:
    """Each part of a number with its words and the address of its list."""
    amounts = {"above": found.above, "below": found.below, "excluded": None}
    said = []
    for part in PARTS:
        if part == "below" and found.below is None:
            continue
        amount = amounts[part]
        number = amount.say(language()) if amount is not None else str(found.excluded)
        word = gettext("计入") if part == "above" and found.below is None else WORDS[part]()
        said.append((word, number, list_of(on, key, period, part)))
    return said


def list_of(on: Ground, key: str, period: Period, part: str = "above", unit: str = "") -> str:
    """The address of the list behind a number; "" where lists do not open."""
    if not on.opens:
        return ""
    rest = {"rest": 1} if unit == REST else {}
    named = on.unit.pk if rest or not unit else unit
    query = urlencode({"unit": named, "period": str(period), "part": part, **rest})
    return f"{reverse('indicator-list', args=[key])}?{query}"


def _line(on: Ground, key: str, part: Part, rate: bool, period: Period, unit: str = "") -> dict[str, Any]:
    return {
        "name": part.name,
        "value": percent(part.above.least, part.below.least) if rate else part.above.say(language()),
        "above": part.above.say(language()),
        "below": part.below.say(language()),
        "excluded": part.excluded.least,
        "url": list_of(on, key, period, "below" if rate else "above", unit),
        "page": f"{page_of(key)}?{urlencode({'unit': unit, 'period': str(period)})}" if unit.isdigit() else "",
    }


def _trend(on: Ground, key: str, months: list[Part], rate: bool) -> dict[str, Any]:
    points = []
    for part in months:
        value: float | None = part.above.least
        if rate:
            value = round(100 * part.above.least / part.below.least, 1) if part.below.least else None
        said = f"{percent(part.above.least, part.below.least)} ({part.above.least}/{part.below.least})"
        url = list_of(on, key, part.period, "below" if rate else "above")
        points.append(
            {"label": part.name, "value": value, "said": said if rate else part.above.say(language()), "url": url}
        )
    return {"kind": "line" if rate else "bar", "points": points}


def _rule(pack: Pack, rule: IndicatorRule) -> dict[str, Any]:
    document = pack.said.documents[rule.source]
    return {
        "since": rule.since,
        "until": rule.until,
        "document": " ".join(filter(None, (document.title, document.number, rule.article))),
        "conditions": [
            (WORDS[part](), text) for part in PARTS if (text := getattr(rule, part)) not in (None, "true", "false")
        ],
    }


@may("board")
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The records behind a number, exactly those counted. 404 above towns: there are only numbers."""
    on, period, now = standing(request)
    _, one = _one(on, key)
    part = request.GET.get("part", "above")
    if not on.opens or part not in PARTS:
        raise Http404
    without = apart(request, on, one)
    page = measures_view.listed(on.unit, f"{key}.{part}", period, request.GET.get("after", ""), without)
    found = measures.result(on.unit, key, period, now)
    shown = opened(request, on, one, found, part, page, now)
    below = measures_view.breakdown(on.unit, key, period, language()) if without else []
    return render(request, "street/indicator_rows.html", shown | rest_of(on, below, part))


def apart(request: HttpRequest, on: Ground, one: Indicator) -> list[int]:
    """The units below whose records are left out where the address asks for the rest."""
    return [pk for pk, _ in measures_view.children(on.unit, one)] if request.GET.get("rest") else []


def rest_of(on: Ground, below: list[Part], part: str) -> dict[str, Any]:
    """What the head of a list of the rest says: whose it is and how many."""
    last = next((row for row in below if row.key == REST), None)
    if last is None:
        return {}
    return {"unit_name": last.name, "total": getattr(last, part).say(language())}


def _kept(request: HttpRequest) -> dict[str, object]:
    return {"rest": 1} if request.GET.get("rest") else {}


def opened(
    request: HttpRequest, on: Ground, one: Indicator, found: Result, part: str, page: tuple[list[Listed], str],
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What the page of the records behind a number says."""
    (listed, following), key, period = page, found.key, found.period
    amounts: Mapping[str, Any] = {"above": found.above, "below": found.below, "excluded": found.excluded}
    shown = {
        "one": one,
        "word": gettext("计入") if found.below is None and part == "above" else WORDS[part](),
        "total": amounts[part].say(language()) if hasattr(amounts[part], "say") else amounts[part] or 0,
        "lines": measures_rows.named(listed, who(request)),
        "hidden": gettext("（您的岗位看不到这一件的内容，只计数）"),
        "following": f"?{asked(on, period, part=part, after=following, **_kept(request))}" if following else "",
        "back": f"{page_of(key)}?{asked(on, period)}",
    }
    return shown | common(on, period, now, "")
