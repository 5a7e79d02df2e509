"""The map: what is open where, and where no station is near. The list beside it says all of it in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import h3
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import board, geo, late
from lianxin.kernel.reads.board import Ground
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.kernel.reads.light import colour
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street.board import address
from lianxin.web.street.rows import lines

Features = list[dict[str, Any]]


@may("board")
def page(request: HttpRequest) -> HttpResponse:
    """The town by cells; with ?cell= one cell near by, its matters one by one. 404 above towns: there are no lists."""
    asked = request.GET.get("of", "")
    on = board.ground(who(request), int(asked) if asked.isdigit() and len(asked) < 15 else None)
    if on is None:
        raise Http404
    now = timezone.now().astimezone(SHANGHAI)
    if not on.opens:
        return render(request, "street/map_above.html", {"unit": on.unit})
    cell = request.GET.get("cell", "")
    if cell:
        if not h3.is_valid_cell(cell):
            raise Http404
        return render(request, "street/map_cell.html", _near(on, cell, now))
    return render(request, "street/map.html", _whole(on, now))


def _whole(on: Ground, now: datetime) -> dict[str, Any]:
    where = directory(on.unit.pk)
    within = geo.reach(on.unit.pk, now)
    cells, nowhere = geo.cells(on, now, language())
    communities = geo.communities(where, within)
    most = max((cell.open for cell in cells), default=1)
    shown: Features = [
        geo.feature(
            geo.outline(cell.key),
            layer="cell",
            id=f"cell-{cell.key}",
            state=cell.state,
            value=cell.open / most,
            title=gettext("%(near)s一带：在办 %(n)d 件") % {"near": cell.near, "n": cell.open},
            label=_words(cell),
            url=f"?of={on.unit.pk}&cell={cell.key}",
        )
        for cell in cells
    ]
    shown += _gaps(communities, within) + _units(where)
    return {
        "geojson": {"type": "FeatureCollection", "features": shown},
        "cells": [(cell, f"?of={on.unit.pk}&cell={cell.key}", _late_words(cell.late), _beside(cell)) for cell in cells],
        "communities": communities,
        "gaps": sum(one.gap for one in communities),
        "within": within,
        "nowhere": nowhere,
        "nowhere_url": address(on, "open", cell="none"),
    }


def _late_words(late_n: int) -> str:
    return gettext("超期 %(n)d 件") % {"n": late_n} if late_n else gettext("没有超期")


def _beside(cell: geo.Cell) -> str:
    """What the main clocks of a cell do not show."""
    return gettext("签收等期限已过 %(n)d 件") % {"n": cell.missed} if cell.missed else ""


def _words(cell: geo.Cell) -> str:
    none = gettext("未定期限 %(n)d 件") % {"n": cell.unbounded} if cell.unbounded else ""
    return " · ".join(filter(None, (_late_words(cell.late), _beside(cell), none)))


def _gaps(communities: list[geo.Community], within: int) -> Features:
    return [
        geo.feature(
            geo.ground_of(one.row),
            layer="gap",
            id=f"gap-{one.row.id}",
            title=gettext("%(name)s:%(m)d 米内没有驿站") % {"name": one.row.say(language()), "m": within},
            label=gettext("最近的是%(site)s,%(m)s 米") % {"site": one.site, "m": one.distance} if one.site else "",
        )
        for one in communities
        if one.gap
    ]


def _units(where: Directory) -> Features:
    return [
        _mark(row)
        for row in where.rows.values()
        if row.lat is not None and row.town_id == where.town_id and row.kind in ("site", "community")
    ]


def _mark(row: Row) -> dict[str, Any]:
    site = row.kind == "site"
    return geo.feature(
        geo.point(row.lat or 0.0, row.lon or 0.0),
        layer="point",
        kind="unit" if site else "community",
        state="done",
        id=f"unit-{row.id}",
        still=True,
        title=row.say(language()),
        label=gettext("驿站、服务中心") if site else gettext("社区（村）"),
    )


def _near(on: Ground, cell: str, now: datetime) -> dict[str, Any]:
    matters = geo.in_cell(on, cell, now)
    where = directory(on.unit.pk)
    rows = lines(matters, late.why(matters, on.unit.pk, language()), now, language())
    shown: Features = [geo.feature(geo.outline(cell), layer="cell", value=0.1, id=f"cell-{cell}")]
    for (lat, lon), matter, row in zip(geo.spots(cell, len(matters)), matters, rows, strict=True):
        shown.append(
            geo.feature(
                geo.point(lat, lon),
                layer="point",
                state=colour(matter, now) or "none",
                id=f"matter-{matter.pk}",
                title=row.what,
                label=" · ".join([matter.number, *(term.text for term in row.missed)]),
                url=row.url,
            )
        )
    return {
        "geojson": {"type": "FeatureCollection", "features": shown},
        "lines": rows,
        "near": geo.nearest_name(where, cell, language()),
        "back": f"{reverse('map')}?of={on.unit.pk}",
        "list_url": address(on, "open", cell=cell),
        "most": geo.POINTS,
    }
