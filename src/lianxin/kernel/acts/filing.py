"""Filing: one act for every channel. A sentence becomes a matter with an owner and a clock, or joins one known."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import h3
from django.contrib.postgres.search import SearchVectorField
from django.db import IntegrityError, connection, transaction
from django.db.models import Func, TextField, Value

from lianxin.adapters import seal
from lianxin.intake import fingerprint, grams
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.person import Contact, keep_contact
from lianxin.kernel.facts import lay, place_facts
from lianxin.kernel.models import Matter, Photo, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.links import code_of, link_of
from lianxin.kernel.reads.understanding import reader
from lianxin.kernel.who import Who
from lianxin.language import procedure, routing, view
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

CELL = 9
"""H3 resolution of map cells: about 200 m across, coarse enough to point at a block and not at a door."""
TITLE = 40
"""Characters of a title taken from the text."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo already in the store: its content hash and size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody told, over any channel. Only `text` and `town_id` are needed."""

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


def file(who: Who, telling: Telling, now: datetime) -> Filed:
    """File a telling. Errors: Unreadable and TooLong (intake), Refused, Incomplete, NoPack, CalendarEnds."""
    known = _before(telling)
    if known is not None:
        return known
    understood = reader(telling.town_id).read(
        telling.text,
        site_id=telling.site_id,
        given_nature=telling.nature or None,
        given_topic=telling.topic or None,
        given_place=telling.place_id,
    )
    telling, understood = _located(telling, understood)
    try:
        with transaction.atomic():
            return _file(who, telling, understood, now)
    except IntegrityError:
        # The same submission arrived twice at once: the other one has just been written.
        known = _before(telling)
        if known is None:
            raise
        return known


def _located(telling: Telling, understood: Understanding) -> tuple[Telling, Understanding]:
    """Where it is, when the sentence itself does not say surely: the place that was written beside it. A point outside
    the town is kept in words only, decides nothing, and a person looks."""
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


def _before(telling: Telling) -> Filed | None:
    if telling.ref is None:
        return None
    tie = Tie.objects.select_related("matter").filter(ref=telling.ref, kind="reporter").first()
    if tie is None or tie.matter is None:
        return None
    key, code = link_of(telling.ref), code_of(telling.ref, tie.matter_id)
    return Filed(tie.matter, tie, key, code, merged=bool(tie.data.get("merged")), again=True)


def _file_ref(telling: Telling) -> str:
    """The reference that makes this telling one of its kind; link and code follow from it."""
    return telling.ref or f"auto:{uuid.uuid4().hex}"


def _file(who: Who, telling: Telling, understood: Understanding, now: datetime) -> Filed:
    place_id = _place(telling, understood)
    facts, pack, pack_id, where = _facts(who, telling, understood, place_id, now)
    kind = pack.kind(facts.kind)
    same = _known(telling, understood, facts, pack, now) if kind.merges else None
    if same is not None:
        return _join(who, telling, same, understood, now)
    decision = procedure.start(pack, calendar(), facts, who.actor(), now)
    to = routing.destination(pack, decision.facts, now)
    owner, why = units.resolve(pack, where, decision.facts, to, _point(telling, where, place_id))
    matter = _write(who, telling, understood, pack_id, replace(decision.facts, owner=owner), pack, now, where)
    tie, key, code = _tie(who, telling, matter, now, merged=False)
    _photos(telling, matter, now)
    record(
        who,
        "matter.file",
        "file",
        now,
        matter_id=matter.pk,
        town_id=telling.town_id,
        after=matter.step,
        data={
            "tells": list(decision.tells),
            "channel": telling.channel,
            "owner": owner,
            "owner_name": where.rows[owner].name,
            "why": why.text.zh,
            "why_source": why.source,
            "to_person": [reason.zh for reason in understood.to_person],
            "tie": tie.pk,
            "marks": sorted(decision.marks),
        },
    )
    return Filed(matter, tie, key, code, understood=understood)


def _place(telling: Telling, understood: Understanding) -> int | None:
    if telling.place_id is not None:
        return telling.place_id
    place = understood.place
    return place.best.id if place.sure and place.best is not None else None


def _point(telling: Telling, where: Directory, place_id: int | None) -> tuple[float | None, float | None]:
    if telling.lat is not None and telling.lon is not None:
        return telling.lat, telling.lon
    row = where.rows.get(telling.site_id) if telling.site_id else None
    row = row or (where.rows.get(place_id) if place_id else None)
    return (row.lat, row.lon) if row else (None, None)


