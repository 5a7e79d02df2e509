"""Who can help: volunteers, teams, stations and partners of a town as matching takes them; what was asked of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from lianxin.intake.words import Reading
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.kernel.reads.public import kinds_on
from lianxin.kernel.reads.understanding import question
from lianxin.kernel.tie_facts import day_of, lasting
from lianxin.language import offered
from lianxin.language.offered import Window
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.matching.hand import Hand, Need, Point
from lianxin.matching.likely import Likely, likely

ASKED = "asked"
"""The kind of tie that says somebody was asked to help with a matter."""
SKILL = "skill"
"""The question a pack declares for the skill that is wanted."""
WISHES = 500
"""Wishes one proposal takes in, those that have waited longest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a proposal: the wish, who might do it, and why."""

    matter: Matter
    likely: Likely


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal for the wishes of a street nobody has claimed: its lines, and the wishes nobody is left for."""

    lines: tuple[Line, ...]
    unmet: tuple[Matter, ...]
    hands: int


def hands(town_id: int, now: datetime, but: int | None = None) -> list[Hand]:
    """Everybody of a town who may be asked, with what they have in hand; `but`: the asking for this matter does not
    count. Volunteers have the number of their tie, units their own number below zero. Four queries."""
    where, pack, today = directory(town_id), packs.of_town(town_id), day_of(now)
    agreed = partnering(pack)
    ties = Tie.objects.filter(lasting(now), town_id=town_id, kind__in=("volunteer", "team", *agreed))
    rows = list(ties.values("id", "kind", "person_id", "unit_id", "other_id", "data", "person__shown").order_by("id"))
    busy, busy_units = _busy(town_id, but)
    found, skills = [], _of_units(row for row in rows if row["kind"] not in agreed)
    for row in rows:
        if row["kind"] == "volunteer" and row["person_id"] is not None:
            said = row["data"].get("fields", {})
            found.append(
                Hand(
                    row["id"],
                    "person",
                    row["person__shown"],
                    _point(where, row["unit_id"]),
                    frozenset(said.get("skills", ())),
                    frozenset(said.get("languages", ())),
                    offered.hours(pack, said.get("available", ()), today),
                    busy[row["person_id"]],
                    offered.at_most(pack, said.get("at_most"), today),
                    True,
                )  # fmt: skip
            )
    teams = {row["unit_id"] for row in rows if row["kind"] == "team"}
    partners = {row["other_id"] for row in rows if row["kind"] in agreed}
    most = offered.units_at_most(pack, today)
    for unit in where.rows.values():
        kind = _kind(unit, teams, partners)
        if kind is not None and unit.town_id == town_id:
            one = Hand(-unit.id, kind, unit.name, _point(where, unit.id), frozenset(skills.get(unit.id, ())))  # type: ignore[arg-type]
            found.append(replace(one, open=busy_units[unit.id], at_most=most, consents=True))
    return found


def partnering(pack: Pack) -> frozenset[str]:
    """Kinds of tie by which another unit has agreed to help: one that promises deliveries, or a seat whose unit is
    invited to claim what is needed."""
    between = {key: kind for key, kind in pack.said.ties.items() if (kind.first.of, kind.other.of) == ("unit", "unit")}
    return frozenset(key for key, kind in between.items() if kind.deliveries is not None or kind.invites is not None)


def _kind(unit: Row, teams: set[int], partners: set[int]) -> str | None:
    """What a unit is to somebody who needs help. A partner has agreed by its tie, a team by its members."""
    if unit.id in partners:
        return "partner"
    if unit.id in teams:
        return "team"
    return "site" if unit.kind == "site" else None


def _of_units(rows: Iterable[Mapping[str, object]]) -> dict[int, set[str]]:
    """What a unit can do: what those can who stand in it or are on its roll."""
    found: dict[int, set[str]] = {}
    for row in rows:
        if isinstance(row["unit_id"], int):
            said = row["data"].get("fields", {})  # type: ignore[attr-defined]
            found.setdefault(row["unit_id"], set()).update(said.get("skills", ()))
    return found


def _busy(town_id: int, but: int | None) -> tuple[Counter[int], Counter[int]]:
    """Tasks in hand of people and of units: what they claimed, and what they were asked and nobody has claimed yet."""
    people: Counter[int] = Counter()
    units: Counter[int] = Counter()
    claimed = Matter.objects.filter(town_id=town_id, is_open=True).order_by()
    for count, key in ((people, "claimer_id"), (units, "claimer_unit_id")):
        for one, n in claimed.filter(**{f"{key}__isnull": False}).values_list(key).annotate(n=Count("pk")):
            count[one] += n
    waiting = _waiting(town_id).exclude(matter_id=but or 0).values_list("person_id", "unit_id")
    for person, unit in waiting:
        if person is not None:
            people[person] += 1
        elif unit is not None:
            units[unit] += 1
    return people, units


def _waiting(town_id: int) -> QuerySet[Tie]:
    """What was asked for matters that nobody has claimed yet."""
    free = Q(matter__is_open=True, matter__claimer__isnull=True, matter__claimer_unit__isnull=True)
    return Tie.objects.filter(free, kind=ASKED, matter__town_id=town_id)


