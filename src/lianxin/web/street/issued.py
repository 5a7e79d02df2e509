"""发文登记簿: what was issued this year, as a page and as a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters import sheets
from lianxin.kernel.reads import issued as reads
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import who
from lianxin.web.guards import may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may("papers")
def register(request: HttpRequest) -> HttpResponse:
    """The issued papers of a year (?year=), in the order of issuing."""
    year, this = _year(request), timezone.now().astimezone(SHANGHAI).year
    chips = [{"label": str(one), "url": f"?year={one}", "on": one == year} for one in range(this, this - 4, -1)]
    shown = {"lines": reads.register(who(request), year), "year": year, "chips": chips}
    return render(request, "street/issued.html", shown)


@may("papers")
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The same as .xlsx."""
    year = _year(request)
    head = [
        gettext("文号"), gettext("标题"), gettext("签发日期"), gettext("起草单位"), gettext("三审"),
        gettext("签发人"), gettext("批准依据"), gettext("更正的材料"),
    ]  # fmt: skip
    body = [
        [one.number, one.title, one.on, one.unit, "、".join(one.reviewed), one.signed, one.approval, one.corrects]
        for one in reads.register(who(request), year)
    ]
    response = HttpResponse(sheets.xlsx(head, body, gettext("发文登记簿")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="issued-{year}.xlsx"'
    return response


def _year(request: HttpRequest) -> int:
    asked, this = request.GET.get("year", ""), timezone.now().astimezone(SHANGHAI).year
    return int(asked) if asked.isdigit() and 2000 <= int(asked) <= this else this
