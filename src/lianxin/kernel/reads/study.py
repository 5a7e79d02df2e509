"""What norms count: hours of study and times one was there, of sessions as their organiser recorded them, person by
person, never of a screen and never an order; and how many a party body held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.branch import span
from lianxin.kernel.reads.directory import Row, directory
from lianxin.language import norm as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.norms import Norm
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason


@dataclass(frozen=True, slots=True)
class Studied:
    """A year's hours of one person, how many the rule asks for, and what it reminds of."""

    hours: float
    needed: int | None
    reminds: tuple[Reason, ...]

    @property
    def shown(self) -> str:
        """The hours as they are read: no half hour is lost, no zero is added."""
        return f"{self.hours:g}"


def standing(unit_id: int, now: datetime) -> dict[str, float]:
    """How many full members, members and members of the committee a branch has; two questions."""
    ties = Tie.objects.filter(roll.on(now), kind__in=roll.BELONGS, unit_id=unit_id, person__isnull=False)
    roles = dict(ties.values_list("person_id", "role"))
    full = sum(role != "probationary" for role in roles.values())
    return {"full": full, "members": len(roles), "committee": len(roll.committee([unit_id], now))}


def reminded(pack: Pack, unit: Row, year: int, now: datetime) -> list[Reason]:
    """What a party body is reminded of: too few or too many members, no committee; and of a year, what it or those
    below it should have held."""
    norms = rules.of_unit(pack, unit.kind)
    standing_ones = {key: one for key, one in norms.items() if one.counts != "held"}
    found = rules.reminds(pack, standing_ones, standing(unit.id, now), now.astimezone(SHANGHAI).date())
    for key, one in norms.items():
        if one.counts == "held":
            found += rules.reminds(pack, {key: one}, {"held": _held(one, unit.id, year)}, _judged_on(year, now))
    return [reason for _, reason in found]


def _held(norm: Norm, unit_id: int, year: int) -> int:
    """How many activities of a norm's kinds, with its answers, a unit or those below it held in a year."""
    first, last = span(year)
    found = Activity.objects.filter(
        chains__contains=[unit_id], kind__in=norm.kinds, state="held", starts_at__gte=first, starts_at__lt=last
    )
    return found.filter(fields__contains=norm.answers).count()


def of_branch(pack: Pack, unit: Row, year: int, now: datetime) -> dict[int, Studied]:
    """The hours of every member of a branch in a year; three questions however many they are."""
    people = list(roll.members([unit.id], now))
    officers = set(roll.committee([unit.id], now))
    day = _judged_on(year, now)
    norms = {officer: rules.of_person(pack, unit.kind, officer) for officer in (True, False)}
    sessions = _sessions(people, _kinds([*norms[True].values(), *norms[False].values()]), year)
    return {
        person: _studied(pack, norms[person in officers], sessions.get(person, []), day) for person in people
    }  # fmt: skip


def of_person(person_id: int, year: int, now: datetime) -> Studied | None:
    """One's own hours of a year; None for somebody who belongs to no branch. Three questions."""
    ties = Tie.objects.filter(roll.on(now), kind=roll.MEMBERSHIP, person_id=person_id, unit__town_id__isnull=False)
    mine = ties.order_by("id").values_list("unit_id", "town_id").first()
    if mine is None or mine[0] is None or mine[1] is None:
        return None
    unit = directory(mine[1]).rows.get(mine[0])
    if unit is None:
        return None
    pack = packs.of_town(mine[1])
    norms = rules.of_person(pack, unit.kind, person_id in roll.committee([unit.id], now))
    found = _sessions([person_id], _kinds(norms.values()), year).get(person_id, [])
    return _studied(pack, norms, found, _judged_on(year, now))


def _judged_on(year: int, now: datetime) -> date:
    """The day whose rule a year is held against: its last one, or today while it runs."""
    return min(date(year, 12, 31), now.astimezone(SHANGHAI).date())


Session = tuple[str, float | None]
"""What somebody was at: its kind, and the hours written for it."""


def _sessions(people: Iterable[int], kinds: Iterable[str], year: int) -> dict[int, list[Session]]:
    first, last = span(year)
    ties = Tie.objects.filter(
        kind="attend", state="present", person_id__in=list(people), activity__state="held",
        activity__starts_at__gte=first, activity__starts_at__lt=last, activity__kind__in=list(kinds),
    )  # fmt: skip
    found: dict[int, list[Session]] = defaultdict(list)
    for person, kind, hours in ties.values_list("person_id", "activity__kind", "activity__fields__hours"):
        if person is not None and kind is not None:
            found[person].append((kind, _number(hours)))
    return found


def _number(said: object) -> float | None:
    """Hours as they were written; nothing where none were, or no number."""
    try:
        return float(str(said)) if said is not None else None
    except ValueError:
        return None


def _kinds(norms: Iterable[Norm]) -> set[str]:
    return {kind for one in norms for kind in one.kinds}


def _studied(pack: Pack, norms: Mapping[str, Norm], sessions: list[Session], day: date) -> Studied:
    reminds, total, needed = list[Reason](), 0.0, None
    for key, one in norms.items():
        mine = [hours for kind, hours in sessions if kind in one.kinds]
        counted = [hours for hours in mine if hours is not None]
        amount = {"hours": sum(counted), "sessions": float(len(counted)), "times": float(len(mine))}[one.counts]
        if one.counts == "hours":
            total, needed = amount, rules.bound(pack, one.least, day)
        reminds += [reason for _, reason in rules.reminds(pack, {key: one}, {one.counts: amount}, day)]
    return Studied(total, needed, tuple(reminds))
