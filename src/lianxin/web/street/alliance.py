"""The page of a joint council or alliance: members, needs, resources, projects, meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import alliance as reads
from lianxin.kernel.reads import packs, partner
from lianxin.kernel.reads.alliance import Alliance
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.street.pairs import town_of


@guards.staff
def alliance(request: HttpRequest) -> HttpResponse:
    """The council at a place (`?at=`), or the one with most members. Errors: Http404."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    every = reads.of_town(asking, town, now, language())
    asked = request.GET.get("at", "")
    chosen = every.get(int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if not asked:
        chosen = next(iter(every.values()), None)
    if asked and chosen is None:
        raise Http404
    shown: dict[str, Any] = {
        "one": chosen,
        "new_url": _new(asking, town),
        "tabs": [
            {"label": one.name, "url": f"?at={one.place_id}", "current": one is chosen, "count": len(one.members)}
            for one in every.values()
        ],
    }
    if chosen is not None:
        shown |= {
            "members": [_member(tie, chosen, now) for tie in chosen.members],
            "resources": [_resource(tie, chosen) for tie in chosen.resources],
            "lists": [[_need(need, now) for need in some] for some in (chosen.waiting, chosen.projects, chosen.done)],
            "meetings": [(held.title, reverse("activity", args=[held.pk]), held.starts_at) for held in chosen.meetings],
        }
    return render(request, "street/alliance.html", shown)


def _new(asking: Who, town: int) -> str:
    """Where a member unit is written down, for those who may."""
    kind = packs.of_town(town).said.ties.get(reads.SEATS[0])
    makes = kind is not None and any(tie_abilities.may_make(asking, kind, town, held.unit_id) for held in asking.posts)
    return reverse("tie-new", args=[reads.SEATS[0]]) if makes else ""


def _url(tie: Tie, one: Alliance) -> str:
    return reverse("tie", args=[tie.pk]) if tie.pk in one.opens else ""


def _unit(tie: Tie) -> str:
    row = directory(tie.town_id or 0).rows.get(tie.other_id or 0)
    return row.say(language()) if row else ""


def _member(tie: Tie, one: Alliance, now: datetime) -> dict[str, Any]:
    """A member unit, or the unit an associate member comes from; the person, and whether the link of its seat opens
    something, only for those who may open it."""
    kind = packs.of_town(tie.town_id or 0).said.ties[tie.kind]
    person = tie.person.shown if tie.person and tie.pk in one.opens else ""
    unit = _unit(tie) or tie.data.get("fields", {}).get("from_unit", "")
    shown = {"name": unit, "meta": [kind.label.say(language()), person], "url": _url(tie, one)}
    if kind.invites is None or tie.pk not in one.opens:
        return shown
    until = partner.ends(tie)
    shown |= {"link": "open" if partner.opens(tie, now) else "over" if until is not None else "none"}
    return shown | {"link_until": day_of(until) if until is not None else None}


def _resource(tie: Tie, one: Alliance) -> dict[str, Any]:
    fields = tie.data.get("fields", {})
    choices = packs.of_town(tie.town_id or 0).said.ties[tie.kind].fields["sort"].choices
    sorts = [choices[key].say(language()) for key in fields.get("sort", ()) if key in choices]
    meta = [_unit(tie), *sorts, fields.get("available", "")]
    return {"name": fields.get("what", ""), "meta": meta, "url": _url(tie, one), "until": tie.until}


def _need(need: Matter, now: datetime) -> dict[str, Any]:
    kind = packs.pinned(need.pack_id).said.matters[need.kind]
    owner = directory(need.town_id).rows.get(need.owner_id or 0)
    step = kind.steps[need.step].label.say(language()) if need.step in kind.steps else need.step
    meta = [need.number, step, owner.say(language()) if owner else ""]
    late = need.due_at is not None and need.due_at < now
    return {
        "name": need.title,
        "meta": meta,
        "url": reverse("matter", args=[need.pk]),
        "due": need.due_at,
        "late": late,
    }
