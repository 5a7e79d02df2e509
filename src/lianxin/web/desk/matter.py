"""One matter: its next step on top, its story on the left, facts and people on the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel import abilities
from lianxin.kernel.abilities import Abilities
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import apart, doubtful, packs, related, solved, timeline
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.turn import chief
from lianxin.kernel.reads.whole import Whole
from lianxin.kernel.who import Who
from lianxin.language import standing
from lianxin.language import who as parts
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.addresses import address
from lianxin.web.desk import about, arrival, away, drawn, shown, units
from lianxin.web.desk.act import form
from lianxin.web.desk.asks import Typed
from lianxin.web.desk.hats import offers, whole_of
from lianxin.web.guards import staff

HEAD = 60
"""Characters of the words as told that stand as the page's title; longer ones follow in full."""


@staff
@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The page of a matter, as much of it as the one who asks may see."""
    asking, now = who(request), timezone.now()
    return render(request, "desk/matter.html", laid(request, asking, whole_of(asking, matter_id), now))


@staff
@require_safe
def printed(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The matter on A4: facts and story, nothing sealed."""
    asking, now = who(request), timezone.now()
    return render(request, "desk/print_matter.html", laid(request, asking, whole_of(asking, matter_id), now))


def laid(request: HttpRequest, asking: Who, whole: Whole, now: datetime) -> dict[str, Any]:
    """Everything the matter's templates show."""
    one, lang = whole.matter, language()
    pack, where = packs.pinned(one.pack_id), directory(one.town_id)
    able, found = offers(asking, one, now)
    inside = related.inside(asking, one)
    text = one.text if inside else one.public_text
    title = _head(text)
    told = timeline.story(one, lang, whole.entries)
    main = chief(pack, one, (offer for _, offer in found))
    hat = next((hat for hat, offer in found if offer is main), asking)
    people = whole.reporters if inside else ()
    return {
        "matter": one,
        "title": title,
        "rest": text if title != text else "",
        "inside": inside,
        "kind": pack.kind(one.kind).label.say(lang),
        "step": shown.step_of(one, pack, lang),
        "clock": shown.clock_of(one, now, lang),
        "missed": shown.missed(one, pack, now, lang),
        "away": away.url(one, pack, (offer for _, offer in found)) if inside else "",
        "asks_person": doubtful.asks(one, pack),
        "main": form(request, one, main, hat, Typed()) if main else None,
        "at_once": shown.at_once(main.action) if main else False,
        "asked": [reason.sentence(lang) for reason in standing.waiting(pack, facts_of(one, where))] if inside else [],
        "waiting": _waiting(pack, one, where, asking, lang) if main is None else "",
        "others": _others(found, main, one, lang),
        "knots": told.knots[::-1] if inside else (),
        "path": told.path if len(told.path) > 1 else (),
        "transfers": int(one.counts.get("transfers", 0)),
        "looks": told.looks if able.reveal else (),
        "facts": about.facts(whole, pack, where, lang),
        "clocks": about.clocks(one, pack, now, lang),
        "people": people,
        "more_people": max(0, one.reporters - len(people)),
        "pictures": whole.pictures if inside else (),
        "version": shown.version_of(one.changed_at),
        **_desk(asking, whole, able, pack, where, now, lang, inside),
    }


def _desk(
    asking: Who, whole: Whole, able: Abilities, pack: Pack, where: Directory, now: datetime, lang: str, inside: bool
) -> dict[str, Any]:
    """What only those who work on it see: the reading, its family, the rates it counts in."""
    if not inside:
        return {"able": able, "reading": None}
    one = whole.matter
    kin = related.family(asking, one, now) if whole.kin else related.Family()
    return {
        "able": able,
        "helping": one.is_open and not one.secret and abilities.holds(asking, one, "file"),
        "arrivals": arrival.shown(one, pack),
        "reading": about.reading(whole, pack, where, lang),
        "natures": about.labels(one.pack_id, "nature", lang),
        "topics": about.labels(one.pack_id, "topic", lang),
        "places": units.suggestions(where, units.PLACES) if able.correct else (),
        "place_name": (where.rows[one.place_id].name if one.place_id in where.rows else "") if one.place_id else "",
        "parents": drawn.rows(kin.parents, now, lang),
        "children": drawn.rows(kin.children, now, lang),
        "lead": drawn.rows(kin.lead, now, lang),
        "hung": drawn.rows(kin.hung, now, lang),
        "kin": kin,
        "issue": related.issue_of(asking, one, [line.matter.pk for line in kin.hung]) if kin.hanging else None,
        "told_by": solved.several(one),
        "led_by": kin.lead[0].matter if kin.lead and kin.lead[0].matter.is_open else None,
        "answers": [
            (where.rows[line.matter.owner_id].say(lang) if line.matter.owner_id in where.rows else "", answer)
            for line in kin.children
            if (answer := str(line.matter.fields.get("result") or ""))
        ],
        "merged": drawn.rows(kin.merged, now, lang),
        "elsewhere": apart.meanwhile(asking, whole.entries, lang),
        "marks": about.marks(one, lang),
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
        "may": [(offer.action.label.say(lang), address("act", one.pk, offer.key)) for offer in rest if offer.allowed],
        "not": [
            (offer.action.label.say(lang), Refused(*offer.reasons).sentence(lang))
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
            return action.label.say(lang) + gettext("：") + reason.say(lang)
    return ""
