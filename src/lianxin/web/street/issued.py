"""发文登记簿: what was issued this year, as a page; as a file it is asked for like every file that names people."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import export as exporting
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import exported, paper
from lianxin.kernel.reads import issued as reads
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.ledger import Asked
from lianxin.language import period as periods
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street import merits


@may("papers")
def register(request: HttpRequest) -> HttpResponse:
    """The issued papers of a year (?year=), in the order of issuing."""
    return _page(request, request.GET.get("year", ""))


def _page(request: HttpRequest, asked: str, purpose: str = "", fault: str = "") -> HttpResponse:
    asking, lang = who(request), language()
    year, this = _year(asked), timezone.now().astimezone(SHANGHAI).year
    towns = [(str(town), directory(town).town.say(lang)) for town in paper.towns_of(asking)]
    shown = {
        "lines": reads.register(asking, year),
        "year": year,
        "chips": [{"label": str(one), "url": f"?year={one}", "on": one == year} for one in range(this, this - 4, -1)],
        "towns": towns,
        "purpose": purpose,
        "fault": fault,
    }
    return render(request, "street/issued.html", shown, status=422 if fault else 200)


@may("papers")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a town's register of a year as a file; the page again with why not (422)."""
    given, asking = request.POST, who(request)
    year, town = _year(given.get("year", "")), merits.number(given.get("town", ""))
    if town not in paper.towns_of(asking):
        raise Http404
    purpose, wanted = given.get("purpose", ""), Asked(periods.read(str(year)))
    try:
        exporting.ask(asking, Unit.objects.get(pk=town), exported.REGISTER, wanted, purpose, timezone.now())
    except Refused as refused:
        return _page(request, str(year), purpose, refused.sentence(language()))
    messages.success(request, gettext("已申请，等另一个人同意"))
    return redirect("exports")


def _year(asked: str) -> int:
    this = timezone.now().astimezone(SHANGHAI).year
    return int(asked) if asked.isdigit() and 2000 <= int(asked) <= this else this
