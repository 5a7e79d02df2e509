"""One's own sign-up once more, after its page was closed: by the phone that was left and the six digits it showed."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from lianxin.adapters import seal
from lianxin.kernel.acts.person import digits
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import coming, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import town_of
from lianxin.web import guards, leaf
from lianxin.web.resident import limits
from lianxin.web.resident.page import frame, private


@guards.public
def again(request: HttpRequest, activity_id: int) -> HttpResponse:
    """GET asks; POST opens the page, or says what was wrong without saying who signed up."""
    found = Activity.objects.select_related("unit").filter(pk=activity_id, shown=True).first()
    if found is None:
        raise Http404
    typed = {name: unicodedata.normalize("NFKC", request.POST.get(name, "")).strip()[:40] for name in ("phone", "code")}
    if request.method != "POST":
        return _page(request, found, typed, {})
    faults = _faults(typed)
    if faults:
        return _page(request, found, typed, faults, 422)
    phone = seal.blind_index(digits(typed["phone"]), "limit.phone").hex()[:32]
    if not (
        limits.allowed(limits.address(request), limits.TRIES)
        and limits.allowed(f"phone:{phone}", limits.TRIES_OF_NUMBER)
    ):
        wait = gettext("试的次数太多了，请过十分钟再试，或打电话问主办单位。")
        return _page(request, found, typed, {"form": wait}, 429)
    key = coming.by_code(activity_id, digits(typed["phone"]), typed["code"])
    if key is None:
        wrong = gettext("电话和查询码对不上。请再看一遍：电话是报名时写的，查询码是六位数字。（您刚才写的还在）")
        return _page(request, found, typed, {"form": wrong}, 422)
    return private(redirect("signed-up", key))


def _faults(typed: dict[str, str]) -> dict[str, str]:
    found = {}
    if not digits(typed["phone"]):
        found["phone"] = gettext("请写报名时留的电话。")
    if sum(char.isdigit() for char in typed["code"]) != coming.CODE:
        found["code"] = gettext("查询码是六位数字，写在报名以后的那一页上。")
    return found


def _page(
    request: HttpRequest, found: Activity, typed: dict[str, str], faults: dict[str, str], status: int = 200
) -> HttpResponse:
    shown: dict[str, Any] = {
        **frame(request, town_of(directory(found.town_id).town.key)),
        "activity": found, "typed": typed, "faults": faults, "back": reverse("sign-up", args=[found.pk]),
        "phone": leaf.number_of(found.unit, packs.pinned(found.pack_id).said.hotline),
    }  # fmt: skip
    return private(render(request, "activities/again.html", shown, status=status))
