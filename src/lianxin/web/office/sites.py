"""Sites and their QR sheets: scan, and the place is already known."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lianxin.adapters.leaf import Leaf
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import packs, staff
from lianxin.language.codes import is_mobile
from lianxin.language.pack import Pack
from lianxin.web import guards, leaf
from lianxin.web.access import who


def address(site: Unit) -> str:
    """The absolute address a site's QR code opens."""
    return leaf.at(reverse("site", args=[site.slug]))


@guards.staff
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of one's towns, each with its poster."""
    found = [site for town in who(request).towns for site in staff.sites(town)]
    return render(request, "office/sites.html", {"sites": [(site, address(site)) for site in found]})


@guards.staff
def posters(request: HttpRequest) -> HttpResponse:
    """One poster a sheet: of one site (?site=) or of all. 404 for a site of another town."""
    asked = request.GET.get("site", "")
    towns = {town: packs.of_town(town) for town in who(request).towns}
    found = [(site, pack) for town, pack in towns.items() for site in staff.sites(town)]
    sheets = [poster(site, pack) for site, pack in found if not asked or site.slug == asked]
    if not sheets:
        raise Http404
    return leaf.shown(request, sheets, gettext("站点二维码"), (reverse("sites"), gettext("回站点")))


def poster(site: Unit, pack: Pack) -> Leaf:
    """What hangs at the door of a site. No mobile of anybody is printed."""
    phone = "" if is_mobile(site.phone) else site.phone
    facts = ((gettext("地址"), site.address), (gettext("开放"), site.hours), (gettext("电话"), phone))
    return Leaf(
        "poster",
        gettext("有需要帮忙的？扫一扫，说一句话"),
        over=site.name,
        facts=tuple((label, value) for label, value in facts if value),
        code=address(site),
        code_says=gettext("扫一扫"),
        svg=leaf.picture(address(site), site.name),
        notes=(gettext("不用下载，不用登录。"), gettext("也可以到服务台请人代为登记。"), gettext("急事打 12345")),
        bough=leaf.of_town(pack.said.motif),
    )
