"""Lists from a spreadsheet: choose a file, say what its columns mean, look at the faults, put in, undo."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.adapters import sheets
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import roll as acts
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import brought, packs, people
from lianxin.kernel.reads import incoming as reads
from lianxin.kernel.reads.cells import DIFFERS, DOUBLE, GAP, STAYS
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.listed import ACTIVITIES, MATTERS, POSTS
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.desk import units
from lianxin.web.guards import may

LATEST = 20
STEPS = {"drop": acts.drop, "undo": acts.undo}


@may("file", "manage_people")
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """GET: choose what comes in, and what came before. POST: a file has come; its columns are shown next."""
    asking = who(request)
    if not asking.towns:
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        sent = request.FILES.get("sheet")
        try:
            if sent is None:
                raise Refused(because("file", "请先选一个表格文件", "choose a file first"))
            unit = units.meant(request.POST.get("unit", ""), directory(asking.towns[0]))
            file = ((sent.name or "")[-80:], sent.read())
            made = acts.send(asking, asking.towns[0], request.POST.get("kind", ""), unit, file, timezone.now())
            return redirect("list", made.pk)
        except (Refused, SheetProblem, units.Unknown) as problem:
            error, status = _said(problem), 422
    lang, pack = language(), packs.of_town(asking.towns[0])
    roles = {held.role for held in asking.posts}
    kinds = [(key, kind.label.say(lang)) for key, kind in reads.kinds(pack).items() if roles & kind.roles]
    before = Roll.objects.filter(town_id=asking.towns[0], sent_by_id=asking.person_id).order_by("-id")
    context = {
        "kinds": kinds,
        "kind": request.POST.get("kind") or _first(request.GET.get("kind", ""), kinds),
        "unit": request.POST.get("unit", ""),
        "units": units.suggestions(directory(asking.towns[0])),
        "before": [(one, _states()[one.state], _kind(one, lang)) for one in before.defer("file", "made")[:LATEST]],
        "error": error, "files": "file" in asking.may,
    }  # fmt: skip
    return render(request, "desk/lists.html", context, status=status)


def _first(asked: str, kinds: list[tuple[str, str]]) -> str:
    """The kind an address asks for, else the first."""
    keys = [key for key, _ in kinds]
    return asked if asked in keys else next(iter(keys), "")


@may("file", "manage_people")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, roll_id: int) -> HttpResponse:
    """GET: where a list stands. POST go=settle (with the columns), put_in, drop or undo."""
    asking, now = who(request), timezone.now()
    error, status = "", 200
    if request.method == "POST":
        go = request.POST.get("go", "")
        try:
            if go == "settle":
                all_are = request.POST.get("all_are", "")
                acts.settle(asking, roll_id, request.POST.getlist("column"), now, _meant(request), all_are)
            elif go == "put_in":
                acts.put_in(asking, roll_id, now, request.POST.get("changes") == "1")
            elif go in STEPS:
                STEPS[go](asking, roll_id, now)
            if go == "undo":
                _tell_undone(request, roll_id)
            return redirect("list", roll_id)
        except Refused as refused:
            error, status = _said(refused), 409
    roll = _mine(asking, roll_id)
    return render(
        request, "desk/list.html", {"error": error, "manages": _manages(asking), **_laid(roll)}, status=status
    )


@may("file", "manage_people")
@require_safe
def made(request: HttpRequest, roll_id: int) -> HttpResponse:
    """What the list brought in, a page at a time (`?page=`), each with the way to its own page."""
    asking = who(request)
    roll = _mine(asking, roll_id)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    total = len(brought.records(roll))
    if page < 1 or (page > 1 and (page - 1) * brought.PAGE >= total):
        raise Http404
    shown = brought.brought(asking, roll, page - 1, language())
    context = {
        "roll": roll, "kind": _kind(roll, language()), "state": _states()[roll.state], "shown": shown, "total": total,
        "previous": f"?page={page - 1}" if page > 1 else "",
        "following": f"?page={page + 1}" if page * brought.PAGE < total else "",
    }  # fmt: skip
    return render(request, "desk/list_made.html", context)


def _mine(asking: Who, roll_id: int) -> Roll:
    """A list of his own in his towns, without its file. Errors: Http404."""
    mine = Roll.objects.filter(pk=roll_id, town_id__in=asking.towns, sent_by_id=asking.person_id)
    roll = mine.defer("file").first()
    if roll is None:
        raise Http404
    return roll


def _tell_undone(request: HttpRequest, roll_id: int) -> None:
    """That it was taken back; of a long list the page itself says that it goes on."""
    if Roll.objects.filter(pk=roll_id, state="undone").exists():
        messages.success(request, gettext("撤销了。"))


def _meant(request: HttpRequest) -> dict[str, int | None]:
    """Which unit each unknown name means, as it was chosen beside it."""
    chosen = zip(request.POST.getlist("name"), request.POST.getlist("means"), strict=False)
    return {name: int(unit) if unit.isdecimal() and len(unit) < 19 else None for name, unit in chosen}


@may("file", "manage_people")
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the headings of a list (`?kind=`), the needed ones first. 404 for a list that is none."""
    towns = who(request).towns
    listed = reads.kinds(packs.of_town(towns[0])).get(request.GET.get("kind", "")) if towns else None
    if listed is None:
        raise Http404
    headings = [column.label.zh for column in sorted(listed.columns, key=lambda column: not column.needed)]
    data = sheets.xlsx(headings, [], re.sub(r"[^\w]", "", listed.label.zh)[:30])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": 'attachment; filename="list.xlsx"'})


