"""The working calendar: which years are known, and the upload of the next year's arrangement with errors by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters import sheets
from lianxin.kernel.acts import calendar as acts
from lianxin.kernel.models import CalendarYear
from lianxin.kernel.reads import calendar as reads
from lianxin.language.calendar import Row
from lianxin.language.calendar_sheet import HEADERS, read_rows
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import may

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = {"holiday": "放假", "makeup": "补班"}
DAYS = 400
"""Rows of a sheet that are read: a year has fewer."""
Fault = tuple[str, str]
"""The cell and what is wrong there."""


@may("manage_packs")
def calendar(request: HttpRequest) -> HttpResponse:
    """The years that are covered; POST takes a sheet. A faulty sheet changes nothing and each cell says why (422)."""
    faults: list[Fault] = []
    if request.method == "POST":
        rows, faults = _read(request)
        if not faults:
            try:
                years = acts.upload(who(request), rows, timezone.now())
            except Refused as refused:
                faults = [("", refused.sentence(language()))]
            else:
                said = gettext("、").join(str(year) for year in years)
                messages.success(request, gettext("已启用 %(years)s 年的放假安排") % {"years": said})
                return redirect("calendar")
    return render(request, "office/calendar.html", _words(faults), status=422 if faults else 200)


def _read(request: HttpRequest) -> tuple[list[Row], list[Fault]]:
    file = request.FILES.get("sheet")
    if file is None or not file.size:
        return [], [("", gettext("请选一个文件：xlsx 或 csv"))]
    try:
        rows, errors = read_rows(_lines(file.read(sheets.MAX_BYTES + 1), file.name or ""))
    except sheets.SheetProblem as problem:
        return [], [("", problem.en if language() == "en" else problem.zh)]
    said = [(f"{sheets.column_letters(e.column)}{e.row}", e.en if language() == "en" else e.zh) for e in errors]
    return rows, said


def _lines(content: bytes, name: str) -> Iterator[tuple[sheets.Value, ...]]:
    """The lines of the sheet with its blank ones, so that a fault names the row people see."""
    at = 0
    for row in sheets.rows(content, name, max_rows=DAYS):
        for _ in range(row.number - at - 1):
            yield ()
        at = row.number
        yield row.values


def _words(faults: list[Fault]) -> dict[str, object]:
    known = reads.calendar()
    uploads = {year.year: year for year in CalendarYear.objects.select_related("uploaded_by")}
    days = Counter((row.day.year, row.kind) for row in known.rows)
    sources = {row.day.year: row.source for row in known.rows}
    years = [
        {
            "year": year,
            "holidays": days[(year, "holiday")],
            "makeup": days[(year, "makeup")],
            "source": sources.get(year, ""),
            "upload": uploads.get(year),
        }
        for year in sorted(known.years, reverse=True)
    ]
    return {"years": years, "next": max(known.years) + 1, "faults": faults}


@may("manage_packs")
def blank(request: HttpRequest) -> HttpResponse:
    """A sheet to fill in: the last known year as it was written, so that only days and number need changing."""
    known = reads.calendar()
    last = max(known.years)
    rows = [(row.day, WORDS[row.kind], row.name, row.source) for row in known.rows if row.day.year == last]
    made = HttpResponse(sheets.xlsx(list(HEADERS), rows, f"{last}"), content_type=SHEET)
    made.headers["Content-Disposition"] = f'attachment; filename="workdays-{last}.xlsx"'
    return made
