"""A town in memory: the pack's units, invented people, matters and their clocks. Nothing is stored, nobody is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lianxin.cases.ground import Ground
from lianxin.cases.life import Life
from lianxin.cases.words import FileDecl
from lianxin.intake import fingerprint
from lianxin.language import clock, keeping, procedure, routing, view
from lianxin.language.calendar import Calendar
from lianxin.language.facts import CLOCK, Actor, Facts
from lianxin.language.reason import Text

DAY = timedelta(days=1)


@dataclass
class Staged:
    """A matter on the stage and what was said about it. `followers` are the reporters who are told of progress."""

    name: str
    facts: Facts
    text: str
    followers: int = 1
    merged: str | None = None
    parent: str | None = None
    told: str = ""
    tells: tuple[str, ...] = ()
    reaches: int = 0
    why: str = ""
    sure: bool = True


@dataclass
class Stage(Ground):
    """What happens on the ground: matters, and the time that passes."""

    calendar: Calendar = field(default_factory=Calendar.builtin)
    matters: dict[str, Staged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.life = Life(self)

    def understood(self, said: FileDecl) -> tuple[FileDecl, bool, bool]:
        """The filing with what its text says and nobody chose; whether all of it was sure; whether it is held."""
        if not said.text:
            return said, True, False
        place = self.ids[said.place] if said.place and self.unit(said.place) else None
        site = self.ids.get(said.at_unit or "")
        read = self.reader.read(
            said.text, given_nature=said.nature, given_topic=said.topic, given_place=place, site_id=site
        )
        found: dict[str, str | None] = {}
        if said.nature is None and read.nature.sure:
            found["nature"] = read.nature.best
        if said.topic is None and read.topic.sure:
            found["topic"] = read.topic.best
        if said.place is None and read.place.sure and read.place.best is not None:
            found["place"] = self.keys[read.place.best.id]
        return said.model_copy(update=found), not read.to_person, bool(read.private)

    def blank(self, said: FileDecl, kind: str, held: bool, now: datetime) -> Facts:
        """The facts of a filing before anything is decided."""
        unit = self.unit(said.place) if said.place else None
        about = {"kind": unit.kind, "name": unit.name, "code": unit.division, "key": said.place} if unit else {}
        return Facts(
            kind=kind,
            step="",
            received_at=now,
            entered_at=now,
            town=self.town_of(said.place or said.at_unit),
            place=self.ids[said.place] if said.place else None,
            filed_at=self.ids[said.at_unit] if said.at_unit and self.unit(said.at_unit) else None,
            place_chain=self.chain(said.place),
            place_facts=about,
            nature=said.nature or "",
            topic=said.topic or "",
            channel=said.channel,
            anonymous=said.anonymous or not said.contact,
            contactable=said.contact,
            fields=dict(said.fields),
            held=held,
        )

    def file(self, name: str, said: FileDecl, actor: Actor, now: datetime) -> Staged:
        """Files a matter as the product does: kind, place, route, clocks; near-identical ones merge."""
        said, sure, held = self.understood(said)
        facts = self.blank(said, said.kind or "", held, now)
        if not said.kind:
            facts = replace(facts, kind=routing.kind_for(self.pack, view.conditions(self.pack, facts, actor, now))[0])
        facts = replace(facts, fields=self.coded(facts.kind, facts.fields))
        twin = self.twin(facts, said.text, now)
        if twin is not None:
            twin.followers += 1
            staged = Staged(name, twin.facts, said.text, merged=twin.name, told="已经有人反映过了", reaches=1)
            self.matters[name] = staged
            return staged
        decision = procedure.start(self.pack, self.calendar, facts, actor, now)
        to = routing.destination(self.pack, decision.facts, now)
        facts = self.given_to(decision.facts, self.resolve(to.to, decision.facts))
        staged = Staged(name, facts, said.text, why=to.reason.text.zh, sure=sure)
        staged.tells, staged.reaches = decision.tells, int(said.contact)
        self.matters[name] = staged
        return staged

    def twin(self, facts: Facts, text: str, now: datetime) -> Staged | None:
        """An open matter of the same kind and place with a near-identical text, not older than the pack says."""
        if not text or not self.pack.kind(facts.kind).merges:
            return None
        days = int(self.pack.value("duplicate.days", now.date()))
        for other in self.matters.values():
            same = other.facts.kind == facts.kind and other.facts.place == facts.place and other.facts.is_open
            recent = now - other.facts.received_at <= days * DAY
            if same and recent and not other.merged and fingerprint.same(other.text, text):
                return other
        return None

    def act(self, name: str, action: str, actor: Actor, given: Mapping[str, Any], now: datetime) -> Staged:
        """Takes an action on a matter, with everything that follows from the Decision."""
        staged = self.at(name)
        said = self.coded(staged.facts.kind, given)
        decision = procedure.take(self.pack, self.calendar, staged.facts, action, actor, said, now)
        facts, staged.why = decision.facts, ""
        if decision.route is not None:
            facts, staged.why = self.rerouted(facts, decision, now)
        staged.facts = facts
        staged.tells = decision.tells
        staged.reaches = staged.followers if "reporters" in decision.tells else 0
        told = {**decision.answers, "owner": self.unit(self.keys[facts.owner]).name if facts.owner else ""}
        staged.told = Text(decision.told).fill(**told).zh
        if decision.spawn is not None:
            self.raise_child(staged, decision.spawn, actor, now)
        return staged

    def raise_child(self, parent: Staged, spawn: tuple[str, int], actor: Actor, now: datetime) -> Staged:
        """The matter that an action raises for another unit; it is named parent/1, parent/2 … until renamed."""
        kind, owner = spawn
        count = sum(1 for staged in self.matters.values() if staged.parent == parent.name) + 1
        born = replace(
            parent.facts, kind=kind, step="", received_at=now, clocks=(), counts={}, doers={}, done_at={}, fields={},
            filed_at=parent.facts.owner, handler=None, claimer=None, claimer_unit=None, suspended=False, shown=False,
        )  # fmt: skip
        # The parent's parts must not decide who may raise it: its owner does, so ask with the parent's chain first.
        decision = procedure.start(self.pack, self.calendar, born, actor, now)
        facts = self.given_to(decision.facts, self.keys[owner])
        child = Staged(f"{parent.name}/{count}", facts, parent.text, followers=0, parent=parent.name)
        self.matters[child.name] = child
        return child

    def at(self, name: str) -> Staged:
        """The matter of that name; a merged one is the matter it was merged into. Errors: LookupError."""
        if name not in self.matters:
            raise LookupError(f"没有叫“{name}”的事 (no matter named {name})")
        staged = self.matters[name]
        return self.at(staged.merged) if staged.merged else staged

    def coded(self, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answers with unit keys as the ids they stand for."""
        found = dict(given)
        for name, value in given.items():
            known = name in self.pack.said.inputs or name in self.pack.kind(kind).fields
            if known and self.pack.asked(kind, name).type == "unit" and isinstance(value, str):
                self.unit(value)
                found[name] = self.ids[value]
        return found

    def erased(self, facts: Facts, now: datetime) -> bool:
        """Whether what its reporter left to be reached is erased by now: the time counts from the last act on it."""
        last = max(facts.done_at.values(), key=float, default=None)
        if facts.is_open or last is None:
            return False
        return keeping.until(self.pack, "contact.keep", clock.moment(last)) <= now

    # Routes

    def given_to(self, facts: Facts, key: str | None) -> Facts:
        return replace(facts, owner=self.ids[key] if key else None, owner_chain=self.chain(key))

    def rerouted(self, facts: Facts, decision: procedure.Decision, now: datetime) -> tuple[Facts, str]:
        if decision.route == "input":
            return self.given_to(facts, self.keys[int(decision.answers["unit"])]), ""
        if decision.route == "rules":
            to = routing.destination(self.pack, facts, now)
        elif decision.route == "fallback":
            to = routing.fallback(self.pack, facts.kind)
        else:
            there = "nearest:site" if decision.route == "nearest_site" else "place"
            return self.given_to(facts, self.resolve(there, facts)), ""
        return self.given_to(facts, self.resolve(to.to, facts)), to.reason.text.zh

    def resolve(self, to: str, facts: Facts) -> str | None:
        """The unit key a destination means for this matter; the fallback unit where it means none."""
        place = self.keys[facts.place] if facts.place else None
        found = None
        if to.startswith("unit:"):
            return to[5:]
        if to == "filer" and facts.filed_at:
            return self.keys[facts.filed_at]
        if place and to == "place":
            found = self.within(place, "community") or place
        elif place and to.startswith("nearest:"):
            found = self.nearest(place, to[8:])
        elif place and to.startswith("at_place:"):
            kind = to[9:]
            stands = [key for key, unit in self.pack.said.units.items() if unit.kind == kind]
            near = [key for key in stands if self.chain(key) & self.chain(place) - {facts.town}]
            found = max(near, key=lambda key: len(self.chain(key) & self.chain(place)), default=None)
        return found or self.pack.kind(facts.kind).fallback or self.pack.said.fallback

    # Time

    def pass_to(self, now: datetime) -> None:
        """Fires every clock that runs out by `now`, in order of time, as the worker does."""
        while True:
            due = min(self._running_out(now), default=None)
            if due is None:
                return
            at, name, key, late = due
            staged = self.matters[name]
            if late:
                self.act(name, late, CLOCK, {}, at)
            staged.facts = replace(staged.facts, clocks=tuple(
                replace(state, fired="late") if state.key == key and state.due == at and not state.fired else state
                for state in staged.facts.clocks
            ))  # fmt: skip

    def _running_out(self, now: datetime) -> Iterator[tuple[datetime, str, str, str]]:
        for name, staged in self.matters.items():
            if staged.merged:
                continue
            kind = self.pack.kind(staged.facts.kind)
            for state in staged.facts.clocks:
                if state.running and state.fired != "late" and state.due <= now:
                    yield state.due, name, state.key, kind.clocks[state.key].late or ""
