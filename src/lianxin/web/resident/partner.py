"""The partner's link: a phone-sized page on which a liaison tells what was done. No account, one agreement; or one seat
in an alliance, whose link claims what its unit was matched with. Both show what the unit was asked about by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters import seal
from lianxin.kernel.acts import delivery
from lianxin.kernel.acts import partner as acts
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import agreement, packs
from lianxin.kernel.reads import partner as reads
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import kinds_on
from lianxin.kernel.tie_facts import day_of, span_of
from lianxin.kernel.who import Who
from lianxin.language import procedure
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.language.who import named
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.desk.tie import correct, delivered
from lianxin.web.desk.tie_new import number
from lianxin.web.leaf import number_of
from lianxin.web.resident.limits import Limit, address, allowed
from lianxin.web.resident.page import private
from lianxin.web.street.agreements import heads

TELLINGS = (Limit("partner", 60, 600),)
"""Deliveries over one link."""
LOOKS = (Limit("partner.look", 60, 600),)
"""Links that one address tries which open nothing."""


@guards.public
def partner(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the promises, what was done this quarter, the form. POST: one delivery, or a correction of one."""
    now = timezone.now()
    found = reads.of_link(key, now, language())
    if found is None:
        if request.method == "POST" and not allowed(address(request), LOOKS):
            return private(render(request, "429.html", status=429))
        return private(render(request, "resident/partner_over.html", status=410))
    asking, tie = found
    if request.method != "POST":
        return _page(request, key, asking, tie, now, {})
    if not allowed(seal.blind_index(key, "limit.partner").hex(), TELLINGS):
        said = gettext("填得太快了，请过几分钟再试。您写的还在。")
        return _page(request, key, asking, tie, now, {"form": said}, 429)
    return _tell(request, key, asking, tie, now)


def _tell(request: HttpRequest, key: str, asking: Who, tie: Tie, now: datetime) -> HttpResponse:
    try:
        if request.POST.get("need"):
            _answer(request, asking, now)
        elif request.POST.get("entry"):
            correct(request, asking, tie.pk, now)
        else:
            delivery.deliver(asking, tie.pk, delivered(request), now)
    except Refused as refused:
        field = "form" if request.POST.get("need") else refused.field or "form"
        return _page(request, key, asking, tie, now, {field: refused.sentence(language())}, 422)
    return private(redirect(f"{reverse('partner', args=[key])}?said=1"))


def _answer(request: HttpRequest, asking: Who, now: datetime) -> None:
    """One step of a need of the alliance."""
    given = {name: request.POST[name].strip()[:500] for name in ("result", "reason") if request.POST.get(name)}
    acts.answer_need(asking, number(request.POST["need"]) or 0, request.POST.get("step", "")[:40], given, now)


def _needs(asking: Who, tie: Tie, now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """What the unit may act on, under the name of its kind: what, by when, and what the liaison may do at its step."""
    found: dict[str, list[dict[str, Any]]] = {}
    speaking, where = reads.speaking(asking, tie), directory(tie.town_id or 0)
    for one in reads.needs(tie):
        pack = packs.pinned(one.pack_id)
        offered = procedure.offers(pack, facts_of(one, where), speaking.actor(one.pk), now)
        said = _said(one) | {"number": one.number, "due": one.due_at, "steps": _steps(offered)}
        found.setdefault(pack.kind(one.kind).label.say(language()), []).append(said)
    return list(found.items())


def _steps(offered: list[Offer]) -> list[dict[str, Any]]:
    """The liaison's own steps that need no more than the page asks for."""
    mine = {reads.ROLE, "claimer"}
    return [
        {
            "key": one.key, "label": one.action.label.say(language()), "main": one.action.main,
            "asks": next(iter(one.action.needs), ""),
        }
        for one in offered
        if one.allowed and mine & set(one.action.who) and one.action.needs in ([], ["result"], ["reason"])
    ]  # fmt: skip


def _said(one: Matter) -> dict[str, Any]:
    step = packs.pinned(one.pack_id).kind(one.kind).steps[one.step].label.say(language())
    return {"pk": one.pk, "text": one.public_text, "step": step}


def _asked(tie: Tie) -> list[tuple[str, list[dict[str, Any]]]]:
    """What the unit was asked about by name, under the name of its kind: who may claim it, whom to tell, where to read
    it. The unit acts on none of it itself: the pack says who does."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in reads.asked(tie):
        pack = packs.pinned(one.pack_id)
        claims = next((act for act in pack.actions(one.kind, one.step).values() if act.claim == "take"), None)
        zh, en = named(pack, claims) if claims else ("", "")
        wall = one.kind in kinds_on(pack, "wall")
        said = _said(one) | {
            "who": en if language() == "en" else zh,
            "unit": one.owner.name if one.owner else "",
            "phone": number_of(one.owner, pack.said.hotline) if one.owner else pack.said.hotline,
            "read": reverse("wish", args=[tie.town.key, one.pk]) if tie.town and wall else "",
        }
        found.setdefault(pack.kind(one.kind).label.say(language()), []).append(said)
    return list(found.items())


def _page(
    request: HttpRequest, key: str, asking: Who, tie: Tie, now: datetime, faults: dict[str, str], status: int = 200
) -> HttpResponse:
    kind = packs.pinned(tie.pack_id or 0).said.ties[tie.kind]
    quarter = agreement.quarter(day_of(now))
    done = agreement.delivered([tie.pk]) if kind.deliveries is not None else []
    this = [one for one in done if quarter.since.isoformat() <= one.on <= (quarter.until or day_of(now)).isoformat()]
    promised = heads(kind) if kind.deliveries is not None else []
    shown: dict[str, Any] = {
        "key": key,
        "label": kind.label.say(language()),
        "partner": tie.other.name if tie.other else "",
        "unit": tie.unit.name if tie.unit else "",
        "span": span_of(tie),
        "until": day_of(ends).isoformat() if (ends := reads.ends(tie)) else "",
        "heads": promised,
        "sums": {name: sum(one.n for one in this if one.commitment == name) for name, _, _ in promised},
        "done": done[:20],
        "needs": _needs(asking, tie, now),
        "asked": _asked(tie),
        "today": day_of(now).isoformat(),
        "given": request.POST if status != 200 else {},
        "faults": faults,
        "said": request.GET.get("said"),
        "correcting": request.POST.get("entry", ""),
        "ref": request.POST.get("ref") or uuid4().hex,
    }
    return private(render(request, "resident/partner.html", shown, status=status))
