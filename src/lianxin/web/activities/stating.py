"""Statements at a meeting: my own, and for whoever runs it everybody's, who gave one, and what was said to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import stating as acts
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import packs, stated, ties
from lianxin.kernel.reads.stated import GIVEN, WRITTEN, Stated
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import stating
from lianxin.language.activities import Statements
from lianxin.language.reason import Refused
from lianxin.language.word import FieldDecl
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import row
from lianxin.web.activities.form import numbers
from lianxin.web.components import picks
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder


def _asked(activity_id: int) -> tuple[Activity, Statements]:
    """The activity and what it asks people to write; 404 where it asks for nothing."""
    found = Activity.objects.select_related("place", "unit").filter(pk=activity_id).first()
    said = packs.pinned(found.pack_id).said.activities[found.kind].statements if found is not None else None
    if found is None or said is None:
        raise Http404
    return found, said


def _run(request: HttpRequest, activity_id: int) -> tuple[Activity, Statements]:
    """The same, for whoever runs it; 404 for everybody else."""
    found, said = _asked(activity_id)
    if not abilities.organises(who(request), found):
        raise Http404
    return found, said


@never_cache
@holder
def own(request: HttpRequest, activity_id: int) -> HttpResponse:
    """My statement: GET shows it, POST keeps it; the page again with why not (422)."""
    asking = who(request)
    if asking.person_id is None:
        raise Http404
    return _statement(request, activity_id, asking.person_id)


@never_cache
@holder
def one(request: HttpRequest, activity_id: int, person_id: int) -> HttpResponse:
    """Somebody's statement, for whoever runs the meeting: read, or written down for him."""
    _run(request, activity_id)
    return _statement(request, activity_id, person_id)


def _statement(request: HttpRequest, activity_id: int, person_id: int) -> HttpResponse:
    found, said = _asked(activity_id)
    asking = who(request)
    if not stated.may_read(asking, found, person_id):
        raise Http404
    typed: dict[str, str] = {}
    faults: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in stating.open_parts(said, found.state)}
        try:
            acts.write(asking, activity_id, person_id, typed, timezone.now())
            messages.success(request, gettext("记下了"))
            return redirect(request.path)
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
    return _shown(request, found, said, person_id, typed, faults)


def _shown(
    request: HttpRequest, found: Activity, said: Statements, person_id: int, typed: dict[str, str],
    faults: dict[str, str],
) -> HttpResponse:  # fmt: skip
    stands = stated.one(found, person_id)
    if stands is None:
        raise Http404
    asking, lang = who(request), language()
    pack = packs.pinned(found.pack_id)
    opened = stating.open_parts(said, found.state) if found.state != "cancelled" else {}
    runs = abilities.organises(asking, found)
    answers = runs and found.starts_at <= timezone.now() and stands.state != "" and found.state != "cancelled"
    context = {
        "activity": found, "row": row(pack, found, lang), "stands": stands, "own": person_id == asking.person_id,
        "open": _fields(opened, stands.parts, typed, faults, lang),
        "closed": _texts({name: one for name, one in said.parts.items() if name not in opened}, stands.parts, lang),
        "later": stating.names({name: said.parts[name] for name in said.after}, lang) if found.state != "held" else "",
        "replies": _texts(said.replies, stands.replies, lang),
        "answering": _fields(said.replies, stands.replies, typed, faults, lang) if answers else [],
        "runs": runs, "most": int(pack.value(said.most[1:], day_of(timezone.now()))), "faults": faults,
    }  # fmt: skip
    return render(request, "activities/statement.html", context, status=422 if faults else 200)


def _fields(
    declared: Mapping[str, FieldDecl], kept: Mapping[str, str], typed: Mapping[str, str], faults: Mapping[str, str],
    lang: str,
) -> list[dict[str, Any]]:  # fmt: skip
    return [
        {"name": name, "label": one.label.say(lang), "value": typed.get(name, kept.get(name, "")),
         "error": faults.get(name, ""), "hint": one.hint.say(lang) if one.hint else ""}
        for name, one in declared.items()
    ]  # fmt: skip