def _facts(
    who: Who, telling: Telling, understood: Understanding, place_id: int | None, now: datetime
) -> tuple[Facts, Pack, int, Directory]:
    where = directory(telling.town_id)
    if place_id is not None and place_id not in where.rows:
        raise Refused(because("place", "这个地点不在本街镇", "this place is not in this town"), field="place")
    pack_id = packs.current_id(packs.key_of_town(telling.town_id))
    pack = packs.pinned(pack_id)
    received = telling.received_at or now
    facts = Facts(
        kind=telling.kind,
        step="",
        received_at=received,
        entered_at=now,
        town=telling.town_id,
        place=place_id,
        filed_at=next((held.unit_id for held in who.posts if held.town_id == telling.town_id), telling.site_id),
        owner_chain=frozenset(),
        place_chain=where.chain(place_id),
        place_facts=place_facts(where, place_id),
        nature=telling.nature or (understood.nature.best or "" if understood.nature.sure else ""),
        topic=telling.topic or (understood.topic.best or "" if understood.topic.sure else ""),
        channel=telling.channel,
        anonymous=telling.anonymous or not telling.contact,
        contactable=bool(telling.contact.phone or telling.contact.mail),
        fields=dict(telling.fields),
        held=bool(understood.private),
    )
    if not telling.kind:
        key, _why = routing.kind_for(pack, view.conditions(pack, facts, who.actor(), now))
        facts = replace(facts, kind=key)
    elif telling.kind not in pack.said.matters:
        raise Refused(because("kind", "没有“{kind}”这类事项", "no such kind: {kind}", kind=telling.kind), field="kind")
    return facts, pack, pack_id, where


def _known(telling: Telling, understood: Understanding, facts: Facts, pack: Pack, now: datetime) -> Matter | None:
    """A matter already open that says the same at the same place: asked for by the reporter, or in the safe zone."""
    open_here = Matter.objects.filter(town_id=telling.town_id, is_open=True, secret=False)
    if telling.joins is not None:
        return open_here.filter(pk=telling.joins).first()
    if facts.place is None:
        return None
    with connection.cursor() as cursor:
        # Two identical tellings at once must not both find nothing.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [telling.town_id % 2**31, facts.place % 2**31])
    days = int(pack.value("duplicate.days", now.astimezone(SHANGHAI).date()))
    candidates = (
        open_here.filter(
            kind=facts.kind,
            place_id=facts.place,
            received_at__gte=now - timedelta(days=days),
            bands__overlap=list(understood.fingerprint.bands),
        )
        .only("id", "text", "place_text")
        .order_by("id")[:50]
    )
    return next((one for one in candidates if fingerprint.same(one.text, understood.public_text)), None)


def _write(
    who: Who,
    telling: Telling,
    understood: Understanding,
    pack_id: int,
    facts: Facts,
    pack: Pack,
    now: datetime,
    where: Directory,
) -> Matter:
    lat, lon = _point(telling, where, facts.place)
    kind = pack.kind(facts.kind)
    simhash = understood.fingerprint.simhash
    matter = Matter(
        prefix=pack.said.number,
        kind=facts.kind,
        pack_id=pack_id,
        town_id=telling.town_id,
        filed_at_id=facts.filed_at,
        channel=telling.channel,
        anonymous=facts.anonymous,
        contactable=facts.contactable,
        secret=kind.secret,
        unsure=bool(understood.to_person),
        title=understood.public_text.replace("\n", " ")[:TITLE],
        text=understood.public_text,
        told_sealed=seal.seal(telling.text, "matter.told") if understood.private else None,
        public_text=understood.public_text,
        place_text=telling.place_text[:200],
        lat=lat,
        lon=lon,
        cell=h3.latlng_to_cell(lat, lon, CELL) if lat is not None and lon is not None else "",
        received_at=facts.received_at,
        reading=reading(understood),
        simhash=simhash - 2**64 if simhash >= 2**63 else simhash,
        bands=list(understood.fingerprint.bands),
    )
    shows = kind.public.board != "none" and not kind.public.review and not facts.held
    lay(matter, replace(facts, shown=shows), pack, now)
    matter.words = search_words(f"{understood.public_text} {telling.place_text}")
    matter.save(force_insert=True)
    return matter


def search_words(text: str) -> Func:
    """The index pieces of a text as a tsvector, made by the database."""
    pieces = grams.pieces(text)
    return Func(
        Value("{" + ",".join('"' + piece.replace("\\", "").replace('"', "") + '"' for piece in pieces) + "}"),
        function="array_to_tsvector",
        template="%(function)s(%(expressions)s::text[])",
        output_field=SearchVectorField() if pieces else TextField(),
    )


