"""A new tie: the form that its kind asks for. What was typed is kept when it is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import tie as acts
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.reads import packs, ties
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language.answers import Incomplete
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.ties import TieEnd, TieKind
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.desk import asks
from lianxin.web.street.pairs import town_of

PLAIN = ("unit", "other", "toward", "person", "name", "phone", "birth_year", "since", "until", "slot", "channel", "by")


@guards.staff
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """GET: the empty form. POST: the tie, or the form again with what is wrong (422)."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    pack = packs.of_town(town)
    declared = pack.said.ties.get(kind)
    if declared is None:
        raise Http404
    units = _units(asking, declared, town)
    if not units:
        raise Http404
    given = {name: request.POST.get(name, request.GET.get(name, "")).strip() for name in PLAIN}
    given["since"] = given["since"] or day_of(now).isoformat()
    values, faults = _typed(request, declared), {}
    choices = _choices(pack, declared, town, given, now)
    if request.method == "POST":
        try:
            given |= picks.read(given, unit=units)
            choices = _choices(pack, declared, town, given, now)
            given |= picks.read(given, person=choices["people"], toward=choices["towards"], other=choices["others"])
            made = acts.make(asking, _wanted(request, kind, town, declared, given, values), now)
        except Incomplete as incomplete:
            faults = {name: reason.sentence(language()) for name, reason in incomplete.faults.items()}
        except Refused as refused:
            faults = {refused.field or "form": refused.sentence(language())}
        else:
            messages.success(request, gettext("已登记"))
            return redirect("tie", made.pk)
    shown = {
        "kind": kind, "label": declared.label.say(language()), "about": declared.about.say(language()),
        "declared": declared, "given": given, "faults": faults, "places": units,
        "asks": asks.of_fields(pack, declared.fields, declared.needs, language(), values, faults),
        "ref": request.POST.get("ref") or uuid4().hex,
        **choices,
    }  # fmt: skip
    return render(request, "desk/tie_new.html", shown, status=422 if faults else 200)


def _units(asking: Who, declared: TieKind, town: int) -> list[tuple[str, str]]:
    """Units in charge at which he may make this kind: of the kinds of the end that is a unit."""
    end = declared.first if declared.first.of == "unit" else declared.other
    rows = directory(town).rows.values()
    wanted = end.kinds or (["community"] if end.of == "person" else [])
    found = [
        row
        for row in rows
        if row.town_id == town
        and (row.kind in wanted if wanted else row.kind not in ("road", "estate", "place", "town"))
        and tie_abilities.may_make(asking, declared, town, row.id)
    ]
    return [(str(row.id), row.say(language())) for row in sorted(found, key=lambda row: (row.kind, row.id))]


def _typed(request: HttpRequest, declared: TieKind) -> dict[str, Any]:
    """The answers to what the kind asks, as typed."""
    found: dict[str, Any] = {}
    for name, field in declared.fields.items():
        found[name] = request.POST.getlist(name) if field.several else request.POST.get(name, "").strip()
    return found


def _choices(pack: Pack, declared: TieKind, town: int, given: dict[str, str], now: datetime) -> dict[str, Any]:
    """What may be chosen at the other end, in the team, and whose the tie is if that is settled already."""
    lang = language()
    nothing = ("", gettext("请选择"))
    found: dict[str, Any] = {"others": [], "towards": [], "slots": [], "classes": [], "people": []}
    if declared.first.of == "unit":
        found["others"] = [nothing, *_kinds(declared.other, town)]
    if declared.other.of == "person" and declared.other.through:
        lines = ties.listed(town, declared.other.through, now)
        mine = [tie for tie in lines if not given["unit"] or str(tie.unit_id) == given["unit"]]
        found["towards"] = [nothing, *((str(tie.person_id), tie.person.shown) for tie in mine if tie.person)]
    if declared.slots:
        found["slots"] = [nothing, *((key, slot.label.say(lang)) for key, slot in declared.slots.items())]
    if declared.classes:
        found["classes"] = [nothing, *((key, one.say(lang)) for key, one in declared.classes.items())]
    if declared.first.of == "person" and declared.first.staff:
        found["people"] = [("", gettext("新登记一个人")), *ties.people(town)]
    return found


def _kinds(end: TieEnd, town: int) -> list[tuple[str, str]]:
    rows = [row for row in directory(town).rows.values() if row.town_id == town]
    wanted = [row for row in rows if row.kind in (end.kinds or ["partner"])]
    return [(str(row.id), row.say(language())) for row in wanted]


def _wanted(
    request: HttpRequest, kind: str, town: int, declared: TieKind, given: dict[str, str], values: dict[str, Any]
) -> Wanted:
    """What was typed as a wanted tie. Errors: Refused for what is no day."""
    consent = None
    if declared.consent is not None and given["channel"]:
        consent = {"version": declared.consent.version, "channel": given["channel"], "by": given["by"] or "self"}
    staff = declared.first.staff
    return Wanted(
        kind, town, number(given["unit"]) or 0, day(given["since"], "since"), until=_until(given["until"]),
        person_id=number(given["person"]), name=given["name"] if staff else "",
        contact=Contact() if staff else Contact(given["name"], given["phone"]),
        birth_year=number(given["birth_year"]), other_id=number(given["other"]), toward_id=number(given["toward"]),
        slot=given["slot"], fields=values, consent=consent, ref=f"tie:{request.POST.get('ref', '')[:40]}",
    )  # fmt: skip


def number(text: str) -> int | None:
    """A whole number as it was typed; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def day(text: str, field: str) -> date:
    """A day as it was typed. Errors: Refused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            because("date", "请写日期，如 2026-03-12", "write a date such as 2026-03-12"), field=field
        ) from None


def _until(text: str) -> date | None:
    return day(text, "until") if text else None
