"""Rates of the board on the pages of indicators: the same page, the same lists, out of the same marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.models import Unit
from lianxin.kernel.reads import board, measures, measures_view, rated
from lianxin.language.calendar import SHANGHAI
from lianxin.language.indicator import PARTS
from lianxin.language.period import Period
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street import indicators
from lianxin.web.street.indicators import asked, page_of, period_of


@may("board")
def number(request: HttpRequest, key: str) -> HttpResponseBase:
    """The page of a number: of an indicator, or of a rate. 404 for neither."""
    unit = _unit(request)
    if unit is None or not rated.known(measures.pack_of(unit), key):
        return indicators.indicator(request, key)
    on, period, now = _standing(request, unit)
    found = rated.answer(on, unit, key, period, now, language())
    ground = measures_view.Ground(unit, on.opens)
    shown = indicators.explained(ground, found.one, found.result, found.months, found.units, now)
    return render(request, "street/indicator.html", shown | _around(shown, unit, key, period, now))


@may("board")
def rows(request: HttpRequest, key: str) -> HttpResponseBase:
    """The records behind a number of an indicator or a rate, exactly those counted. 404 above towns."""
    unit = _unit(request)
    if unit is None or not rated.known(measures.pack_of(unit), key):
        return indicators.rows(request, key)
    on, period, now = _standing(request, unit)
    part = request.GET.get("part", "above")
    if not on.opens or part not in PARTS:
        raise Http404
    found = rated.answer(on, unit, key, period, now, language())
    ground = measures_view.Ground(unit, True)
    without = indicators.apart(request, ground, found.one)
    page = rated.listed(on, unit, f"{key}.{part}", period, request.GET.get("after", ""), without=without)
    shown = indicators.opened(request, ground, found.one, found.result, part, page, now)
    shown |= indicators.rest_of(ground, found.units if without else [], part)
    return render(request, "street/indicator_rows.html", shown | {"recounting": None})


def link(on: board.Ground, key: str, now: datetime) -> str:
    """The address of a rate as the board shows it: its ground, its days."""
    ground = measures_view.Ground(on.unit, on.opens)
    return f"{page_of(key)}?{asked(ground, rated.usual(now))}"


def _unit(request: HttpRequest) -> Unit | None:
    """The unit that is asked about, else that of his own board."""
    text = request.GET.get("unit", "")
    if not text:
        on = board.ground(who(request))
        return on.unit if on is not None else None
    if not text.isdigit() or len(text) > 14:
        return None
    return Unit.objects.filter(pk=int(text), closed_at__isnull=True).first()


def _standing(request: HttpRequest, unit: Unit) -> tuple[board.Ground, Period, datetime]:
    """The board's ground under a unit, which period, which moment. 404 where the board is not his to see."""
    on, now = board.ground(who(request), unit.town_id or unit.pk), timezone.now().astimezone(SHANGHAI)
    if on is None:
        raise Http404
    return on, period_of(request, rated.usual(now)), now


def _around(shown: dict[str, Any], unit: Unit, key: str, period: Period, now: datetime) -> dict[str, Any]:
    """The board's own days among the periods, the way back to it, and no recount: marks stand on the matters."""
    own, ground = rated.usual(now), measures_view.Ground(unit, True)
    chip = {"label": gettext("近 90 天"), "url": f"{page_of(key)}?{asked(ground, own)}", "on": period == own}
    return {
        "chips": [chip, *shown["chips"]],
        "recounting": None,
        "all_url": f"{reverse('indicators')}" if unit.town_id is None or unit.kind == "town" else shown["all_url"],
    }
