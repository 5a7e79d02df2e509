"""What a list brought in: each matter, activity or tie it made, so that its number opens into its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lianxin.kernel import abilities, activity_abilities, tie_abilities
from lianxin.kernel.models import Activity, Matter, Roll, Tie
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import packs, staff
from lianxin.kernel.tie_facts import span_of
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.listed import ACTIVITIES, MATTERS, POSTS

PAGE = 50
"""How many records a page shows."""


class Brought(NamedTuple):
    """One record: `door`, whose page it is (matter, activity, tie, or that of people); what it says; its day and how it
    stands."""

    door: str
    pk: int
    what: str
    meta: tuple[str, ...]
    stands: bool = True


def records(roll: Roll) -> list[int]:
    """The ids of what `roll` brought in, in the order of its sheet; what moved from planned to held stands last."""
    return [*roll.made, *(one["pk"] for one in roll.moved)] if roll.kind == ACTIVITIES else roll.made


def brought(who: Who, roll: Roll, page: int, language: str) -> list[Brought]:
    """A page of what `roll` brought in (from 0); what is not his to see is left out, and of a list that was taken back
    what went with it. One query."""
    wanted = records(roll)[page * PAGE : (page + 1) * PAGE]
    reads = {MATTERS: _matters, ACTIVITIES: _activities, POSTS: _posts}.get(roll.kind, _ties)
    found = {one.pk: one for one in reads(who, wanted, language)}
    return [found[pk] for pk in wanted if pk in found and (roll.state != "undone" or found[pk].stands)]


def _matters(who: Who, wanted: Iterable[int], language: str) -> Iterator[Brought]:
    for one in Matter.objects.filter(pk__in=wanted):
        if abilities.may_see(who, one):
            kind = packs.pinned(one.pack_id).kind(one.kind)
            step = kind.steps[one.step].label.say(language) if one.step in kind.steps else one.step
            yield Brought(
                "matter", one.pk, one.text, (one.number, kind.label.say(language), step), one.outcome != UNDONE
            )


def _activities(who: Who, wanted: Iterable[int], language: str) -> Iterator[Brought]:
    for one in Activity.objects.select_related("unit").filter(pk__in=wanted):
        if activity_abilities.may_see(who, one):
            kind = packs.pinned(one.pack_id).said.activities.get(one.kind)
            day = one.starts_at.astimezone(SHANGHAI).date().isoformat()
            meta = (kind.label.say(language) if kind else "", day, one.unit.name)
            yield Brought("activity", one.pk, one.title, meta, one.state != "cancelled")


def _ties(who: Who, wanted: Iterable[int], _language: str) -> Iterator[Brought]:
    for one in Tie.objects.select_related("person", "toward", "unit", "other").filter(pk__in=wanted):
        kind = packs.pinned(one.pack_id).said.ties[one.kind] if one.pack_id else None
        if kind is not None and tie_abilities.may_see(who, kind, one):
            ends = [said.shown for said in (one.person, one.toward) if said is not None]
            ends += [said.name for said in (one.unit, one.other) if said is not None]
            yield Brought("tie", one.pk, " · ".join(ends), (f"{span_of(one).since}",), one.until is None)


def _posts(who: Who, wanted: Iterable[int], language: str) -> Iterator[Brought]:
    """Posts have no page of their own: they stand among the people of their unit."""
    for one in Tie.objects.select_related("person", "unit").filter(pk__in=wanted, kind="post"):
        if one.person is None or one.unit is None or one.unit.town_id not in staff.managed(who):
            continue
        role = packs.of_town(one.unit.town_id).said.roles.get(one.role)
        label = role.label.say(language) if role is not None else one.role
        yield Brought("people", one.pk, one.person.shown or "—", (label, one.unit.name), one.until is None)
