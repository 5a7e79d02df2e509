"""Raising another matter from one: a whistle for a department (吹哨), a request passed on, a mediation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lianxin.kernel.acts.entry import record
from lianxin.kernel.facts import lay, place_facts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language import procedure
from lianxin.language.facts import Facts

COPIED = ("pack_id", "town_id", "text", "reworded", "place_text", "lat", "lon", "cell", "prefix")


def spawn(who: Who, parent: Matter, kind_key: str, owner_id: int, reason: str, now: datetime) -> Matter:
    """Raise a child matter for another unit, with its own clock. Same text, same place, same town."""
    where, pack = directory(parent.town_id), packs.pinned(parent.pack_id)
    decision = procedure.start(pack, calendar(), _facts(parent, kind_key, owner_id, where, now), who.actor(), now)
    child = Matter(
        kind=kind_key,
        filed_at_id=parent.owner_id,
        channel="internal",
        secret=parent.secret or pack.kind(kind_key).secret,
        parent_id=parent.pk,
        received_at=now,
        reporters=0,
        **{name: getattr(parent, name) for name in COPIED},
    )
    lay(child, replace(decision.facts, owner=owner_id), pack, now)
    child.marks = sorted(decision.marks)
    child.save(force_insert=True)
    owner = {"owner": owner_id, "owner_name": where.rows[owner_id].name}
    record(
        who,
        "matter.spawn",
        "file",
        now,
        matter_id=child.pk,
        town_id=child.town_id,
        after=child.step,
        data={"tells": ["owner"], **owner, "reason": reason, "marks": child.marks},
    )
    return child


def _facts(parent: Matter, kind_key: str, owner_id: int, where: Directory, now: datetime) -> Facts:
    return Facts(
        kind=kind_key,
        step="",
        received_at=now,
        entered_at=now,
        town=parent.town_id,
        place=parent.place_id,
        filed_at=parent.owner_id,
        owner=owner_id,
        owner_chain=where.chain(parent.owner_id),
        place_chain=where.chain(parent.place_id),
        place_facts=place_facts(where, parent.place_id),
        nature=parent.nature,
        topic=parent.topic,
        channel="internal",
        held=parent.held,
    )
