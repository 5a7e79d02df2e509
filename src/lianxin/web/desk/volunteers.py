"""Volunteers: the roll, one record with its hours, and the certificate on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import certificate, hours
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.reads import packs, ties, volunteers
from lianxin.kernel.reads.ties import One
from lianxin.kernel.tie_facts import day_of, in_force
from lianxin.kernel.who import Held, Who
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk import bring
from lianxin.web.desk.tie_new import day, number
from lianxin.web.desk.tie_shown import said
from lianxin.web.street.pairs import town_of

KIND = "volunteer"


@guards.staff
@require_safe
def roll(request: HttpRequest) -> HttpResponse:
    """Who volunteers here, with which skills and when; those with one skill (`?skill=`)."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    pack = packs.of_town(town)
    kind = pack.said.ties.get(KIND)
    if kind is None or not records(asking, town):
        raise Http404
    skills = pack.said.lists.get(kind.fields["skills"].list or "", {})
    skill = request.GET.get("skill", "")
    skill = skill if skill in skills else ""
    rows = volunteers.roll(town, now, skill, number(request.GET.get("after", "")) or 0)
    shown = {
        "rows": [
            (
                one.tie,
                *(said(pack, kind.fields[name], getattr(one, name), language()) for name in ("skills", "available")),
            )
            for one in rows[: volunteers.PAGE]
        ],
        "skill": skill,
        "skills": [("", gettext("全部技能")), *((key, item.label.say(language())) for key, item in skills.items())],
        "following": f"?skill={skill}&after={rows[volunteers.PAGE - 1].tie.pk}" if len(rows) > volunteers.PAGE else "",
        "new_url": reverse("tie-new", args=[KIND]),
        "bring_url": bring.link(asking, town, KIND),
        "expiring": volunteers.expiring(town, now, day_of(now) + timedelta(days=_warned(pack, now))),
        "today": day_of(now),
    }
    return render(request, "desk/volunteers.html", shown)


def _warned(pack: Pack, now: datetime) -> int:
    """How many days before its end a certificate is called to mind."""
    return int(pack.value("training.warn", day_of(now)))


def records(asking: Who, town: int) -> list[Held]:
    """His posts that record hours in a town."""
    kind = packs.of_town(town).said.ties[KIND]
    return [held for held in asking.posts if held.town_id == town and held.role in kind.noted_by]


def _opened(request: HttpRequest, tie_id: int) -> One:
    """A volunteer of a town in which he records. Errors: Http404."""
    found = ties.volunteer(tie_id)
    if found is None or not records(who(request), found.tie.town_id or 0):
        raise Http404
    return found


@guards.staff
@require_safe
def volunteer(request: HttpRequest, tie_id: int) -> HttpResponse:
    """One volunteer's record: services, training, honours, reviews, hours by issuer, certificates."""
    return _page(request, _opened(request, tie_id), {})


def _page(request: HttpRequest, one: One, faults: dict[str, dict[str, str]], status: int = 200) -> HttpResponse:
    now, lang = timezone.now(), language()
    tie = one.tie
    pack, book = packs.pinned(tie.pack_id or 0), volunteers.book(tie)
    posts = records(who(request), tie.town_id or 0)
    mine = {held.unit_id for held in posts}
    shown: dict[str, Any] = {
        "tie": tie,
        "live": in_force(tie, now),
        "intent": tie.state == "intent",
        "facts": _facts(pack, one, lang),
        "book": book,
        "total": sum(one.minutes for one in book.served),
        "mine": mine,
        "unit": posts[0].unit_name,
        "certifies": any(unit in mine for unit, _, _ in book.by_issuer),
        "parts": [("training", gettext("培训")), ("honour", gettext("表彰")), ("review", gettext("评价"))],
        "faults": faults,
        "given": request.POST,
        "today": day_of(now).isoformat(),
        "ref": uuid4().hex,
        "changes_url": reverse("tie", args=[tie.pk]) if ties.one(who(request), tie.pk) else "",
    }
    return render(request, "desk/volunteer.html", shown, status=status)


def _facts(pack: Pack, one: One, lang: str) -> list[tuple[str, str]]:
    given = one.tie.data.get("fields", {})
    return [
        (declared.label.say(lang), said(pack, declared, given[name], lang))
        for name, declared in one.kind.fields.items()
        if given.get(name)
    ]


@guards.staff
@require_POST
def act(request: HttpRequest, tie_id: int, what: str) -> HttpResponse:
    """Record hours, put them right, note another part, issue or withdraw a certificate. Refused: the page again."""
    one, asking, now = _opened(request, tie_id), who(request), timezone.now()
    work = WORKS.get(what)
    if work is None:
        raise Http404
    try:
        told = work(request, asking, one, now)
    except Refused as refused:
        return _page(request, one, {what: {refused.field or "form": refused.sentence(language())}}, 422)
    messages.success(request, told)
    return redirect("volunteer", tie_id)


def _serve(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    given = request.POST
    service = Service(
        _minutes(given.get("hours", "")), day(given.get("on", ""), "on"), given.get("title", ""),
        given.get("place", ""), ref=given.get("ref", "")[:40],
    )  # fmt: skip
    hours.serve(asking, one.tie.pk, service, now)
    return gettext("时长已记下")


def _minutes(text: str) -> int:
    """Hours as they are typed, with one decimal at most, in minutes. Errors: Refused."""
    try:
        value = round(float(text) * 60)
    except (ValueError, OverflowError):
        value = -1
    if not 0 <= value <= hours.DAY:
        raise Refused(
            because("minutes", "时长写 0 到 24 小时，如 1.5", "from 0 to 24 hours, such as 1.5"), field="minutes"
        )
    return value


def _correct(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    entry = number(request.POST.get("entry", ""))
    if entry is None or not ties.holds(one.tie.pk, entry):
        raise Refused(because("not-found", "没有这条记录", "there is no such record"))
    hours.correct(asking, entry, _minutes(request.POST.get("hours", "")), request.POST.get("reason", ""), now)
    return gettext("已更正，原来的记录还在")


def _note(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    given = request.POST
    until = day(given["until"], "until") if given.get("until") else None
    on = day(given.get("on", ""), "on")
    hours.note(asking, one.tie.pk, given.get("part", ""), given.get("title", ""), on, now, until=until)
    return gettext("记下了")


def _certify(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    made = certificate.issue(asking, one.tie.pk, "hours", now)
    return gettext("已出具证明 %(serial)s") % {"serial": made.serial}


def _recall(request: HttpRequest, asking: Who, one: One, now: datetime) -> str:
    certificate.withdraw(asking, request.POST.get("serial", "")[:60], request.POST.get("reason", ""), now)
    return gettext("证明已收回")


WORKS = {"serve": _serve, "correct": _correct, "note": _note, "certify": _certify, "recall": _recall}
