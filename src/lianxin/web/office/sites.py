"""Sites and their QR sheets: scan, and the place is already known."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lianxin.adapters import qr
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import staff
from lianxin.web import guards
from lianxin.web.access import who


def address(site: Unit) -> str:
    """The absolute address a site's QR code opens."""
    return settings.PUBLIC_URL + reverse("site", args=[site.slug])


@guards.staff
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of one's towns, each with its poster."""
    found = [site for town in who(request).towns for site in staff.sites(town)]
    return render(request, "office/sites.html", {"sites": [(site, address(site)) for site in found]})


@guards.staff
def posters(request: HttpRequest) -> HttpResponse:
    """One poster a sheet, A4 or (?size=a5) A5: of one site (?site=) or of all. 404 for a site of another town."""
    asked = request.GET.get("site", "")
    found = [site for town in who(request).towns for site in staff.sites(town)]
    shown = [site for site in found if not asked or site.slug == asked]
    if not shown:
        raise Http404
    small = request.GET.get("size") == "a5"
    sheets = [(site, address(site), qr.svg(address(site), title=site.name)) for site in shown]
    return render(request, "office/posters.html", {"sheets": sheets, "small": small, "site": asked})