def reading(understood: Understanding) -> dict[str, Any]:
    """What was understood and why, as the clerk sees it."""
    return {
        name: {
            "best": one.best,
            "second": one.second,
            "sure": one.sure,
            "words": [word for word, key, _ in one.words if key == one.best][:6],
            "why": one.reason.zh,
        }
        for name, one in (("nature", understood.nature), ("topic", understood.topic))
    } | {
        "place": {
            "sure": understood.place.sure,
            "why": understood.place.reason.zh,
            "candidates": [[c.place.id, c.place.name, c.reason.zh] for c in understood.place.candidates[:5]],
        },
        "private": sorted({span.kind for span in understood.private}),
        "to_person": [reason.zh for reason in understood.to_person],
    }


def _tie(who: Who, telling: Telling, matter: Matter, now: datetime, *, merged: bool) -> tuple[Tie, str, str]:
    ref = _file_ref(telling)
    key, code = link_of(ref), code_of(ref, matter.pk)
    person = None if telling.anonymous and not telling.contact else keep_contact(telling.contact, now)
    tie = Tie.objects.create(
        kind="reporter",
        person=person,
        matter_id=matter.pk,
        since=now,
        key_hash=seal.token_hash(key),
        code_hash=seal.token_hash(f"{matter.pk}:{code}"),
        ref=ref,
        data={"channel": telling.channel, "anonymous": telling.anonymous, **({"merged": True} if merged else {})},
    )
    return tie, key, code


def _photos(telling: Telling, matter: Matter, now: datetime) -> None:
    for picture in telling.photos:
        Photo.objects.get_or_create(
            matter_id=matter.pk,
            digest=picture.digest,
            defaults={"kind": "told", "width": picture.width, "height": picture.height, "added_at": now},
        )


def _join(who: Who, telling: Telling, matter: Matter, understood: Understanding, now: datetime) -> Filed:
    """The telling joins a known matter: its reporter follows it, and no second clock starts."""
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    tie, key, code = _tie(who, telling, matter, now, merged=True)
    _photos(telling, matter, now)
    matter.reporters += 1
    matter.changed_at = now
    if telling.contact and not matter.contactable:
        matter.contactable = bool(telling.contact.phone or telling.contact.mail)
    matter.save(update_fields=["reporters", "changed_at", "contactable"])
    record(
        who,
        "matter.join",
        "file",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        before=matter.step,
        after=matter.step,
        data={"tells": ["reporters"], "channel": telling.channel, "tie": tie.pk, "only_tie": tie.pk},
    )
    return Filed(matter, tie, key, code, merged=True, understood=understood)


def spawn(who: Who, parent: Matter, kind_key: str, owner: Unit | int, reason: str, now: datetime) -> Matter:
    """Raise a child matter for another unit, with its own clock (吹哨). Same text, same place, same town."""
    owner_id = owner if isinstance(owner, int) else owner.pk
    where = directory(parent.town_id)
    pack = packs.pinned(parent.pack_id)
    asked_by = parent.owner_id
    facts = Facts(
        kind=kind_key,
        step="",
        received_at=now,
        entered_at=now,
        town=parent.town_id,
        place=parent.place_id,
        filed_at=asked_by,
        owner=owner_id,
        owner_chain=where.chain(parent.owner_id),
        place_chain=where.chain(parent.place_id),
        place_facts=place_facts(where, parent.place_id),
        nature=parent.nature,
        topic=parent.topic,
        channel="internal",
        held=parent.held,
    )
    decision = procedure.start(pack, calendar(), facts, who.actor(), now)
    child = Matter(
        prefix=pack.said.number,
        kind=kind_key,
        pack_id=parent.pack_id,
        town_id=parent.town_id,
        filed_at_id=asked_by,
        channel="internal",
        secret=parent.secret,
        parent_id=parent.pk,
        title=parent.title,
        text=parent.text,
        public_text=parent.public_text,
        place_text=parent.place_text,
        lat=parent.lat,
        lon=parent.lon,
        cell=parent.cell,
        received_at=now,
        reporters=0,
    )
    lay(child, replace(decision.facts, owner=owner_id), pack, now)
    child.words = search_words(parent.text)
    child.save(force_insert=True)
    record(
        who,
        "matter.spawn",
        "file",
        now,
        matter_id=child.pk,
        town_id=child.town_id,
        after=child.step,
        data={"tells": ["owner"], "owner": owner_id, "owner_name": where.rows[owner_id].name, "reason": reason},
    )
    return child