def _manages(asking: Who) -> bool:
    return any("manage_packs" in people.powers(held) for held in asking.posts)


def _laid(roll: Roll) -> dict[str, Any]:
    lang = language()
    listed = reads.kinds(packs.of_town(roll.town_id)).get(roll.kind)
    known = listed.columns if listed else ()
    options = (("", gettext("不导入这一列")), *((one.key, one.label.say(lang)) for one in known))
    return {
        "roll": roll,
        "kind": _kind(roll, lang),
        "state": _states()[roll.state],
        "waits": roll.state in acts.WAITING,
        "columns": [
            (at, heading or gettext("（没有列名）"), column)
            for at, (heading, column) in enumerate(zip(roll.headings, roll.columns, strict=True))
        ],
        "options": options,
        **_classes(roll, lang),
        "skipped": [
            heading for heading, column in zip(roll.headings, roll.columns, strict=True) if heading and not column
        ],
        "strange": _strange(roll, lang),
        "missing": [one.label.say(lang) for one in known if one.needed and one.key not in roll.columns],
        "problems": _sentences(roll, lang, ""),
        "gaps": _sentences(roll, lang, GAP),
        "doubles": _sentences(roll, lang, DOUBLE),
        "differs": _sentences(roll, lang, DIFFERS),
        "stays": _sentences(roll, lang, STAYS),
        "good": max(0, roll.rows - roll.wrong - roll.known - roll.moves),
        "made": len(roll.made),
        "moved": len(roll.moved),
        "people": listed is not None and listed.people,
        "matters": roll.kind == MATTERS,
        "activities": roll.kind == ACTIVITIES,
        "posts": roll.kind == POSTS,
        "blank": f"{reverse('list-blank')}?{urlencode({'kind': roll.kind})}",
    }


def _classes(roll: Roll, lang: str) -> dict[str, Any]:
    """The classes a list may say all its people are of, and the one its sender said; none where its kind has none."""
    kind = packs.of_town(roll.town_id).said.ties.get(roll.kind)
    said = {key: one.say(lang) for key, one in kind.classes.items()} if kind is not None else {}
    options = [("", gettext("表里有这一列，或者不是同一类")), *said.items()] if said else []
    return {"classes": options, "all_are": said.get(roll.all_are, "")}


def _sentences(roll: Roll, lang: str, mark: str) -> list[str]:
    """What a check found: what is marked so; without a mark, what must be put right."""
    marked = [(next((one for one in (GAP, DIFFERS, STAYS, DOUBLE) if one in said), ""), said) for said in roll.problems]
    return [_placed(roll, said["en" if lang == "en" else "zh"]) for one, said in marked if one == mark]


def _placed(roll: Roll, said: str) -> str:
    """A problem without the name of the file, which the page bears as its title."""
    return said.removeprefix(roll.name).lstrip("，, ：:")


def _strange(roll: Roll, lang: str) -> list[dict[str, Any]]:
    """Names that mean no unit, with those called nearly so; and names somebody gave a meaning before."""
    rows = directory(roll.town_id).rows
    unknown = [{**one, "means": ""} for one in roll.unknown if one["name"] not in roll.meant]
    known = [{"name": name, "near": [unit], "n": 0, "means": str(unit)} for name, unit in roll.meant.items()]
    found = [*unknown, *(one for one in known if int(one["means"]) in rows)]
    for one in found:
        near = [(str(unit), rows[unit].say(lang)) for unit in one["near"] if unit in rows]
        one["options"] = (("", gettext("都不是")), *near)
        one["rows"] = gettext("、").join(str(row) for row in one.get("rows", []))
    return found


def _kind(roll: Roll, lang: str) -> str:
    listed = reads.kinds(packs.of_town(roll.town_id)).get(roll.kind)
    return listed.label.say(lang) if listed else roll.kind


def _states() -> dict[str, str]:
    return {
        "new": gettext("待对列名"),
        "checking": gettext("正在检查"),
        "checked": gettext("检查好了"),
        "loading": gettext("正在导入"),
        "done": gettext("已导入"),
        "undoing": gettext("正在撤销"),
        "undone": gettext("已撤销"),
        "dropped": gettext("没有导入"),
    }


def _said(problem: Exception) -> str:
    if isinstance(problem, Refused):
        return problem.sentence(language())
    if isinstance(problem, SheetProblem):
        return problem.en if language() == "en" else problem.zh
    return str(problem)
