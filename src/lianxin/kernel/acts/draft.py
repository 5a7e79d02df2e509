"""A draft: everything that a telling becomes, with its owner, clocks, marks and reasons, and nothing written yet.

One telling filed by itself and a thousand from a list are drafted by the same function; they differ in how they are
written (acts.filing).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import h3

from lianxin.adapters import seal
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import insert, known, rows, telling
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import person_of
from lianxin.kernel.acts.telling import Filed, Telling
from lianxin.kernel.facts import lay, place_facts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, sample
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language import procedure, routing, view
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

CELL = 9
"""H3 resolution of map cells: about 200 m across, coarse enough to point at a block and not at a door."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A telling that was read, with what is known of it before anything is decided. `apart`: since when it stood with
    another matter, which does not count against it."""

    told: Telling
    understood: Understanding
    pack_id: int
    pack: Pack
    where: Directory
    facts: Facts
    apart: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of one telling. `key` and `code` open the private page once they are written."""

    told: Telling
    understood: Understanding
    filing: insert.Filing
    key: str
    code: str

    @property
    def filed(self) -> Filed:
        """What became of it, once written."""
        return Filed(self.filing.matter, self.filing.tie, self.key, self.code, understood=self.understood)


def begun(who: Who, told: Telling, now: datetime, read: Understanding | None = None) -> Begun:
    """Read a telling; `read` where that was done. Errors: Unreadable and TooLong (intake), Refused, NoPack."""
    told, understood = telling.understand(told, read)
    place_id = telling.place_of(told, understood)
    where = directory(told.town_id)
    pack_id = packs.current_id(packs.key_of_town(told.town_id))
    pack = packs.pinned(pack_id)
    return Begun(told, understood, pack_id, pack, where, _facts(who, told, understood, place_id, pack, where, now))


def drafted(who: Who, begun: Begun, now: datetime) -> Draft:
    """Decide what follows from it and lay out the rows. Errors: Refused, Incomplete, CalendarEnds."""
    told, understood, pack, where = begun.told, begun.understood, begun.pack, begun.where
    decision = procedure.start(pack, calendar(), begun.facts, who.actor(), now, begun.apart)
    to = routing.destination(pack, decision.facts, now)
    point = telling.point_of(told, where, begun.facts.place)
    owner, routed = units.resolve(pack, where, decision.facts, to, point)
    matter = _matter(told, understood, begun.pack_id, pack, where, decision.facts, owner, now)
    # Staff who chose a kind that needs no nature have said what it is: nobody is asked to judge it again.
    natures = pack.kind(begun.facts.kind).natures
    matter.unsure = matter.unsure and (natures or not (who.staff and told.kind))
    matter.marks = sorted(decision.marks)
    ours = {
        "tells": list(decision.tells),
        "channel": told.channel,
        "owner": owner,
        "owner_name": where.rows[owner].name,
        "routed": routed,
        "to_person": [reason.kept() for reason in understood.to_person],
        "marks": matter.marks,
    }
    entry = entry_of(who, "matter.file", "file", now, town_id=told.town_id, after=matter.step, ours=ours)
    asked = known.asked(told, understood, begun.facts, pack, now) if told.joins is None else None
    tie, key, code = telling.reporter(told, now, merged=False)
    if not matter.secret:
        matter.reading = sample.marked(
            matter.reading, tie.ref or "", sample.share(pack, now.astimezone(SHANGHAI).date())
        )
    person = None if told.anonymous and not told.contact else person_of(told.contact, now)
    return Draft(told, understood, insert.Filing(matter, person, tie, entry, asked), key, code)


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
        filed_at=telling.filed_at(who, told),
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
