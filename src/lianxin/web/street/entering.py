"""A unit enters its works for a contest, on a phone: until when, what is judged, what it entered; taking it back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts import contest_entry
from lianxin.kernel.acts.contest_entry import Entered
from lianxin.kernel.models import Contest
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Row
from lianxin.kernel.who import Who
from lianxin.language import rounds
from lianxin.language.exact import number as amount
from lianxin.language.exact import plain
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import holder
from lianxin.web.street import merits, totals


@holder
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """What one's own units entered, and the form for another. A refusal keeps what was typed."""
    asking = who(request)
    row = reads.one(asking.towns, number)
    mine = _mine(asking, row) if row is not None else []
    if row is None or row.before_id is not None or not mine:
        raise Http404
    given = request.POST.dict() if request.method == "POST" else {}
    faults: dict[str, str] = {}
    if given:
        try:
            said = _do(asking, row, given)
        except Refused as refused:
            faults = {refused.field or "all": refused.sentence(language())}
        else:
            messages.success(request, said)
            return redirect("contest-entry", row.pk)
    shown = _shown(row, mine, timezone.localdate()) | {"given": given, "faults": faults}
    return render(request, "street/contest_entry.html", shown, status=422 if faults else 200)


def _mine(asking: Who, row: Contest) -> list[Row]:
    said = reads.declared(row)
    return able.own_units(asking, said.entering.who, said.kinds, row.town_id) if said.entering is not None else []


def _do(asking: Who, row: Contest, given: dict[str, str]) -> str:
    """Enters a work, or takes one back; what to say. Errors: Refused, Http404."""
    if "back" in given:
        work = row.works.filter(pk=merits.number(given["back"])).first()
        if work is None:
            raise Http404
        contest_entry.take_back(asking, work.pk, timezone.now())
        return gettext("已撤回：%(title)s") % {"title": work.title}
    title, group, author = (given.get(key, "") for key in ("title", "group", "author"))
    unit = merits.number(given.get("unit", "")) or None
    work = contest_entry.enter(
        asking, row.pk, Entered(title, unit, group, author, bool(given.get("consent"))), timezone.now()
    )
    return gettext("已报名：%(title)s，%(n)s 号") % {"title": work.title, "n": work.number}


def _shown(row: Contest, mine: list[Row], today: date) -> dict[str, Any]:
    lang, pack = language(), packs.pinned(row.pack_id)
    said = reads.declared(row)
    refused = rounds.closed(pack, said, row.opened_on, row.enter_until, today)
    entered = list(row.works.filter(unit_id__in=[one.id for one in mine]).select_related("unit").order_by("number"))
    bound = said.entering.most if said.entering is not None else None
    most = int(amount(pack, bound, row.opened_on)) if bound is not None else 0
    held = Counter(work.unit_id for work in entered)
    return {
        "row": row,
        "label": totals.label(row, lang),
        "about": said.about.say(lang),
        "closed": refused.sentence(lang) if refused is not None else "",
        "over": bool(row.drawn) or row.reviewed_at is not None,
        "criteria": [(one.label.say(lang), plain(weight * 100)) for one, weight in _criteria(row)],
        "most": most,
        "units": [(str(one.id), one.say(lang)) for one in mine if not most or held[one.id] < most],
        "groups": [(key, one.say(lang)) for key, one in said.groups.items()],
        "consents": said.consent,
        "entered": entered,
    }


def _criteria(row: Contest) -> list[tuple[Any, Any]]:
    found = reads.hall(row)
    return [(one, found.rules.weights[key]) for key, one in found.said.criteria.items()]
