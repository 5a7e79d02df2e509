"""Planning, recording, publishing: parse the form, call the act, show what came."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import activity as acts
from lianxin.kernel.acts import ballot, holding, paper, publishing
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import appraisal, packs
from lianxin.language import activity as rules
from lianxin.language.activities import ActivityKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.activities import hosting, naming, preparing
from lianxin.web.activities.calendar import plannable, town_of
from lianxin.web.activities.form import (
    FIELD,
    LINES,
    Options,
    able,
    answers,
    carriers,
    fields,
    hosts,
    items,
    several,
    site,
    sites,
    when,
)
from lianxin.web.activities.one import shown
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder, may

TYPED = (
    "kind",
    "title",
    "starts_at",
    "ends_at",
    "place_text",
    "site",
    "text",
    "capacity",
    "closes_at",
    "every",
    "until",
    "ref",
    "appraisal",
    *preparing.STOOD,
)


@holder
def new(request: HttpRequest) -> HttpResponse:
    """The form of a plan, and what comes of it; a series where one was asked for. A refusal keeps what was typed."""
    town = town_of(request)
    pack, typed, faults = packs.of_town(town), {name: request.POST.get(name, "") for name in TYPED}, {}
    typed |= {name: typed[name] or request.GET.get(name, "") for name in ("kind", "appraisal")}
    tested = appraisal.one([town], number(typed["appraisal"]) or 0)
    his = {key: hosts(request, pack, town, key) for key, _ in plannable(request, pack)}
    if request.method == "POST":
        try:
            made = _planned(request, town, typed, his.get(typed["kind"], []))
            messages.success(request, gettext("已排上日程"))
            return redirect("activity", made.pk)
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
    offered = [(key, one) for key, one in plannable(request, pack) if his[key]]
    kind = typed["kind"] if typed["kind"] in dict(offered) else (offered[0][0] if offered else "")
    declared = pack.said.activities.get(kind)
    context = {
        "typed": typed | {"kind": kind, "ref": typed["ref"] or uuid4().hex},
        "kinds": [(key, one.label.say(language())) for key, one in offered],
        "hosts": his.get(kind, []),
        "partners": able(pack, town, kind),
        "carriers": carriers(town),
        "carrying": request.POST.getlist("carry"),
        "sites": sites(pack, town),
        "fields": fields(declared, {}, request.POST, faults, FIELD) if declared else [],
        **hosting.offered(request, pack, kind, his.get(kind, []), tested),
        "tested": tested,
        "items": items(pack, kind),
        "lines": _lines(request),
        "stood": preparing.asked(pack, kind, timezone.localdate(), typed),
        "every": _every(pack, kind),
        **_signing(pack, declared),
        "faults": faults,
    }
    return render(request, "activities/new.html", context, status=422 if faults else 200)


def _lines(request: HttpRequest) -> list[dict[str, object]]:
    """The rows of the agenda as they were typed."""
    typed = request.POST
    return [{"number": n, "kind": typed.get(f"item-{n}", ""), "text": typed.get(f"line-{n}", "")} for n in range(LINES)]


def _planned(request: HttpRequest, town: int, typed: dict[str, str], his: Options) -> Activity:
    given = request.POST
    pack = packs.of_town(town)
    also, carry = several(request, "also", able(pack, town, typed["kind"])), several(request, "carry", carriers(town))
    host = hosting.chosen(request, his)
    chosen = dict.fromkeys([*host, *also])
    starts = when(typed["starts_at"], "starts_at")
    if starts is None:
        raise Refused(because("starts", "请写什么时候开始", "say when it begins"), field="starts_at")
    lines: list[dict[str, Any]] = [
        {"kind": given.get(f"item-{n}", ""), "text": given.get(f"line-{n}", "").strip()[:300]}
        for n in range(LINES)
        if given.get(f"item-{n}")
    ]
    lines = preparing.stood(pack, [*lines, *_test(pack, typed)], typed)
    if not number(typed["appraisal"]):
        lines = naming.named(request, pack, typed["kind"], lines, [one for one in host if str(one) in dict(his)])
    wanted = Plan(
        typed["kind"], typed["title"], starts, tuple(chosen),
        carriers=tuple(one for one in carry if one not in chosen),
        fields=answers(request, pack.said.activities.get(typed["kind"])),
        place_id=site(typed["site"], sites(pack, town)),
        ends_at=when(typed["ends_at"], "ends_at"), place_text=typed["place_text"], text=typed["text"],
        agenda=tuple(lines), capacity=number(typed["capacity"]), closes_at=when(typed["closes_at"], "closes_at"),
        ref=f"form:{typed['ref']}"[:100] if typed["ref"] else None,
    )  # fmt: skip
    if typed["every"]:
        try:
            until = date.fromisoformat(typed["until"])
        except ValueError as error:
            raise Refused(because("until", "请写排到哪一天", "say until when"), field="until") from error
        return acts.series(who(request), town, wanted, typed["every"], until, timezone.now())[0]
    return acts.plan(who(request), town, wanted, timezone.now())


def _test(pack: Pack, typed: dict[str, str]) -> list[dict[str, Any]]:
    """The test vote of a round of appraisal, where the form was opened for one: its names come from the round."""
    if not number(typed["appraisal"]):
        return []
    kind = pack.said.activities.get(typed["kind"])
    items_of = [key for key in (kind.agenda if kind else []) if pack.said.agenda[key].ballot is not None]
    return [{"kind": items_of[0] if items_of else "", "appraisal": number(typed["appraisal"])}]


def _signing(pack: Pack, declared: ActivityKind | None) -> dict[str, Any]:
    """Whether one signs up for it, and for how many hours where nobody writes until when."""
    if declared is None:
        return {"signs": False, "open_hours": None}
    hours = rules.hours_open(pack, declared, timezone.localdate())
    return {"signs": declared.sign_up is not None, "open_hours": hours}


def _every(pack: Pack, kind: str) -> list[tuple[str, str]]:
    declared = pack.said.activities.get(kind)
    if declared is None or declared.series is None:
        return []
    said = {"week": gettext("每周"), "month": gettext("每月"), "quarter": gettext("每季度")}
    return [("", gettext("只这一次")), *[(every, said[every]) for every in declared.series.every]]


@require_POST
@holder
def hold(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The record in one screen, or its correction where one was made before. A refusal keeps what was typed (422)."""
    typed: dict[str, Any] = dict(request.POST.items())
    typed["present"] = [int(one) for one in request.POST.getlist("present") if number(one) is not None]
    try:
        said = _record(request, typed)
        if request.POST.get("reason") is not None:
            holding.correct(who(request), activity_id, said, request.POST["reason"], timezone.now())
            messages.success(request, gettext("已更正，原来的记录留着"))
        else:
            holding.hold(who(request), activity_id, said, timezone.now())
            messages.success(request, gettext("已记录，明细账和记事簿都有了"))
    except Refused as refused:
        return shown(request, activity_id, typed, {refused.field or "form": refused.sentence(language())})
    return redirect("activity", activity_id)


