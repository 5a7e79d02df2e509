"""Ledgers and books as files: who asked for which, whom it waits for, and the file itself."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.adapters import sheets
from lianxin.kernel import export_abilities
from lianxin.kernel.acts import export as acts
from lianxin.kernel.models import Export
from lianxin.kernel.reads import exported as reads
from lianxin.kernel.reads import packs
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import holder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST, LOOKED = 100, 1000
"""Lines of the page, and files looked through for them."""


@holder
def exports(request: HttpRequest) -> HttpResponse:
    """Files asked for in one's towns: one's own to fetch, others' to decide on."""
    return _list(request, {})


def _list(request: HttpRequest, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page; `typed`: on which file somebody just said no (`at`), in what words, and what is wrong with them."""
    asking, now = who(request), timezone.now()
    rows = (one for one in reads.of_towns(asking.towns)[:LOOKED] if export_abilities.may_see(asking, one))
    lines = [(one, _title(one), _state(one, now), _open_to(asking, one, now)) for one in islice(rows, MOST)]
    return render(
        request, "street/exports.html", {"lines": lines, "board": "board" in asking.may, **typed}, status=status
    )


def _title(one: Export) -> str:
    said = reads.called(one, language())
    return f"{said} · {one.unit.name} · {reads.asked_of(one).period.say(language())}"


def _state(one: Export, now: datetime) -> tuple[str, str]:
    """Where it stands, and the colour of that."""
    if one.decided_at is None:
        return gettext("等审批"), "amber"
    if not one.agreed:
        return gettext("没有同意"), "late"
    return (gettext("可以取"), "pine") if one.expires_at and now < one.expires_at else (gettext("已过期"), "")


def _open_to(asking: Any, one: Export, now: datetime) -> str:
    if one.decided_at is None:
        return "decide" if one.by_id != asking.person_id and export_abilities.may_decide_on(asking, one) else ""
    mine = one.by_id == asking.person_id and one.agreed and one.expires_at and now < one.expires_at
    return "fetch" if mine else ""


@holder
@require_POST
def decide(request: HttpRequest, export_id: int) -> HttpResponse:
    """Agree to a file, or not: a no without a reason is asked for it, beside the file."""
    agree, reason = request.POST.get("agree") == "yes", request.POST.get("reason", "")
    try:
        acts.decide(who(request), export_id, agree, reason, timezone.now())
    except Refused as refused:
        if refused.field != "reason":
            raise
        return _list(request, {"at": export_id, "reason": reason, "fault": refused.say(language())}, 422)
    return HttpResponseRedirect(reverse("exports"))


@holder
@require_POST
def fetch(request: HttpRequest, export_id: int) -> HttpResponse:
    """The file: masked, with whom it was given to on every page."""
    asking, now = who(request), timezone.now().astimezone(SHANGHAI)
    one = acts.fetch(asking, export_id, now)
    most = int(packs.of_town(one.town_id).value("export.rows", now.date()))
    made = reads.sheet(asking, one.unit, one.ledger, reads.asked_of(one), most, now, language())
    mark = gettext("%(who)s 导出 %(at)s 编号 DC-%(n)d 用途：%(why)s 不得转发") % {
        "who": asking.shown, "at": f"{now:%Y-%m-%d %H:%M}", "n": one.pk, "why": one.purpose,
    }  # fmt: skip
    data = sheets.xlsx(made.heads, made.rows, made.title, mark)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{made.title}-DC{one.pk}.xlsx')}"
    return response
