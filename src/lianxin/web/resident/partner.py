"""The partner's link: a phone-sized page on which a liaison tells what was done. No account, one agreement; or one seat
in an alliance, whose link claims what its unit was asked for and nothing else."""

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
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import agreement, packs
from lianxin.kernel.reads import partner as reads
from lianxin.kernel.tie_facts import day_of, span_of
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.desk.tie import correct, delivered
from lianxin.web.desk.tie_new import number
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
        return _page(request, key, tie, now, {})
    if not allowed(seal.blind_index(key, "limit.partner").hex(), TELLINGS):
        said = gettext("填得太快了，请过几分钟再试。您写的还在。")
        return _page(request, key, tie, now, {"form": said}, 429)
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
        return _page(request, key, tie, now, {field: refused.say(language())}, 422)
    return private(redirect(f"{reverse('partner', args=[key])}?said=1"))


def _answer(request: HttpRequest, asking: Who, now: datetime) -> None:
    """One step of a need of the alliance."""
    given = {name: request.POST[name].strip()[:500] for name in ("result", "reason") if request.POST.get(name)}
    acts.answer_need(asking, number(request.POST["need"]) or 0, request.POST.get("step", "")[:40], given, now)


def _need(one: Matter) -> dict[str, Any]:
    """A need as its page shows it: what, by when, and what the liaison may do at its step."""
    pack = packs.pinned(one.pack_id)
    offered = pack.actions(one.kind, one.step)
    mine = [(key, said) for key, said in offered.items() if {reads.ROLE, "claimer"} & set(said.who)]
    return {
        "pk": one.pk, "text": one.public_text, "number": one.number, "due": one.due_at,
        "step": pack.kind(one.kind).steps[one.step].label.say(language()),
        "steps": [
            {
                "key": key, "label": said.label.say(language()), "main": said.main,
                "asks": next((name for name in said.needs if name in ("result", "reason")), ""),
            }
            for key, said in mine
        ],
    }  # fmt: skip


def _page(
    request: HttpRequest, key: str, tie: Tie, now: datetime, faults: dict[str, str], status: int = 200
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
        "needs": [_need(one) for one in reads.needs(tie)],
        "today": day_of(now).isoformat(),
        "given": request.POST if status != 200 else {},
        "faults": faults,
        "said": request.GET.get("said"),
        "correcting": request.POST.get("entry", ""),
        "ref": request.POST.get("ref") or uuid4().hex,
    }
    return private(render(request, "resident/partner.html", shown, status=status))
