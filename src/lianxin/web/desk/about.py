"""What the right side of a matter's page says: its facts, its terms, what the machine read, the rates it counts in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from lianxin.adapters.catalogue import tongue
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, timeline
from lianxin.kernel.reads import reading as readings
from lianxin.kernel.reads.directory import Directory
from lianxin.kernel.reads.grounds import grounds
from lianxin.kernel.reads.versions import remembered
from lianxin.kernel.reads.whole import Whole
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.web.desk import shown

Pairs = tuple[tuple[str, str], ...]


def facts(whole: Whole, pack: Pack, where: Directory, lang: str) -> list[tuple[str, str]]:
    """Where, with whom, what it is about, and what was filled in, each with its name."""
    one, gettext = whole.matter, tongue(lang)

    def name(unit_id: int | None) -> str:
        row = where.rows.get(unit_id or 0)
        return row.say(lang) if row else ""

    channel = timeline.channel(one.channel, lang)
    found = [
        (gettext("地点"), " · ".join(part for part in (name(one.place_id), one.place_text) if part) or gettext("未定")),
        (gettext("办理单位"), name(one.owner_id)),
        (gettext("经办人"), whole.handler),
        (gettext("认领"), whole.claimer or name(one.claimer_unit_id)),
        (gettext("性质"), timeline.label(pack, "nature", one.nature, lang)),
        (gettext("主题"), timeline.label(pack, "topic", one.topic, lang)),
        (gettext("来自"), " · ".join(part for part in (channel, name(one.filed_at_id)) if part)),
    ]
    fields = pack.kind(one.kind).fields
    for key, value in one.fields.items():
        declared = fields.get(key)
        if declared and declared.sensitivity != "sealed" and declared.type != "photo" and value not in ("", None):
            found.append((declared.label.say(lang), timeline.shown(pack, declared, value, where, lang)))
    return [(term, said) for term, said in found if said]


def clocks(one: Matter, pack: Pack, now: datetime, lang: str) -> list[dict[str, Any]]:
    """Its terms, each with its last day. One that a merge broke off was neither met nor missed, and is none."""
    declared = pack.kind(one.kind).clocks
    states = [ClockState.of_line(line) for line in one.clocks]
    return [
        {
            "label": declared[state.key].label.say(lang),
            "shown": shown.term(state, now, lang),
            "due": shown.deadline(state.due, lang),
            "extended": state.extended,
        }
        for state in states
        if state.key in declared and not (one.merged_into_id and state.ended_at == one.closed_at)
    ]


@remembered(128)
def labels(pack_id: int, name: str, lang: str) -> Pairs:
    """The answers of a classification, for a select. A pack's version never changes, so they are read once."""
    declared = packs.pinned(pack_id).said.understanding.get(name)
    return tuple((key, text.say(lang)) for key, text in declared.labels.items()) if declared else ()


def reading(whole: Whole, pack: Pack, where: Directory, lang: str) -> dict[str, Any] | None:
    """What the machine understood and from which words; candidates of a place that is not settled."""
    one, gettext = whole.matter, tongue(lang)
    read, stands = one.reading, one.reading.get("stands", {})
    if not read:
        return None
    titles = (("nature", gettext("性质")), ("topic", gettext("主题")))
    rows = [_row(whole, pack, name, title, lang) for name, title in titles if read.get(name)]
    placed = where.rows.get(stands.get("place", 0))
    place_why, places = readings.place(one, pack, where, lang)
    own = {unit for unit, _, _ in places if unit in where.rows and where.rows[unit].town_id == where.town_id}
    return {
        "rows": rows,
        "place_said": _said(whole, "place", placed.say(lang)) if placed else None,
        "place_why": capfirst(place_why),
        "candidates": [place for place in places if place[0] in own and place[0] != one.place_id],
        "elsewhere": list(
            dict.fromkeys(capfirst(why) for unit, _, why in places if unit not in where.rows and why != place_why)
        ),
        "to_person": readings.to_person(one, pack, lang) if one.unsure and one.is_open else [],
        "private": whole.private,
    }


def _row(whole: Whole, pack: Pack, name: str, title: str, lang: str) -> dict[str, Any]:
    """A question: what a person said of it, else what the machine read and why, and the answers to press while it is
    open."""
    one, gettext = whole.matter, tongue(lang)
    answer = one.reading.get("stands", {}).get(name)
    best = timeline.label(pack, name, one.reading[name].get("best") or "", lang) or gettext("看不出")
    return {
        "name": name,
        "title": title,
        "best": best,
        "why": capfirst(readings.why(one, pack, name, lang)),
        "said": _said(whole, name, timeline.label(pack, name, answer, lang)) if answer else None,
        "open": one.unsure and name in readings.doubts(one),
        "choices": _choices(one, pack, name, lang),
        "every": labels(one.pack_id, name, lang),
    }


def _said(whole: Whole, name: str, answer: str) -> dict[str, Any]:
    """What a person answered, who and when: the last who changed it, let it stand, or answered it blind."""
    kept, acts = ("changed", "confirmed", "sampled"), ("matter.correct", "matter.sample")
    told = (one for one in reversed(whole.entries) if one.act in acts)
    by = next((one for one in told if any(name in (one.data.get(key) or ()) for key in kept)), None)
    return {"answer": answer, "who": (by.person or by.unit) if by else "", "at": by.at if by else None}


def _choices(one: Matter, pack: Pack, name: str, lang: str) -> list[dict[str, str]]:
    """The two likeliest answers with the words that spoke for each, while a person has to decide: one press each. All
    but sure, and yet not sure enough, is said without numbers."""
    if not one.unsure or name not in readings.doubts(one):
        return []
    plain = readings.near(one.reading[name])
    return [
        {
            "name": name,
            "key": ground.key,
            "label": timeline.label(pack, name, ground.key, lang),
            "odds": f"{ground.odds:.0%}" if ground.odds is not None and not plain else "",
            "words": (", " if lang == "en" else "、").join(ground.words),
        }
        for ground in grounds(one, name)
    ]


def marks(one: Matter, lang: str) -> list[tuple[str, str, str]]:
    """The rates this matter counts in, and how: (rate, part, 口径)."""
    known, gettext = _rates(one.pack_id, lang), tongue(lang)
    words = {"above": gettext("分子和分母都算"), "below": gettext("只算分母"), "excluded": gettext("不计入")}
    parts: dict[str, set[str]] = {}
    for mark in one.marks:
        key, _, part = mark.rpartition(".")
        parts.setdefault(key, set()).add(part)
    found = []
    for key in known.keys() & parts.keys() if parts else ():
        part = next((name for name in ("excluded", "above", "below") if name in parts[key]), "")
        if part:
            at, rate, about = known[key]
            found.append((at, rate, words[part], about))
    return [(rate, part, about) for _, rate, part, about in sorted(found)]


@remembered(64)
def _rates(pack_id: int, lang: str) -> dict[str, tuple[int, str, str]]:
    """Each rate of a pack: its place in the pack's order, its name, how it is counted."""
    rates = packs.pinned(pack_id).said.rates.items()
    return {key: (at, rate.label.say(lang), rate.about.say(lang)) for at, (key, rate) in enumerate(rates)}
