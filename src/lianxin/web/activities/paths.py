"""Paths of applicants and members of a branch: who stands where, begun, reached, noted, taken back.

Days lie sealed: they are opened by a form (POST), which leaves an entry, and nothing is kept by the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import path as acts
from lianxin.kernel.acts.path import Opened
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads import paths as reads
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Row
from lianxin.language import path as rules
from lianxin.language.ground import Ground
from lianxin.language.pack import Pack
from lianxin.language.path import Said
from lianxin.language.paths import Stage
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import town_of
from lianxin.web.activities.members import led, today
from lianxin.web.components import picks
from lianxin.web.desk.tie_new import day, number
from lianxin.web.guards import holder

NUMBER = "n-"
"""Before the name of a field that asks for a number of a stage."""


def walking(pack: Pack, unit_id: int) -> list[dict[str, Any]]:
    """Everybody on a path at a branch, as its pages show it."""
    lang, now = language(), today()
    return [
        {
            "label": pack.said.paths[key].label.say(lang),
            "rows": [
                {
                    "pk": one.tie_id, "name": one.name, "stage": one.stage.say(lang),
                    "due": [(due.what.say(lang), due.on, due.by, _state(due.on, now)) for due in one.due],
                }
                for one in rows
            ],
        }
        for key, rows in reads.of_branch(pack, unit_id).items()
    ]  # fmt: skip


def _state(on: date, now: date) -> str:
    """A day that is past is a prompt and no mark: amber."""
    return "amber" if on <= now else "green"


@holder
@require_safe
def paths(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who stands where, and the forms to begin."""
    return listed(request, led(request, unit_id))


def listed(request: HttpRequest, unit: Row, faults: dict[str, str] | None = None) -> HttpResponse:
    """The page of a branch's paths; with what is wrong (422)."""
    pack, given = packs.of_town(town_of(request)), request.POST
    shown = {
        "unit": unit,
        "walking": walking(pack, unit.id),
        "forms": [
            {
                "key": key, "label": path.label.say(language()), "about": path.about.say(language()),
                "first": path.stages[path.first].label.say(language()), "applicant": path.of == "applicant",
                "source": pack.said.documents[path.source].title,
            }
            for key, path in pack.said.paths.items()
            if key in reads.offered(pack, unit.kind)
        ],
        "members": _members(unit),
        "today": today().isoformat(),
        "faults": faults or {},
        "given": given if faults else {},
    }  # fmt: skip
    return render(request, "activities/paths.html", shown, status=422 if faults else 200)


def _members(unit: Row) -> list[tuple[str, str]]:
    members = roll.members([unit.id], timezone.now())
    return [("", gettext("请选择")), *((str(person), name) for person, name in members.items())]


def _wrong(refused: Refused) -> dict[str, str]:
    return {refused.field or "form": refused.sentence(language())}


