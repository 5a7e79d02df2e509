"""A branch's members for those who lead it: their dates, and the year's list of “光荣在党50年”, confirmed by hand.

Whoever opens dates leaves an entry, so dates are opened by a form (POST) and never by a link; nothing is kept by the
browser. The list is in the order of joining: nobody is compared with anybody.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import member
from lianxin.kernel.acts.member import Candidate
from lianxin.kernel.acts.member_card import DAYS, Dates
from lianxin.kernel.reads import roll
from lianxin.kernel.reads.directory import Row, directory
from lianxin.language import seniority
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import town_of
from lianxin.web.desk.tie_new import day, number
from lianxin.web.guards import holder


def _led(request: HttpRequest, unit_id: int) -> Row:
    """The branch, if he leads it or looks after the town's; 404 otherwise."""
    town = town_of(request)
    unit = directory(town).rows.get(unit_id)
    if unit is None or unit.tree != "party" or not abilities.may_lead(who(request), town, unit_id):
        raise Http404
    return unit


def _today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()


@holder
@require_safe
def members(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The roll, and the doors to what lies sealed."""
    unit = _led(request, unit_id)
    return _members(request, unit)


def _members(request: HttpRequest, unit: Row, refused: str = "", status: int = 200) -> HttpResponse:
    shown = {
        "unit": unit,
        "people": list(roll.members([unit.id], timezone.now()).items()),
        "years": [(year, str(year)) for year in seniority.confirmed_in(_today())],
        "refused": refused,
    }
    return render(request, "activities/members.html", shown, status=status)


@never_cache
@require_POST
@holder
def one(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One member's dates, opened to be mended. The look is written down."""
    return _one(request, _led(request, unit_id), {}, {})


def _one(request: HttpRequest, unit: Row, given: Any, faults: dict[str, str]) -> HttpResponse:
    person = number(request.POST.get("person", "")) or 0
    name, dates = member.dates_of(who(request), unit.id, person, timezone.now())
    shown = {"unit": unit, "person": person, "name": name, "given": given or _said(dates), "faults": faults}
    return render(request, "activities/member.html", shown, status=422 if faults else 200)


def _said(dates: Dates) -> dict[str, str]:
    """The dates as the form says them."""
    said = {key: value.isoformat() if (value := getattr(dates, key)) else "" for key in DAYS}
    more = {"stopped": str(dates.stopped), "starts_because": dates.starts_because}
    return said | more | {"alive": "yes" if dates.alive else "no"}


@never_cache
@require_POST
@holder
def note(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Seal the dates as they were typed, or the form again with why not (422)."""
    unit, given = _led(request, unit_id), request.POST
    try:
        said: dict[str, Any] = {key: day(given[key].strip(), key) if given.get(key) else None for key in DAYS}
        months = number(given.get("stopped", "").strip() or "0")
        said |= {"stopped": -1 if months is None else months, "alive": given.get("alive") != "no"}
        said["starts_because"] = given.get("starts_because", "").strip() if said["starts"] else ""
        member.note_dates(who(request), unit.id, number(given.get("person", "")) or 0, said, timezone.now())
    except Refused as refused:
        return _one(request, unit, given, {refused.field or "form": refused.say(language())})
    messages.success(request, gettext("已加密存好"))
    return redirect("branch-members", unit.id)


@never_cache
@require_POST
@holder
def medals(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The list of a year. The look is written down."""
    return _medals(request, _led(request, unit_id))


def _medals(request: HttpRequest, unit: Row, refused: str = "") -> HttpResponse:
    year = number(request.POST.get("year", "")) or 0
    try:
        found = member.medals(who(request), unit.id, year, timezone.now())
    except Refused as wrong:
        return _members(request, unit, wrong.say(language()), 422)
    open_year = year in seniority.confirmed_in(_today())
    shown = {
        "unit": unit,
        "year": year,
        "groups": _groups(found, year),
        "confirms": open_year,
        "me": who(request).person_id,
        "refused": refused,
        "given": request.POST if refused else {},
    }
    return render(request, "activities/medals.html", shown, status=422 if refused else 200)


def _groups(found: list[Candidate], year: int) -> list[dict[str, Any]]:
    """The members in four groups, each in the order of joining."""
    said = {
        "waits": gettext("够条件，待支部确认表现"),
        "good": gettext("支部已确认"),
        "not": gettext("支部没有确认"),
        "out": gettext("这一年不申报"),
    }
    groups: dict[str, list[tuple[int, str, str]]] = {key: [] for key in said}
    for each in found:
        groups[_state(each)].append((each.person, each.name, each.found.reason.say(language())))
    return [{"key": key, "label": label, "people": groups[key]} for key, label in said.items()]


def _state(one: Candidate) -> str:
    if one.found.proposed:
        return "good" if one.good else "waits"
    return "not" if one.found.reason.code == "not-confirmed" else "out"


@never_cache
@require_POST
@holder
def confirm(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What the branch says of one candidate; then the list again, or with why not (422)."""
    unit, given = _led(request, unit_id), request.POST
    person, year = number(given.get("person", "")) or 0, number(given.get("year", "")) or 0
    good = {"yes": True, "no": False}.get(given.get("good", ""))
    try:
        if good is None:
            return _medals(request, unit, gettext("请选支部的意见"))
        member.confirm_standing(who(request), unit.id, person, year, good, given.get("reason", ""), timezone.now())
    except Refused as refused:
        return _medals(request, unit, refused.say(language()))
    messages.success(request, gettext("支部意见已记下，依据已加密"))
    return _medals(request, unit)
