"""Branches: the year at a glance, the four books, the roll, terms; what is missing asks for a record or a reason."""

from __future__ import annotations

from datetime import date, datetime
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
from lianxin.kernel import export_abilities
from lianxin.kernel.acts import branch as acts
from lianxin.kernel.acts import export as exporting
from lianxin.kernel.acts import member
from lianxin.kernel.models import Activity, Unit
from lianxin.kernel.reads import branch as reads
from lianxin.kernel.reads import branch_books, exported, packs, prior, roll, study
from lianxin.kernel.reads.branch import Year
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.reads.ledger import Asked
from lianxin.language import period as periods
from lianxin.language import rhythm
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.language.rhythm import Cell
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import town_of
from lianxin.web.activities.feed import address
from lianxin.web.activities.paths import walking
from lianxin.web.components.story import said, today
from lianxin.web.guards import holder

BOOKS = ("year", "ledger", "notebooks", "flow", "guide")


def _seen(request: HttpRequest, unit_id: int) -> tuple[int, Pack, Row]:
    """The branch, if he may open its books; 404 otherwise."""
    town = town_of(request)
    pack, unit = packs.of_town(town), directory(town).rows.get(unit_id)
    if unit is None or unit.tree != "party":
        raise Http404
    if not abilities.may_read_branch(who(request), town, unit_id):
        raise Http404
    return town, pack, unit


@holder
@require_safe
def branches(request: HttpRequest) -> HttpResponse:
    """The Party committees and branches within one's scope; straight to the only one."""
    town = town_of(request)
    pack, asking, where = packs.of_town(town), who(request), directory(town)
    bodies = [*reads.committees(pack, where), *reads.branches(pack, where)]
    found = [row for row in bodies if abilities.may_read_branch(asking, town, row.id)]
    over, only = reads.over(town, timezone.now()), request.GET.get("only") == "over"
    if len(found) == 1 and not only:
        return redirect("branch", found[0].id)
    rows = [
        {
            "name": row.say(language()), "url": reverse("branch", args=[row.id]), "kind": _kind(pack, row),
            "over": [_over(day) for day in over.get(row.id, [])],
        }
        for row in found
    ]  # fmt: skip
    late = [row for row in rows if row["over"]]
    chips = [
        {"label": gettext("全部"), "url": "?", "on": not only, "count": len(rows)},
        {"label": gettext("任期已满"), "url": "?only=over", "on": only, "count": len(late)},
    ]
    shown = {"rows": late if only else rows, "chips": chips if late or only else [], "only": only}
    return render(request, "activities/branches.html", shown)


def _over(day: date) -> str:
    return gettext("任期 %(day)s 满，没有登记换届") % {"day": said(day, today())}


def _kind(pack: Pack, row: Row) -> str:
    return pack.said.unit_kinds[row.kind].label.say(language())


