"""What those who told of a matter say of whether it is solved: each of several is asked, and speaks for himself (ADR
0127). Who only follows it is not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import F, Q

from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.language import standing
from lianxin.language.clock import ClockState
from lianxin.language.words import Action

VOUCH = "matter.vouch"
"""The entry by which one of several says that it is solved."""


class Line(Protocol):
    """What is needed of an entry."""

    @property
    def act(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """How many told of it in their own words, how many of them say that what was done last solved it, and the ties of
    these (every tie of whoever told it twice)."""

    tellers: int = 0
    solved: int = 0
    ties: frozenset[int] = frozenset()


def teller(person: Person | None) -> tuple[bytes, str] | None:
    """Who tells something, as far as it can be told: his phone and the name he gave, masked. Two who use one phone (a
    family's, the one at the counter) are two. None without a phone."""
    return (bytes(person.phone_index), person.shown) if person is not None and person.phone_index else None


def question(matter: Matter) -> tuple[str, Action] | None:
    """The key and the action by which a reporter says, where the matter stands now, that it is solved; None where
    nobody is asked, or his word would not close it as solved."""
    pack = packs.pinned(matter.pack_id)
    kind, actions = pack.kind(matter.kind), pack.actions(matter.kind, matter.step)
    asked = {key: one for key, one in actions.items() if one.verb == "attest" and "reporter" in one.who}
    yes, _ = standing.answers(asked.values())
    end = kind.steps[yes.to].end if yes is not None and yes.to is not None else None
    if not matter.is_open or yes is None or end is None or kind.endings[end].counts != "solved":
        return None
    return next(key for key, one in asked.items() if one is yes), yes


def window(matter: Matter) -> ClockState | None:
    """The term within which its reporters are asked: the first to run out of those that run where the matter stands."""
    kind = packs.pinned(matter.pack_id).kind(matter.kind)
    states = (ClockState.of_line(line) for line in matter.clocks)
    here = [
        one for one in states if one.state in ("running", "suspended") and matter.step in kind.clocks[one.key].runs_at
    ]
    return min(here, key=lambda one: one.due, default=None)


def answers(matter: Matter) -> Answers:
    """What they say of what was done last. Two queries."""
    ties = Tie.objects.filter(matter_id=matter.pk, kind="reporter", until__isnull=True).exclude(data__has_key="follows")
    rows = ties.select_related("person").only("person__phone_index", "person__shown")
    return _counted({tie.pk: teller(tie.person) or (b"", str(tie.pk)) for tie in rows}, said(_told(matter)))


def several(matter: Matter) -> Answers | None:
    """The same where several told of it and are asked now; None where nobody is, or one alone. No query but there."""
    if matter.reporters < 2 or question(matter) is None or window(matter) is None:
        return None
    found = answers(matter)
    return found if found.tellers > 1 else None


def said(newest_first: Iterable[Line]) -> dict[int, Mapping[str, Any]]:
    """What each tie answered since the matter last came to another step, the first who answered first."""
    found: dict[int, Mapping[str, Any]] = {}
    for one in newest_first:
        if one.before != one.after:
            break
        if one.act == VOUCH:
            found[one.data["tie"]] = one.data.get("answers", {})
    return dict(reversed(found.items()))


def given(matter: Matter) -> list[Mapping[str, Any]]:
    """The answers of those who say that it is solved, first come first. One query."""
    return list(said(_told(matter)).values())


def before_end(newest_first: Iterable[Line]) -> frozenset[int]:
    """Of a closed matter, the ties that said so before it was closed."""
    lines = iter(newest_first)
    for one in lines:
        if one.before != one.after:
            closer = {one.data["tie"]} if "tie" in one.data else set()
            return frozenset(closer | set(said(lines)))
    return frozenset()


def over(matter: Matter, now: datetime) -> bool:
    """Whether the term within which they are asked is over."""
    asked = window(matter)
    return asked is not None and asked.over(now)


def _told(matter: Matter) -> Iterable[Entry]:
    lines = Entry.objects.filter(~Q(before=F("after")) | Q(act=VOUCH), matter_id=matter.pk)
    return lines.only("act", "before", "after", "data").order_by("-id")


def _counted(by: Mapping[int, tuple[bytes, str]], told: Mapping[int, Any]) -> Answers:
    yes = {by[tie] for tie in told if tie in by}
    return Answers(len(set(by.values())), len(yes), frozenset(tie for tie, one in by.items() if one in yes))
