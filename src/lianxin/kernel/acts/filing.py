"""Filing: one act for every channel. A sentence becomes a matter with an owner and a clock, or joins one known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import h3
from django.db import IntegrityError, connection, transaction

from lianxin.adapters import seal
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import insert, known, rows, telling
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import entry_of, record
from lianxin.kernel.acts.person import person_of
from lianxin.kernel.acts.telling import Filed, Picture, Telling
from lianxin.kernel.facts import lay, place_facts
from lianxin.kernel.models import Entry, Matter, Photo
from lianxin.kernel.reads import packs, sample
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language import procedure, routing, view
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

__all__ = ["Filed", "Picture", "Telling", "file"]

CELL = 9
"""H3 resolution of map cells: about 200 m across, coarse enough to point at a block and not at a door."""


def file(who: Who, told: Telling, now: datetime) -> Filed:
    """File a telling. Errors: Unreadable and TooLong (intake), Refused, Incomplete, NoPack, CalendarEnds."""
    try:
        if told.photos or connection.in_atomic_block:
            with transaction.atomic():
                return _file(who, told, now)
        return _file(who, told, now)  # its one statement is a transaction by itself
    except (IntegrityError, Refused, CalendarEnds):
        # The same submission came before, or arrived twice at once and the other one has just been written.
        earlier = telling.before(told)
        if earlier is None:
            raise
        return earlier


def _file(who: Who, told: Telling, now: datetime) -> Filed:
    told, understood = telling.understand(told)
    place_id = telling.place_of(told, understood)
    where = directory(told.town_id)
    pack_id = packs.current_id(packs.key_of_town(told.town_id))
    pack = packs.pinned(pack_id)
    facts = _facts(who, told, understood, place_id, pack, where, now)
    if told.joins is not None:
        meant = known.joined(who, told, understood)
        joined = _join(who, told, meant.pk, understood, now) if meant is not None else None
        if joined is not None:
            return joined
    decision = procedure.start(pack, calendar(), facts, who.actor(), now)
    to = routing.destination(pack, decision.facts, now)
    owner, why = units.resolve(pack, where, decision.facts, to, telling.point_of(told, where, place_id))
    matter = _matter(told, understood, pack_id, pack, where, decision.facts, owner, now)
    # Staff who chose a kind that needs no nature have said what it is: nobody is asked to judge it again.
    matter.unsure = matter.unsure and (pack.kind(facts.kind).natures or not (who.staff and told.kind))
    matter.marks = sorted(decision.marks)
    ours = {
        "tells": list(decision.tells),
        "channel": told.channel,
        "owner": owner,
        "owner_name": where.rows[owner].name,
        "why": why.text.zh,
        "why_source": why.source,
        "to_person": [reason.zh for reason in understood.to_person],
        "marks": matter.marks,
    }
    entry = entry_of(who, "matter.file", "file", now, town_id=told.town_id, after=matter.step, ours=ours)
    asked = known.asked(told, understood, facts, pack, now) if told.joins is None else None
    return _write(who, told, understood, matter, entry, asked, now)


def _write(
    who: Who,
    told: Telling,
    understood: Understanding,
    matter: Matter,
    entry: Entry,
    asked: known.Asked | None,
    now: datetime,
) -> Filed:
    """Write it, unless it is known: each round compares what has not been compared yet, until nothing new is near."""
    tie, key, code = telling.reporter(told, now, merged=False)
    if not matter.secret:
        part = sample.share(packs.pinned(matter.pack_id), now.astimezone(SHANGHAI).date())
        matter.reading = sample.marked(matter.reading, tie.ref or "", part)
    person = None if told.anonymous and not told.contact else person_of(told.contact, now)
    filing, seen = insert.Filing(matter, person, tie, entry, asked), list[int]()
    while True:
        outcome = filing.write(seen)
        if outcome.written:
            _photos(told, matter, now)
            return Filed(matter, tie, key, code, understood=understood)
        if outcome.again:
            earlier = telling.before(told)
            assert earlier is not None
            return earlier
        same = known.same(outcome.near, understood.public_text)
        joined = _join(who, told, same, understood, now) if same is not None else None
        if joined is not None:
            return joined
        seen += [pk for pk, _ in outcome.near]


def _facts(
    who: Who,
    told: Telling,
    understood: Understanding,
    place_id: int | None,
    pack: Pack,
    where: Directory,
    now: datetime,
) -> Facts:
    if place_id is not None and place_id not in where.rows:
        raise Refused(because("place", "这个地点不在本街镇", "this place is not in this town"), field="place")
    facts = Facts(
        kind=told.kind,
        step="",
        received_at=told.received_at or now,
        entered_at=now,
        town=told.town_id,
        place=place_id,
        filed_at=next((held.unit_id for held in who.posts if held.town_id == told.town_id), told.site_id),
        place_chain=where.chain(place_id),
        place_facts=place_facts(where, place_id),
        nature=told.nature or (understood.nature.best or "" if understood.nature.sure else ""),
        topic=told.topic or (understood.topic.best or "" if understood.topic.sure else ""),
        channel=told.channel,
        anonymous=told.anonymous or not told.contact,
        contactable=bool(told.contact.phone or told.contact.mail),
        fields=dict(told.fields),
        held=bool(understood.private),
    )
    if not told.kind:
        key, _why = routing.kind_for(pack, view.conditions(pack, facts, who.actor(), now))
        facts = replace(facts, kind=key)
    elif told.kind not in pack.said.matters:
        raise Refused(because("kind", "没有“{kind}”这类事项", "no such kind: {kind}", kind=told.kind), field="kind")
    return facts


def _matter(
    told: Telling,
    understood: Understanding,
    pack_id: int,
    pack: Pack,
    where: Directory,
    facts: Facts,
    owner: int,
    now: datetime,
) -> Matter:
    """The row of a new matter, not saved."""
    lat, lon = telling.point_of(told, where, facts.place)
    kind = pack.kind(facts.kind)
    matter = rows.new(
        Matter,
        prefix=pack.said.number,
        kind=facts.kind,
        pack_id=pack_id,
        town_id=told.town_id,
        filed_at_id=facts.filed_at,
        channel=told.channel,
        anonymous=facts.anonymous,
        contactable=facts.contactable,
        secret=kind.secret,
        unsure=bool(understood.to_person),
        text=understood.public_text,
        told_sealed=seal.seal(told.text, "matter.told") if understood.private else None,
        place_text=told.place_text[:200],
        lat=lat,
        lon=lon,
        cell=h3.latlng_to_cell(lat, lon, CELL) if lat is not None and lon is not None else "",
        received_at=facts.received_at,
        reading=telling.reading(understood),
        simhash=known.signed(understood.fingerprint.simhash),
        bands=list(understood.fingerprint.bands),
    )
    shows = kind.public.board != "none" and not kind.public.review and not facts.held
    lay(matter, replace(facts, owner=owner, shown=shows), pack, now)
    return matter


def _photos(told: Telling, matter: Matter, now: datetime) -> None:
    for picture in told.photos:
        Photo.objects.get_or_create(
            matter_id=matter.pk,
            digest=picture.digest,
            defaults={"kind": "told", "width": picture.width, "height": picture.height, "added_at": now},
        )


@transaction.atomic
def _join(who: Who, told: Telling, matter_id: int, understood: Understanding, now: datetime) -> Filed | None:
    """The telling joins a known matter: its reporter follows it, and no second clock starts. None when the matter has
    just been closed."""
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=matter_id)
    if not matter.is_open:
        return None
    tie, key, code = telling.reporter(told, now, merged=True)
    tie.data["text"] = understood.public_text  # whoever joins reads back his own words, never a neighbour's
    tie.matter_id = matter.pk
    tie.person = None if told.anonymous and not told.contact else person_of(told.contact, now)
    if tie.person is not None:
        tie.person.save()
    tie.save()
    _photos(told, matter, now)
    matter.reporters += 1
    matter.changed_at = now
    if told.contact and not matter.contactable:
        matter.contactable = bool(told.contact.phone or told.contact.mail)
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
        ours={"tells": ["reporters"], "channel": told.channel, "tie": tie.pk, "only_tie": tie.pk},
    )
    return Filed(matter, tie, key, code, merged=True, understood=understood)
