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
    lines = [(one, _title(one), _state(one, now), _open_to(asking, one, now), _told(one)) for one in islice(rows, MOST)]
    return render(
        request, "street/exports.html", {"lines": lines, "board": "board" in asking.may, **typed}, status=status
    )


def _title(one: Export) -> str:
    said = reads.called(one, language())
    return f"{said} · {one.unit.name} · {reads.asked_of(one).period.say(language())}"


def _told(one: Export) -> dict[str, Any]:
    """What would leave: how its rows were narrowed, and its columns."""
    filters, heads = _filters(one), reads.heads(one.unit, one.ledger, reads.asked_of(one), language())
    return {"filters": filters, "columns": gettext("、").join(heads), "n": len(heads)}


def _filters(one: Export) -> str:
    found = reads.narrowed(one.unit, reads.asked_of(one), language())
    return gettext("，").join(found) if found else gettext("没有筛选，全部行")


def _above(one: Export, made: reads.Sheet, now: datetime) -> list[str]:
    """What stands over the header of the file: what it is, whose, of which days, how narrowed, by which rule."""
    period = reads.asked_of(one).period.say(language())
    lines = [
        made.title,
        gettext("单位：%(unit)s　期间：%(period)s　筛选：%(filters)s")
        % {"unit": one.unit.name, "period": period, "filters": _filters(one)},
        gettext("截至 %(at)s　共 %(n)d 行") % {"at": f"{now:%Y-%m-%d %H:%M}", "n": len(made.rows)},
    ]
    return [*lines, *([gettext("口径：%(about)s") % {"about": made.about}] if made.about else [])]


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
        return _list(request, {"at": export_id, "reason": reason, "fault": refused.sentence(language())}, 422)
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
    data = sheets.xlsx(made.heads, made.rows, made.title, mark, _above(one, made, now))
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{made.title}-DC{one.pk}.xlsx')}"
    return response
