"""What follows from an action: the one place where a procedure's rules are applied.

`offers` says what an actor may do and why not; `take` gives the Decision or refuses with reasons; `start` files.
Pure: the caller writes what a Decision says and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lianxin.language import answers, clock, rates, standing, view, vote, who
from lianxin.language.calendar import SHANGHAI, Calendar, Length
from lianxin.language.clock import ClockState
from lianxin.language.facts import Actor, Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because
from lianxin.language.words import Action, Clock, MatterKind


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as its actor meets it: allowed, or shown with the reasons why not now."""

    key: str
    action: Action
    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Decision:
    """What an action changes. `facts` is the matter afterwards; the rest says what else the caller must do."""

    action: str
    verb: str
    facts: Facts
    before: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    route: str | None = None
    spawn: tuple[str, int] | None = None
    tells: tuple[str, ...] = ()
    told: str = ""
    reasons: tuple[Reason, ...] = ()
    marks: frozenset[str] = frozenset()
    marks_before: frozenset[str] = frozenset()
    """The marks the matter carried: whoever keeps them lays them here."""


def start(
    pack: Pack, calendar: Calendar, facts: Facts, actor: Actor, now: datetime, apart: datetime | None = None
) -> Decision:  # fmt: skip
    """The Decision that files a matter: first step, clocks running; what passed since `apart`, while it stood with
    another, does not count. Errors: Refused, CalendarEnds."""
    kind = pack.kind(facts.kind)
    if not who.may_file(pack, kind.filed_by, actor, facts):
        action = Action(label=kind.label, verb="file", who=kind.filed_by)
        reason = who.refuse(pack, action, actor, facts)
        raise Refused(reason or because("not-yours", "不能登记这类事项", "you may not file this kind"))
    step = kind.steps[kind.first]
    clocks = _clocks(pack, calendar, kind, "", kind.first, facts, now)
    if apart is not None:
        clocks = tuple(clock.all_stood_still(pack, facts.kind, clocks, facts.ruling, apart, now, calendar))
    born = replace(
        facts,
        step=kind.first,
        entered_at=now,
        is_open=step.end is None,
        outcome=step.end or "",
        clocks=clocks,
        doers=facts.doers if actor.person is None else {**facts.doers, "file": actor.person},
        done_at={**facts.done_at, "file": clock.written(now)},
    )
    marks = rates.marks(pack, born, now)
    return Decision("file", "file", born, "", tells=("reporters", "owner"), marks=marks)


def offers(pack: Pack, facts: Facts, actor: Actor, now: datetime) -> list[Offer]:
    """What this actor meets at this step, the main step first. Actions of others are not shown at all."""
    found = []
    conditions = None
    here, mine = _here(pack, facts), who.parts(pack, actor, facts)
    own = who.own_parts(pack, actor, facts) if any(action.own_unit for action in here.values()) else mine
    for key, action in here.items():
        if (own if action.own_unit else mine).isdisjoint(action.who):
            continue
        reasons = [
            reason
            for reason in (
                who.same_person(pack, action, actor, facts),
                who.speaks(action, actor),
                standing.refusal(action, facts, now),
                standing.waits(pack, key, facts),
            )
            if reason
        ]
        for guard in action.guards:
            if "given." in guard.when:
                continue
            conditions = conditions or view.conditions(pack, facts, actor, now)
            if not conditions.hold(guard.when):
                reasons.append(Reason("guard", guard.otherwise.text(), guard.source or ""))
        found.append(Offer(key, action, tuple(reasons)))
    return sorted(found, key=lambda offer: not offer.action.main)


def _here(pack: Pack, facts: Facts) -> dict[str, Action]:
    """What may be done now. A matter that was merged away ended at whatever step it stood: nothing more is done."""
    ended = pack.kind(facts.kind).steps[facts.step].end is not None
    return pack.actions(facts.kind, facts.step) if facts.is_open or ended else {}


def take(
    pack: Pack,
    calendar: Calendar,
    facts: Facts,
    action_key: str,
    actor: Actor,
    given: Mapping[str, Any],
    now: datetime,
) -> Decision:
    """The Decision of taking an action now. Errors: Refused (with every reason), Incomplete, CalendarEnds."""
    action = _here(pack, facts).get(action_key)
    if action is None:
        raise Refused(standing.gone(pack, facts, action_key))
    for reason in (
        who.refuse(pack, action, actor, facts),
        who.same_person(pack, action, actor, facts),
        who.speaks(action, actor),
        standing.refusal(action, facts, now),
        standing.waits(pack, action_key, facts),
    ):
        if reason:
            raise Refused(reason)
    said = answers.read(pack, facts.kind, action, given)
    conditions = view.conditions(pack, facts, actor, now, said)
    broken = [guard for guard in action.guards if not conditions.hold(guard.when)]
    if broken:
        raise Refused(*(Reason("guard", guard.otherwise.text(), guard.source or "") for guard in broken))
    to = action.to
    reasons: tuple[Reason, ...] = ()
    if to is None and action.route is not None:
        # Whoever gets it must take it on anew; its main clock runs on, its smaller clocks start again.
        to = pack.kind(facts.kind).first
    if action.vote is not None:
        rule = vote.ruled(pack, action.vote, now.astimezone(SHANGHAI).date())
        verdict = vote.count(rule, vote.Ballot(said["due"], said["present"], said["in_favour"]))
        if not verdict.quorate:
            raise Refused(*verdict.reasons, field="present")
        to = action.to if verdict.carried else action.vote.to_if_lost
        reasons = verdict.reasons
    return _decide(pack, calendar, facts, action_key, action, actor, said, now, to, reasons)


