"""Activities and ties on a stage: planned, signed up for, held and voted at; begun, confirmed, visited, kept, ended.

Everything that is decided is decided by `language`, as the acts do; here it is only written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianxin.cases.ground import Ground
from lianxin.cases.living import DeliverDecl, HoldDecl, Own, PlanDecl, ServeDecl, SignUpDecl, TieDecl, VisitDecl
from lianxin.language import activity, box, tie, turnout
from lianxin.language.activities import ActivityKind
from lianxin.language.activity import Places
from lianxin.language.approx import of as figure_of
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Actor
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind
from lianxin.language.vote import Ballot

NOT_YOURS = because("not-yours", "您的岗位不能做这件事", "your post does not allow this")
UNCOVERS = because("uncovers", "这是这一户唯一的结对", "it is the only pair of this household")


@dataclass
class Occasion:
    """An activity on the stage."""

    plan: PlanDecl
    state: str = "planned"
    taken: int = 0
    waiting: int = 0
    carried: dict[str, bool] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    came: int = 0


@dataclass
class Bond:
    """A tie on the stage."""

    said: TieDecl
    span: Span
    state: str
    noted: date | None = None
    kept: int = 0
    served: dict[int, int] = field(default_factory=dict)
    certified: int | None = None


@dataclass
class Life:
    """What is organised and what lasts, by name."""

    ground: Ground
    occasions: dict[str, Occasion] = field(default_factory=dict)
    bonds: dict[str, Bond] = field(default_factory=dict)

    def may(self, actor: Actor, roles: list[str], unit: str) -> None:
        """Refuses whoever has no post of these roles at the unit or above it."""
        said, town = self.ground.pack.said.roles, self.ground.town_of(unit)
        chain = self.ground.chain(unit)
        for post in actor.posts:
            if post.role in roles and (post.unit in chain or (said[post.role].sees == "all" and post.town == town)):
                return
        raise Refused(NOT_YOURS)

    def has(self, name: str | None) -> bool:
        """Whether there is an activity or a tie of that name."""
        return name in self.occasions or name in self.bonds

    def at(self, name: str) -> Occasion | Bond:
        """The activity or tie of that name. Errors: LookupError."""
        found = self.occasions.get(name) or self.bonds.get(name)
        if found is None:
            raise LookupError(f"没有叫“{name}”的活动或关系 (no activity or tie named {name})")
        return found

    # Activities

    def plan(self, name: str, said: PlanDecl, actor: Actor, _now: datetime) -> None:
        """An activity is planned. Errors: Refused."""
        kind = activity.kind_of(self.ground.pack, said.kind)
        units = [self.ground.unit(key) for key in said.hosts]
        activity.may_organise(self.ground.pack, said.kind, [unit.kind for unit in units], said.agenda)
        self.may(actor, kind.who, said.hosts[0])
        self.occasions[name] = Occasion(said)

    def hold(self, name: str, said: HoldDecl, actor: Actor, now: datetime) -> None:
        """It is recorded as held. Errors: Refused; then nothing is written down."""
        pack, one = self.ground.pack, self._occasion(name)
        kind, day = pack.said.activities[one.plan.kind], moment(one.plan.starts).date()
        self.may(actor, kind.who, one.plan.hosts[0])
        activity.happened(moment(one.plan.starts), now)
        figures = activity.figures(kind, said.figures, said.boxes) | self._opened(kind, said)
        for name_of in kind.needs:
            if name_of not in said.fields and name_of not in figures:
                label = kind.fields[name_of].label.zh if name_of in kind.fields else name_of
                raise Refused(because("needs", "还要填：{label}", "still needed: {label}", label=label))
        one.before = {
            item: "；".join(
                one.say() for one in activity.before(pack, pack.said.agenda[item], said.due, said.came, day)
            )
            for item in said.votes
        }
        ballots = {item: Ballot(said.due, said.came, yes) for item, yes in said.votes.items()}
        carried = {
            item: activity.resolve(pack, pack.said.agenda[item], one_of, day).carried
            for item, one_of in ballots.items()
        }
        one.state, one.carried, one.figures, one.fields, one.came = "held", carried, figures, said.fields, said.came

    def _opened(self, kind: ActivityKind, said: HoldDecl) -> dict[str, Any]:
        """The figures that the boxes give: one question each. Errors: Refused, LookupError."""
        found = []
        for item, given in said.boxes.items():
            declared = self.ground.pack.said.agenda[item].ballot
            if declared is None or not set(given) <= set(declared.choices):
                raise LookupError(f"“{item}”没有这样的票箱 ({item} has no such box)")
            ballots = [{item: choice} for choice, many in given.items() for _ in range(many)]
            totals = box.totals(declared, [item], ballots)
            found.append({"item": item, "totals": totals, "ballots": len(ballots)})
        return box.figures(kind, found, ())

    def sign_up(self, name: str, said: SignUpDecl, _actor: Actor, now: datetime) -> None:
        """People sign up, one after the other. Errors: Refused at the first who cannot."""
        pack, one = self.ground.pack, self._occasion(name)
        kind = pack.said.activities[one.plan.kind]
        closes = moment(one.plan.closes) if one.plan.closes else None
        if activity.guardian_needed(pack, kind, said.born, now.date()) and said.by != "guardian":
            age = pack.value((kind.sign_up.guardian_below if kind.sign_up else "$minor.age")[1:], now.date())
            raise Refused(because("guardian", "不满 {age} 周岁，要由监护人报名", "a guardian signs him up", age=age))
        for _ in range(said.many):
            starts = moment(one.plan.starts)
            places = Places(one.state, one.plan.shown, starts, closes, one.plan.capacity, one.taken)
            reason = activity.closed(kind, places, now)
            if reason is not None:
                raise Refused(reason)
            if activity.full(places):
                one.waiting += 1
            else:
                one.taken += 1

    def _occasion(self, name: str) -> Occasion:
        found = self.at(name)
        if not isinstance(found, Occasion):
            raise LookupError(f"“{name}”不是活动 ({name} is no activity)")
        return found

    # Ties

    def kind(self, key: str) -> TieKind:
        """A kind of tie of the pack. Errors: LookupError."""
        if key not in self.ground.pack.said.ties:
            raise LookupError(f"没有“{key}”这类关系 (no kind of tie named {key})")
        return self.ground.pack.said.ties[key]

    def begin(self, name: str, said: TieDecl, actor: Actor, now: datetime) -> None:
        """A tie begins. Errors: Refused, Incomplete."""
        pack, kind = self.ground.pack, self.kind(said.kind)
        self.ground.unit(said.at)
        self.may(actor, kind.made_by, said.at)
        tie.answers(pack, kind, said.fields)
        span = tie.lasts(pack, kind, Span(said.since, said.until))
        same = [one for one in self.bonds.values() if one.said.kind == said.kind and one.state != "ended"]
        tie.apart(kind, span, [one.span for one in same if self._meets(kind, one.said, said)])
        taken = sum(one.said.slot == said.slot and one.said.at == said.at for one in same)
        tie.slot(kind, said.slot, taken)
        if kind.consent is not None and said.consent is not None:
            self._consented(kind, said.consent, said.born, now)
        state = "active" if kind.consent is None or said.consent else "intent"
        self.bonds[name] = Bond(said, span, state)

    def confirm(self, name: str, by: Own, _actor: Actor, now: datetime) -> None:
        """Consent is given to a tie that waited for it. Errors: Refused."""
        one = self._bond(name)
        self._consented(self.kind(one.said.kind), by, one.said.born, now)
        one.state = "active"

    def visit(self, name: str, said: VisitDecl, actor: Actor, now: datetime) -> None:
        """Something is noted. Errors: Refused for a day outside it, for too many words and for words to avoid."""
        one = self._bond(name)
        kind = self.kind(one.said.kind)
        if kind.rhythm is None or said.about not in kind.rhythm.about:
            raise LookupError(f"“{one.said.kind}”不记“{said.about}” (nothing of the kind is noted)")
        if tie.FIRST not in kind.noted_by or not actor.posts:
            self.may(actor, kind.noted_by, one.said.at)
        tie.happened(now.date(), one.span, now.date())
        tie.remark(self.ground.pack, said.text, kind.rhythm.most, kind.rhythm.avoids, now.date())
        one.noted = now.date()

    def deliver(self, name: str, said: DeliverDecl, _actor: Actor, now: datetime) -> None:
        """A promise is kept. Errors: Refused for none of its promises and for words to avoid."""
        one = self._bond(name)
        kind, today = self.kind(one.said.kind), now.date()
        if kind.deliveries is None:
            raise LookupError(f"“{one.said.kind}”没有承诺 (it promises nothing)")
        tie.delivered(kind, said.commitment, said.n, today, one.span, today)
        tie.remark(self.ground.pack, said.text, kind.deliveries.most, kind.deliveries.avoids, today)
        one.kept += said.n

    def serve(self, name: str, said: ServeDecl, actor: Actor, _now: datetime) -> None:
        """The unit of whoever acts records hours. Errors: Refused."""
        one = self._bond(name)
        kind = self.kind(one.said.kind)
        unit = self._post(actor, kind.noted_by if kind.hours else [])
        one.served[unit] = one.served.get(unit, 0) + said.minutes

    def certify(self, name: str, key: str, actor: Actor, _now: datetime) -> None:
        """The unit of whoever acts certifies what it recorded itself. Errors: Refused."""
        one, declared = self._bond(name), self.ground.pack.said.certificates.get(key)
        if declared is None or declared.over != one.said.kind:
            raise LookupError(f"没有“{key}”这种证明 (no certificate named {key})")
        unit = self._post(actor, declared.made_by)
        one.certified = tie.certified(declared, one.served.get(unit, 0), self.ground.unit(self.ground.keys[unit]).name)

    def _post(self, actor: Actor, roles: list[str]) -> int:
        """The unit of his first post of these roles. Errors: Refused."""
        for post in actor.posts:
            if post.role in roles:
                return post.unit
        raise Refused(NOT_YOURS)

    def end(self, name: str, reason: str, actor: Actor, now: datetime) -> None:
        """It ends with a reason. Errors: Refused, also where a household would be left without a pair."""
        one = self._bond(name)
        kind = self.kind(one.said.kind)
        self.may(actor, kind.made_by, one.said.at)
        tie.ending(kind, reason)
        covers = any(other.cover and other.cover.by == one.said.kind for other in self.ground.pack.said.ties.values())
        pairs = [b for b in self.bonds.values() if b.said.kind == one.said.kind and b.said.other == one.said.other]
        if covers and sum(pair.state == "active" for pair in pairs) <= 1:
            raise Refused(UNCOVERS)
        one.state, one.span = "ended", Span(one.span.since, now.date())

    def _bond(self, name: str) -> Bond:
        found = self.at(name)
        if not isinstance(found, Bond):
            raise LookupError(f"“{name}”不是关系 ({name} is no tie)")
        return found

    def _meets(self, kind: TieKind, one: TieDecl, other: TieDecl) -> bool:
        first, at = one.first == other.first, (one.other or one.at) == (other.other or other.at)
        return {"first": first, "other": at, "pair": first and at}[kind.once]

    def _consented(self, kind: TieKind, by: Own, born: int | None, now: datetime) -> None:
        given = {"version": kind.consent.version if kind.consent else "", "channel": "paper", "by": by}
        tie.consented(self.ground.pack, kind, given, born, now.date())

    # Looking

    def look(self, name: str, now: datetime) -> dict[str, Any]:
        """What may be expected of an activity or a tie."""
        one = self.at(name)
        if isinstance(one, Occasion):
            said = {word: getattr(one, word) for word in ("state", "taken", "waiting", "carried", "before")}
            pack, day = self.ground.pack, moment(one.plan.starts).date()
            kind_of = pack.said.activities[one.plan.kind]
            said["comes"] = list(turnout.due(pack, kind_of, day))
            said["ballots"] = list(turnout.voters(pack, kind_of, day))
            typed = {key: "（手填）" if kept.get("typed") else "" for key, kept in one.figures.items()}
            return said | {"figures": {key: figure_of(kept).said + typed[key] for key, kept in one.figures.items()}}
        kind, today = self.kind(one.said.kind), now.date()
        until = one.span.until
        return {
            "state": one.state,
            "kept": one.kept,
            "certified": one.certified,
            "renewal": tie.renewal_from(self.ground.pack, kind, until, today) if until else None,
            "missed": tie.missed(self.ground.pack, kind, one.noted, one.span.since, today),
        }

    def does(self, word: str) -> Callable[[str, Any, Actor, datetime], None]:
        """What a word of a step does."""
        found: Callable[[str, Any, Actor, datetime], None] = getattr(self, word)
        return found


def moment(at: datetime) -> datetime:
    """A time of a case in Asia/Shanghai."""
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
