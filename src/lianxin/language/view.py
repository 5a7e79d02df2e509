"""What a condition sees: the facts of one decision as plain data for CEL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.language.calendar import SHANGHAI
from lianxin.language.clock import moment
from lianxin.language.condition import Conditions
from lianxin.language.facts import Actor, Facts
from lianxin.language.pack import Pack
from lianxin.language.words import MatterKind


def conditions(
    pack: Pack, facts: Facts, actor: Actor, now: datetime, given: Mapping[str, Any] | None = None
) -> Conditions:
    """The conditions of one decision. Names: matter, actor, given, value, today, done, clock, count, lists."""
    day = now.astimezone(SHANGHAI).date()
    return Conditions(
        {
            "matter": _matter(pack, facts),
            "actor": {
                "roles": sorted({post.role for post in actor.posts}),
                "body": actor.unit is not None,
                "reporter": actor.reporter,
                "handler": actor.person is not None and actor.person == facts.handler,
            },
            "given": dict(given or {}),
            "value": pack.values_on(day),
            "today": day.isoformat(),
            "done": {name: moment(at).date().isoformat() for name, at in facts.done_at.items()},
            "clock": {
                clock.key: {"state": clock.state, "over": clock.over(now), "extended": clock.extended}
                for clock in facts.clocks
            },
            "count": dict(facts.counts),
            "lists": pack.classes,
        }
    )


def _matter(pack: Pack, facts: Facts) -> dict[str, Any]:
    kind = pack.said.matters.get(facts.kind)
    return {
        "kind": facts.kind,
        "step": facts.step,
        "nature": facts.nature,
        "topic": facts.topic,
        "channel": facts.channel,
        "anonymous": facts.anonymous,
        "contactable": facts.contactable,
        "fields": dict(facts.fields),
        "place": {**NO_PLACE, "known": facts.place is not None, **facts.place_facts},
        "outcome": facts.outcome,
        "ending": _ending(kind, facts.outcome),
        "open": facts.is_open,
        "suspended": facts.suspended,
        "claimed": facts.claimer is not None or facts.claimer_unit is not None,
        "shown": facts.shown,
        "held": facts.held,
        "received": facts.received_at.astimezone(SHANGHAI).date().isoformat(),
    }


NO_PLACE = {"kind": "", "name": "", "code": "", "key": ""}
"""What a condition reads of a place nobody knows."""


def _ending(kind: MatterKind | None, outcome: str) -> str:
    """How the matter ended, as rates count it. Merged into another one, it went on there: no ending of its kind."""
    ending = kind.endings.get(outcome) if kind is not None else None
    return ending.counts if ending is not None else ("moved" if outcome else "")
