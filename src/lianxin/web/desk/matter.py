"""One matter: its next step on top, its story on the left, facts and people on the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.abilities import Abilities
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, related, timeline
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.turn import chief
from lianxin.kernel.who import Who
from lianxin.language import who as parts
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.web.access import language, who
from lianxin.web.desk import drawn, shown, units
from lianxin.web.desk.act import form
from lianxin.web.desk.asks import Typed
from lianxin.web.desk.hats import matter_of, offers
from lianxin.web.guards import staff

HEAD = 60
"""Characters of the words as told that stand as the page's title; longer ones follow in full."""


@staff
@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The page of a matter, as much of it as the one who asks may see."""
    asking, now = who(request), timezone.now()
    return render(request, "desk/matter.html", laid(request, asking, matter_of(asking, matter_id), now))


@staff
@require_safe
def printed(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The matter on A4: facts and story, nothing sealed."""
    asking, now = who(request), timezone.now()
    return render(request, "desk/print_matter.html", laid(request, asking, matter_of(asking, matter_id), now))


def laid(request: HttpRequest, asking: Who, one: Matter, now: datetime) -> dict[str, Any]:
    """Everything the matter's templates show."""
    pack, where, lang = packs.pinned(one.pack_id), directory(one.town_id), language()
    able, found = offers(asking, one, now)
    inside = related.inside(asking, one)
    told_text = one.text if inside else one.public_text
    told = timeline.story(one, lang)
    main = chief(pack, one, (offer for _, offer in found))
    hat = next((hat for hat, offer in found if offer is main), asking)
    people = related.reporters(one) if inside else []
    return {
        "matter": one,
        "title": _head(told_text),
        "rest": told_text if _head(told_text) != told_text else "",
        "inside": inside,
        "kind": pack.kind(one.kind).label.say(lang),
        "step": shown.step_of(one, pack, lang),
        "clock": shown.clock_of(one, now),
        "main": form(request, one, main, hat, Typed()) if main else None,
        "at_once": shown.at_once(main.action) if main else False,
        "waiting": _waiting(pack, one, where, asking, lang) if main is None else "",
        "others": _others(found, main, one, lang),
        "knots": [_knot(knot) for knot in reversed(told.knots)] if inside else [],
        "path": told.path if len(told.path) > 1 else (),
        "transfers": int(one.counts.get("transfers", 0)),
        "looks": told.looks if able.reveal else (),
        "facts": _facts(one, pack, where, lang),
        "clocks": _clocks(one, pack, now, lang),
        "people": people,
        "more_people": max(0, one.reporters - len(people)),
        "pictures": related.pictures(one) if inside else [],
        "version": shown.version_of(one.changed_at),
        **_desk(asking, one, able, pack, where, now, lang, inside),
    }


def _desk(
    asking: Who, one: Matter, able: Abilities, pack: Pack, where: Directory, now: datetime, lang: str, inside: bool
) -> dict[str, Any]:
    """What only those who work on it see: the reading, its family, the rates it counts in."""
    if not inside:
        return {"able": able, "reading": None}
    parents, children, merged = related.family(asking, one, now)
    return {
        "able": able,
        "reading": _reading(one, pack, where, lang),
        "natures": _labels(pack, "nature", lang),
        "topics": _labels(pack, "topic", lang),
        "places": units.suggestions(where, units.PLACES) if able.correct else [],
        "place_name": (where.rows[one.place_id].name if one.place_id in where.rows else "") if one.place_id else "",
        "parents": drawn.rows(parents, now, lang),
        "children": drawn.rows(children, now, lang),
        "answers": [
            (where.rows[line.matter.owner_id].say(lang) if line.matter.owner_id in where.rows else "", answer)
            for line in children
            if (answer := str(line.matter.fields.get("result") or ""))
        ],
        "merged": drawn.rows(merged, now, lang),
        "marks": _marks(one, pack, lang),
        "pack_version": pack.digest[:8],
        "pack_name": pack.said.name.say(lang),
    }


