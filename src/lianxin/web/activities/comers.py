"""Who signed up and who waits, for whoever organises an activity that has not been; a look at a contact."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import comer
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads.activity import Whole
from lianxin.kernel.reads.links import code_of
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import holder


def laid(pack: Pack, whole: Whole, recording: bool, lang: str) -> dict[str, Any]:
    """The sign-ups in their order, those who wait after them, with names as the office may see them and masked phones;
    and who shows the activity to the public while residents cannot sign up yet."""
    found, kind = whole.activity, pack.said.activities[whole.activity.kind]
    if kind.sign_up is None or found.state != "planned" or not recording:
        return {"comers": None, "unshown": ""}
    signed = [one for one in whole.people if one.signed and one.state == "signed"]
    waiting = [one for one in whole.people if one.signed and one.state == "waiting"]
    said = [(one, "") for one in signed]
    said += [(one, gettext("候补第 %(n)s 位") % {"n": n}) for n, one in enumerate(waiting, 1)]
    return {"comers": said, "unshown": "" if found.shown else _publishers(pack, found, lang)}


def _publishers(pack: Pack, activity: Activity, lang: str) -> str:
    roles = pack.said.activities[activity.kind].published_by
    return (", " if lang.startswith("en") else "、").join(pack.said.roles[role].label.say(lang) for role in roles)


@holder
@require_POST
def look(request: HttpRequest, activity_id: int, tie_id: int) -> HttpResponse:
    """Open the contact of somebody who signed up, with a reason, and the code by which he opens his page again, for
    whoever asks by telephone; the look is written down. 404 outside one's scope."""
    whole = reads.one(who(request), activity_id)
    if whole is None:
        raise Http404
    status, refused, opened = 200, "", list[tuple[str, str]]()
    try:
        opened = comer.reveal(who(request), activity_id, tie_id, request.POST.get("reason", ""), timezone.now())
    except Refused as problem:
        status, refused = 422, problem.sentence(language())
    names = {"name": gettext("姓名"), "phone": gettext("电话"), "mail": gettext("邮箱")}
    own = Tie.objects.filter(pk=tie_id, activity_id=activity_id).values_list("ref", flat=True).first()
    code = [(gettext("查询码"), code_of(own), False)] if opened else []
    context = {
        "opened": [*((names[part], said, part == "phone") for part, said in opened), *code],
        "refused": refused, "activity": whole.activity,
        "again_url": reverse("activity-look", args=[activity_id, tie_id]),
    }  # fmt: skip
    template = "desk/revealed.html" if "HX-Request" in request.headers else "activities/revealed.html"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
