"""Asking people to a meeting by name, on its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import asked_by_name
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import ties
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities import one
from lianxin.web.components import picks
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder


@require_POST
@holder
def ask(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One more on the list, or the page again with why not (422)."""
    return _listed(request, activity_id, asked_by_name.ask)


@require_POST
@holder
def leave_out(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One fewer on the list, or the page again with why not (422)."""
    return _listed(request, activity_id, asked_by_name.leave_out)


def _listed(request: HttpRequest, activity_id: int, act: Callable[[Who, int, int, datetime], Any]) -> HttpResponse:
    whole = reads.one(who(request), activity_id)
    runs = whole is not None and abilities.organises(who(request), whole.activity)
    try:
        known = ties.people(whole.activity.town_id) if whole is not None and runs else []
        given = picks.read(request.POST, person=known)
        act(who(request), activity_id, number(given.get("person", "")) or 0, timezone.now())
    except Refused as refused:
        return one.shown(request, activity_id, {}, {"asked": refused.sentence(language())})
    messages.success(request, gettext("名单已改"))
    return redirect("activity", activity_id)
