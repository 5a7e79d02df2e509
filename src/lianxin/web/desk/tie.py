"""One tie: what was agreed, what happened, and what may be done with it. Every act of it is one post to this page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import card, consent, delivery, partner, visit
from lianxin.kernel.acts import tie as acts
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.reads import ties
from lianxin.kernel.reads.ties import One
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk.tie_new import day, number
from lianxin.web.desk.tie_shown import laid, named

Do = Callable[[HttpRequest, Who, One, datetime], str]


@guards.holder
@require_safe
def tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    """The page of a tie, for those who make it and for whoever it pairs. 404 for everybody else."""
    return page(request, opened(request, tie_id), {})


def opened(request: HttpRequest, tie_id: int) -> One:
    """The tie, if it is his to see. Errors: Http404."""
    found = ties.one(who(request), tie_id)
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, one: One, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, with what a form was refused for or what was just opened."""
    shown = laid(one, timezone.now(), language())
    return render(request, "desk/tie.html", {**shown, "faults": {}, "given": {}, **more}, status=status)


@guards.holder
@never_cache
@require_POST
def act(request: HttpRequest, tie_id: int, what: str) -> HttpResponse:
    """One of the things that may be done with a tie. A refusal shows the page again with what was typed (422)."""
    one, asking, now = opened(request, tie_id), who(request), timezone.now()
    work = WORKS.get(what)
    if work is None:
        raise Http404
    try:
        said = work(request, asking, one, now)
    except Refused as refused:
        return again(request, one, what, refused)
    if what == "link":
        return page(request, one, {"link": settings.PUBLIC_URL + reverse("partner", args=[said])})
    messages.success(request, said)
    return redirect("tie", one.tie.pk)


def again(request: HttpRequest, one: One, what: str, refused: Refused) -> HttpResponse:
    """The page with what was typed, and why it was refused."""
    faults = {what: {refused.field or "form": refused.sentence(language())}}
    return page(request, one, {"faults": faults, "given": request.POST.dict(), "code": refused.code}, status=422)


@guards.holder
@never_cache
@require_POST
def look(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Who is behind the mask: shown once on this answer, with an entry that says who looked and why."""
    one = opened(request, tie_id)
    try:
        found = card.reveal(who(request), one.tie.pk, request.POST.get("reason", ""), timezone.now())
    except Refused as refused:
        return again(request, one, "look", refused)
    response = page(request, one, {"looked": named(one, found)})
    response.headers["Cache-Control"] = "no-store"
    return response


def _visit(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    given = request.POST
    on = day(given.get("on", ""), "on")
    note = Note(given.get("about", ""), on, given.get("text", ""), given.get("ref", "")[:40])
    visit.note(asking, one.tie.pk, note, now)
    return gettext("记下了")


def _deliver(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    delivery.deliver(asking, one.tie.pk, delivered(request), now)
    return gettext("记下了")


def delivered(request: HttpRequest) -> Delivery:
    """A delivery as it was typed. Errors: Refused."""
    given = request.POST
    on, n = day(given.get("on", ""), "on"), number(given.get("n", "").strip())
    if n is None:
        raise Refused(because("count", "人次写整数", "write a whole number"), field="n")
    return Delivery(given.get("commitment", ""), on, n, given.get("text", ""), given.get("ref", "")[:40])


def _correct(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    correct(request, asking, one.tie.pk, now)
    return gettext("已更正，原来的记录还在")


def correct(request: HttpRequest, asking: Who, tie_id: int, now: datetime) -> None:
    """A correction as it was typed, of an entry of this very tie. Errors: Refused."""
    entry, n = number(request.POST.get("entry", "")), number(request.POST.get("n", "").strip())
    if n is None:
        raise Refused(because("count", "人次写整数", "write a whole number"), field="n")
    if entry is None or not ties.holds(tie_id, entry):
        raise Refused(acts.NOT_FOUND)
    delivery.correct(asking, entry, n, request.POST.get("reason", ""), now)


def _end(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    acts.end(asking, one.tie.pk, request.POST.get("reason", ""), now, sure=bool(request.POST.get("sure")))
    return gettext("已结束")


def _change(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    acts.change(asking, one.tie.pk, now, until=day(request.POST.get("until", ""), "until"))
    return gettext("期限已改")


def _consent(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    version = one.kind.consent.version if one.kind.consent else ""
    said = {"version": version, "channel": request.POST.get("channel", ""), "by": request.POST.get("by", "self")}
    consent.give(asking, one.tie.pk, said, now)
    return gettext("已记下同意")


def _withdraw(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    if not request.POST.get("sure"):
        raise Refused(because("sure", "请勾选确认", "tick to confirm"), field="sure")
    consent.withdraw(asking, one.tie.pk, now)
    return gettext("已撤回，登记信息随后删除")


def _link(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    return partner.give_link(asking, one.tie.pk, now)


def _unlink(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    partner.end_link(asking, one.tie.pk, now)
    return gettext("链接已停用")


WORKS: dict[str, Do] = {
    "visit": _visit, "deliver": _deliver, "correct": _correct, "end": _end, "change": _change, "consent": _consent,
    "withdraw": _withdraw, "link": _link, "unlink": _unlink,
}  # fmt: skip
