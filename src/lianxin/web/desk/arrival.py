"""Arrivals at a task: in wartime its leader keeps who came when; in peacetime the page says why nobody does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import arrival
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import wartime
from lianxin.language.pack import Pack
from lianxin.web.access import who
from lianxin.web.guards import staff


def shown(one: Matter, pack: Pack) -> dict[str, Any] | None:
    """What the page of a task says of arrivals; None for a kind that keeps none. Two queries at most."""
    timed = pack.kind(one.kind).timed
    if not timed:
        return None
    at_war = wartime.on(one.town_id)
    return {
        "at_war": at_war,
        "open": at_war and one.is_open and one.step in timed,
        "came": wartime.came(one.pk) if at_war else [],
        "ref": uuid4().hex,
    }


@staff
@require_POST
def note(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Keep that somebody has arrived."""
    given = request.POST
    arrival.note(who(request), matter_id, given.get("name", ""), timezone.now(), given.get("ref", "")[:40])
    messages.success(request, gettext("记下了"))
    return redirect("matter", matter_id)