@never_cache
@require_POST
@holder
def begin(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Somebody sets out on a path; or the page again with why not (422)."""
    unit = led(request, unit_id)
    try:
        given = picks.read(request.POST, person=_members(unit))
        person = number(given["person"]) if given.get("person") else given.get("name", "")
        said = Said(day(given.get("on", "").strip(), "on"))
        acts.begin(who(request), unit.id, given.get("path", ""), person or "", said, timezone.now())
    except Refused as refused:
        return listed(request, unit, _wrong(refused))
    messages.success(request, gettext("已登记，日期已加密"))
    return redirect("branch-paths", unit.id)


@never_cache
@require_POST
@holder
def one(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One path, opened. The look is written down."""
    return _one(request, led(request, unit_id))


def _one(request: HttpRequest, unit: Row, faults: dict[str, str] | None = None) -> HttpResponse:
    pack, given = packs.of_town(town_of(request)), request.POST
    try:
        opened = acts.look(who(request), number(given.get("tie", "")) or 0, timezone.now())
    except Refused as refused:
        return listed(request, unit, _wrong(refused))
    stage = opened.path.stages[opened.walked.stage]
    shown = {
        "unit": unit,
        "tie": opened.tie.pk,
        "name": opened.name,
        "label": opened.path.label.say(language()),
        "days": _days(opened),
        "nexts": _nexts(pack, opened),
        "noted": stage.noted.say(language()) if stage.noted is not None and stage.every is not None else "",
        "last_note": opened.walked.noted,
        "back": stage.card is None and stage.roll is None,
        "today": today().isoformat(),
        "faults": faults or {},
        "given": given if faults else {},
    }
    return render(request, "activities/path.html", shown, status=422 if faults else 200)


def _days(opened: Opened) -> list[dict[str, Any]]:
    """The stages reached, each with its day, the numbers told and the reason."""
    found, lang = [], language()
    for key, on in opened.walked.days.items():
        stage = opened.path.stages.get(key, Stage(label={"zh": key}))  # type: ignore[arg-type]
        told = [
            f"{asked.label.say(lang)} {opened.walked.numbers[name]}"
            for name, asked in stage.asks.items()
            if name in opened.walked.numbers
        ]
        reason = opened.walked.reasons.get(key, "")
        found.append({"label": stage.label.say(lang), "on": on, "told": [*told, *([reason] if reason else [])]})
    return found


def _nexts(pack: Pack, opened: Opened) -> list[dict[str, Any]]:
    """What may follow: from when on, by when, what is asked; refused for now where it is too early."""
    found, lang, now = [], language(), today()
    ground = Ground(pack, calendar())
    for following in rules.nexts(ground, opened.path, opened.walked.days, now):
        stage = opened.path.stages[following.key]
        told = [
            *(ground.cite(wait, now) for wait in stage.waits),
            *((one.source, one.article) for one in stage.through),
        ]
        sources = [(pack.said.documents[source].title, article) for source, article in told]
        found.append(
            {
                "key": following.key, "label": stage.label.say(lang),
                "about": stage.about.say(lang) if stage.about is not None else "",
                "earliest": following.earliest, "early": following.earliest > now, "by": following.by,
                "last": following.last, "sources": list(dict.fromkeys(sources)),
                "asks": [(NUMBER + name, asked.label.say(lang)) for name, asked in stage.asks.items()],
                "why": any(asked.usual for asked in stage.asks.values()) or following.last is not None,
            }
        )  # fmt: skip
    return found


@never_cache
@require_POST
@holder
def reach(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A stage was reached; or the path again with why not (422)."""
    given = request.POST

    def work(tie: int) -> None:
        stage = given.get("stage", "")
        typed = {name.removeprefix(NUMBER): number(given[name]) for name in given if name.startswith(NUMBER)}
        numbers = {name: n for name, n in typed.items() if n is not None}
        said = Said(day(given.get("on", "").strip(), "on"), numbers, given.get("reason", ""))
        acts.reach(who(request), tie, stage, said, timezone.now())

    return _done(request, unit_id, work, gettext("已记下，日期已加密"))


@never_cache
@require_POST
@holder
def note(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What is due while a stage lasts was done on a day; or the path again with why not (422)."""

    def work(tie: int) -> None:
        acts.note(who(request), tie, day(request.POST.get("noted", "").strip(), "noted"), timezone.now())

    return _done(request, unit_id, work, gettext("已记下，日期已加密"))


@never_cache
@require_POST
@holder
def take_back(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The stage noted last is taken back; or the path again with why not (422)."""

    def work(tie: int) -> None:
        acts.take_back(who(request), tie, timezone.now())

    return _done(request, unit_id, work, gettext("最后一步已撤回"))


def _done(request: HttpRequest, unit_id: int, work: Callable[[int], None], said: str) -> HttpResponse:
    unit = led(request, unit_id)
    try:
        work(number(request.POST.get("tie", "")) or 0)
    except Refused as refused:
        return _one(request, unit, _wrong(refused))
    messages.success(request, said)
    return redirect("branch-paths", unit.id)