def asked_for(matter: Matter) -> dict[int, datetime]:
    """Whom this matter was asked of, by the numbers of `hands`, and when. One query."""
    rows = Tie.objects.filter(matter=matter, kind=ASKED).values_list("data", "unit_id", "person_id", "since")
    return {(data.get("volunteer") if person else -(unit or 0)): since for data, unit, person, since in rows}


def asked_of(person_id: int | None, unit_ids: Iterable[int]) -> list[Matter]:
    """Open matters somebody, or a unit in which he holds a post, was asked to help with and nobody has claimed, each
    with the unit that acts on it. One query."""
    mine = Q(unit_id__in=list(unit_ids), person__isnull=True)
    if person_id is not None:
        mine |= Q(person_id=person_id)
    ties = Tie.objects.filter(mine, kind=ASKED, matter__isnull=False)
    free = Matter.objects.filter(is_open=True, shown=True, claimer__isnull=True, claimer_unit__isnull=True)
    asked = free.filter(pk__in=ties.values("matter_id"), secret=False).select_related("owner")
    return list(asked.order_by("due_at", "id")[:20])


def need_of(matter: Matter, where: Directory, pack: Pack) -> Need:
    """What a matter needs, as its words say it: the place and the skill."""
    return Need(matter.pk, _point_of(matter, where), skills_said(matter))


def skills_said(matter: Matter) -> frozenset[str]:
    """The skill its words ask for, when the pack's words, or what the town has learned, say it surely enough."""
    reading = skill_read(matter)
    return frozenset({reading.best}) if reading is not None and reading.sure and reading.best else frozenset()


def skill_read(matter: Matter) -> Reading | None:
    """How its words read when asked which skill is wanted; None where the pack does not ask that."""
    asked = question(matter.town_id, matter.pack_id, SKILL)
    return asked.read(matter.public_text or matter.text).get(SKILL)


def _point_of(matter: Matter, where: Directory) -> Point | None:
    if matter.lat is not None and matter.lon is not None:
        return matter.lat, matter.lon
    return _point(where, matter.place_id)


def _point(where: Directory, unit_id: int | None) -> Point | None:
    """Where a unit is: its own point, or that of the nearest unit above it that has one."""
    row = where.rows.get(unit_id) if unit_id is not None else None
    if row is None:
        return None
    known = [where.rows[one] for one in row.chain if one in where.rows and where.rows[one].lat is not None]
    best = row if row.lat is not None else max(known, key=lambda one: len(one.chain), default=None)
    return (best.lat, best.lon) if best is not None and best.lat is not None and best.lon is not None else None


def skills(pack: Pack) -> dict[str, Text]:
    """The skills of a town and what they are called."""
    return {key: item.label.text() for key, item in pack.said.lists.get("skills", {}).items()}


def languages(pack: Pack) -> dict[str, Text]:
    """The languages volunteers may name."""
    kind = pack.said.ties.get("volunteer")
    declared = kind.fields.get("languages") if kind else None
    return {key: label.text() for key, label in declared.choices.items()} if declared else {}


def of_matter(matter: Matter, need: Need, now: datetime) -> tuple[Likely, ...]:
    """Who can help with one matter, the likeliest first. Whoever has claimed it is not named again."""
    pack = packs.pinned(matter.pack_id)
    names = skills(pack) | languages(pack)
    return likely(need, hands(matter.town_id, now, but=matter.pk), names)


def of_street(town_id: int, now: datetime, dropped: Iterable[tuple[int, int]] = ()) -> Proposed:
    """Who might take which of the wishes that wait on a street's wall: the best for all of them together. Wishes that
    only a Party body may claim are not for people and are left out; what was asked already is not asked again."""
    from lianxin.matching.assignment import assign  # noqa: PLC0415 - numpy, scipy and the solver come in only here

    pack, where = packs.of_town(town_id), directory(town_id)
    kinds = [kind for kind in kinds_on(pack, "wall") if "anyone" in pack.said.matters[kind].filed_by]
    free = Q(is_open=True, shown=True, secret=False, claimer__isnull=True, claimer_unit__isnull=True)
    asked = set(_waiting(town_id).values_list("matter_id", flat=True))
    rows = Matter.objects.filter(free, town_id=town_id, kind__in=kinds).order_by("entered_at", "id")
    waiting = [one for one in rows[: WISHES + len(asked)] if one.pk not in asked][:WISHES]
    known = [one for one in hands(town_id, now) if one.kind == "person" and one.askable]
    needs = {one.pk: need_of(one, where, packs.pinned(one.pack_id)) for one in waiting}
    found = assign(list(needs.values()), known, frozenset(dropped))
    by_id, names = {one.id: one for one in known}, skills(pack) | languages(pack)
    matters = {one.pk: one for one in waiting}
    lines = tuple(Line(matters[need], likely(needs[need], [by_id[hand]], names)[0]) for need, hand in found.pairs)
    return Proposed(lines, tuple(matters[one] for one in found.unmet), len(known))


def when(day: str, part: str) -> Window | None:
    """A weekday and a part of the day as somebody chose them; None for any time."""
    hours = {"morning": (9, 11), "afternoon": (14, 17), "evening": (18, 20)}.get(part)
    if hours is None or day not in "1234567" or len(day) != 1:
        return None
    return Window(int(day), hours[0] * 60, hours[1] * 60)