def _head(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= HEAD else line[:HEAD] + "…"


def _others(found: list[tuple[Who, Offer]], main: Offer | None, one: Matter, lang: str) -> dict[str, Any]:
    """Everything under 更多: what else may be done, and what may not with the reason."""
    rest = [offer for _, offer in found if main is None or offer.key != main.key]
    return {
        "may": [
            {"label": offer.action.label.say(lang), "url": reverse("act", args=[one.pk, offer.key])}
            for offer in rest
            if offer.allowed
        ],
        "not": [
            {"label": offer.action.label.say(lang), "why": "；".join(reason.say(lang) for reason in offer.reasons)}
            for offer in rest
            if not offer.allowed
        ],
    }


def _waiting(pack: Pack, one: Matter, where: Directory, asking: Who, lang: str) -> str:
    """Whose turn it is, when it is not his who looks."""
    if not one.is_open:
        return ""
    facts = facts_of(one, where)
    for action in pack.actions(one.kind, one.step).values():
        reason = parts.refuse(pack, action, asking.actor(one.pk), facts) if action.main else None
        if reason:
            return f"{action.label.say(lang)}：{reason.say(lang)}"
    return ""


def _knot(knot: timeline.Knot) -> dict[str, Any]:
    return {
        "what": knot.what,
        "who": knot.who,
        "when": knot.at,
        "why": knot.why,
        "said": knot.said,
        "state": knot.state,
        "seen": shown.version_of(knot.at),
    }


def _facts(one: Matter, pack: Pack, where: Directory, lang: str) -> list[tuple[str, str]]:
    def name(unit_id: int | None) -> str:
        row = where.rows.get(unit_id or 0)
        return row.say(lang) if row else ""

    handler = one.handler.shown if one.handler else ""
    claimer = one.claimer.shown if one.claimer else name(one.claimer_unit_id)
    found = [
        (gettext("地点"), " · ".join(part for part in (name(one.place_id), one.place_text) if part) or gettext("未定")),
        (gettext("办理单位"), name(one.owner_id)),
        (gettext("经办人"), handler),
        (gettext("认领"), claimer),
        (gettext("性质"), timeline.label(pack, "nature", one.nature, lang)),
        (gettext("主题"), timeline.label(pack, "topic", one.topic, lang)),
        (gettext("来自"), " · ".join(part for part in (timeline.channel(one.channel), name(one.filed_at_id)) if part)),
    ]
    fields = pack.kind(one.kind).fields
    for key, value in one.fields.items():
        declared = fields.get(key)
        if declared and declared.sensitivity != "sealed" and declared.type != "photo" and value not in ("", None):
            found.append((declared.label.say(lang), timeline.shown(pack, declared, value, where, lang)))
    return [(term, said) for term, said in found if said]


def _clocks(one: Matter, pack: Pack, now: datetime, lang: str) -> list[dict[str, Any]]:
    declared = pack.kind(one.kind).clocks
    states = [ClockState.from_json(data) for data in one.clocks]
    return [
        {
            "label": declared[state.key].label.say(lang),
            "shown": shown.term(state, now),
            "due": shown.deadline(state.due),
            "extended": state.extended,
        }
        for state in states
        if state.key in declared
    ]


def _labels(pack: Pack, name: str, lang: str) -> list[tuple[str, str]]:
    declared = pack.said.understanding.get(name)
    return [(key, text.say(lang)) for key, text in declared.labels.items()] if declared else []


def _reading(one: Matter, pack: Pack, where: Directory, lang: str) -> dict[str, Any] | None:
    """What the machine understood and from which words; candidates of a place that is not settled."""
    read = one.reading
    if not read:
        return None
    rows = []
    for name, title in (("nature", gettext("性质")), ("topic", gettext("主题"))):
        found = read.get(name, {})
        if found:
            best = timeline.label(pack, name, found.get("best") or "", lang) or gettext("看不出")
            rows.append({"title": title, "best": best, "why": found.get("why", ""), "sure": found.get("sure")})
    place = read.get("place", {})
    candidates = [
        {"id": unit, "name": name, "why": why}
        for unit, name, why in place.get("candidates", [])
        if unit in where.rows and unit != one.place_id and where.rows[unit].town_id == where.town_id
    ]
    return {
        "rows": rows,
        "place_why": place.get("why", ""),
        "place_sure": place.get("sure"),
        "candidates": candidates,
        "to_person": read.get("to_person", []),
        "private": bool(one.told_sealed),
    }


def _marks(one: Matter, pack: Pack, lang: str) -> list[tuple[str, str, str]]:
    """The rates this matter counts in, and how: (rate, part, 口径)."""
    words = {"above": gettext("分子和分母都算"), "below": gettext("只算分母"), "excluded": gettext("不计入")}
    found = []
    for key, rate in pack.said.rates.items():
        part = next((name for name in ("excluded", "above", "below") if f"{key}.{name}" in one.marks), "")
        if part:
            found.append((rate.label.say(lang), words[part], rate.about.say(lang)))
    return found
