"""A telling that joined a known matter, beside that matter: is it the same? If not, it becomes a matter of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianxin.kernel import abilities
from lianxin.kernel.acts import parting
from lianxin.kernel.models import Matter, Photo, Tie
from lianxin.kernel.reads import joined, timeline
from lianxin.kernel.reads.desk import lines
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.desk import shown
from lianxin.web.desk.hats import matter_of, whole_of
from lianxin.web.desk.matter import laid
from lianxin.web.guards import staff

FIELDS = {"part": "reason", "keep": "same"}
"""What may be pressed, and the field with its reason."""


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, tie_id: int) -> HttpResponse:
    """GET shows what a reporter told beside the matter it joined, and says what parting does. POST does it, or (`do` is
    `keep`) answers the reporter who asked for it that it is the same. Where it cannot be, the matter's page says why
    (422)."""
    asking = who(request)
    tie = Tie.objects.select_related("person").filter(pk=tie_id, kind="reporter", matter__isnull=False).first()
    if tie is None:
        raise Http404
    one = matter_of(asking, tie.matter_id or 0)
    faults, wanted = {}, request.POST.get("do", "part")
    try:
        if request.method == "POST":
            return _done(request, asking, one, tie, wanted)
    except Refused as refused:
        if refused.field != "reason":
            return _refused(request, asking, one, refused)
        faults = {FIELDS.get(wanted, "reason"): refused.sentence(language())}
    why = ""
    try:
        parting.refuse(asking, one, tie)
    except Refused as refused:
        if "differs" not in tie.data or not abilities.holds(asking, one, "merge"):
            return _refused(request, asking, one, refused)
        why = refused.say(language())  # whoever asked is answered all the same
    context = _laid(asking, one, tie) | {"faults": faults, "typed": request.POST, "too_late": why}
    return render(request, "desk/part.html", context, status=422 if faults else 200)


def _done(request: HttpRequest, asking: Who, one: Matter, tie: Tie, wanted: str) -> HttpResponse:
    now = timezone.now()
    if wanted == "keep":
        parting.keep(asking, one.pk, tie.pk, request.POST.get("same", ""), now)
        messages.success(request, gettext("已告诉反映人：是同一件事，合在一起办。"))
        return redirect("matter", one.pk)
    own = parting.part(asking, one.pk, tie.pk, request.POST.get("reason", ""), now)
    messages.success(request, gettext("已另立一件，编号 %(number)s，反映人会收到通知。") % {"number": own.number})
    return redirect("matter", own.pk)


def _refused(request: HttpRequest, asking: Who, one: Matter, refused: Refused) -> HttpResponse:
    wrong = {"part_error": refused.say(language())}
    return render(
        request, "desk/matter.html", laid(request, asking, whole_of(asking, one.pk), timezone.now()) | wrong, status=422
    )


def _laid(asking: Who, one: Matter, tie: Tie) -> dict[str, Any]:
    """What both say, for whoever has to decide."""
    lang = language()
    said = tie.data.get("told", {})
    photos = Photo.objects.filter(matter_id=one.pk, kind="told", digest__in=tie.data.get("photos", ())).order_by("pk")
    person = "" if tie.data.get("anonymous") or tie.person is None else f"{tie.person.shown} {tie.person.phone_shown}"
    return {
        "matter": one,
        "tie": tie,
        "text": tie.data.get("text", ""),
        "meta": [timeline.channel(tie.data.get("channel", ""), lang), said.get("beside", ""), person.strip()],
        "photos": list(photos.values_list("digest", flat=True)),
        "row": next(iter(shown.rows(lines(asking, (one,), timezone.now()), timezone.now(), lang))),
        "differs": str(tie.data.get("differs", "")),
    }


def waiting(asking: Who) -> list[tuple[str, int]]:
    """What reporters say who wait for an answer whether theirs is the same, with their ties, as the desk lists it."""
    return [(one.matter.number + gettext("：") + one.said, one.tie.pk) for one in joined.asked(asking)]
