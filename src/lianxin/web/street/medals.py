"""The fifty-year medal on the page of honours: how many left the stock, how many were signed for, what was taken back,
and the records."""

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

WHICH = ("issued", "signed", "back")


def counted(asking: Who, town: int) -> dict[str, Any] | None:
    """This year's two numbers within his scope; None for whoever leads no branch."""
    branches = abilities.led(asking, town)
    if MEDAL not in packs.of_town(town).said.stock or (branches is not None and not branches):
        return None
    year = timezone.now().astimezone(SHANGHAI).year
    found = reads.book(town, year, branches)
    return {
        "year": year, "issued": len(found.moves), "signed": len(found.signed), "back": len(found.back),
        "even": found.even,
    }  # fmt: skip


@at_work
@require_safe
def book(request: HttpRequest, which: str) -> HttpResponse:
    """The records behind one of the two numbers, or what was taken back, of a year."""
    asking = who(request)
    town = merits.town_of(asking)
    branches = abilities.led(asking, town)
    if which not in WHICH or (branches is not None and not branches):
        raise Http404
    this = timezone.now().astimezone(SHANGHAI).year
    year = merits.number(request.GET.get("year", "")) or this
    if not 2000 <= year <= this:
        raise Http404
    found = reads.book(town, year, branches)
    names = roll.names_of(_person(one) for one in (*found.moves, *found.signed, *found.back))
    receipts = {one.data["move"] for one in found.signed}
    rows = {
        "issued": lambda: [_move(one, names, receipts) for one in found.moves],
        "signed": lambda: [_receipt(one, names) for one in found.signed],
        "back": lambda: [_back(one, names) for one in found.back],
    }[which]()
    base = reverse("medal-book", args=[which])
    shown = {
        "tabs": _tabs(which, year, found),
        "rows": rows,
        "year": year,
        "which": which,
        "even": found.even,
        "before": f"{base}?year={year - 1}",
        "after": f"{base}?year={year + 1}" if year < this else "",
    }
    return render(request, "street/medals.html", shown)


def _tabs(which: str, year: int, found: reads.Book) -> list[dict[str, Any]]:
    said = {
        "issued": (gettext("出库"), len(found.moves)),
        "signed": (gettext("签收"), len(found.signed)),
        "back": (gettext("发错收回"), len(found.back)),
    }
    return [
        {"label": f"{label} {n}", "url": f"{reverse('medal-book', args=[key])}?year={year}", "current": key == which}
        for key, (label, n) in said.items()
    ]


def _person(one: Entry) -> int:
    said = one.subject or (one.data["to"] if one.data["kind"] == "issued" else one.data["from"])
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


def _back(one: Entry, names: dict[int, str]) -> dict[str, Any]:
    to = one.unit.name if one.unit is not None else ""
    return {
        "name": names.get(_person(one), ""),
        "meta": [
            one.data.get("reason", ""), gettext("退回%(unit)s") % {"unit": to},
            gettext("原出库单 %(n)s") % {"n": one.data["undoes"]}, _by(one),
        ],
        "day": one.at.astimezone(SHANGHAI).date(),
        "lacks": False,
    }  # fmt: skip


def _by(one: Entry) -> str:
    return gettext("%(name)s经手") % {"name": one.person.shown} if one.person is not None else ""
