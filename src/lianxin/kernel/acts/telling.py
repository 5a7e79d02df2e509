"""A telling: what somebody said over any channel, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lianxin.adapters import seal
from lianxin.intake.understanding import Understanding
from lianxin.intake.words import Reading
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts import rows
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.links import code_of, link_of
from lianxin.kernel.reads.understanding import reader
from lianxin.kernel.who import Who


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo already in the store: its content hash and size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody told, over any channel. Only `text` and `town_id` are needed.

    `ref` makes it one of its kind: the same ref never files twice. `joins` asks to follow a known matter instead.
    `language`: in which ("zh", "en") whoever tells it reads, as far as that is known.
    """

    text: str
    town_id: int
    channel: str = "web"
    kind: str = ""
    nature: str = ""
    topic: str = ""
    place_id: int | None = None
    site_id: int | None = None
    place_text: str = ""
    lat: float | None = None
    lon: float | None = None
    contact: Contact = field(default_factory=Contact)
    anonymous: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[Picture, ...] = ()
    ref: str | None = None
    joins: int | None = None
    received_at: datetime | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a telling. `key` opens the private page; `merged` says it joined a known matter; `again` that
    this very telling had come before and nothing was written."""

    matter: Matter
    tie: Tie
    key: str
    code: str
    merged: bool = False
    again: bool = False
    understood: Understanding | None = None


def before(telling: Telling) -> Filed | None:
    """What this very telling became when it came the first time, if it did."""
    # Nearly always there is nothing: a look that fetches no row costs a fifth of one that would.
    if telling.ref is None or not Tie.objects.filter(ref=telling.ref).exists():
        return None
    tie = Tie.objects.select_related("matter").filter(ref=telling.ref, kind="reporter").first()
    if tie is None or tie.matter is None:
        return None
    merged = bool(tie.data.get("merged"))
    return Filed(tie.matter, tie, link_of(telling.ref), code_of(telling.ref), merged=merged, again=True)


def reporter(telling: Telling, now: datetime, *, merged: bool) -> tuple[Tie, str, str]:
    """The tie of its reporter (not saved), with the link's secret and the six-digit code that go with it."""
    ref = telling.ref or f"auto:{uuid.uuid4().hex}"
    key, code = link_of(ref), code_of(ref)
    tie = rows.new(
        Tie,
        kind="reporter",
        since=now,
        key_hash=seal.token_hash(key),
        code_hash=seal.token_hash(f"code:{code}"),
        ref=ref,
        data={
            "channel": telling.channel,
            **({"anonymous": True} if telling.anonymous else {}),
            **spoken(telling.language),
            **({"merged": True} if merged else {}),
            **({"photos": [one.digest for one in telling.photos]} if telling.photos else {}),
        },
    )
    return tie, key, code


def spoken(language: str) -> dict[str, str]:
    """What a tie keeps of the language in which somebody filed or signed up, so that he is told in it
    (kernel.acts.letter, message): nothing for Chinese, which everybody is told who did not choose."""
    return {"lang": "en"} if language == "en" else {}


