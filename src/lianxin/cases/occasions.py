"""Activities on a stage: planned, discussed before, signed up for, held and voted at, as the acts do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianxin.cases.ground import Ground
from lianxin.cases.living import HoldDecl, PlanDecl, PriorDecl, SignUpDecl
from lianxin.language import activity, bounds, box, cap, contested, material, prior, stating, turnout
from lianxin.language.activities import ActivityKind
from lianxin.language.activity import Places
from lianxin.language.approx import of as figure_of
from lianxin.language.bounds import Whole
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Actor
from lianxin.language.reason import Refused, because
from lianxin.language.vote import Ballot

NOT_YOURS = because("not-yours", "您的岗位不能做这件事", "your post does not allow this")


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
    prior: dict[str, str] = field(default_factory=dict)
    came: int = 0
    files: list[str] = field(default_factory=list)


@dataclass
class Occasions:
    """What is organised, by name."""

    ground: Ground
    occasions: dict[str, Occasion] = field(default_factory=dict)

    def may(self, actor: Actor, roles: list[str], unit: str) -> None:
        """Refuses whoever has no post of these roles at the unit or above it."""
        said, town = self.ground.pack.said.roles, self.ground.town_of(unit)
        chain = self.ground.chain(unit)
        for post in actor.posts:
            if post.role in roles and (post.unit in chain or (said[post.role].sees == "all" and post.town == town)):
                return
        raise Refused(NOT_YOURS)

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
        material.must_be_there(pack, kind, one.plan.agenda, said.files, day)
        figures = activity.figures(kind, said.figures, said.boxes, said.given) | self._opened(kind, said)
        figures |= stating.figures(kind, said.given)
        for name_of in kind.needs:
            if name_of not in said.fields and name_of not in figures:
                label = kind.fields[name_of].label.zh if name_of in kind.fields else name_of
                raise Refused(because("needs", "还要填：{label}", "still needed: {label}", label=label))
        one.before = self._before(kind, said, day)
        cap.must_hold(pack, kind, figures, day)
        self._bounded(one, kind, figures, said)
        for item in said.votes:
            contested.must_hold(pack, pack.said.agenda[item], said.seats.get(item), said.candidates.get(item), day)
        ballots = {item: Ballot(said.due, said.came, yes) for item, yes in said.votes.items()}
        carried = {
            item: activity.resolve(pack, pack.said.agenda[item], one_of, day).carried
            for item, one_of in ballots.items()
        }
        one.state, one.carried, one.figures, one.fields, one.came = "held", carried, figures, said.fields, said.came
        one.files = list(said.files)

    def _bounded(self, one: Occasion, kind: ActivityKind, figures: dict[str, Any], said: HoldDecl) -> None:
        """Refuses figures and ballots beyond those who were there. Errors: Refused."""
        whole = Whole(said.due, said.came, one.plan.full or said.due, said.came, len(one.plan.hosts))
        agenda = [{"kind": item} for item in one.plan.agenda]
        boxes = [sum(given.values()) for given in said.boxes.values()]
        bounds.must_hold(self.ground.pack, kind, figures, agenda, boxes, whole)

    def _before(self, kind: ActivityKind, said: HoldDecl, day: date) -> dict[str, str]:
        """What the screen says before votes and capped figures are entered."""
        pack = self.ground.pack
        found = {name: reason.say() for name, reason in cap.before(pack, kind, said.due, day).items()}
        for key in said.votes:
            item, seats, candidates = pack.said.agenda[key], said.seats.get(key), said.candidates.get(key)
            told = [*contested.before(pack, item, seats, candidates, day)]
            told += activity.before(pack, item, said.due, said.came, day)
            found[key] = "；".join(one.say() for one in told)
        return found

    def prior(self, name: str, said: PriorDecl, actor: Actor, _now: datetime) -> None:
        """Which meeting discussed an item first, or why none did. Errors: Refused for one that cannot have been it."""
        one, item = self._occasion(name), self.ground.pack.said.agenda[said.item]
        self.may(actor, self.ground.pack.said.activities[one.plan.kind].who, one.plan.hosts[0])
        if said.meeting:
            earlier = self._occasion(said.meeting).plan
            prior.fits(item, earlier.kind, moment(earlier.starts), moment(one.plan.starts))
        one.prior[said.item] = said.meeting or said.why

    def state(self, name: str, said: dict[str, int], _actor: Actor, now: datetime) -> None:
        """Somebody writes his statement, so many characters a part. Errors: Refused."""
        pack, one = self.ground.pack, self._occasion(name)
        asked = stating.declared(pack.said.activities[one.plan.kind])
        texts = {part: "述" * many for part, many in said.items()}
        stating.read(pack, asked, texts, stating.open_parts(asked, one.state), now.date())

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
        found = self.occasions.get(name)
        if found is None:
            raise LookupError(f"“{name}”不是活动 ({name} is no activity)")
        return found

    def look_at(self, one: Occasion) -> dict[str, Any]:
        """What may be expected of an activity."""
        said = {word: getattr(one, word) for word in ("state", "taken", "waiting", "carried", "before")}
        pack, day = self.ground.pack, moment(one.plan.starts).date()
        kind_of = pack.said.activities[one.plan.kind]
        said["comes"] = list(turnout.due(pack, kind_of, day))
        said["over"] = list(cap.over(pack, kind_of, one.figures, day))
        said["asks"] = [
            key for key in one.plan.agenda
            if prior.asks(pack, pack.said.agenda[key], one.plan.full, day) and key not in one.prior
        ]  # fmt: skip
        said["wants"] = material.reminded(pack, kind_of, one.plan.agenda, one.files, day)
        said["ballots"] = list(turnout.voters(pack, kind_of, day))
        typed = {key: "（手填）" if kept.get("typed") else "" for key, kept in one.figures.items()}
        return said | {"figures": {key: figure_of(kept).said + typed[key] for key, kept in one.figures.items()}}


def moment(at: datetime) -> datetime:
    """A time of a case in Asia/Shanghai."""
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