def _record(request: HttpRequest, typed: dict[str, Any]) -> Record:
    figures, fields, outcomes = {}, {}, []
    found = (
        Activity.objects.filter(pk=request.resolver_match.kwargs["activity_id"]).first()
        if request.resolver_match
        else None
    )
    if found is not None:
        kind = packs.pinned(found.pack_id).said.activities[found.kind]
        figures = {name: typed.get(name, "") for name in kind.figures}
        fields = {name: typed.get(name, "") for name in kind.fields}
        for line in range(len(found.agenda)):
            gone = bool(typed.get(f"gone-{line}"))
            outcome = Outcome(
                line, typed.get(f"outcome-{line}", "").strip()[:1000], number(typed.get(f"yes-{line}", "")),
                typed.get(f"becomes-{line}", ""), seats=number(typed.get(f"seats-{line}", "")),
                candidates=number(typed.get(f"candidates-{line}", "")), gone=gone,
            )  # fmt: skip
            recorded = any(one["line"] == line and "totals" not in one for one in found.resolved)
            asked = recorded and (f"yes-{line}" in typed or f"outcome-{line}" in typed)
            if outcome.text or outcome.in_favour is not None or gone or asked:
                outcomes.append(outcome)
    return Record(
        tuple(typed["present"]), figures, fields, tuple(outcomes), typed.get("text", "").strip(),
        due=number(typed.get("due", "")), came=number(typed.get("came", "")),
    )  # fmt: skip


@require_POST
@holder
def cancel(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Call it off, with a reason."""
    acts.cancel(who(request), activity_id, request.POST.get("reason", ""), timezone.now())
    messages.success(request, gettext("已取消"))
    return redirect("activity", activity_id)


@require_POST
@holder
def publish(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Show it to the public after a look."""
    publishing.publish(who(request), activity_id, request.POST.get("text", ""), timezone.now())
    messages.success(request, gettext("已公开"))
    return redirect("activity", activity_id)


@require_POST
@holder
def take_back(request: HttpRequest, activity_id: int) -> HttpResponse:
    """No longer show it to the public, with a reason."""
    publishing.take_back(who(request), activity_id, request.POST.get("reason", ""), timezone.now())
    messages.success(request, gettext("已撤下，公众看不到了"))
    return redirect("activity", activity_id)


@require_POST
@holder
def open_box(request: HttpRequest, activity_id: int, line: int) -> HttpResponse:
    """Count a box; only totals remain."""
    ballot.open_box(who(request), activity_id, line, timezone.now())
    messages.success(request, gettext("已开箱，只留总数"))
    return redirect("activity", activity_id)


@may("papers")
@require_POST
def write(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Begin a paper about it, and open it; 404 outside one's scope. A refusal is said on the page (422)."""
    whole = reads.one(who(request), activity_id)
    if whole is None:
        raise Http404
    now = timezone.now()
    try:
        made = paper.draft(
            who(request), whole.activity.town_id, request.POST.get("kind", ""), now.astimezone(SHANGHAI).date(), now,
            activity_id,
        )  # fmt: skip
    except Refused as refused:
        return shown(request, activity_id, {}, {"form": refused.sentence(language())})
    messages.success(request, gettext("已起草，时间、地点、议程等取自这场活动，其余请补上"))
    return redirect("paper", made.pk)