def kept(who: Who, telling: Telling) -> dict[str, Any]:
    """What somebody who joins said beside his words, which stay with his tie: should it be another matter after all, it
    is filed by itself with them (acts.parting)."""
    desk = filed_at(who, telling)
    said = {
        "nature": telling.nature, "topic": telling.topic, "place": telling.place_id, "site": telling.site_id,
        "beside": telling.place_text[:200], "lat": telling.lat, "lon": telling.lon, "fields": dict(telling.fields),
        "desk": desk if desk != telling.site_id else None,
        "at": telling.received_at.isoformat() if telling.received_at is not None else "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in (None, "", {})}


def filed_at(who: Who, telling: Telling) -> int | None:
    """The unit over whose counter it came: that of whoever writes it down, else the site whose code was read."""
    return next((held.unit_id for held in who.posts if held.town_id == telling.town_id), telling.site_id)


def asked(telling: Telling) -> dict[str, Any]:
    """What a reader is asked about it."""
    return {
        "text": telling.text, "site_id": telling.site_id, "given_nature": telling.nature or None,
        "given_topic": telling.topic or None, "given_place": telling.place_id,
    }  # fmt: skip


def understand(telling: Telling, read: Understanding | None = None) -> tuple[Telling, Understanding]:
    """Read the telling: nature, topic, place, what is private. What a person chose stands. Errors: Unreadable, TooLong.
    `read`: what another reader of this town said to what is `asked`.

    The place written beside the sentence helps when the sentence itself does not say surely. A point outside the town
    is kept in words only, decides nothing, and a person looks.
    """
    if "\x00" in telling.place_text:
        telling = replace(telling, place_text=telling.place_text.replace("\x00", ""))
    understood = read or reader(telling.town_id).read(**asked(telling))
    if telling.place_id is None and telling.place_text and not understood.place.sure:
        beside = reader(telling.town_id).gazetteer.find(telling.place_text)
        if beside.sure:
            rest = [one for one in understood.to_person if one != understood.place.reason]
            understood = replace(understood, place=beside, to_person=rest)
    odd = units.outside(directory(telling.town_id), telling.lat, telling.lon)
    if odd is None:
        return telling, understood
    point = f"{telling.place_text}（{telling.lat:.5f}, {telling.lon:.5f}）"
    telling = replace(telling, lat=None, lon=None, place_text=point[-200:])
    return telling, replace(understood, to_person=[*understood.to_person, odd])


def place_of(telling: Telling, understood: Understanding) -> int | None:
    """Where it is: as a person said, else as surely read, else unknown."""
    if telling.place_id is not None:
        return telling.place_id
    place = understood.place
    return place.best.id if place.sure and place.best is not None else None


def point_of(telling: Telling, where: Directory, place_id: int | None) -> tuple[float | None, float | None]:
    """The point on the map: given, else the site's, else the place's own."""
    if telling.lat is not None and telling.lon is not None:
        return telling.lat, telling.lon
    row = where.rows.get(telling.site_id) if telling.site_id else None
    row = row or (where.rows.get(place_id) if place_id else None)
    return (row.lat, row.lon) if row else (None, None)


READ = 6
"""Words kept that spoke for an answer where a learned model answered: its reason does not say them."""
FOLLOWS = frozenset({"given", "no_word", "words", "too_little", "learned", "doubt", "doubt.near"})
"""Reasons that follow from the rest of what is kept (reads.reading)."""


def reading(understood: Understanding) -> dict[str, Any]:
    """What was understood and why, as short as it can be kept: codes and words and no sentence. What follows from the
    rest is left out, and `reads.reading` says it in the reader's language."""
    said: dict[str, Any] = {"nature": _answer(understood.nature), "topic": _answer(understood.topic)}
    place = understood.place
    if place.reason.code == "given" and place.best is not None:
        said["place"] = {"given": place.best.id}
    else:
        candidates = [
            one.place.id if one.reason == place.reason else [one.place.id, one.reason.kept()]
            for one in place.candidates[:5]
        ]
        said["place"] = {"why": place.reason.kept()} | ({"candidates": candidates} if candidates else {})
        if not place.sure:
            said["place"]["sure"] = False
    known = (understood.nature.reason, understood.topic.reason, place.reason)
    odd = [reason.kept() for reason in understood.to_person if reason not in known]
    private = sorted({span.kind for span in understood.private})
    return said | ({"private": private} if private else {}) | ({"to_person": odd} if odd else {})


def _answer(one: Reading) -> dict[str, Any]:
    spoke = [word for word, key, _ in one.words if key == one.best]
    given = {"best": one.best, "second": one.second, "words": spoke[:READ] if one.model else spoke}
    said: dict[str, Any] = {key: value for key, value in given.items() if value}
    if not one.sure:
        said["sure"] = False
    if one.model:
        # Which version answered and how sure it was: what the page on drift counts, and the next training.
        said |= {"model": one.model, "odds": [round(one.score, 3), round(one.score - one.margin, 3)]}
    if one.reason.code == "given":
        said["given"] = True
    elif one.reason.saying not in FOLLOWS:
        # The answers stand beside it, and so do the words of the first: what is left are the words that are nowhere.
        said["why"] = [one.reason.saying, *_beside(one)]
    return said


def _beside(one: Reading) -> tuple[str, ...]:
    """Words of a reason that are not those of its answer: the second answer's, or those that were denied."""
    last = one.reason.facts[-1]
    return last if isinstance(last, tuple) else ()