def _decide(
    pack: Pack,
    calendar: Calendar,
    facts: Facts,
    key: str,
    action: Action,
    actor: Actor,
    said: dict[str, Any],
    now: datetime,
    to: str | None,
    reasons: tuple[Reason, ...],
) -> Decision:
    kind = pack.kind(facts.kind)
    after = _laid(kind, _people(facts, key, action, actor, now), action, said, now, to)
    if action.route is not None:
        after = standing.unasked(pack, facts, after)
    ticking = _clocks(pack, calendar, kind, facts.step if to is not None else after.step, after.step, after, now)
    after = replace(after, clocks=_wind(pack, calendar, kind, key, action, said, replace(after, clocks=ticking), now))
    if action.clock in ("suspend", "resume"):
        after = replace(after, suspended=action.clock == "suspend")
    elif not after.is_open:
        after = replace(after, suspended=False)
    spawn = (action.spawn.kind, int(said["unit"])) if action.spawn else None
    return Decision(
        key,
        action.verb,
        after,
        facts.step,
        said,
        action.route,
        spawn,
        tuple(action.tells),
        action.told.zh if action.told else "",
        reasons,
        rates.marks(pack, after, now),
    )


def _laid(
    kind: MatterKind, facts: Facts, action: Action, said: Mapping[str, Any], now: datetime, to: str | None
) -> Facts:
    """The facts with the answers kept, what is counted and set, what the public sees, and the step entered."""
    kept = {name: value for name, value in said.items() if name in kind.fields}
    counts = dict(facts.counts)
    for name in action.counts:
        counts[name] = counts.get(name, 0) + 1
    after = replace(facts, fields={**facts.fields, **kept, **action.sets}, counts=counts)
    if action.public is not None:
        after = replace(after, shown=action.public == "show", held=False if action.public == "show" else after.held)
    if "public_text" in said:
        # Whoever rewrote the public text took the private parts out; the caller has checked the new text.
        after = replace(after, held=False)
    if to is None:
        return after
    step = kind.steps[to]
    return replace(after, step=to, entered_at=now, is_open=step.end is None, outcome=step.end or "")


def _people(facts: Facts, key: str, action: Action, actor: Actor, now: datetime) -> Facts:
    """Who did it, who handles it now, who holds the claim."""
    doers = {**facts.doers, key: actor.person} if actor.person is not None else dict(facts.doers)
    after = replace(facts, doers=doers, done_at={**facts.done_at, key: clock.written(now)})
    if action.handler == "self":
        after = replace(after, handler=actor.person)
    elif action.route is not None:
        after = replace(after, handler=None)
    if action.claim == "take":
        body = actor.unit if actor.unit is not None else None
        after = replace(after, claimer=None if body else actor.person, claimer_unit=body)
    elif action.claim == "release":
        after = replace(after, claimer=None, claimer_unit=None)
    return after


def _clocks(
    pack: Pack, calendar: Calendar, kind: MatterKind, left: str, entered: str, facts: Facts, now: datetime
) -> tuple[ClockState, ...]:
    """Clocks of steps that were left end; clocks of the step entered start, unless they already run."""
    states = []
    for state in facts.clocks:
        declared = kind.clocks.get(state.key)
        goes_on = declared is not None and entered in declared.runs_at
        waits = declared is not None and declared.waits
        states.append(state if goes_on or state.state in ("met", "missed") else clock.end(state, now, waits))
    running = {state.key for state in states if state.state in ("running", "suspended")}
    ruling = facts.ruling
    for key, declared in kind.clocks.items():
        if entered in declared.runs_at and key not in running and left not in declared.runs_at:
            since = facts.received_at if declared.counts_from == "receipt" and not left else now
            states.append(clock.start(pack, calendar, key, declared, ruling, since))
    return tuple(states)


def _wind(
    pack: Pack,
    calendar: Calendar,
    kind: MatterKind,
    key: str,
    action: Action,
    said: Mapping[str, Any],
    after: Facts,
    now: datetime,
) -> tuple[ClockState, ...]:
    """Suspends, resumes, extends or restarts clocks as the action says; a routed matter's smaller clocks restart. What
    a clock does when it runs out restarts that clock alone: a new month does not put off what half a year asks."""
    if action.clock is None and action.route is None:
        return after.clocks
    states = []
    own = {name for name, declared in kind.clocks.items() if declared.late == key}
    facts = after.ruling
    for state in after.clocks:
        declared = kind.clocks[state.key]
        if action.clock == "suspend" and declared.suspends:
            state = clock.suspend(state, now)
        elif action.clock == "resume":
            state = clock.resume(state, now, calendar, pack.windows)
        elif action.clock == "extend" and declared.extend_by and state.running:
            by = Length(int(said["days"]), "workdays") if "days" in said else _extension(pack, declared.extend_by, now)
            state = clock.extend(state, by, calendar, pack.windows)
        elif action.clock == "restart" and state.running and _again(state.key, declared, own):
            state = clock.again(pack, calendar, state, declared, facts, now)
        elif action.route and state.running and not declared.main:
            state = clock.start(pack, calendar, state.key, declared, facts, now)
        states.append(state)
    return tuple(states)


def _again(key: str, declared: Clock, own: Collection[str]) -> bool:
    """Whether a clock begins anew where an action restarts: the one whose action it is, else every smaller one and
    every period."""
    return key in own if own else (not declared.main or clock.is_period(declared))


def _extension(pack: Pack, said: str, now: datetime) -> Length:
    value = pack.said.values[said[1:]]
    day = now.astimezone(SHANGHAI).date()
    return Length(int(pack.value(said[1:], day)), value.unit)  # type: ignore[arg-type]
