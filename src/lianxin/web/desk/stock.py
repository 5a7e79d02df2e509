"""Kits and medals: what is where, what expires soon, and the form that moves them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import stock as acts
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.reads import packs, ties
from lianxin.kernel.reads import stock as reads
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.desk.tie_new import day, number
from lianxin.web.street.pairs import town_of


@guards.staff
def stock(request: HttpRequest) -> HttpResponse:
    """GET: balances, holders, what expires. POST: one move, or the form again with why not (422)."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    pack = packs.of_town(town)
    if not pack.said.stock:
        raise Http404
    kept = _kept(asking, pack, town)
    units = list(dict.fromkeys(row for rows in kept.values() for row in rows))
    holders = [("outside", gettext("外面（入库、用掉）")), *units, *_people(town)] if units else []
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            given = picks.read(request.POST, source=holders, to=holders, unit=units)
            acts.move(asking, _move(given, town), now)
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
        else:
            messages.success(request, gettext("记下了"))
            return redirect("stock")
    rows = reads.holders(town, reads.named_items(pack, kept))
    shown: dict[str, Any] = {
        "balances": reads.balances(town, list(pack.said.stock)),
        "items": pack.said.stock,
        "rows": rows,
        "expiring": reads.expiring(rows, pack, day_of(now)),
        "today": day_of(now),
        "units": units,
        "holders": holders,
        "choices": [
            ("", gettext("请选择")),
            *((key, item.label.say(language())) for key, item in pack.said.stock.items()),
        ],
        "given": request.POST,
        "faults": faults,
        "ref": uuid4().hex,
    }
    return render(request, "desk/stock.html", shown, status=422 if faults else 200)


def _kept(asking: Who, pack: Pack, town: int) -> dict[str, list[tuple[str, str]]]:
    """The items whose books he keeps, each with the units for which he does."""
    rows = [row for row in directory(town).rows.values() if row.town_id == town]
    held = [row for row in rows if row.kind in ("site", "community", "office", "committee", "branch")]
    found = {
        key: [
            (f"unit:{row.id}", row.say(language()))
            for row in held
            if tie_abilities.standing(asking, town, row.id, set(item.moved_by))
        ]
        for key, item in pack.said.stock.items()
    }
    return {key: units for key, units in found.items() if units}


@guards.staff
@require_safe
def stock_moves(request: HttpRequest, item: str) -> HttpResponse:
    """The moves of one item, all or those of one kind (`?kind=`), fifty a page."""
    asking = who(request)
    town = town_of(asking)
    pack = packs.of_town(town)
    kind = request.GET.get("kind", "")
    if item not in pack.said.stock or kind not in ("", *reads.FLOWS):
        raise Http404
    named = item in reads.named_items(pack, _kept(asking, pack, town))
    rows = reads.moves(town, item, kind, named, number(request.GET.get("before", "")))
    more = rows[reads.PAGE - 1].entry.pk if len(rows) > reads.PAGE else None
    shown = {
        "item": pack.said.stock[item], "key": item, "kind": kind, "rows": rows[: reads.PAGE], "more": more,
        "kinds": [("", gettext("全部")), *((flow, _flow(flow)) for flow in reads.FLOWS)],
        "flow": _flow, "named": named,
    }  # fmt: skip
    return render(request, "desk/stock_moves.html", shown)


def _flow(kind: str) -> str:
    said = {
        "received": gettext("入库"),
        "issued": gettext("发出"),
        "returned": gettext("收回的"),
        "consumed": gettext("用掉"),
        "passed": gettext("调拨"),
    }
    return said[kind]


def _people(town: int) -> list[tuple[str, str]]:
    return [(f"person:{pk}", name) for pk, name in ties.people(town)]


def _holder(text: str) -> Holder:
    kind, _, pk = text.partition(":")
    if kind == "unit":
        return Holder(unit_id=number(pk) or 0)
    return Holder(person_id=number(pk) or 0) if kind == "person" else OUTSIDE


def _move(given: dict[str, str], town: int) -> Move:
    """A move as it was typed: the book is that of the unit it comes from, or else of the one it goes to."""
    source, to = _holder(given.get("source", "")), _holder(given.get("to", ""))
    book = source.unit_id or to.unit_id or number(given.get("unit", "").partition(":")[2]) or 0
    expires = day(given["expires_on"], "expires_on") if given.get("expires_on") else None
    return Move(
        given.get("item", ""), number(given.get("n", "").strip()) or 0, source, to, town, book, expires,
        given.get("reason", "")[:80], given.get("ref", "")[:40],
    )  # fmt: skip
