"""A branch's page: its year at a glance, the roll, terms, and the four books, all from the same records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.language import activity as rules
from lianxin.language import norm, rhythm
from lianxin.language.activities import Posting
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.recurrence import months_on
from lianxin.language.rhythm import Branch, Held, Line

PERIOD = re.compile(r"(\d{4})(?:-(?:\d\d|Q[1-4]|H[12]))?")


@dataclass(frozen=True, slots=True)
class Year:
    """A branch's year: its lines period by period, and the branch as it stands."""

    unit: Row
    year: int
    lines: tuple[Line, ...]
    groups: tuple[Row, ...]
    committee: bool


def branches(pack: Pack, where: Directory, asked: Iterable[int] | None = None) -> list[Row]:
    """The branches of a town in the order of their names; below or at the units `asked`, where some are."""
    wanted = set(asked) if asked is not None else None
    found = [
        row
        for row in where.rows.values()
        if {"branch", "temporary_branch"} & set(rules.names(pack, row.kind))
        and (wanted is None or wanted & set(row.chain))
    ]
    return sorted(found, key=lambda row: (row.kind, row.name))


def committees(pack: Pack, where: Directory) -> list[Row]:
    """The Party committees of a town, from the highest down: they hold lectures and are reminded of theirs."""
    found = [row for row in where.rows.values() if "committee" in rules.names(pack, row.kind)]
    return sorted(found, key=lambda row: (len(row.chain), row.name))


def year_of(town_id: int, unit_id: int, year: int, now: datetime) -> Year:
    """The year of one branch, in five questions however long it was. Months before anybody stood on its roll are not
    asked for. Errors: KeyError."""
    pack, where = packs.of_town(town_id), directory(town_id)
    unit = where.rows[unit_id]
    groups = roll.groups(where, pack, unit_id)
    standing = [unit_id, *(group.id for group in groups)]
    committee = bool(roll.committee([unit_id], now))
    branch = Branch(
        unit_id,
        unit.kind,
        committee=committee,
        groups=tuple((group.id, group.name) for group in groups),
        group_kind=groups[0].kind if groups else "",
        since=roll.began(unit_id),
    )
    lines = rhythm.year(
        pack, branch, _held(standing, year), _reasons(standing, year), year, now.astimezone(SHANGHAI).date()
    )
    return Year(unit, year, lines, tuple(groups), committee)


def span(year: int) -> tuple[datetime, datetime]:
    """A year's first moment and the next one's."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


def _held(units: list[int], year: int) -> list[Held]:
    first, last = span(year)
    ties = Tie.objects.filter(
        kind="organise", unit_id__in=units, activity__state="held",
        activity__starts_at__gte=first, activity__starts_at__lt=last,
    )  # fmt: skip
    return [
        Held(kind, at.astimezone(SHANGHAI).date(), unit)
        for kind, at, unit in ties.values_list("activity__kind", "activity__starts_at", "unit_id")
    ]


def _reasons(units: list[int], year: int) -> dict[tuple[str, int, str], str]:
    ties = Tie.objects.filter(kind="gap", unit_id__in=units, state__startswith=str(year))
    return {
        (kind, unit or 0, period or ""): data.get("reason", "")
        for kind, unit, period, data in ties.values_list("role", "unit_id", "state", "data")
    }


def ends_of(pack: Pack, role: str, unit_kind: str, since: date, on: date) -> tuple[Posting, date] | None:
    """The posting that gives a post its term, and the day the term ends; None where it has none."""
    named = set(rules.names(pack, unit_kind))
    fitting = [
        posting
        for posting in pack.said.postings.values()
        if posting.role == role and named & set(posting.units) and not rules.barred(pack, posting.barred, unit_kind)
    ]
    if not fitting:
        return None
    years = int(pack.value(fitting[0].term[1:], on))
    return fitting[0], months_on(since, 12 * years)


def term_of(pack: Pack, post: Tie, unit_kind: str, on: date) -> tuple[Posting, date, date] | None:
    """The posting that gives this post its term, the day the term began (the post's own, or the last election's) and
    its last day (by the rule, or as the superior moved it); None where it has none."""
    said = post.data.get("term", {})
    since = date.fromisoformat(said["since"]) if "since" in said else post.since.astimezone(SHANGHAI).date()
    found = ends_of(pack, post.role, unit_kind, since, on)
    if found is None:
        return None
    return found[0], since, date.fromisoformat(said["ends"]) if "ends" in said else found[1]


@dataclass(frozen=True, slots=True)
class Term:
    """Who holds a post of a branch, since when, and when the term ends."""

    name: str
    role: str
    since: date
    ends: date | None


def terms(pack: Pack, unit: Row, now: datetime, language: str = "zh") -> list[Term]:
    """Posts of a branch with their terms."""
    ties = Tie.objects.filter(roll.on(now), kind="post", unit_id=unit.id).select_related("person").order_by("id")
    found = []
    for tie in ties:
        term = term_of(pack, tie, unit.kind, now.date())
        since = term[1] if term else tie.since.astimezone(SHANGHAI).date()
        label = pack.said.roles[tie.role].label.say(language) if tie.role in pack.said.roles else tie.role
        found.append(Term(tie.person.shown if tie.person else "", label, since, term[2] if term else None))
    return found


def over(town_id: int, now: datetime) -> dict[int, list[date]]:
    """By party body of a town: last days of terms that have run out with nothing recorded since, neither a new term nor
    another date. One query."""
    pack, where, today = packs.of_town(town_id), directory(town_id), now.astimezone(SHANGHAI).date()
    roles = {posting.role for posting in pack.said.postings.values()}
    found: dict[int, list[date]] = {}
    for tie in Tie.objects.filter(roll.on(now), kind="post", role__in=roles, unit__town_id=town_id).order_by("id"):
        unit = where.rows.get(tie.unit_id or 0)
        term = term_of(pack, tie, unit.kind, today) if unit is not None else None
        if unit is not None and term is not None and term[2] < today:
            found.setdefault(unit.id, []).append(term[2])
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a ledger."""

    activity: Activity
    due: int
    present: int
    joint: tuple[str, ...]


