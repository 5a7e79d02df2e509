"""A joint council or alliance (大党委, 1+N) of a community: who belongs, what is needed, what is offered, when it met.

A council is known by the place its leading body stands at; the street's own is the one at the town. Three questions,
however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Activity, Matter, Tie
from lianxin.kernel.reads import activity, packs
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.tie_facts import ACTIVE, in_force
from lianxin.kernel.who import Who

NEED, RESOURCE, MEETING = "need", "resource", "joint_meeting"
SEATS = ("council_seat", "associate")
MOST = 1000
"""Rows of one question; a street has some dozens."""


@dataclass
class Alliance:
    """One council. `opens` are the ties that may be opened by who asks; of the others only the unit is told."""

    place_id: int
    name: str
    members: list[Tie] = field(default_factory=list)
    resources: list[Tie] = field(default_factory=list)
    needs: list[Matter] = field(default_factory=list)
    meetings: list[Activity] = field(default_factory=list)
    opens: set[int] = field(default_factory=set)

    @property
    def waiting(self) -> list[Matter]:
        """The need list: nobody has been found for it yet."""
        return [need for need in self.needs if need.is_open and need.step == "listed"]

    @property
    def projects(self) -> list[Matter]:
        """The project list: matched with a unit's resource and not over."""
        return [need for need in self.needs if need.is_open and need.step != "listed"]

    @property
    def done(self) -> list[Matter]:
        return [need for need in self.needs if not need.is_open]


def of_town(who: Who, town_id: int, now: datetime, language: str = "zh") -> dict[int, Alliance]:
    """Every council of a town by its place, those with most members first. Three queries."""
    where, pack = directory(town_id), packs.of_town(town_id)
    found: dict[int, Alliance] = {}
    kinds = (*SEATS, RESOURCE)
    ties = Tie.objects.filter(town_id=town_id, kind__in=kinds, state=ACTIVE).select_related("person").order_by("pk")
    for tie in ties[:MOST]:
        if in_force(tie, now) and tie.kind in pack.said.ties:
            one = _at(found, where, place_of(where, tie.unit_id), language)
            (one.resources if tie.kind == RESOURCE else one.members).append(tie)
            if tie_abilities.may_see(who, pack.said.ties[tie.kind], tie):
                one.opens.add(tie.pk)
    needs = Matter.objects.filter(visible(who), town_id=town_id, kind=NEED).order_by("-pk")
    for need in needs[:MOST]:
        _at(found, where, place_of(where, need.place_id), language).needs.append(need)
    held = Activity.objects.filter(activity.visible(who), town_id=town_id, kind=MEETING).order_by("-starts_at", "-pk")
    for meeting in held[:MOST]:
        place_id = place_of(where, meeting.unit_id)
        if place_id in found:
            found[place_id].meetings.append(meeting)
    ordered = sorted(found.values(), key=lambda one: (-len(one.members), one.place_id))
    return {one.place_id: one for one in ordered}


def _at(found: dict[int, Alliance], where: Directory, place_id: int, language: str) -> Alliance:
    return found.setdefault(place_id, Alliance(place_id, where.rows[place_id].say(language)))


def place_of(where: Directory, unit_id: int | None) -> int:
    """The community a unit or place stands in; the town where it stands in none."""
    row = where.rows.get(unit_id or 0)
    for chain in (row.chain, where.chain(row.place_id)) if row else ():
        for above in chain:
            if above in where.rows and where.rows[above].kind == "community":
                return above
    return where.town_id
