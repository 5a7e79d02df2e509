"""A judge at work: one work at a time, large targets, what was typed is kept. Only his own sheets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.kernel.acts import contest as acts
from lianxin.kernel.models import Contest, Judge
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads.contest import Hall
from lianxin.language.contest import Unmarked
from lianxin.language.exact import plain
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import holder
from lianxin.web.street import totals


def _mine(request: HttpRequest, number: int) -> tuple[Hall, Judge]:
    """The contest and oneself as its judge. Errors: Http404."""
    asking = who(request)
    row = Contest.objects.filter(pk=number, judges__person_id=asking.person_id).first() if asking.person_id else None
    judge = reads.judge_of(row, asking.person_id) if row is not None else None
    if row is None or judge is None:
        raise Http404
    return reads.hall(row), judge


def _works(found: Hall, judge: Judge) -> list[dict[str, Any]]:
    return [
        {
            "id": work.pk,
            "number": work.number,
            "title": work.title,
            "away": judge.pk in found.away[work.pk],
            "done": (work.pk, judge.pk) in found.sheets,
        }
        for work in found.works
    ]


@holder
@require_safe
def judging(request: HttpRequest, number: int) -> HttpResponse:
    """All works, with what is done and what is still to do."""
    found, judge = _mine(request, number)
    works = _works(found, judge)
    following = next((one["id"] for one in works if not one["away"] and not one["done"]), None)
    shown = {"row": found.row, "label": totals.label(found.row, language()), "works": works, "following": following}
    shown["undrawn"] = found.said.draw and not found.row.drawn
    return render(request, "street/judging.html", shown)


@holder
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: int, work_id: int) -> HttpResponse:
    """One's sheet for one work. After saving, the next work that has none."""
    found, judge = _mine(request, number)
    work = next((one for one in found.works if one.pk == work_id), None)
    if work is None and any(one.pk == work_id for one in found.struck):
        messages.warning(request, gettext("这件作品已取消参评，不用打分"))
        return redirect("judging", found.row.pk)
    if work is None:
        raise Http404
    kept = found.sheets.get((work.pk, judge.pk))
    given = dict(kept.marks) | {"note": kept.note} if kept else {}
    faults: dict[str, str] = {}
    refused = ""
    if request.method == "POST":
        given = request.POST.dict()
        try:
            acts.mark(who(request), work.pk, given, given.get("note", ""), timezone.now())
        except Unmarked as unmarked:
            faults = {key: reason.sentence(language()) for key, reason in unmarked.faults.items()}
        except Refused as said:
            refused = said.say(language())
        else:
            messages.success(request, gettext("已保存：%(title)s") % {"title": work.title})
            return _next(found, judge, work_id)
    shown = _shown(found, judge, work_id, given, faults) | {"refused": refused}
    return render(request, "street/judge_sheet.html", shown, status=422 if faults or refused else 200)


def _next(found: Hall, judge: Judge, just: int) -> HttpResponse:
    waiting = [one["id"] for one in _works(found, judge) if not one["away"] and not one["done"] and one["id"] != just]
    if waiting:
        return redirect("judge-sheet", found.row.pk, next((one for one in waiting if one > just), waiting[0]))
    return redirect("judging", found.row.pk)


def _shown(found: Hall, judge: Judge, work_id: int, given: dict[str, str], faults: dict[str, str]) -> dict[str, Any]:
    lang, works = language(), _works(found, judge)
    mine = [one for one in works if not one["away"]]
    at = next((index for index, one in enumerate(mine) if one["id"] == work_id), None)
    work = next(one for one in found.works if one.pk == work_id)
    return {
        "row": found.row,
        "label": totals.label(found.row, lang),
        "work": work,
        "group": found.said.groups[work.group].say(lang) if work.group in found.said.groups else "",
        "at": at + 1 if at is not None else 0,
        "of": len(mine),
        "previous": mine[at - 1]["id"] if at else None,
        "following": mine[at + 1]["id"] if at is not None and at + 1 < len(mine) else None,
        "locked": found.row.reviewed_at is not None,
        "undrawn": found.said.draw and not found.row.drawn,
        "away": at is None,
        "criteria": [
            {
                "key": key,
                "label": one.label.say(lang),
                "about": one.about.say(lang) if one.about else "",
                "most": plain(found.rules.most[key]),
                "value": given.get(key, ""),
                "error": faults.get(key, ""),
            }
            for key, one in found.said.criteria.items()
        ],
        "note": given.get("note", ""),
    }
