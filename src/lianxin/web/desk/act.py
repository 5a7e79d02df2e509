"""Doing one thing with a matter: the form the rules ask for, and what happens when it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.kernel import abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.judging import judge
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, related
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.row import Read
from lianxin.kernel.who import Who
from lianxin.language.answers import Incomplete
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.language.words import Action
from lianxin.web.access import language, who
from lianxin.web.addresses import address
from lianxin.web.desk import asks, away, ballot, doubt, shown, units
from lianxin.web.desk.asks import Typed
from lianxin.web.desk.hats import hats, matter_of, offers, read_of
from lianxin.web.guards import staff


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, matter_id: int, action: str) -> HttpResponse:
    """GET shows the form of an action; POST takes it. What was typed is never lost."""
    asking, now = who(request), timezone.now()
    read = read_of(asking, matter_id)
    matter = read.matter
    if request.method == "POST" and len(hats(asking)) == 1:
        return _take(request, read, action, asking, now)  # nobody else to be: whether he may, the act itself says
    _, found = offers(asking, matter, now)
    hat, offer = next(((hat, one) for hat, one in found if one.key == action), (asking, None))
    if request.method == "POST":
        return _take(request, read, action, _hat(request, asking, hat), now)
    if offer is None:
        # A page left open, or a link from a notice: the matter has moved on meanwhile.
        messages.error(request, gettext("这一步现在不能做，可能刚刚有人办过了。"))
        return redirect("matter", matter_id)
    typed = Typed({"reason": away.reason(matter)}) if away.ASKED in request.GET else Typed()
    return render(request, "desk/act.html", form(request, matter, offer, hat, typed))


def _hat(request: HttpRequest, asking: Who, usual: Who) -> Who:
    body = request.POST.get("for_unit", "")
    return next((hat for hat in hats(asking) if body and str(hat.unit_id) == body), usual)


def _take(request: HttpRequest, read: Read, key: str, asking: Who, now: datetime) -> HttpResponse:
    matter = read.matter
    pack, where, lang = packs.pinned(matter.pack_id), directory(matter.town_id), language()
    action = pack.actions(matter.kind, matter.step).get(key) or _declared(pack, matter.kind, key)
    if action is None:
        raise Http404
    typed = asks.typed(request, pack, matter.kind, asks.names(action), where)
    answers = dict(typed.answers)
    if stands_in(action, asking) and _speaks(action):
        _proxied(request, action, typed, answers)
    judged = doubt.answered(request)
    typed.values |= doubt.typed(judged)
    notices: list[str] = []
    if not typed.faults:
        try:
            done = _done(asking, read, key, answers, judged, now, typed)
        except Incomplete as incomplete:
            typed.faults |= {name: reason.sentence(lang) for name, reason in incomplete.faults.items()}
        except Refused as refused:
            known = refused.field in asks.names(action)
            typed.faults |= {refused.field: refused.sentence(lang)} if known else {}
            notices = [] if known else [reason.sentence(lang) for reason in refused.reasons]
        except CalendarEnds as over:
            notices = [over.en if lang == "en" else over.zh]
        else:
            return _after(request, asking, done, action)
    shape = Offer(key, action)
    matter.refresh_from_db()
    return render(request, "desk/act.html", form(request, matter, shape, asking, typed, notices), status=422)


def _done(
    asking: Who, read: Read, key: str, answers: dict[str, Any], judged: dict[str, str], now: datetime, typed: Typed
) -> Matter:
    """Take the step, with what was answered beside it. Errors: of the acts."""
    pictures = tuple(typed.pictures)
    if judged:
        return judge(asking, read.matter.pk, key, answers, judged, now, pictures)
    return acts.take(asking, read.matter.pk, key, answers, now, pictures, read)


def _declared(pack: Pack, kind: str, key: str) -> Action | None:
    """The action as some step of the kind knows it: the matter may have moved on while the form was open."""
    found = (pack.actions(kind, step).get(key) for step in pack.kind(kind).steps)
    return next((action for action in found if action is not None), None)


def _proxied(request: HttpRequest, action: Action, typed: Typed, answers: dict[str, Any]) -> None:
    """Staff who confirm for somebody say who said so; it goes into the note that the story keeps."""
    said = request.POST.get(asks.PROXY, "")
    typed.values[asks.PROXY] = said
    words = asks.proxied(said)
    if not words:
        typed.faults[asks.PROXY] = gettext("请选是谁确认的")
        return
    name = _speaks(action)
    note = str(answers.get(name, ""))
    answers[name] = gettext("%(words)s。%(note)s") % {"words": words, "note": note} if note else words


def _speaks(action: Action) -> str:
    """The written answer of an action that can hold who said so."""
    return next((name for name in ("note", "reason") if name in (*action.needs, *action.may)), "")


def stands_in(action: Action, asking: Who) -> bool:
    """Whether staff do here what the reporter himself could do with one tap."""
    return action.one_tap and "reporter" in action.who and asking.reporter_tie is None


def _after(request: HttpRequest, asking: Who, done: Matter, action: Action) -> HttpResponse:
    lang, pack = language(), packs.pinned(done.pack_id)
    said = gettext("%(number)s：%(action)s。现在是“%(step)s”") % {
        "number": done.number,
        "action": action.label.say(lang),
        "step": shown.step_of(done, pack, lang),
    }
    if done.is_open and done.due_at and not done.suspended:
        said += gettext("，最迟 %(day)s") % {"day": shown.deadline(done.due_at)}
    messages.success(request, said + "。")
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return redirect(wanted)
    return redirect("matter", done.pk) if abilities.may_see(asking, done) else redirect("desk")


def form(
    request: HttpRequest, matter: Matter, offer: Offer, asking: Who, typed: Typed, notices: list[str] | None = None
) -> dict[str, Any]:
    """What the form's template needs; the matter page lays the same form for the main step."""
    pack, lang = packs.pinned(matter.pack_id), language()
    values = {**known(matter, offer.action), **typed.values}
    found = asks.asks(pack, matter.kind, offer.action, lang, values, typed.faults)
    if stands_in(offer.action, asking) and _speaks(offer.action):
        found.insert(0, asks.proxy(str(values.get(asks.PROXY, "")), typed.faults.get(asks.PROXY, "")))
    found += doubt.asked(matter, pack, offer.action, asking, values, lang)
    rule = ballot.rule_of(pack, offer.action, timezone.now().astimezone(SHANGHAI).date())
    where = directory(matter.town_id)
    laid = {
        "matter": matter,
        "title": shown.title_of(matter),
        "offer": offer,
        "label": offer.action.label.say(lang),
        "about": offer.action.about.say(lang) if offer.action.about else "",
        "whose": _whose(matter, offer.action, asking),
        "reasons": [reason.sentence(lang) for reason in offer.reasons],
        "asks": found,
        "rule": ballot.rule_words(rule, lang) if rule else [],
        "ballot_url": address("ballot", matter.pk, offer.key) if rule else "",
        "ballot_said": ballot.said(rule, str(values.get("due", "")), str(values.get("present", "")), lang)
        if rule
        else [],
        "units": units.suggestions(where) if any(ask.type == "unit" for ask in found) else (),
        "kept": typed.kept,
        "kept_count": len(typed.pictures),
        "for_unit": where.rows.get(asking.unit_id or 0),
        "notices": notices or [],
        "faults": bool(typed.faults),
        "action_url": address("act", matter.pk, offer.key),
        "next_url": request.POST.get("next") or request.GET.get("next", ""),
        "step": shown.step_of(matter, pack, lang),
        "clock": shown.clock_of(matter, timezone.now()),
        "draft": f"act:{matter.pk}:{offer.key}",
    }
    return laid | {"act_form": laid}


