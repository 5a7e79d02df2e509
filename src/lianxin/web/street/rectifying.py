"""Problems that a review found: of the last round with what became of each, of this one, and on paper (整改清单)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.kernel import abilities
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.models import Appraisal, Appraised
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.reads import problems as lists
from lianxin.kernel.reads import staff
from lianxin.kernel.reads.problems import Problem
from lianxin.kernel.who import Who
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.web.access import language, who
from lianxin.web.guards import holder
from lianxin.web.street import merits


def shown(asking: Who, one: Appraised, declared: Declared, lang: str) -> dict[str, Any]:
    """What the page of one of the appraised says of problems, to those who run the round and to those who speak for the
    unit; nobody else reads them."""
    row = one.appraisal
    runs = able.may(asking, declared.runs, row.town_id)
    if declared.becomes is None or not (runs or able.may_object(asking, one, row.town_id)):
        return {"lists_problems": False}
    last = lists.before(one)
    found = lists.of([one, last] if last is not None else [one])
    return {
        "lists_problems": True,
        "last_round": last.appraisal.title if last is not None else "",
        "last_problems": [_line(asking, each, lang) for each in found[last.pk]] if last is not None else [],
        "problems": [_line(asking, each, lang) for each in found[one.pk]],
        "units": units(asking, row),
        "own_unit": str(one.unit_id or ""),
    }


def units(asking: Who, row: Appraisal) -> list[tuple[str, str]]:
    """Who may have to put a problem right: the town's units, for whoever runs the round."""
    runs = able.may(asking, reads.declared(row)[1].runs, row.town_id)
    return merits.choose(staff.units(row.town_id, language())) if runs else []


def _line(asking: Who, one: Problem, lang: str) -> dict[str, Any]:
    return {
        "id": one.matter.pk,
        "text": one.matter.text,
        "unit": one.unit,
        "due": one.due,
        "state": one.state.say(lang),
        "open": one.matter.is_open,
        "late": one.late(timezone.localdate()),
        "result": one.result,
        "opens": abilities.may_see(asking, one.matter),
    }


@holder
@require_safe
def problems(request: HttpRequest, number: int) -> HttpResponse:
    """The list of problems of a round for printing: what, who puts it right by when, where it stands."""
    asking, lang = who(request), language()
    row: Appraisal | None = reads.one(asking.towns, number)
    if row is None:
        raise Http404
    _, declared = reads.declared(row)
    if declared.becomes is None or not able.may(asking, declared.runs, row.town_id):
        raise Http404
    found = [(merits.name_of(one), [_line(asking, each, lang) for each in mine]) for one, mine in lists.of_round(row)]
    said = {"row": row, "label": declared.label.say(lang), "found": found, "today": timezone.localdate()}
    return render(request, "street/problems_paper.html", said)
