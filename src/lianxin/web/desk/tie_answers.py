"""Other answers for a tie: the fields of its kind with what they say now, and from which day the change holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.acts import tie as acts
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.ties import One
from lianxin.kernel.tie_facts import ENDED, day_of
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Refused
from lianxin.language.words import FieldDecl
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk import asks
from lianxin.web.desk.tie import opened
from lianxin.web.desk.tie_new import day
from lianxin.web.desk.tie_shown import first, other

TAKEN_OUT = "out"
"""Names of sealed answers that are to be taken out."""


@guards.holder
def answers(request: HttpRequest, tie_id: int) -> HttpResponse:
    """GET: the form with what is kept, nothing of what is sealed. POST: the tie, or the form again (422)."""
    one, now = opened(request, tie_id), timezone.now()
    if not one.makes or not one.kind.fields or one.tie.state == ENDED:
        raise Http404
    given: dict[str, Any] = dict(one.tie.data.get("fields", {}))
    on, faults = day_of(now).isoformat(), dict[str, str]()
    if request.method == "POST":
        given, on = _typed(request, one.kind.fields), request.POST.get("on", "").strip()
        try:
            acts.change(who(request), tie_id, now, fields=_told(request, one, given), on=day(on, "on"))
        except Incomplete as incomplete:
            faults = {name: reason.sentence(language()) for name, reason in incomplete.faults.items()}
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
        else:
            messages.success(request, gettext("改好了，原来的内容记在经过里"))
            return redirect("tie", tie_id)
    pack, lang = packs.pinned(one.tie.pack_id or 0), language()
    open_fields = {name: field for name, field in one.kind.fields.items() if field.sensitivity != "sealed"}
    sealed = {name: field for name, field in one.kind.fields.items() if field.sensitivity == "sealed"}
    shown = {
        "tie": one.tie, "label": one.kind.label.say(lang), "ends": (first(one), other(one)),
        "asks": asks.of_fields(pack, open_fields, one.kind.needs, lang, given, faults),
        "sealed": [
            (ask, name in one.kind.needs)
            for name, ask in zip(sealed, asks.of_fields(pack, sealed, (), lang, given, faults), strict=True)
        ],
        "out": request.POST.getlist(TAKEN_OUT), "on": on, "faults": faults,
    }  # fmt: skip
    return render(request, "desk/tie_answers.html", shown, status=422 if faults else 200)


def _typed(request: HttpRequest, fields: dict[str, FieldDecl]) -> dict[str, Any]:
    """Every answer as typed."""
    return {
        name: request.POST.getlist(name) if field.several else request.POST.get(name, "").strip()
        for name, field in fields.items()
    }


def _told(request: HttpRequest, one: One, given: dict[str, Any]) -> dict[str, Any]:
    """The answers for the act: a sealed one stays unless another was written or it is to be taken out."""
    out = request.POST.getlist(TAKEN_OUT)
    return {
        name: given[name]
        for name, field in one.kind.fields.items()
        if field.sensitivity != "sealed" or given[name] or name in out
    }
