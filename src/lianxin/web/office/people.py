"""People and their posts: appoint, end, invite. The invitation's link is shown once and kept nowhere in the open."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import person as acts
from lianxin.kernel.models import Person
from lianxin.kernel.reads import packs, staff
from lianxin.language import post_columns
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.guards import may

LONGEST = 40


def town_of(request: HttpRequest) -> int:
    """The town whose people are managed: the one asked for, if it is his; 404 otherwise."""
    mine = staff.managed(who(request))
    asked = request.GET.get("town") or request.POST.get("town") or ""
    if not mine or (asked and (not asked.isdigit() or int(asked) not in mine)):
        raise Http404
    return int(asked) if asked else mine[0]


@may("manage_people")
def people(request: HttpRequest) -> HttpResponse:
    """The posts of the town by unit."""
    town, now = town_of(request), timezone.now()
    past = request.GET.get("past") == "1"
    word = request.GET.get("q", "").strip()[:LONGEST]
    rooms = staff.roster(town, now, word, language(), past)
    base = reverse("people")
    chips = [
        {"label": gettext("在任"), "url": base, "on": not past},
        {"label": gettext("已经卸任"), "url": f"{base}?past=1", "on": past},
    ]
    shown = {"rooms": rooms, "chips": chips, "word": word, "past": past, "town": town}
    return render(request, "office/people.html", shown)


@may("manage_people")
def new(request: HttpRequest) -> HttpResponse:
    """The form that gives somebody a post, and what becomes of it. A refusal keeps what was typed (422)."""
    town, faults = town_of(request), {}
    given = {key: request.POST.get(key, "").strip() for key in ("name", "person", "role", "unit", "since")}
    units = [("", gettext("请选择")), *((str(pk), name) for pk, name in staff.units(town, language()))]
    if request.method == "POST":
        faults = _picked(given, units) or _faults(town, given)
        if not faults:
            try:
                return _appoint(request, town, given)
            except Refused as refused:
                faults = {refused.field or "role": refused.sentence(language())}
    else:
        given["person"] = request.GET.get("person", "")
    known = staff.person(town, int(given["person"])) if given["person"].isdigit() else None
    roles = [(key, label.say(language())) for key, label in post_columns.given(packs.of_town(town)).items()]
    shown = {
        "given": given,
        "faults": faults,
        "known": known,
        "roles": [("", gettext("请选择")), *roles],
        "units": units,
        "town": town,
    }
    return render(request, "office/person_new.html", shown, status=422 if faults else 200)


def _picked(given: dict[str, str], units: list[tuple[str, str]]) -> dict[str, str]:
    """Puts the unit in place of the name that was written for it; what is wrong with that name."""
    try:
        given |= picks.read(given, unit=units)
    except Refused as refused:
        return {"unit": refused.sentence(language())}
    return {}


def _faults(town: int, given: dict[str, str]) -> dict[str, str]:
    found = {}
    if not given["person"] and not 1 <= len(given["name"]) <= LONGEST:
        found["name"] = gettext("请写姓名，40 字以内")
    if given["person"] and not (given["person"].isdigit() and staff.person(town, int(given["person"]))):
        found["name"] = gettext("找不到这个人，请重新填写姓名")
    if given["role"] not in post_columns.given(packs.of_town(town)):
        found["role"] = gettext("请选一个岗位")
    if not (given["unit"].isdigit() and staff.unit(town, int(given["unit"]))):
        found["unit"] = gettext("请选本街镇的一个单位")
    if given["since"] and _day(given["since"]) is None:
        found["since"] = gettext("请写成 2026-03-01 这样的日期")
    return found


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _appoint(request: HttpRequest, town: int, given: dict[str, str]) -> HttpResponse:
    now, asking = timezone.now(), who(request)
    unit = staff.unit(town, int(given["unit"]))
    assert unit is not None
    known = staff.person(town, int(given["person"])) if given["person"] else None
    pack, since = packs.of_town(town), _day(given["since"])
    person, _ = acts.take_on(asking, known, given["name"], given["role"], unit, pack, now, since)
    if request.POST.get("invite"):
        return _shown_once(request, person, acts.invite(asking, person, unit, now))
    messages.success(request, gettext("已任职：%(name)s") % {"name": person.shown})
    return redirect("people")


@require_POST
@may("manage_people")
def end(request: HttpRequest, tie_id: int) -> HttpResponse:
    """A post ends; its holder sees nothing through it from now on. 404 for a post of another town."""
    post = staff.post(town_of(request), tie_id)
    if post is None or post.person is None:
        raise Http404
    acts.end_post(who(request), post.pk, timezone.now())
    messages.success(request, gettext("已卸任：%(name)s") % {"name": post.person.shown})
    return redirect("people")


@require_POST
@never_cache
@may("manage_people")
def invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new one-time link for somebody with a post in the town; earlier ones stop to work. 404 for anybody else."""
    town = town_of(request)
    person, unit = staff.person(town, person_id), staff.unit(town, town)
    if person is None or unit is None:
        raise Http404
    return _shown_once(request, person, acts.invite(who(request), person, unit, timezone.now()))


def _shown_once(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    address = settings.PUBLIC_URL + reverse("invited", args=[key])
    shown = {"person": person, "address": address, "days": acts.INVITATION_LASTS.days}
    response = render(request, "office/invite.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response
