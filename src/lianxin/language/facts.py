"""The facts one decision needs, handed in whole: what the matter is, who acts, what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianxin.language.clock import ClockState


@dataclass(frozen=True, slots=True)
class Post:
    """A post somebody holds: a role at a unit of a town (ids are the caller's own).

    `stands_in` is the territory unit in which the post's unit stands, e.g. the community of a site.
    """

    role: str
    unit: int
    town: int | None
    stands_in: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with posts, the reporter with the private link, or the clock. `unit` acted for, if a body;
    `follows`: a reporter who told nothing himself."""

    person: int | None = None
    posts: tuple[Post, ...] = ()
    reporter: bool = False
    clock: bool = False
    unit: int | None = None
    follows: bool = False


CLOCK = Actor(clock=True)
"""The clock as an actor: what happens with nobody asking."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One matter as the language sees it. Chains are the unit and everything above it, in all trees."""

    kind: str
    step: str
    received_at: datetime
    entered_at: datetime
    town: int
    owner: int | None = None
    place: int | None = None
    filed_at: int | None = None
    owner_chain: frozenset[int] = frozenset()
    place_chain: frozenset[int] = frozenset()
    place_facts: Mapping[str, Any] = field(default_factory=dict)
    nature: str = ""
    topic: str = ""
    channel: str = "web"
    anonymous: bool = False
    contactable: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    doers: Mapping[str, int] = field(default_factory=dict)
    done_at: Mapping[str, str] = field(default_factory=dict)
    handler: int | None = None
    claimer: int | None = None
    claimer_unit: int | None = None
    suspended: bool = False
    shown: bool = False
    held: bool = False
    outcome: str = ""
    is_open: bool = True

    def clock(self, key: str) -> ClockState | None:
        """The latest clock of that name, if it ever ran."""
        return next((clock for clock in reversed(self.clocks) if clock.key == key), None)

    @property
    def ruling(self) -> dict[str, Any]:
        """What the length of a clock may depend on: the fields, and over them nature, topic and channel."""
        return {**self.fields, "nature": self.nature, "topic": self.topic, "channel": self.channel}
