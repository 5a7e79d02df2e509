"""The fifty-year medal on the page of honours: how many left the stock, how many were signed for, and the records."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import medal as reads
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.seniority import MEDAL
from lianxin.web.access import who
from lianxin.web.guards import staff as at_work
from lianxin.web.street import merits


def counted(asking: Who, town: int) -> dict[str, Any] | None:
    """This year's two numbers within his scope; None for whoever leads no branch."""
    branches = abilities.led(asking, town)
    if MEDAL not in packs.of_town(town).said.stock or (branches is not None and not branches):
        return None
    year = timezone.now().astimezone(SHANGHAI).year
    moves, signed = reads.book(town, year, branches)
    return {"year": year, "issued": len(moves), "signed": len(signed), "even": _pairs(moves, signed)}


def _pairs(moves: list[Entry], signed: list[Entry]) -> bool:
    """Whether each medal that left has its receipt, and each receipt its medal."""
    return sorted(one.pk for one in moves) == sorted(one.data["move"] for one in signed)


@at_work
@require_safe
def book(request: HttpRequest, which: str) -> HttpResponse:
    """The records behind one of the two numbers, of a year."""
    asking = who(request)
    town = merits.town_of(asking)
    branches = abilities.led(asking, town)
    if which not in ("issued", "signed") or (branches is not None and not branches):
        raise Http404
    this = timezone.now().astimezone(SHANGHAI).year
    year = merits.number(request.GET.get("year", "")) or this
    if not 2000 <= year <= this:
        raise Http404
    moves, signed = reads.book(town, year, branches)
    names = roll.names_of(_person(one) for one in (*moves, *signed))
    receipts = {one.data["move"] for one in signed}
    rows = (
        [_move(one, names, receipts) for one in moves]
        if which == "issued"
        else [_receipt(one, names) for one in signed]
    )
    base = reverse("medal-book", args=[which])
    shown = {
        "tabs": _tabs(which, year, len(moves), len(signed)),
        "rows": rows,
        "year": year,
        "which": which,
        "even": _pairs(moves, signed),
        "before": f"{base}?year={year - 1}",
        "after": f"{base}?year={year + 1}" if year < this else "",
    }
    return render(request, "street/medals.html", shown)


def _tabs(which: str, year: int, issued: int, signed: int) -> list[dict[str, Any]]:
    said = {"issued": (gettext("出库"), issued), "signed": (gettext("签收"), signed)}
    return [
        {"label": f"{label} {n}", "url": f"{reverse('medal-book', args=[key])}?year={year}", "current": key == which}
        for key, (label, n) in said.items()
    ]


def _person(one: Entry) -> int:
    said = one.subject if one.act == "medal.hand_over" else one.data["to"]
    return int(said.rpartition(":")[2])


def _move(one: Entry, names: dict[int, str], receipts: set[int]) -> dict[str, Any]:
    from_ = one.unit.name if one.unit is not None else ""
    return {
        "name": names.get(_person(one), ""),
        "meta": [gettext("出库单 %(n)s") % {"n": one.pk}, gettext("从%(unit)s出库") % {"unit": from_}, _by(one)],
        "day": one.at.astimezone(SHANGHAI).date(),
        "lacks": one.pk not in receipts,
    }


def _receipt(one: Entry, names: dict[int, str]) -> dict[str, Any]:
    ways = {"together": gettext("集中颁授"), "home": gettext("送上门")}
    signed = {"self": gettext("本人签收"), "family": gettext("家属代签")}
    said = one.data
    return {
        "name": names.get(_person(one), ""),
        "meta": [
            one.unit.name if one.unit is not None else "", ways.get(said["way"], ""), signed.get(said["signed"], ""),
            gettext("出库单 %(n)s") % {"n": said["move"]}, _by(one),
        ],
        "day": said["day"],
        "lacks": False,
    }  # fmt: skip


def _by(one: Entry) -> str:
    return gettext("%(name)s经手") % {"name": one.person.shown} if one.person is not None else ""
