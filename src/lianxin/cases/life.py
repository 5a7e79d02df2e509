"""Ties on a stage, beside its activities: begun, confirmed, visited, kept, ended.

Everything that is decided is decided by `language`, as the acts do; here it is only written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from lianxin.cases.living import DeliverDecl, Own, ServeDecl, TieDecl, VisitDecl
from lianxin.cases.occasions import NOT_YOURS, Occasion, Occasions, moment
from lianxin.language import keeping, tie
from lianxin.language.facts import Actor
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind

DAY = timedelta(days=1)
UNCOVERS = because("uncovers", "这是这一户唯一的结对", "it is the only pair of this household")


@dataclass
class Bond:
    """A tie on the stage."""

    said: TieDecl
    span: Span
    state: str
    noted: date | None = None
    notes: list[date] = field(default_factory=list)
    kept: int = 0
    served: dict[int, int] = field(default_factory=dict)
    certified: int | None = None
    ended: datetime | None = None

    def over(self, today: date) -> bool:
        """Whether it was ended, or its last day has passed: the worker ends it the day after."""
        return self.state == "ended" or (self.span.until is not None and self.span.until < today)

    def open(self, today: date) -> bool:
        """Whether it is in force on a day."""
        return self.state == "active" and self.span.since <= today and not self.over(today)


@dataclass
class Life(Occasions):
    """What is organised and what lasts, by name."""

    bonds: dict[str, Bond] = field(default_factory=dict)

    def has(self, name: str | None) -> bool:
        """Whether there is an activity or a tie of that name."""
        return name in self.occasions or name in self.bonds

    def at(self, name: str) -> Occasion | Bond:
        """The activity or tie of that name. Errors: LookupError."""
        found = self.occasions.get(name) or self.bonds.get(name)
        if found is None:
            raise LookupError(f"没有叫“{name}”的活动或关系 (no activity or tie named {name})")
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
        one.notes.append(now.date())

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
        one.state, one.ended, one.span = "ended", now, Span(one.span.since, now.date())

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
            return self.look_at(one) | {"erased": self._files_erased(one, now)}
        kind, today = self.kind(one.said.kind), now.date()
        until = one.span.until
        return {
            "state": "ended" if one.over(today) else one.state,
            "kept": one.kept,
            "certified": one.certified,
            "renewal": tie.renewal_from(self.ground.pack, kind, until, today) if until else None,
            "missed": tie.missed(self.ground.pack, kind, one.noted, one.span.since, today),
            "wanted_by": self._wanted_by(kind, one, today),
            "erased": self._erased(kind, one, now),
        }

    def _files_erased(self, one: Occasion, now: datetime) -> bool:
        """Whether the files of an activity are erased by now: the time counts from its start."""
        return moment(one.plan.starts) <= keeping.before(self.ground.pack, "attachment.keep", now)

    def _wanted_by(self, kind: TieKind, one: Bond, today: date) -> date | None:
        return tie.wanted_by(self.ground.pack, kind.sheet, one.notes, one.span.since, today) if kind.sheet else None

    def _erased(self, kind: TieKind, one: Bond, now: datetime) -> bool:
        """Whether what is sealed of a tie is erased by now: the time counts from when it was ended or ran out."""
        until = one.span.until
        over = one.ended or (moment(datetime.combine(until, time())) + DAY if until is not None else None)
        return over is not None and over <= keeping.before(self.ground.pack, kind.keep, now)

    def does(self, word: str) -> Callable[[str, Any, Actor, datetime], None]:
        """What a word of a step does."""
        found: Callable[[str, Any, Actor, datetime], None] = getattr(self, word)
        return found
