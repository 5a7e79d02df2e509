"""功能清单和“五个不得”自查表: a page, and a Word file to hand in; looked through anew each time it is opened."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lianxin.adapters import gongwen
from lianxin.kernel.reads import conduct as reads
from lianxin.kernel.reads import conduct_report, packs, staff
from lianxin.kernel.reads.directory import directory
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language, who
from lianxin.web.guards import may

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@may("manage_people")
def conduct(request: HttpRequest) -> HttpResponse:
    """The five with what was looked through, and what the town does with this system."""
    pack = packs.of_town(_town(request))
    shown = {
        "rules": [
            (one, [(check.looked.say(language()), check.found) for check in one.checks]) for one in reads.rules(pack)
        ],
        "functions": [(name.say(language()), labels) for name, labels in reads.functions(pack, language())],
    }  # fmt: skip
    return render(request, "office/conduct.html", shown)


@may("manage_people")
def word(request: HttpRequest) -> HttpResponse:
    """The same as .docx, in the layout of documents."""
    town = _town(request)
    today = timezone.now().astimezone(SHANGHAI).date()
    made = gongwen.docx(conduct_report.report(packs.of_town(town), directory(town).town.say(), today))
    response = HttpResponse(made, content_type=WORD)
    response["Content-Disposition"] = 'attachment; filename="conduct.docx"'
    return response


def _town(request: HttpRequest) -> int:
    towns = staff.managed(who(request))
    if not towns:
        raise Http404
    return towns[0]