def ledger(unit: Row, groups: Iterable[Row], year: int) -> list[Kept]:
    """明细账: what the branch and its groups held in a year, in order; two questions."""
    first, last = span(year)
    units = [unit.id, *(group.id for group in groups)]
    found = list(
        Activity.objects.filter(
            ties__kind="organise", ties__unit_id__in=units, state="held", starts_at__gte=first, starts_at__lt=last
        )
        .distinct()
        .order_by("starts_at", "id")
    )
    people: dict[int, list[int]] = {one.pk: [0, 0] for one in found}
    names: dict[int, list[str]] = {one.pk: [] for one in found}
    ties = Tie.objects.filter(activity__in=list(people), kind__in=("attend", "organise"))
    for activity_id, kind, state, name in ties.values_list("activity_id", "kind", "state", "unit__name"):
        if activity_id is None:
            continue
        if kind == "organise":
            names[activity_id].append(name)
        elif state in ("present", "absent"):
            people[activity_id][0] += 1
            people[activity_id][1] += state == "present"
    return [Kept(one, people[one.pk][0], people[one.pk][1], tuple(names[one.pk])) for one in found]


def notebooks(unit: Row, year: int, now: datetime) -> dict[int, tuple[str, list[tuple[Activity, str]]]]:
    """党员记事簿 of everybody who was a member in that year, also of who has left: what they were due at, and whether
    they came; two questions."""
    first, last = span(year)
    people = roll.during([unit.id], first, min(last, now))
    ties = Tie.objects.filter(
        person_id__in=people, kind="attend", state__in=("present", "absent"),
        activity__state="held", activity__starts_at__gte=first, activity__starts_at__lt=last,
    ).select_related("activity")  # fmt: skip
    found: dict[int, tuple[str, list[tuple[Activity, str]]]] = {person: (name, []) for person, name in people.items()}
    for tie in ties.order_by("activity__starts_at", "activity_id"):
        if tie.person_id is not None and tie.activity is not None:
            found[tie.person_id][1].append((tie.activity, tie.state or ""))
    return found


def coverage(pack: Pack, unit: Row, year: int, now: datetime) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    """For kinds that are to reach each person of a list: how many were reached as often as a norm asks, of how many,
    and who is left."""
    first, last = span(year)
    named = set(rules.names(pack, unit.kind))
    reaching = {key: kind for key, kind in pack.said.activities.items() if kind.covers != "nobody"}
    kinds = {key: kind.covers for key, kind in reaching.items() if named & set(kind.units)}
    lists = {"members": roll.members([unit.id], now), "home_study": roll.listed(unit.id, now)}
    ties = Tie.objects.filter(
        kind="attend", state="present", activity__kind__in=kinds, activity__state="held",
        activity__starts_at__gte=first, activity__starts_at__lt=last, person_id__in=list(lists["members"]),
    )  # fmt: skip
    reached = Counter(ties.values_list("activity__kind", "person_id"))
    day = min(date(year, 12, 31), now.astimezone(SHANGHAI).date())
    found = {}
    for key, covers in kinds.items():
        wanted, times = lists[covers], norm.times(pack, unit.kind, key, day)
        left = tuple(name for person, name in wanted.items() if reached[key, person] < times)
        found[key] = (len(wanted) - len(left), len(wanted), left)
    return found
