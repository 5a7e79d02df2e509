"""What goes before a vote: which meeting discussed it first; how many are to be elected, and how many stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import prior
from lianxin.language import contested
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities import one
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder

STOOD = ("seats", "candidates")
"""What a plan may say of its election, as the form names it."""


@require_POST
@holder
def discussed(request: HttpRequest, activity_id: int, line: int) -> HttpResponse:
    """Which meeting discussed a line first, or why none did; the page again with what is wrong (422)."""
    given = request.POST
    meeting = number(given.get("meeting", ""))
    try:
        prior.say(who(request), activity_id, line, meeting, given.get("why", ""), timezone.now())
    except Refused as refused:
        return one.shown(request, activity_id, {}, {"prior": refused.sentence(language())})
    messages.success(request, gettext("已记下"))
    return redirect("activity", activity_id)


def asked(pack: Pack, kind: str, day: date, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a form of a plan asks of an election: the rule in words and what was typed; nothing where there is none."""
    declared = pack.said.activities.get(kind)
    items = [pack.said.agenda[key] for key in (declared.agenda if declared else ())]
    ruled = [item for item in items if item.contested is not None]
    if not ruled:
        return None
    # The election of a committee is the last one: it asks for more seats than one.
    says = contested.before(pack, ruled[-1], None, None, day)
    return {"says": [reason.sentence(language()) for reason in says], **{word: typed.get(word, "") for word in STOOD}}


def stood(pack: Pack, lines: Iterable[Mapping[str, Any]], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lines of an agenda, those of an election with how many are elected and stand, where the form says so."""
    said = {word: number(given.get(word, "")) for word in STOOD}
    found = []
    for line in lines:
        item = pack.said.agenda.get(str(line.get("kind")))
        ruled = item is not None and item.contested is not None
        rest = {key: value for key, value in line.items() if not (ruled and key in STOOD)}
        found.append(rest | ({key: value for key, value in said.items() if value} if ruled else {}))
    return found


def planned(pack: Pack, lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What an agenda says of its election, as a form shows it."""
    for line in lines:
        item = pack.said.agenda.get(str(line.get("kind")))
        if item is not None and item.contested is not None:
            return {word: str(line.get(word) or "") for word in STOOD}
    return dict.fromkeys(STOOD, "")
