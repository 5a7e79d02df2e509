"""Where does my matter stand? By its number and the six digits of the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from lianxin.kernel.reads import receipt as reads
from lianxin.web import guards
from lianxin.web.resident import limits
from lianxin.web.resident.page import private, remembered, show


@guards.public
def find(request: HttpRequest) -> HttpResponse:
    """GET asks; POST opens the matter's page, or says what was wrong without saying whether the number exists."""
    town = remembered(request)
    typed = {"number": request.GET.get("number", "")[:40], "code": ""}
    if request.method != "POST":
        return show(request, "find.html", {"typed": typed, "faults": {}}, town)
    typed = {name: request.POST.get(name, "")[:40] for name in ("number", "code")}
    faults = _faults(typed)
    if faults:
        return private(show(request, "find.html", {"typed": typed, "faults": faults}, town, status=422))
    said = reads.read_number(typed["number"])
    number = f"number:{said[2]}" if said else "number:none"
    if not (limits.allowed(limits.address(request), limits.TRIES) and limits.allowed(number, limits.TRIES_OF_NUMBER)):
        wait = gettext("试的次数太多了，请过十分钟再试。也可以打开收件回执上的二维码，或打 12345、到党群服务站查。")
        return private(show(request, "find.html", {"typed": typed, "faults": {"form": wait}}, town, status=429))
    key = reads.by_code(typed["number"], typed["code"])
    if key is None:
        wrong = gettext("编号和查询码对不上。请照回执再看一遍，查询码是六位数字。（您刚才写的还在）")
        return private(show(request, "find.html", {"typed": typed, "faults": {"form": wrong}}, town, status=422))
    return private(redirect("receipt", key))


def _faults(typed: dict[str, str]) -> dict[str, str]:
    faults = {}
    if reads.read_number(typed["number"]) is None:
        faults["number"] = gettext("编号像 SW-2026-00123 这样，写在回执上面。")
    if sum(char.isdigit() for char in typed["code"]) != 6:
        faults["code"] = gettext("查询码是六位数字，写在编号下面。")
    return faults
