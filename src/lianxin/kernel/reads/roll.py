"""The roll of a party unit on a day: members, committee, groups. Names of members are known to the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Min, Q, QuerySet

from lianxin.kernel.models import Activity, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, Row
from lianxin.language import turnout
from lianxin.language.activity import names
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack

MEMBERSHIP = "membership"
GROUPED = "grouped"
"""Belonging to a party group or a temporary branch: the membership itself stays where it is."""
BELONGS = (MEMBERSHIP, GROUPED)
NO_VOTE = ("probationary", "nonvoting")
"""Members without a vote (基层组织选举工作条例 第五条). Why somebody has none is not kept here."""
COMMITTEE = ("secretary", "commissioner", "village_secretary")
GROUP = "party_group"


def on(now: datetime | F) -> Q:
    """Ties that hold at a moment, or at the one that a column names."""
    return Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


def by(word: str) -> Q:
    """Ties by which somebody belongs to a group or holds a role: `members`, `voting`, `committee` or the role's key."""
    if word == "committee":
        return Q(kind="post", role__in=COMMITTEE)
    if word in ("members", "voting"):
        return Q(kind__in=BELONGS) & (~Q(role__in=NO_VOTE) if word == "voting" else Q())
    return Q(kind="post", role=word)


def members(units: Iterable[int], now: datetime, *, voting: bool = False) -> dict[int, str]:
    """Members of any of the units by id, with the name the office knows, in the order of joining."""
    word = "voting" if voting else "members"
    ties = Tie.objects.filter(on(now), by(word), unit_id__in=list(units), person__isnull=False)
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def bodies(person_id: int | None) -> QuerySet[Tie, int | None]:
    """The units on whose roll somebody stands, as a question; a membership with a last day is over."""
    found = Tie.objects.filter(kind__in=BELONGS, person_id=person_id or 0, until__isnull=True)
    return found.values_list("unit_id", flat=True)


def during(units: Iterable[int], first: datetime, last: datetime) -> dict[int, str]:
    """Everybody who was a member of any of the units on some day from `first` to before `last`, as `members`."""
    held = Q(since__lt=last) & (Q(until__isnull=True) | Q(until__gt=first))
    ties = Tie.objects.filter(held, by("members"), unit_id__in=list(units), person__isnull=False)
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def began(unit_id: int) -> date | None:
    """The day on which the first member stood on the roll of a unit; None while there was none."""
    since = Tie.objects.filter(by("members"), unit_id=unit_id).aggregate(first=Min("since"))["first"]
    return since.astimezone(SHANGHAI).date() if since is not None else None


