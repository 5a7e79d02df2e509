"""Changing a plan: its form with what is planned now, and what comes of it. Those who signed up are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import activity as acts
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import packs
from lianxin.language import activity as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.activities.form import FIELD, LINES, carriers, fields, items, several, site, sites, when
from lianxin.web.activities.preparing import STOOD, asked, planned, stood
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder

MOMENTS = ("starts_at", "ends_at", "closes_at")
LAST = 1 << 40
TYPED = ("title", "place_text", "text", "capacity", *MOMENTS)


@holder
def change(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The plan as a form; 404 outside one's scope. A refusal keeps what was typed (422)."""
    whole = reads.one(who(request), activity_id)
    if whole is None or not abilities.organises(who(request), whole.activity):
        raise Http404
    found = whole.activity
    pack = packs.pinned(found.pack_id)
    typed, faults = _typed(acts.as_planned(found)) | planned(pack, found.agenda), dict[str, str]()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in (*TYPED, *STOOD, "site")}
        try:
            before = reads.turns([found.pk])
            acts.change(who(request), found.pk, _wanted(request, pack, found, typed), timezone.now())
            _say(request, found, reads.turns([found.pk]) != before)
            return redirect("activity", found.pk)
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
    return render(request, "activities/change.html", _context(request, found, typed, faults), status=_code(faults))


def _code(faults: dict[str, str]) -> int:
    return 422 if faults else 200


def _say(request: HttpRequest, found: Activity, changed: bool) -> None:
    expects = packs.pinned(found.pack_id).said.activities[found.kind].due != "nobody"
    told = expects or found.taken + found.waiting > 0
    if not changed:
        messages.info(request, gettext("没有改动"))
    elif told:
        messages.success(request, gettext("已改。时间、地点有变动的，报名的人和该到会的人会收到告知"))
    else:
        messages.success(request, gettext("已改"))


def _context(request: HttpRequest, found: Activity, typed: dict[str, str], faults: dict[str, str]) -> dict[str, Any]:
    pack = packs.pinned(found.pack_id)
    kind = pack.said.activities[found.kind]
    again = request.method == "POST"
    said = [*found.agenda, *({} for _ in range(max(0, LINES - len(found.agenda))))]
    return {
        "activity": found,
        "typed": typed,
        "faults": faults,
        "closed": found.state != "planned",
        "items": items(pack, found.kind),
        "lines": [
            {
                "number": n,
                "kind": request.POST.get(f"item-{n}", "") if again else line.get("kind", ""),
                "text": request.POST.get(f"line-{n}", "") if again else line.get("text", ""),
            }
            for n, line in enumerate(said)
        ],
        "sites": sites(pack, found.town_id, found.place_id),
        "carriers": carriers(found.town_id, now := acts.as_planned(found).carriers),
        "together": len([one for one in (request.POST.getlist("carry") if again else now) if str(one).strip()]),
        "carrying": request.POST.getlist("carry") if again else [str(one) for one in now],
        "fields": fields(kind, found.fields, request.POST, faults, FIELD),
        "stood": asked(pack, found.kind, found.starts_at.date(), typed),
        "signs": kind.sign_up is not None,
        "open_hours": None if found.shown else rules.hours_open(pack, kind, timezone.localdate()),
        "signed": found.taken + found.waiting,
    }


def _typed(plan: Plan) -> dict[str, str]:
    said = {name: _local(getattr(plan, name)) for name in MOMENTS}
    return said | {
        "title": plan.title,
        "place_text": plan.place_text,
        "text": plan.text,
        "capacity": "" if plan.capacity is None else str(plan.capacity),
        "site": "" if plan.place_id is None else str(plan.place_id),
    }


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}" if moment else ""


def _moment(text: str, was: datetime | None, name: str) -> datetime | None:
    """What was typed; a moment that was not touched keeps its seconds. Errors: Refused."""
    return was if text == _local(was) else when(text, name)


def _wanted(request: HttpRequest, pack: Pack, found: Activity, typed: dict[str, str]) -> Plan:
    """The plan with what the form says. Errors: Refused."""
    plan = acts.as_planned(found)
    starts, ends, closes = (_moment(typed[name], getattr(plan, name), name) for name in MOMENTS)
    if starts is None:
        raise Refused(because("starts", "请写什么时候开始", "say when it begins"), field="starts_at")
    capacity = number(typed["capacity"])
    if typed["capacity"] and capacity is None:
        raise Refused(because("capacity", "名额请写数字", "places are a number"), field="capacity")
    return replace(
        plan, title=typed["title"].strip(), text=typed["text"].replace("\r\n", "\n").strip(), starts_at=starts,
        ends_at=ends, closes_at=closes, place_text=typed["place_text"].strip(),
        place_id=site(typed["site"], sites(pack, found.town_id, found.place_id)), capacity=capacity,
        agenda=tuple(stood(pack, _agenda(request, plan), typed)),
        carriers=_carriers(request, found.town_id, plan), fields=_answered(request, plan),
    )  # fmt: skip


def _carriers(request: HttpRequest, town: int, plan: Plan) -> tuple[int, ...]:
    """Who carries it out, as chosen, in the order of the plan; a form that did not ask leaves them. Errors: Refused."""
    if "carry" not in request.POST:
        return plan.carriers
    chosen = [one for one in several(request, "carry", carriers(town, plan.carriers)) if one not in plan.hosts]
    return tuple(sorted(chosen, key=lambda one: plan.carriers.index(one) if one in plan.carriers else LAST))


def _answered(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """The kind's own fields: as typed where the form asked, else as they were."""
    asked = {
        name.removeprefix(FIELD): str(text).strip() for name, text in request.POST.items() if name.startswith(FIELD)
    }
    kept = {name: value for name, value in plan.fields.items() if name not in asked or str(value) == asked[name]}
    return {**{name: text for name, text in asked.items() if text}, **kept}


def _agenda(request: HttpRequest, plan: Plan) -> tuple[dict[str, Any], ...]:
    """Lines in their order: one that stays keeps what it is about (subjects, a matter)."""
    found = []
    for n in range(max(LINES, len(plan.agenda))):
        kind, text = request.POST.get(f"item-{n}", ""), request.POST.get(f"line-{n}", "").strip()[:300]
        was = dict(plan.agenda[n]) if n < len(plan.agenda) else {}
        if not kind:
            continue
        if was.get("kind") != kind:
            found.append({"kind": kind, "text": text})
        else:
            found.append({**was, **({"text": text} if text or "text" in was else {})})
    return tuple(found)
