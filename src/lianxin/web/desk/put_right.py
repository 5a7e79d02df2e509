"""Putting right what the machine read, merging what is the same, and looking at what is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.kernel import abilities
from lianxin.kernel.acts import splitting
from lianxin.kernel.acts.correcting import correct as put_right
from lianxin.kernel.acts.matter import NOT_FOUND
from lianxin.kernel.acts.merging import merge as join
from lianxin.kernel.acts.merging import refuse
from lianxin.kernel.acts.reveal import reveal
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.desk import lines
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.reading import doubts
from lianxin.kernel.reads.search import NUMBER
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.desk import shown, units
from lianxin.web.desk.hats import matter_of, whole_of
from lianxin.web.desk.matter import laid
from lianxin.web.guards import staff


@staff
@require_POST
def correct(request: HttpRequest, matter_id: int) -> HttpResponse:
    """One answer by one press, or nature, topic and place in one go (`whole`): the matter is routed once."""
    asking, now = who(request), timezone.now()
    one = matter_of(asking, matter_id)
    post = request.POST
    try:
        place = units.meant(post.get("place", ""), directory(one.town_id), units.PLACES)
        done = put_right(
            asking,
            matter_id,
            now,
            nature=post.get("nature") or None,
            topic=post.get("topic") or None,
            place_id=place,
            whole="whole" in post,
        )
    except (Refused, units.Unknown) as problem:
        said = problem.sentence(language()) if isinstance(problem, Refused) else str(problem)
        wrong = {"correct_error": said, "correct_typed": post}
        context = laid(request, asking, whole_of(asking, matter_id), now) | wrong
        return render(request, "desk/matter.html", context, status=422)
    names = {"nature": gettext("性质"), "topic": gettext("主题"), "place": gettext("地点")}
    left = [names[name] for name in doubts(done)] if done.unsure else []
    owner = directory(done.town_id).rows.get(done.owner_id or 0)
    if left:
        messages.success(
            request,
            gettext("已记下，还有要定的：%(left)s。") % {"left": (", " if language() == "en" else "、").join(left)},
        )
    else:
        messages.success(
            request, gettext("已改正，由%(owner)s办理。") % {"owner": owner.say(language()) if owner else ""}
        )
    return redirect("matter", matter_id) if abilities.may_see(asking, done) else redirect("desk")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, matter_id: int) -> HttpResponse:
    """GET shows both matters and says what merging does; POST joins this one to the other, whose reporters
    its own then follow. What may not merge is refused on top of the matter's page."""
    asking, now = who(request), timezone.now()
    one = matter_of(asking, matter_id)
    said = (request.POST if request.method == "POST" else request.GET).get("into", "").strip()
    number = NUMBER.fullmatch(said)
    into = int(number[1]) if number else int(said) if said.isdigit() and len(said) < 13 else 0
    try:
        if request.method != "POST":
            return render(request, "desk/merge.html", _both(asking, one, into, now))
        kept = join(asking, matter_id, into, now)
    except Refused as refused:
        wrong = {"merge_error": refused.say(language()), "merge_typed": said}
        context = laid(request, asking, whole_of(asking, matter_id), now) | wrong
        return render(request, "desk/matter.html", context, status=422)
    messages.success(request, gettext("已并到 %(number)s，反映人会在那一件里继续收到进展。") % {"number": kept.number})
    return redirect("matter", kept.pk)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, matter_id: int) -> HttpResponse:
    """GET shows a merged matter and the one it went into, and says what taking the merge back does; POST does it. Where
    it cannot be, the matter's page says why (422)."""
    asking, now = who(request), timezone.now()
    one = matter_of(asking, matter_id)
    into = Matter.objects.filter(pk=one.merged_into_id).first() if one.merged_into_id else None
    try:
        was = splitting.refuse(asking, one, into)
        if request.method == "POST":
            free = splitting.split(asking, matter_id, now)
            messages.success(request, gettext("已拆出来，%(number)s 重新单独办理。") % {"number": free.number})
            return redirect("matter", free.pk)
    except Refused as refused:
        context = laid(request, asking, whole_of(asking, matter_id), now) | {"split_error": refused.say(language())}
        return render(request, "desk/matter.html", context, status=422)
    assert into is not None
    goes_on, stays = shown.rows(lines(asking, (one, into), now), now, language())
    here = {"matter": one, "other": into, "goes_on": goes_on, "stays": stays}
    here["reporters"] = splitting.returning(was, into)
    return render(request, "desk/split.html", here)


def _both(asking: Who, one: Matter, into_id: int, now: datetime) -> dict[str, Any]:
    """Both matters as their lists show them, for whoever has to decide. Errors: Refused, where they may not merge."""
    try:
        other = matter_of(asking, into_id)
    except Http404:
        raise Refused(NOT_FOUND) from None
    refuse(asking, one, other)
    ends, goes_on = shown.rows(lines(asking, (one, other), now), now, language())
    return {"matter": one, "other": other, "ends": ends, "goes_on": goes_on}


@staff
@require_POST
def look(request: HttpRequest, matter_id: int, tie_id: int) -> HttpResponse:
    """Open a reporter's contact (tie 0: the words as told), with a reason; the look is written down."""
    asking = who(request)
    one = matter_of(asking, matter_id)
    status, opened, refused = 200, {}, ""
    try:
        opened = reveal(asking, one.pk, tie_id or None, request.POST.get("reason", ""), timezone.now())
    except Refused as problem:
        status, refused = 422, problem.sentence(language())
    names = {"name": gettext("姓名"), "phone": gettext("电话"), "mail": gettext("邮箱"), "told": gettext("原话")}
    context = {
        "opened": [(names[key], value, key == "phone") for key, value in opened.items()],
        "refused": refused,
        "matter": one,
        "again_url": reverse("reveal", args=[one.pk, tie_id]),
        "whole": "HX-Request" not in request.headers,
    }
    template = "desk/revealed_page.html" if context["whole"] else "desk/revealed.html"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
