"""One page to object from: every result whose window runs, with its last day, and what came of one's objections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import objection
from lianxin.kernel.models import Appraised, Contest, Honour, Objection
from lianxin.kernel.reads import results
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import holder
from lianxin.web.street import merits


@holder
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What may be objected to today, and one's own objections with their answers."""
    return _page(request)


def _page(request: HttpRequest, said: str = "", status: int = 200) -> HttpResponse:
    asking, lang = who(request), language()
    merits.town_of(asking)
    windows = results.open_to(asking, asking.towns, timezone.localdate())
    shown = {
        "tabs": merits.tabs("objections"),
        "windows": [(one, one.label.say(lang)) for one in windows],
        "own": [(one, _title(one)) for one in results.objections_of(asking.person_id)],
        "given": request.POST.dict(),
        "refused": said,
    }
    return render(request, "street/objections.html", shown, status=status)


def _title(one: Objection) -> str:
    if one.appraised is not None:
        return one.appraised.appraisal.title
    about = one.contest or one.honour
    return about.title if about is not None else ""


@holder
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Object to a result, an honour or a naming."""
    asking, given = who(request), request.POST
    about = _about(asking.towns, given.get("about", ""))
    try:
        objection.object_to(asking, about, given.get("text", ""), timezone.now(), item=given.get("item", ""))
    except Refused as refused:
        return _page(request, refused.sentence(language()), 422)
    messages.success(request, gettext("异议已经交上去了，由另一位同志核对后书面答复。"))
    return redirect("objections")


def _about(towns: Any, said: str) -> Appraised | Contest | Honour:
    sort, _, number = said.partition(":")
    pk = merits.number(number)
    found: Appraised | Contest | Honour | None = None
    if sort == "appraised":
        found = Appraised.objects.filter(pk=pk, appraisal__town_id__in=towns).first()
    elif sort == "contest":
        found = Contest.objects.filter(pk=pk, town_id__in=towns).first()
    elif sort == "honour":
        found = Honour.objects.filter(pk=pk, town_id__in=towns).first()
    if found is None:
        raise Http404
    return found
