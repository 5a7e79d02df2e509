"""Importing requests from a spreadsheet: first a dry run that names every cell, then the import with its progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.adapters import sheets
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import sheet as acts
from lianxin.kernel.acts.sheet import Checked, Progress
from lianxin.kernel.who import Who
from lianxin.web.access import language, who
from lianxin.web.guards import may

MARK = "<!--progress-->"
SHOWN = 100
"""Problems shown at most; whoever has more puts these right first."""


@may("file")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponseBase:
    """GET: what the sheet must look like. POST step=check: nothing is written; step=load: file what can be filed."""
    if request.method != "POST":
        return render(request, "desk/sheet.html", {})
    sent, lang = request.FILES.get("sheet"), language()
    if sent is None:
        return render(request, "desk/sheet.html", {"error": gettext("请先选一个表格文件")}, status=422)
    asking, name = who(request), (sent.name or "")[:80]
    try:
        checked = acts.check(sent.read(), name, asking.towns[0], timezone.now())
    except SheetProblem as problem:
        return render(request, "desk/sheet.html", {"error": problem.en if lang == "en" else problem.zh}, status=422)
    if request.POST.get("step") != "load":
        return render(request, "desk/sheet.html", _checked(checked, name, lang))
    if not checked.ready:
        return render(request, "desk/sheet.html", _checked(checked, name, lang), status=422)
    head, _, tail = render_to_string("desk/sheet_load.html", {"name": name}, request).partition(MARK)
    return StreamingHttpResponse(_loading(asking, checked, head, tail, lang))


@may("file")
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the headings and one invented row."""
    columns = [*acts.NEEDED, *acts.OPTIONAL]
    example = ["听音湖广场东侧路灯不亮", "听音湖", "", "", "2026-03-10 09:30", "纸-001", "求助"]
    data = sheets.xlsx(columns, [example], gettext("诉求"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": 'attachment; filename="requests.xlsx"'}
    )


def _checked(checked: Checked, name: str, lang: str) -> dict[str, Any]:
    said = [problem.en if lang == "en" else problem.zh for problem in checked.problems[:SHOWN]]
    return {
        "checked": True,
        "name": name,
        "ready": len(checked.ready),
        "repeated": checked.repeated,
        "problems": said,
        "problem_count": len(checked.problems),
        "first": [
            (one.row.row.number, one.telling.text[:60], one.row["地点"], one.row["类型"]) for one in checked.ready[:5]
        ],
    }


def _loading(asking: Who, checked: Checked, head: str, tail: str, lang: str) -> Iterator[str]:
    """The page as it grows: a line every fifty rows, so that a long import is never silent. It works without scripts;
    closing the page stops the import, and sending the sheet again files only the rest."""
    yield head
    last = Progress(len(checked.ready))
    with override("en" if lang == "en" else "zh-hans"):
        for last in acts.load(asking, checked, timezone.now()):
            yield format_html(
                "<p>{}</p>\n", gettext("已处理 %(done)d / %(total)d") % {"done": last.done, "total": last.total}
            )
        problems = [*checked.problems, *last.problems]
        done = {
            "progress": last,
            "problems": [problem.en if lang == "en" else problem.zh for problem in problems[:SHOWN]],
            "problem_count": len(problems),
        }
        yield render_to_string("desk/sheet_done.html", done)
    yield tail
