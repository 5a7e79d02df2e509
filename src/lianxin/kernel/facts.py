"""Between a row and the language: a Matter as Facts, and a Decision's facts laid back on the Matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.kernel.models import Matter
from lianxin.kernel.reads.directory import Directory
from lianxin.language import keeping
from lianxin.language.clock import ClockState, ruling
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack


def facts_of(matter: Matter, directory: Directory) -> Facts:
    """The matter as the language sees it, with the chains of its owner and place."""
    done_at, doers = _done(matter.done_at)
    return Facts(
        kind=matter.kind,
        step=matter.step,
        received_at=matter.received_at,
        entered_at=matter.entered_at,
        town=matter.town_id,
        owner=matter.owner_id,
        place=matter.place_id,
        filed_at=matter.filed_at_id,
        owner_chain=directory.chain(matter.owner_id),
        place_chain=directory.chain(matter.place_id),
        place_facts=place_facts(directory, matter.place_id),
        nature=matter.nature,
        topic=matter.topic,
        channel=matter.channel,
        anonymous=matter.anonymous,
        contactable=matter.contactable,
        fields=matter.fields,
        clocks=tuple(ClockState.of_line(line) for line in matter.clocks),
        counts=matter.counts,
        doers=doers,
        done_at=done_at,
        handler=matter.handler_id,
        claimer=matter.claimer_id,
        claimer_unit=matter.claimer_unit_id,
        suspended=matter.suspended,
        shown=matter.shown,
        held=matter.held,
        outcome=matter.outcome,
        is_open=matter.is_open,
    )


def _done(kept: Mapping[str, str]) -> tuple[dict[str, str], dict[str, int]]:
    """When each action was last taken, and by whom: a row keeps both as one word (1765537225.6 69)."""
    done_at: dict[str, str] = {}
    doers: dict[str, int] = {}
    for key, said in kept.items():
        done_at[key], _, person = said.partition(" ")
        if person:
            doers[key] = int(person)
    return done_at, doers


def place_facts(directory: Directory, place_id: int | None) -> dict[str, Any]:
    """What conditions may ask of the place: its kind, name, code."""
    row = directory.rows.get(place_id) if place_id is not None else None
    return {"kind": row.kind, "name": row.name, "code": row.code, "key": row.key} if row else {"key": ""}


LAID = (  # noqa: SIM905 — grouped lines read better than a list
    "step entered_at nature topic place owner fields counts done_at handler claimer claimer_unit suspended held "
    "shown clocks due_at soon_at next_at closed_at outcome ending erase_at is_open changed_at marks"
).split()
"""What a step can change on a matter: acts save these alone, so that texts and their search index are not rewritten."""


def lay(matter: Matter, facts: Facts, pack: Pack, now: datetime) -> None:
    """Lay the facts a Decision left on the row (not saved). Derived columns follow: due, next, ending, closed."""
    kind = pack.kind(facts.kind)
    matter.step = facts.step
    matter.entered_at = facts.entered_at
    matter.nature, matter.topic = facts.nature, facts.topic
    matter.place_id, matter.owner_id = facts.place, facts.owner
    matter.fields, matter.counts = dict(facts.fields), dict(facts.counts)
    matter.done_at = {
        key: f"{at} {facts.doers[key]}" if key in facts.doers else at for key, at in facts.done_at.items()
    }
    matter.handler_id = facts.handler
    matter.claimer_id, matter.claimer_unit_id = facts.claimer, facts.claimer_unit
    matter.suspended, matter.held, matter.shown = facts.suspended, facts.held, facts.shown
    matter.clocks = [clock.line() for clock in facts.clocks]
    first = ruling(kind, facts.clocks)
    matter.due_at, matter.soon_at = (first.due, first.soon) if first else (None, None)
    looks = [at for at in (clock.next_at(now) for clock in facts.clocks) if at is not None]
    matter.next_at = min(looks, default=None)
    if facts.is_open:
        matter.closed_at, matter.outcome, matter.ending, matter.erase_at = None, "", "", None
    elif matter.is_open or matter.closed_at is None:
        matter.closed_at = now
        matter.outcome, matter.ending = facts.outcome, kind.endings[facts.outcome].counts
    if not facts.is_open:
        matter.erase_at = keep_until(pack, now)
    matter.is_open = facts.is_open
    matter.changed_at = now


def keep_until(pack: Pack, now: datetime) -> datetime:
    """When contact data and original words of a matter that ends, or is visited, now are erased (calendar days)."""
    return keeping.until(pack, "contact.keep", now)
