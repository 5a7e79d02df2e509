"""Schemes with their count check, programmes with plan and done, surveys with margin, target and gap."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel import export_abilities
from lianxin.kernel.acts import survey as acts
from lianxin.kernel.reads import measures, schemes
from lianxin.kernel.reads.measures_view import Ground
from lianxin.language.period import Period
from lianxin.language.reason import Refused, because
from lianxin.language.scheme import needed
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street.indicators import asked, common, list_of, page_of, standing


def _town(request: HttpRequest) -> tuple[Ground, dict[str, Any]]:
    on, period, now = standing(request)
    if on.unit.town_id is None or not on.opens:
        raise Http404
    return on, common(on, period, now, "") | {"now": now, "all_url": f"{reverse('indicators')}?{asked(on, period)}"}


@may("board")
def all_schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme of a town: each part against the register; may the slogan be printed? 404 above towns."""
    on, shown = _town(request)
    declared = measures.pack_of(on.unit).said.schemes
    return render(
        request,
        "street/schemes.html",
        shown | {"schemes": [(one, schemes.held(on.unit, key)) for key, one in declared.items()]},
    )


@may("board")
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme of a town: plan against done, each number opening its records. 404 above towns."""
    on, shown = _town(request)
    found = []
    for key, one in measures.pack_of(on.unit).said.programmes.items():
        period = Period(one.since, one.until)
        lines = [_line(on, done, period) for done in schemes.streams(on.unit, key, shown["now"])]
        found.append((one, period.say(language()), lines, any(line["share"] for line in lines)))
    return render(request, "street/programmes.html", shown | {"programmes": found})


def _line(on: Ground, done: schemes.Done, period: Period) -> dict[str, Any]:
    """One stream: what was planned and done in the same unit, and for a rate its share beside its own target."""
    stream, result = done.stream, done.result
    line: dict[str, Any] = {"stream": stream, "plan": "", "done": "", "share": "", "target": "", "page": "", "rows": ""}
    if result is None:
        return line | {"plan": str(stream.plan or "")}
    unit = measures.pack_of(on.unit).said.indicators[result.key].unit.say(language())
    rate = result.below is not None
    return line | {
        "plan": f"{stream.plan} {unit}" if stream.plan else "",
        "done": f"{result.above.say(language())} {unit}",
        "share": result.value(language()) if rate else "",
        "target": f"{stream.target} %" if stream.target else "",
        "page": f"{page_of(result.key)}?{asked(on, period)}",
        "rows": list_of(on, result.key, period),
    }


@may("board")
def surveys(request: HttpRequest) -> HttpResponse:
    """Every survey of a town: the newest round with its margin, the target and the gap. 404 above towns."""
    on, shown = _town(request)
    declared = measures.pack_of(on.unit).said.surveys
    found = [(key, one, METHODS[one.method](), schemes.rounds(on.unit, key, one)) for key, one in declared.items()]
    extra = {
        "surveys": found,
        "may_record": export_abilities.may_ask(who(request), on.unit.town_id or 0),
        "needed": needed(),
        "options": [(key, one.label.say(language())) for key, one in declared.items()],
        "today": shown["now"].date().isoformat(),
    }
    return render(request, "street/surveys.html", shown | extra)


METHODS = {
    "sample": lambda: gettext("抽样询问"),
    "count": lambda: gettext("逐件检查"),
    "weight": lambda: gettext("称重"),
}


@may("board")
@require_POST
def measured(request: HttpRequest) -> HttpResponse:
    """Write down one round of a survey."""
    on, _ = _town(request)
    given = request.POST
    try:
        day, above, n = date.fromisoformat(given.get("day", "")), float(given["above"]), float(given["n"])
    except (ValueError, KeyError):
        raise Refused(
            because("numbers", "日期和两个数都要填，例如 2026-06-20、180、200", "give the day and both numbers")
        ) from None
    acts.record(who(request), on.unit, given.get("survey", ""), day, above, n, given.get("how", ""), timezone.now())
    return HttpResponseRedirect(f"{reverse('surveys')}?unit={on.unit.pk}")


@may("board")
@require_POST
def withdrawn(request: HttpRequest, measurement_id: int) -> HttpResponse:
    """Take back a wrong round."""
    acts.withdraw(who(request), measurement_id, request.POST.get("reason", ""), timezone.now())
    return HttpResponseRedirect(reverse("surveys"))