def _texts(declared: Mapping[str, FieldDecl], kept: Mapping[str, str], lang: str) -> list[tuple[str, str]]:
    return [(one.label.say(lang), kept[name]) for name, one in declared.items() if kept.get(name)]


@require_POST
@holder
def answer(request: HttpRequest, activity_id: int, person_id: int) -> HttpResponse:
    """What was said to a statement; the page again with why not (422)."""
    found, said = _run(request, activity_id)
    typed = {name: request.POST.get(name, "") for name in said.replies}
    try:
        acts.reply(who(request), activity_id, person_id, typed, timezone.now())
    except Refused as refused:
        return _shown(request, found, said, person_id, typed, {refused.field or "form": refused.sentence(language())})
    messages.success(request, gettext("记下了"))
    return redirect("statement-of", activity_id, person_id)


@never_cache
@holder
@require_safe
def everybody(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Who writes a statement and how each stands, for whoever runs the meeting."""
    return _everybody(request, activity_id, {})


def _everybody(request: HttpRequest, activity_id: int, faults: dict[str, str]) -> HttpResponse:
    found, said = _run(request, activity_id)
    lang, now = language(), timezone.now()
    pack, people = packs.pinned(found.pack_id), stated.of_activity(found)
    kind = pack.said.activities[found.kind]
    known = {one.person for one in people}
    free = [(pk, name) for pk, name in ties.people(found.town_id) if int(pk) not in known]
    lines = [_line(found, said, one) for one in people]
    context = {
        "activity": found, "row": row(pack, found, lang), "lines": lines,
        "written": sum(one["written"] for one in lines), "given": [one.person for one in people if one.state == GIVEN],
        "may_give": found.starts_at <= now and found.state != "cancelled" and people,
        "giving": [(one.person, one.name) for one in people],
        "asking": [("", gettext("请选择")), *free] if kind.due == "nobody" and found.state == "planned" else [],
        "faults": faults,
    }  # fmt: skip
    return render(request, "activities/statements.html", context, status=422 if faults else 200)


def _line(found: Activity, said: Statements, one: Stated) -> dict[str, Any]:
    """One person's line: what stands, in words; what is missing is only called to mind."""
    words = {GIVEN: gettext("讲过了"), WRITTEN: gettext("已写")}
    after = [name for name in said.after if one.parts.get(name)]
    answered = any(one.replies.values())
    return {
        "name": one.name, "url": reverse("statement-of", args=[found.pk, one.person]),
        "stands": words.get(one.state, gettext("还没写")), "state": one.state,
        "written": bool(one.parts), "after": stating.names({name: said.parts[name] for name in after}, language()),
        "answered": answered,
    }  # fmt: skip


@require_POST
@holder
def ask(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Ask somebody by name to write one; the page again with why not (422)."""
    found, _ = _run(request, activity_id)
    try:
        given = picks.read(request.POST, person=ties.people(found.town_id))
        acts.ask(who(request), activity_id, number(given.get("person", "")) or 0, timezone.now())
    except Refused as refused:
        return _everybody(request, activity_id, {"person": refused.sentence(language())})
    messages.success(request, gettext("名单已改"))
    return redirect("statements", activity_id)


@require_POST
@holder
def give(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Who gave his statement at the meeting; the page again with why not (422)."""
    _run(request, activity_id)
    try:
        acts.give(who(request), activity_id, frozenset(numbers(request, "given")), timezone.now())
    except Refused as refused:
        return _everybody(request, activity_id, {"given": refused.sentence(language())})
    messages.success(request, gettext("记下了"))
    return redirect("statements", activity_id)


def laid(asking: Who, found: Activity, recording: bool) -> dict[str, Any]:
    """What the activity's page says of statements: how many of how many, and where to go."""
    if packs.pinned(found.pack_id).said.activities[found.kind].statements is None:
        return {"statements": None, "my_statement": False}
    people = stated.of_activity(found) if recording else []
    mine = asking.person_id is not None and stated.one(found, asking.person_id) is not None
    written = sum(bool(one.parts) for one in people)
    given = sum(one.state == GIVEN for one in people)
    return {
        "statements": {"people": len(people), "written": written, "given": given} if recording else None,
        "my_statement": mine,
    }