@holder
@require_safe
def branch(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One branch: a year of it, as one of its books."""
    book = request.GET.get("book", "year")
    return _page(request, unit_id, book if book in BOOKS else "year", request.GET.get("year", ""))


def _page(
    request: HttpRequest, unit_id: int, book: str, asked: str, purpose: str = "", fault: str = ""
) -> HttpResponse:
    town, pack, unit = _seen(request, unit_id)
    now = timezone.now()
    number = _year(asked, now)
    year = reads.year_of(town, unit_id, number, now)
    leading = abilities.may_lead(who(request), town, unit_id)
    context = {
        "unit": unit, "kind": _kind(pack, unit), "year": number, "book": book, "tabs": _tabs(unit_id, number, book),
        "before": f"?year={number - 1}&book={book}", "after": f"?year={number + 1}&book={book}",
        "leading": leading, "terms": reads.terms(pack, unit, now, language()), "feed": address("branch", unit_id),
        "groups": [row.say(language()) for row in year.groups],
        "print": request.GET.get("print") == "1",
        "walking": walking(pack, unit_id) if leading and book == "year" else [],
    }  # fmt: skip
    context |= _book(book, pack, unit, year, now, leading)
    context |= {
        "may_export": book == "ledger"
        and export_abilities.may_ask_for(who(request), _unit(unit_id), exported.BRANCH, now),
        "purpose": purpose,
        "fault": fault,
    }
    template = "activities/paper.html" if context["print"] else "activities/branch.html"
    return render(request, template, context, status=422 if fault else 200)


def _year(asked: str, now: datetime) -> int:
    """The year asked for; this one for anything else."""
    fits = asked.isdigit() and len(asked) < 5 and 2000 <= int(asked) <= 2100
    return int(asked) if fits else now.astimezone(SHANGHAI).year


def _unit(unit_id: int) -> Unit:
    return Unit.objects.get(pk=unit_id)


@require_POST
@holder
def export(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Ask for the detailed ledger of a year as a file; the page again with why not (422)."""
    _seen(request, unit_id)
    now, purpose = timezone.now(), request.POST.get("purpose", "")
    year = _year(request.POST.get("year", ""), now)
    try:
        asked = Asked(periods.read(str(year)))
        exporting.ask(who(request), _unit(unit_id), exported.BRANCH, asked, purpose, now)
    except Refused as refused:
        return _page(request, unit_id, "ledger", str(year), purpose, refused.sentence(language()))
    messages.success(request, gettext("已申请，等另一个人同意"))
    return redirect("exports")


def _tabs(unit_id: int, year: int, book: str) -> list[dict[str, Any]]:
    said = {
        "year": gettext("一年一览"), "ledger": gettext("明细账"), "notebooks": gettext("记事簿"),
        "flow": gettext("流程图"), "guide": gettext("明白册"),
    }  # fmt: skip
    base = reverse("branch", args=[unit_id])
    return [{"label": said[key], "url": f"{base}?year={year}&book={key}", "current": key == book} for key in BOOKS]


def _book(book: str, pack: Pack, unit: Row, year: Year, now: Any, leading: bool) -> dict[str, Any]:
    if book == "ledger":
        return {"ledger": branch_books.lines(pack, year.unit, year.groups, year.year, language())}
    if book == "notebooks":
        books = reads.notebooks(unit, year.year, now) if leading else {}
        hours = study.of_branch(pack, unit, year.year, now) if leading else {}
        return {
            "notebooks": [(name, _notes(pack, lines), hours.get(person)) for person, (name, lines) in books.items()]
        }
    if book in ("flow", "guide"):
        return {"meetings": _guide(pack, year)}
    return {
        "lines": [_drawn(pack, line) for line in year.lines],
        "prompts": [
            {"text": text.say(language()), "kind": line.kind, "period": cell.period.key, "unit": line.unit}
            for line, cell, text in rhythm.prompts(year.lines)
        ],
        "unprepared": [_unprepared(pack, one, asked.line) for one, asked in prior.unanswered(unit.id, year.year)],
        "coverage": [
            (pack.said.activities[key].label.say(language()), done, of, left if leading else ())
            for key, (done, of, left) in reads.coverage(pack, unit, year.year, now).items()
        ],
        "asked": [reason.sentence(language()) for reason in study.reminded(pack, unit, year.year, now)],
        "members": len(roll.members([unit.id], now)),
        "voting": len(roll.members([unit.id], now, voting=True)),
    }


def _unprepared(pack: Pack, one: Activity, line: int) -> dict[str, Any]:
    """A vote that says nothing yet of the meeting that goes before it."""
    said = one.agenda[line]
    item = pack.said.agenda.get(said["kind"])
    what = said.get("text") or (item.label.say(language()) if item else said["kind"])
    return {"pk": one.pk, "day": one.starts_at.astimezone(SHANGHAI), "title": one.title, "what": what}


def _drawn(pack: Pack, line: rhythm.Line) -> dict[str, Any]:
    rule = pack.said.activities[line.kind].rhythm
    width = 12 // len(line.cells) if line.cells else 1
    return {
        "label": line.label.say(language()), "kept": line.kept, "needed": line.needed, "width": width,
        "cells": [_cell(cell) for cell in line.cells], "every": rule.every if rule else "",
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    words = {
        "done": gettext("已开展"), "explained": gettext("已说明"), "missing": gettext("待补记或说明"),
        "early": gettext("已开展，早于一般的时间"), "usual": gettext("一般就在这个时候"),
        "now": gettext("本期"), "coming": gettext("未到"), "none": gettext("没有要求"),
    }  # fmt: skip
    signs = {
        "done": "●", "explained": "◐", "missing": "○", "early": "●", "usual": "…", "now": "…", "coming": "", "none": "",
    }  # fmt: skip
    return {
        "label": cell.period.label.say(language()), "state": cell.state, "word": words[cell.state],
        "sign": signs[cell.state] if cell.held < 2 else f"●{cell.held}", "reason": cell.reason,
    }  # fmt: skip


def _notes(pack: Pack, lines: list[tuple[Activity, str]]) -> list[dict[str, Any]]:
    words = {"present": gettext("到"), "absent": gettext("未到")}
    return [
        {
            "day": one.starts_at.astimezone(SHANGHAI),
            "kind": branch_books.named(pack, one, language()),
            "title": one.title,
            "state": words[state],
        }
        for one, state in lines
    ]


def _guide(pack: Pack, year: Year) -> list[dict[str, Any]]:
    """How each meeting goes, from the pack itself: who, how often, what is voted on, the document."""
    found = []
    for key in dict.fromkeys(line.kind for line in year.lines):
        kind = pack.said.activities[key]
        items = [pack.said.agenda[item] for item in kind.agenda if item in pack.said.agenda]
        found.append(
            {
                "label": kind.label.say(language()), "about": kind.about.say(language()),
                "who": [pack.said.roles[role].label.say(language()) for role in kind.who],
                "items": [item.label.say(language()) for item in items],
                "votes": any(item.vote is not None for item in items), "shown": bool(kind.published_by),
                "article": pack.said.values[kind.rhythm.least[1:]].dated[-1].article if kind.rhythm else "",
                "source": pack.said.documents[kind.source].title,
            }
        )  # fmt: skip
    return found


@require_POST
@holder
def explain(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Say why something was not held."""
    town, _, unit = _seen(request, unit_id)
    given = request.POST
    asked = int(given["unit"]) if given.get("unit", "").isdigit() else unit.id
    acts.explain(
        who(request),
        town,
        asked,
        given.get("kind", ""),
        given.get("period", ""),
        given.get("reason", ""),
        timezone.now(),
    )
    messages.success(request, gettext("原因已记下"))
    return redirect(f"{reverse('branch', args=[unit_id])}?year={given.get('period', '')[:4]}")


@require_POST
@never_cache
@holder
def look(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Political birthdays of this month. The look is written down."""
    _, _, unit = _seen(request, unit_id)
    now = timezone.now()
    today = now.astimezone(SHANGHAI)
    born = member.birthdays(who(request), unit_id, today.month, now)
    shown = {
        "unit": unit, "month": today.month, "born": born,
        "greeted": [(name, day) for name, day, greet in born if greet],
        "quiet": [(name, day) for name, day, greet in born if not greet],
    }  # fmt: skip
    return render(request, "activities/look.html", shown)
