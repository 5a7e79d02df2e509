"""The receipt of what was filed at the desk: number and code, on the screen and on A5."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.kernel import abilities
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.links import code_of, link_of
from lianxin.kernel.reads.related import inside
from lianxin.web.access import language, who
from lianxin.web.desk import shown
from lianxin.web.desk.register import SESSION
from lianxin.web.guards import may


@may("file")
@require_safe
def receipt(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Number, code and link for the one who told. Only in the log-in that filed it: the code lets one confirm."""
    return render(request, "desk/receipt.html", _receipt(request, tie_id))


@may("file")
@require_safe
def paper(request: HttpRequest, tie_id: int) -> HttpResponse:
    """The same on A5."""
    return render(request, "desk/print_receipt.html", _receipt(request, tie_id))


def _receipt(request: HttpRequest, tie_id: int) -> dict[str, Any]:
    if tie_id not in request.session.get(SESSION, []):
        raise Http404
    tie = Tie.objects.select_related("matter").filter(pk=tie_id, kind="reporter").first()
    if tie is None or tie.matter is None:
        raise Http404
    matter, lang = tie.matter, language()
    owner = directory(matter.town_id).rows.get(matter.owner_id or 0)
    pack = packs.pinned(matter.pack_id)
    link = f"{settings.PUBLIC_URL}/r/{link_of(tie.ref)}"
    return {
        "matter": matter,
        "tie": tie,
        "merged": bool(tie.data.get("merged")),
        "owner": owner.say(lang) if owner else "",
        "phone": pack.said.hotline,
        "due": shown.deadline(matter.due_at),
        "code": code_of(tie.ref),
        "link": link,
        "clock": shown.clock_of(matter, timezone.now()),
        "kind": pack.kind(matter.kind).label.say(lang),
        "may_open": abilities.may_see(who(request), matter) and inside(who(request), matter),
    }
