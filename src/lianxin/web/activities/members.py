"""A branch's members for those who lead it: their dates, opened and mended.

Whoever opens dates leaves an entry, so dates are opened by a form (POST) and never by a link; nothing is kept by the
browser.
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
from lianxin.kernel.acts import medal, member
from lianxin.kernel.acts.member_card import DAYS, Dates
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.directory import Row, directory
from lianxin.language import seniority
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import town_of
from lianxin.web.desk.tie_new import day, number
from lianxin.web.guards import holder


def led(request: HttpRequest, unit_id: int) -> Row:
    """The branch, if he leads it or looks after the town's; 404 otherwise."""
    town = town_of(request)
    unit = directory(town).rows.get(unit_id)
    if unit is None or unit.tree != "party" or not abilities.may_lead(who(request), town, unit_id):
        raise Http404
    return unit


def today() -> date:
    """The day in China."""
    return timezone.now().astimezone(SHANGHAI).date()


@holder
@require_safe
def members(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The roll, and the doors to what lies sealed."""
    unit = led(request, unit_id)
    return listed(request, unit)


def listed(request: HttpRequest, unit: Row, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of the roll, with what was refused."""
    years = seniority.years(packs.of_town(town_of(request)), today())
    shown = {
        "unit": unit,
        "people": list(roll.members([unit.id], timezone.now()).items()),
        "years": [(year, str(year)) for year in years if year >= today().year - 1],
        "year": today().year,
        "refused": refused,
    }
    return render(request, "activities/members.html", shown, status=status)


@never_cache
@require_POST
@holder
def one(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One member's dates, opened to be mended. The look is written down."""
    return _one(request, led(request, unit_id), {}, {})


def _one(request: HttpRequest, unit: Row, given: Any, faults: dict[str, str]) -> HttpResponse:
    person = number(request.POST.get("person", "")) or 0
    name, dates = member.dates_of(who(request), unit.id, person, timezone.now())
    said = _said(dates)
    shown = {
        "unit": unit, "person": person, "name": name, "given": said | given.dict() if given else said,
        "faults": faults, "awarded": dates.awarded, "signed": bool(dates.awarded and not dates.awarded_because),
    }  # fmt: skip
    return render(request, "activities/member.html", shown, status=422 if faults else 200)


def _said(dates: Dates) -> dict[str, str]:
    """The dates as the form says them."""
    said = {key: value.isoformat() if (value := getattr(dates, key)) else "" for key in DAYS}
    more = {"stopped": str(dates.stopped), "starts_because": dates.starts_because}
    more |= {"awarded": str(dates.awarded or ""), "awarded_because": dates.awarded_because}
    return said | more | {"alive": "yes" if dates.alive else "no"}


@never_cache
@require_POST
@holder
def note(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Seal the dates as they were typed, or the form again with why not (422)."""
    unit, given = led(request, unit_id), request.POST
    try:
        said: dict[str, Any] = {key: day(given[key].strip(), key) if given.get(key) else None for key in DAYS}
        months = number(given.get("stopped", "").strip() or "0")
        said |= {"stopped": -1 if months is None else months, "alive": given.get("alive") != "no"}
        said["starts_because"] = given.get("starts_because", "").strip() if said["starts"] else ""
        member.note_dates(who(request), unit.id, number(given.get("person", "")) or 0, said, timezone.now())
    except Refused as refused:
        return _one(request, unit, given, {refused.field or "form": refused.sentence(language())})
    messages.success(request, gettext("已加密存好"))
    return redirect("branch-members", unit.id)


@never_cache
@require_POST
@holder
def earlier(request: HttpRequest, unit_id: int) -> HttpResponse:
    """That a member had the medal before this book began; or the page again with why not (422)."""
    unit, given = led(request, unit_id), request.POST
    typed = given.get("awarded", "").strip()
    try:
        year = None if not typed else number(typed) or 0
        person = number(given.get("person", "")) or 0
        medal.note_earlier(who(request), unit.id, person, year, given.get("awarded_because", ""), timezone.now())
    except Refused as refused:
        return _one(request, unit, given, {refused.field or "form": refused.sentence(language())})
    messages.success(request, gettext("已加密存好"))
    return redirect("branch-members", unit.id)