def _whose(matter: Matter, action: Action, asking: Who) -> str:
    """Said before somebody takes on what another unit acts on; '' otherwise."""
    owner = directory(matter.town_id).rows.get(matter.owner_id or 0)
    if action.handler != "self" or owner is None or abilities.of_its_unit(asking, matter):
        return ""
    return gettext("这件事由%(unit)s办理。您签收以后由您经办，办理单位不变；只想催一催的，请不要签收。") % {
        "unit": owner.say(language())
    }


_REGISTER = re.compile(r"given\.due == (?:matter\.fields|given)\.(\w+)")
"""A guard by which those due must be those of a register: the number to start from."""


def known(matter: Matter, action: Action) -> Mapping[str, Any]:
    """What the matter already says for an action's fields: a public text to start from, numbers entered before; and
    what was asked for, where the action grants it. Whoever declines has a reason of his own."""
    found = {name: value for name, value in matter.fields.items() if name in asks.names(action)}
    if action.verb == "decide" and action.not_by and (action.clock or action.sets or action.to):
        asked = related.asked_with(matter, action.not_by)
        found |= {name: value for name, value in asked.items() if name in asks.names(action)}
    if "public_text" in asks.names(action):
        found["public_text"] = matter.public_text
    if action.vote and "due" not in found:
        registers = [name for guard in action.guards for name in _REGISTER.findall(guard.when)]
        numbers = [value for name in registers if isinstance(value := matter.fields.get(name), int)]
        found |= {"due": numbers[0]} if numbers else {}
    return found


@staff
@require_safe
def counted(request: HttpRequest, matter_id: int, action: str) -> HttpResponse:
    """What the numbers typed so far mean for a vote: a fragment beside the form."""
    asking, now = who(request), timezone.now()
    matter = matter_of(asking, matter_id)
    pack = packs.pinned(matter.pack_id)
    found = pack.actions(matter.kind, matter.step).get(action)
    rule = ballot.rule_of(pack, found, now.astimezone(SHANGHAI).date()) if found else None
    said = ballot.said(rule, request.GET.get("due", ""), request.GET.get("present", ""), language()) if rule else []
    return render(request, "desk/ballot.html", {"ballot_said": said})
