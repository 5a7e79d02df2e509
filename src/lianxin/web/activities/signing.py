"""Signing up, for everybody: what is coming, an activity with its form or why it is closed, one's own place."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.adapters import door
from lianxin.kernel.acts import signup
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.coming import IN, clashing, places
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.links import code_of
from lianxin.kernel.reads.public import town_of, towns
from lianxin.kernel.who import NOBODY
from lianxin.language import activity as rules
from lianxin.language import phones
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Reason, Refused, because
from lianxin.web import leaf
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import row
from lianxin.web.guards import public
from lianxin.web.resident import contact
from lianxin.web.resident.limits import SIGN_UPS, address, allowed
from lianxin.web.resident.page import frame, private, town_or_404

EARLIEST = 1900
"""Nobody who signs up was born before."""
TYPED = ("name", "phone", "mail", "birth_year", "guardian_name", "guardian_phone", "ref")


@public
@require_safe
def coming(request: HttpRequest, key: str) -> HttpResponse:
    """What a town's public may come to."""
    town = town_or_404(key)
    found = reads.public(town.id, timezone.now())
    rows = [row(packs.pinned(one.pack_id), one, language()) for one in found]
    return render(request, "activities/coming.html", {**_round(request, town.id), "rows": rows})


@public
@require_safe
def coming_by_number(request: HttpRequest, town_id: int) -> HttpResponse:
    """The same by the number that posters printed before the towns' keys bear. 404 for a unit that is no town."""
    town = next((one for one in towns() if one.id == town_id), None)
    if town is None:
        raise Http404
    return redirect("coming", town.key, permanent=True)


def _round(request: HttpRequest, town_id: int) -> dict[str, Any]:
    """The town's name and the ways around, and where its other activities are."""
    here = frame(request, town_of(directory(town_id).town.key))
    return {**here, "coming": reverse("coming", args=[directory(town_id).town.key])}


@public
def sign_up(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity that is shown: its form, or why nobody can sign up now. A refusal keeps what was typed (422)."""
    found = Activity.objects.select_related("unit", "place").filter(pk=activity_id, shown=True).first()
    if found is None:
        raise Http404
    typed = {name: request.POST.get(name, "").strip()[: 200 if name == "mail" else 40] for name in TYPED}
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            attendee = _attendee(request, typed)
            _not_too_often(request)
            signed = signup.sign_up(who(request), activity_id, attendee, timezone.now())
            return redirect("signed-up", signed.key)
        except Incomplete as incomplete:
            faults = {name: fault.say(language()) for name, fault in incomplete.faults.items()}
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    closed = rules.closed(kind, places(found), timezone.now())
    context = {
        **_round(request, found.town_id), "activity": found,
        "row": row(packs.pinned(found.pack_id), found, language()), "typed": typed, "faults": faults,
        "agreed": request.POST.get("consent") == "1",
        "closed": closed.say(language()) if closed else "", "full": rules.full(places(found)),
        "consent": kind.sign_up.consent.say(language()) if kind.sign_up else "",
        "version": kind.sign_up.version if kind.sign_up else "", "ref": typed["ref"] or uuid.uuid4().hex,
        "age": rules.guardian_age(packs.pinned(found.pack_id), kind, timezone.localdate()),
        "known": who(request).person_id is not None, "mailing": door.mailing(),
        "phone": leaf.number_of(found.unit, packs.pinned(found.pack_id).said.hotline),
    }  # fmt: skip
    return render(request, "activities/sign_up.html", context, status=422 if faults else 200)


def _not_too_often(request: HttpRequest) -> None:
    """Visitors without a log-in are counted by address. Errors: Refused."""
    if who(request).person_id is None and not allowed(address(request), SIGN_UPS):
        raise Refused(
            because(
                "often",
                "这个网络里刚才报名的人太多了，请过十分钟再试，或到服务站报名",
                "too many sign-ups from this network: try again in ten minutes",
            )
        )


def _attendee(request: HttpRequest, typed: dict[str, str]) -> Attendee:
    unreadable = _unreadable(typed)
    if unreadable:
        raise Incomplete(unreadable)
    guarded = bool(typed["guardian_name"] and typed["guardian_phone"])
    return Attendee(
        Contact(typed["name"], typed["phone"], "" if guarded else typed["mail"]),
        _born(typed["birth_year"]),
        Contact(typed["guardian_name"], typed["guardian_phone"], typed["mail"] if guarded else ""),
        consent=request.POST.get("consent") == "1",
        ref=typed["ref"] or None,
        language=language(),
    )


def _unreadable(typed: dict[str, str]) -> dict[str, Reason]:
    """What nobody could call or write to, by field: a place given to a number that is none is never filled."""
    faults = contact.read("", typed["phone"], typed["mail"])[1]
    guardian = phones.fault(unicodedata.normalize("NFKC", typed["guardian_phone"]), phones.KEPT)
    return faults | ({"guardian_phone": guardian} if guardian is not None else {})


def _born(year: str) -> int | None:
    """The year a child was born in; None where nothing was said. It decides whether a guardian must agree, so what is
    no year is never passed over. Errors: Refused."""
    if not year:
        return None
    if not year.isdigit() or not EARLIEST <= int(year) <= timezone.localtime().year:
        raise Refused(
            because(
                "birth-year",
                "出生年份请写四位数字，例如 2014，不晚于今年",
                "please write the year of birth in four digits, such as 2014, and not later than this year",
            ),
            field="birth_year",
        )
    return int(year)


def _meanwhile(tie: Tie, activity: Activity) -> dict[str, list[str]]:
    """What the same person waits for at the time of a place he has, and has a place in at the time of one he waits
    for."""
    if activity.state != "planned" or tie.state not in IN:
        return {"waits": [], "has": []}
    found = clashing(tie, activity, IN)
    named = {state: [one.activity.title for one in found if one.activity and one.state == state] for state in IN}
    return {"waits": named["waiting"], "has": named["signed"] if tie.state == "waiting" else []}


def _code(tie: Tie) -> str:
    """What opens the page again together with the phone that was left; nothing where none was."""
    phones = (one.phone_index for one in (tie.person, tie.toward) if one is not None)
    return code_of(tie.ref) if any(phones) else ""


@public
def own(request: HttpRequest, key: str) -> HttpResponse:
    """One's own place, behind its private link: where one stands, and giving it back."""
    tie = signup.of_key(key)
    if tie is None or tie.activity is None:
        raise Http404
    if request.method == "POST":
        signup.withdraw(replace(NOBODY, reporter_tie=tie.pk), tie.pk, timezone.now())
        return redirect("signed-up", key)
    found = Activity.objects.select_related("unit", "place").get(pk=tie.activity_id or 0)
    context = {
        **_round(request, found.town_id), "row": row(packs.pinned(found.pack_id), found, language()),
        "state": tie.state, "activity": found, "code": _code(tie), "link": leaf.at(request.path),
        "turn": reads.turn(tie) if tie.state == "waiting" else 0,
        "whose": tie.person.shown if tie.person else "",
        "phone": leaf.number_of(found.unit, packs.pinned(found.pack_id).said.hotline),
        "again": reverse("sign-up", args=[found.pk]), "find": reverse("signed-up-again", args=[found.pk]),
        "told": reads.told(tie.toward_id or tie.person_id, tie.pk), **_meanwhile(tie, found),
    }  # fmt: skip
    return private(render(request, "activities/own.html", context))