def classes(units: Iterable[int], now: datetime) -> list[tuple[int, str, str]]:
    """Everybody on the roll of any of the units with the class (`full`, or one of NO_VOTE), in the order of joining."""
    ties = Tie.objects.filter(on(now), by("members"), unit_id__in=list(units), person__isnull=False)
    return [
        (pk or 0, shown, role)
        for pk, shown, role in ties.order_by("id").values_list("person_id", "person__shown", "role")
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a roll as it stands: the tie, who, as what, since when, whether study is brought home, and the groups
    of the branch he is in (tie, unit)."""

    tie: int
    person: int
    name: str
    role: str
    since: date
    home_study: bool
    groups: tuple[tuple[int, int], ...]


def lines(unit_id: int, groups: Iterable[int], now: datetime) -> list[Line]:
    """Everybody on the roll of a unit in the order of joining; one query, its groups included."""
    ties = Tie.objects.filter(on(now), kind__in=BELONGS, unit_id__in=[unit_id, *groups], person__isnull=False)
    found, grouped = [], defaultdict[int, list[tuple[int, int]]](list)
    for tie in ties.select_related("person").order_by("id"):
        if tie.unit_id == unit_id:
            found.append(tie)
        else:
            grouped[tie.person_id or 0].append((tie.pk, tie.unit_id or 0))
    return [
        Line(
            tie.pk,
            tie.person.pk,
            tie.person.shown,
            tie.role,
            tie.since.astimezone(SHANGHAI).date(),
            bool(tie.data.get("home_study")),
            tuple(grouped[tie.person.pk]),
        )
        for tie in found
        if tie.person is not None
    ]


def listed(unit_id: int, now: datetime) -> dict[int, str]:
    """Members of a unit to whom study is brought home."""
    ties = Tie.objects.filter(on(now), kind__in=BELONGS, unit_id=unit_id, data__home_study=True)
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def committee(units: Iterable[int], now: datetime) -> dict[int, str]:
    """Those who hold a post of a branch committee at any of the units."""
    ties = Tie.objects.filter(on(now), by("committee"), unit_id__in=list(units))
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def due(activity: Activity, units: Iterable[int], now: datetime) -> dict[int, str]:
    """Who should come to an activity, by the rule of its day. One query a group."""
    pack = packs.pinned(activity.pack_id)
    return called(turnout.due(pack, pack.said.activities[activity.kind], _day(activity)), activity, units, now)


def expected(activities: Iterable[Activity], person_id: int | None = None) -> dict[int, dict[int, str]]:
    """Who should come to each of many activities, as `due` says it of one; with `person_id` whether he should. One
    query a group or role, however many activities."""
    asked, found = defaultdict[str, list[int]](list), defaultdict[int, dict[int, str]](dict)
    for one in activities:
        pack = packs.pinned(one.pack_id)
        for word in turnout.due(pack, pack.said.activities[one.kind], _day(one)):
            asked[word].append(one.pk)
    for word, ids in asked.items():
        ties, path = _called_to(word, ids)
        ties = ties.filter(person__isnull=False) if person_id is None else ties.filter(person_id=person_id)
        for activity, person, shown in ties.order_by("id").values_list(path, "person_id", "person__shown"):
            found[activity][person] = shown
    return found


def _called_to(word: str, ids: list[int]) -> tuple[QuerySet[Tie], str]:
    """The ties of a group or role at these activities' hosts or towns while each takes place, and the path from such
    a tie to the activity."""
    if word == turnout.NAMED:
        return Tie.objects.filter(activity_id__in=ids, kind="attend", role=turnout.NAMED), "activity_id"
    if word in turnout.GROUPS:
        path = "unit__ties__activity"
        hosted = {"unit__ties__kind": "organise", f"{path}__in": ids}
        return Tie.objects.filter(on(F(f"{path}__starts_at")), by(word), **hosted), path
    path = "unit__town__activities_of_town"
    return Tie.objects.filter(on(F(f"{path}__starts_at")), by(word), **{f"{path}__in": ids}), path


def voters(activity: Activity, units: Iterable[int], now: datetime) -> dict[int, str]:
    """Who puts ballots in, by the rule of its day."""
    pack = packs.pinned(activity.pack_id)
    return called(turnout.voters(pack, pack.said.activities[activity.kind], _day(activity)), activity, units, now)


def called(words: Iterable[str], activity: Activity, units: Iterable[int], now: datetime) -> dict[int, str]:
    """People of these groups and roles: of the hosting units, of the town, or asked by name."""
    found: dict[int, str] = {}
    hosts = list(units)
    for word in words:
        if word == "committee":
            found |= committee(hosts, now)
        elif word in ("members", "voting"):
            found |= members(hosts, now, voting=word == "voting")
        elif word == turnout.NAMED:
            found |= named(activity.pk)
        else:
            found |= holding(activity.town_id, word, now)
    return found


def named(activity_id: int) -> dict[int, str]:
    """Those asked to an activity by name."""
    ties = Tie.objects.filter(activity_id=activity_id, kind="attend", role=turnout.NAMED, person__isnull=False)
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def holding(town_id: int, role: str, now: datetime) -> dict[int, str]:
    """Those who hold a post of a role in a town."""
    here = Q(unit_id=town_id) | Q(unit__town_id=town_id)
    ties = Tie.objects.filter(on(now), here, by(role), person__isnull=False)
    return dict(ties.order_by("id").values_list("person_id", "person__shown"))


def _day(activity: Activity) -> date:
    return activity.starts_at.astimezone(SHANGHAI).date()


def groups(where: Directory, pack: Pack, unit_id: int) -> list[Row]:
    """The party groups below a branch."""
    found = [row for row in where.rows.values() if row.parent_id == unit_id and GROUP in names(pack, row.kind)]
    return sorted(found, key=lambda row: row.id)


def names_of(people: Iterable[int]) -> dict[int, str]:
    """What the office calls these people."""
    return dict(Person.objects.filter(pk__in=list(people)).values_list("pk", "shown"))
