"""Ledgers: on screen with filter and sort; asked for as a file, which a second person agrees to (exports.py)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel import export_abilities
from lianxin.kernel.acts import export as acts
from lianxin.kernel.reads import ledger as reads
from lianxin.kernel.reads import ledger_cells, measures
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.ledger import Asked
from lianxin.kernel.reads.measures_view import Ground
from lianxin.language.indicators import Ledger
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.guards import may
from lianxin.web.street.indicators import asked as query
from lianxin.web.street.indicators import common, standing


def _ledger(on: Ground, key: str) -> tuple[Pack, Ledger]:
    pack = measures.pack_of(on.unit)
    if not on.opens or key not in pack.said.ledgers:
        raise Http404
    return pack, pack.said.ledgers[key]


def _asked(request: HttpRequest, on: Ground, one: Ledger, period: Period) -> Asked:
    """What is asked for; a unit that was written is the one it names. Errors: Refused, at f_unit."""
    given = (request.GET if request.method == "GET" else request.POST).dict()
    if "unit" in one.filters:
        given = picks.read(given, f_unit=_units(on))
    page = given.get("page", "1")
    return Asked(
        period,
        {name: given[f"f_{name}"] for name in one.filters if given.get(f"f_{name}")},
        given.get("sort", ""),
        int(page) if page.isdigit() and len(page) < 7 else 1,
    )


@may("board")
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of a ledger, filtered and sorted. 404 above towns: lists do not open there."""
    return _page(request, key, {})


def _page(request: HttpRequest, key: str, typed: dict[str, str], status: int = 200) -> HttpResponse:
    """The page; `typed`: the purpose of a file as it was written, and what is wrong with it."""
    on, period, now = standing(request)
    pack, one = _ledger(on, key)
    asked, wrong = _narrowed(request, on, one, period)
    shown = reads.page(who(request), on.unit, key, asked, now, language())
    kept = {f"f_{name}": value for name, value in asked.filters.items()} | ({"sort": asked.sort} if asked.sort else {})
    address = reverse("ledger", args=[key])
    heads = ledger_cells.heads(pack, one, language())

    def turn(by: int) -> str:
        return f"{address}?{query(on, period, **kept, page=asked.page + by)}"

    return render(
        request,
        "street/ledger.html",
        common(on, period, now, address)
        | {
            "key": key,
            "one": one,
            "shown": shown,
            "heads": [_head(on, address, period, kept, one, *pair) for pair in zip(one.columns, heads, strict=True)],
            "filters": [
                _filter(name, _options(pack, on, one, name), asked, wrong if name == "unit" else "", request)
                for name in one.filters
            ],
            "asked": asked,
            "groups": _grouped(shown),
            "previous": f"{address}?{query(on, period, **kept, page=asked.page - 1)}" if asked.page > 1 else "",
            "following": f"{address}?{query(on, period, **kept, page=asked.page + 1)}"
            if asked.page < shown.pages
            else "",
            "may_export": export_abilities.may_ask(who(request), on.unit.town_id or 0),
            "matters": one.counts == "matters",
            "opens": PAGES[one.counts],
            "all_url": f"{reverse('indicators')}?{query(on, period)}",
            **typed,
        },
        status=422 if wrong else status,
    )


def _narrowed(request: HttpRequest, on: Ground, one: Ledger, period: Period) -> tuple[Asked, str]:
    """What is asked for, and what is wrong with the unit that was written: where none is called like that, nothing is
    shown as if it were of it."""
    try:
        return _asked(request, on, one, period), ""
    except Refused as refused:
        return Asked(period, {"unit": NO_UNIT}), refused.sentence(language())


Options = list[tuple[str, str]]
NO_UNIT = "0"
"""The number of no unit."""
PAGES = {"matters": "matter", "activities": "activity", "ties": "tie"}
"""The page that a row opens."""
NARROW = frozenset({"number", "received", "due", "closed", "starts", "ends", "since", "until"})
"""Columns that are not broken over lines."""
FILTERS = {
    "unit": lambda: gettext("单位"),
    "kind": lambda: gettext("类别"),
    "topic": lambda: gettext("主题"),
    "state": lambda: gettext("状态"),
}


def _filter(name: str, options: Options, asked: Asked, wrong: str, request: HttpRequest) -> dict[str, Any]:
    """A filter as its field: what is chosen, or what was written that is none of it."""
    field = f"f_{name}"
    more = {"placeholder": options[0][1]} if name == "unit" and picks.long(options) else {}
    return {
        "name": field, "label": FILTERS[name](), "type": "pick" if name == "unit" else "select", "options": options,
        "value": request.GET.get(field, "") if wrong else asked.filters.get(name, ""), "error": wrong, "size": "medium",
        **more,
    }  # fmt: skip


def _units(on: Ground) -> Options:
    """The units by which a ledger may be narrowed."""
    rows = directory(on.unit.town_id or 0).of_kind("office", "department", "community", "branch")
    return [("", gettext("全部")), *((str(row.id), row.say(language())) for row in rows)]


def _options(pack: Pack, on: Ground, one: Ledger, name: str) -> Options:
    every = [("", gettext("全部"))]
    if name == "unit":
        return _units(on)
    if name == "kind":
        kinds: dict[str, Any] = getattr(pack.said, one.counts)
        return every + [(kind, kinds[kind].label.say(language())) for kind in one.kinds or kinds if kind in kinds]
    if name == "topic":
        declared = pack.said.understanding.get("topic")
        return every + [(key, label.say(language())) for key, label in (declared.labels if declared else {}).items()]
    return every + [(key, capfirst(ledger_cells.state(key, language()))) for key in reads.STATES[one.counts]]


def _head(
    on: Ground, address: str, period: Period, kept: dict[str, str], one: Ledger, column: str, head: str
) -> dict[str, str]:
    css = "nowrap" if column in NARROW or column.startswith("done.") else ""
    if column not in reads.SORTS[one.counts]:
        return {"label": head, "url": "", "sorted": "", "css": css, "light": "1" if column == "light" else ""}
    now = kept.get("sort", "")
    turned = column if now == f"-{column}" else f"-{column}"
    sorted_ = {column: "ascending", f"-{column}": "descending"}.get(now, "")
    return {
        "label": head,
        "url": f"{address}?{query(on, period, **{**kept, 'sort': turned})}",
        "sorted": sorted_,
        "css": css,
    }


def _grouped(shown: reads.Shown) -> list[tuple[str, list[tuple[int, list[Any]]]]]:
    groups: list[tuple[str, list[tuple[int, list[Any]]]]] = []
    for pk, group, cells in shown.rows:
        if not groups or groups[-1][0] != group:
            groups.append((group, []))
        groups[-1][1].append((pk, cells))
    return groups


@may("board")
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the ledger, as it is filtered, as a file. A purpose that says nothing stays, and is said beside it."""
    on, period, now = standing(request)
    _, one = _ledger(on, key)
    purpose = request.POST.get("purpose", "")
    try:
        acts.ask(who(request), on.unit, key, _asked(request, on, one, period), purpose, now)
    except Refused as refused:
        if refused.field != "purpose":
            raise
        return _page(request, key, {"purpose": purpose, "fault": refused.sentence(language())}, 422)
    return HttpResponseRedirect(reverse("exports"))
