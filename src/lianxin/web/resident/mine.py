"""A member's own page: what waits nearby, what was claimed and until when, deliveries, and the thanks that came."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.reads import helping, packs, public, wall
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import Town
from lianxin.kernel.reads.wall import Claimed
from lianxin.kernel.who import Who
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Refused
from lianxin.web import access, guards, leaf
from lianxin.web.access import language, who
from lianxin.web.desk import lacks
from lianxin.web.resident.asked import fields, pictures
from lianxin.web.resident.page import pack_of, show
from lianxin.web.resident.tree import bodies

NEAR = 6


@guards.holder
def mine(request: HttpRequest) -> HttpResponse:
    """GET shows the page; POST reports a delivery or hands a claim back."""
    asking = who(request)
    town = _town(asking)
    if request.method == "POST" and town is not None:
        return _act(request, asking, town)
    return _page(request, asking, town)


def _town(asking: Who) -> Town | None:
    return next((town for town in public.towns() if town.id in asking.towns), None)


def _doer(asking: Who, town: Town, body: str) -> Who:
    """The person, or the person acting for the body asked for, if that is his to do."""
    allowed = {str(unit): unit for unit, _ in bodies(asking, town.id)}
    return asking.acting_for(allowed[body]) if body in allowed else asking


def _act(request: HttpRequest, asking: Who, town: Town) -> HttpResponse:
    number, action = request.POST.get("matter", ""), request.POST.get("action", "")
    if not number.isdecimal() or len(number) > 17:
        return _page(request, asking, town, status=422)
    doer = _doer(asking, town, request.POST.get("body", ""))
    kept, wrong = pictures(request)
    if wrong:
        return _page(request, asking, town, {f"{number}.photo": wrong}, status=422)
    try:
        acts.take(doer, int(number), action, request.POST.dict(), timezone.now(), tuple(kept))
    except Incomplete as incomplete:
        faults = {f"{number}.{name}": reason.sentence(language()) for name, reason in incomplete.faults.items()}
        return _page(request, asking, town, faults, status=422)
    except Refused as refused:
        return _page(request, asking, town, {"form": refused.sentence(language())}, status=409)
    return redirect(f"{reverse('mine')}?done={action}")


def _page(
    request: HttpRequest, asking: Who, town: Town | None, faults: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    lang, now, faults = language(), timezone.now(), faults or {}
    if town is None:
        return show(request, "mine.html", {"lists": [], "near": [], "faults": faults}, None, status)
    wishes = wall.on_tree(town, now, lang)
    here = wall.here_of(asking, town)
    lists = [_list(request, asking, town, None, gettext("我认领的"), faults)]
    lists += [_list(request, asking, town, unit, name, faults) for unit, name in bodies(asking, town.id)]
    context: dict[str, Any] = {
        "asked": _asked(asking, town),
        "lacks": lacks.lines(asking, now, lang),
        "near": [(wish, metres, claims) for wish, metres, claims in _near(asking, town, wishes, here)],
        "waiting": sum(1 for wish in wishes if wish.state == "waiting"),
        "lists": lists,
        "faults": faults,
        "done": request.GET.get("done", ""),
        "claimed": request.GET.get("claimed", ""),
        "thanks": [one for group in lists for one in group["ended"] if one["claimed"].thanks],
        "known_place": here is not None,
        "rooms": access.rooms(asking, ("activities", "notebook")),
    }
    return show(request, "mine.html", context, town, status)


def _asked(asking: Who, town: Town) -> list[tuple[wall.Wish, int | None]]:
    """What he, or a body he speaks for, was asked to help with, with that body where only bodies claim."""
    said, where, lang = pack_of(town).said.matters, directory(town.id), language()
    mine_to_claim = bodies(asking, town.id)
    body = mine_to_claim[0][0] if mine_to_claim else None
    matters = helping.asked_of(asking.person_id, [held.unit_id for held in asking.posts])
    return [
        (wall.wish(matter, where, lang), body if "anyone" not in said[matter.kind].filed_by else None)
        for matter in matters
        if matter.town_id == town.id and matter.kind in said
    ]


def _near(
    asking: Who, town: Town, wishes: list[wall.Wish], here: tuple[float, float] | None
) -> list[tuple[wall.Wish, int | None, int | None]]:
    """What waits near, with the body that would claim it (None: the person). Kinds only a body claims come to its
    secretary alone."""
    said = pack_of(town).said.matters
    mine_to_claim = bodies(asking, town.id)
    for_bodies = {key for key in public.kinds_on(pack_of(town), "wall") if "anyone" not in said[key].filed_by}
    kinds = None if mine_to_claim else {wish.kind for wish in wishes} - for_bodies
    body = mine_to_claim[0][0] if mine_to_claim else None
    return [
        (wish, metres, body if wish.kind in for_bodies else None)
        for wish, metres in wall.near(wishes, here, kinds, NEAR)
    ]


def _list(
    request: HttpRequest, asking: Who, town: Town, unit: int | None, name: str, faults: dict[str, str]
) -> dict[str, Any]:
    lang, now = language(), timezone.now()
    doer = asking.acting_for(unit) if unit is not None else asking
    rows = [_row(request, doer, one, lang, faults) for one in wall.claimed_by(asking, now, lang, unit)]
    return {
        "name": name,
        "body": unit,
        "open": [one for one in rows if one["claimed"].open],
        "ended": [one for one in rows if not one["claimed"].open],
    }


def _row(request: HttpRequest, doer: Who, claimed: Claimed, lang: str, faults: dict[str, str]) -> dict[str, Any]:
    matter = claimed.matter
    given = request.POST if request.POST.get("matter") == str(matter.pk) else None
    mine_faults = {name.partition(".")[2]: said for name, said in faults.items() if name.startswith(f"{matter.pk}.")}
    pack = packs.pinned(matter.pack_id)
    owner = directory(matter.town_id).rows.get(matter.owner_id or 0)
    forms = []
    for offer in abilities.on(doer, matter, timezone.now()).offers if matter.is_open else ():
        if offer.allowed and "claimer" in offer.action.who:
            forms.append(
                {
                    "key": offer.key,
                    "label": offer.action.label.say(lang),
                    "main": offer.action.main,
                    "fields": fields(
                        pack, matter.kind, offer.action, lang, given, mine_faults, f"{matter.pk}-{offer.key}"
                    ),
                    "photo": offer.action.main,
                }
            )
    return {
        "claimed": claimed,
        "forms": forms,
        "owner": owner.say(lang) if owner else "",
        "phone": leaf.number_of(matter.owner, pack.said.hotline) if matter.owner else "",
        "address": matter.owner.address if matter.owner else "",
        "photo_error": mine_faults.get("photo", ""),
        "open_now": bool(mine_faults),
    }
