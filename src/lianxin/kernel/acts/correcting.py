"""Putting right what the machine read. The correction is an entry, and a label for the next training."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.facts import LAID, facts_of, lay, place_facts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.reading import doubts
from lianxin.kernel.who import Who
from lianxin.language import clock, routing
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

READ = ("nature", "topic", "place")


@transaction.atomic
def correct(
    who: Who,
    matter_id: int,
    now: datetime,
    *,
    nature: str | None = None,
    topic: str | None = None,
    place_id: int | None = None,
    route: bool = True,
    whole: bool = False,
) -> Matter:
    """Put right nature (which sets the clock), topic and place. However much changes in one call, the matter is routed
    once; a closed one keeps its way, its term and the day of its deletion. What is said settles its own doubt and no
    other; `whole`: all three were before whoever corrects, so nothing is in doubt afterwards, and what was left as it
    was says something only where a doubt had been. Errors: Refused."""
    matter = locked(who, matter_id)
    where, pack = directory(matter.town_id), packs.pinned(matter.pack_id)
    _refuse(who, matter, pack, where, nature, topic, place_id)
    facts = facts_of(matter, where)
    said: dict[str, str | int | None] = {"nature": nature, "topic": topic, "place": place_id}
    new = replace(facts, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]
    changed = {
        name: [getattr(facts, name), getattr(new, name)] for name in READ if getattr(facts, name) != getattr(new, name)
    }
    was_unsure, confirmed = matter.unsure, _settle(matter, said, changed, whole)
    if not changed:
        if confirmed or matter.unsure != was_unsure:
            matter.save(update_fields=["unsure", "reading"])
            _note(who, matter, where, changed, confirmed, {}, now)
        return matter
    new = replace(new, place_chain=where.chain(new.place), place_facts=place_facts(where, new.place))
    new = replace(new, clocks=_retimed(pack, new, now))
    routed: units.Kept = {}
    if route and matter.handler_id is None and matter.is_open:
        to = routing.destination(pack, new, now)
        owner, routed = units.resolve(pack, where, new, to, (matter.lat, matter.lon))
        new = replace(new, owner=owner)
    _laid(matter, new, pack, now)
    _note(who, matter, where, changed, confirmed, routed if new.owner != facts.owner else {}, now)
    return matter


def _laid(matter: Matter, new: Facts, pack: Pack, now: datetime) -> None:
    """Write what was put right. An answer about a closed matter does not put off the day of its deletion."""
    until = matter.erase_at
    lay(matter, new, pack, now)
    matter.erase_at = matter.erase_at if matter.is_open else until
    matter.save(update_fields=[*LAID, "unsure", "reading"])


def _settle(
    matter: Matter, said: Mapping[str, str | int | None], changed: Collection[str], whole: bool
) -> dict[str, str | int]:
    """Lay on the matter (not saved) what a person let stand or chose, which is the next training's label and what the
    page on drift compares with, and whether anything is left in doubt. What is new among it and changes nothing."""
    doubted, before = doubts(matter) if matter.unsure else [], matter.reading.get("stands", {})
    stands = {
        name: value for name, value in said.items() if value and (not whole or name in changed or name in doubted)
    }
    matter.reading = {**matter.reading, "stands": {**before, **stands}}
    matter.unsure = matter.unsure and not whole and bool(doubts(matter))
    return {name: value for name, value in stands.items() if name not in changed and before.get(name) != value}


def _refuse(
    who: Who, matter: Matter, pack: Pack, where: Directory, nature: str | None, topic: str | None, place_id: int | None
) -> None:
    if not abilities.may_correct(who, matter) or not (matter.is_open or abilities.may_judge(who, matter)):
        raise Refused(
            because("not-yours", "改判由受理员或经办单位来做", "a clerk or the unit that acts may correct it")
        )
    if place_id is not None and place_id not in where.rows:
        raise Refused(because("place", "这个地点不在本街镇", "this place is not in this town"), field="place")
    for name, value in (("nature", nature), ("topic", topic)):
        declared = pack.said.understanding.get(name)
        if value and declared is not None and value not in declared.labels:
            raise Refused(because("choice", "请从所列选项中选", "choose from the list"), field=name)


def _note(
    who: Who,
    matter: Matter,
    where: Directory,
    changed: dict[str, Any],
    confirmed: dict[str, Any],
    routed: units.Kept,
    now: datetime,
) -> None:
    row = where.rows.get(matter.owner_id) if routed and matter.owner_id is not None else None
    moved = {"owner": row.id, "owner_name": row.name, "routed": routed} if row else {}
    record(
        who,
        "matter.correct",
        "route",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        before=matter.step,
        after=matter.step,
        data={
            "tells": ["owner", "reporters"] if moved else [],
            "changed": changed,
            **({"confirmed": confirmed} if confirmed else {}),
            **moved,
        },
    )


def _retimed(pack: Pack, facts: Facts, now: datetime) -> tuple[clock.ClockState, ...]:
    """Clocks whose length follows from nature or topic get their proper length, still counted from where they began."""
    if not facts.is_open:
        return facts.clocks
    kind = pack.kind(facts.kind)
    by = facts.ruling
    found = []
    for state in facts.clocks:
        declared = kind.clocks[state.key]
        if state.running and not isinstance(declared.length, str) and not state.extended:
            state = clock.start(pack, calendar(), state.key, declared, by, state.started)
        found.append(state)
    return tuple(found)
