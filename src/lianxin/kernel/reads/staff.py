"""Who holds which post: the office's own directory, for those who appoint. No log-in times, no counts of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q

from lianxin.adapters import seal
from lianxin.kernel.models import Account, Invitation, Person, Roll, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language import listed

POSTS = 500
"""Posts one page shows; a town has fewer."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post somebody holds or held."""

    tie_id: int
    person_id: int
    person: str
    role: str
    label: str
    since: datetime
    until: datetime | None
    username: str
    invited: bool
    second_factor: bool
    reveals: bool


@dataclass
class Room:
    """A unit and the posts at it."""

    unit_id: int
    name: str
    kind: str
    posts: list[Post] = field(default_factory=list)


def managed(who: Who) -> tuple[int, ...]:
    """The towns whose people this Who may manage."""
    found = []
    for held in who.posts:
        if held.town_id is not None and held.town_id not in found:
            role = packs.of_town(held.town_id).said.roles.get(held.role)
            if role and "manage_people" in role.may:
                found.append(held.town_id)
    return tuple(found)


def roster(town_id: int, now: datetime, word: str = "", language: str = "zh", past: bool = False) -> list[Room]:
    """The posts of a town by unit, those of now or (past=True) those that ended. Four queries at any size.

    `word` narrows to people or units whose name holds it.
    """
    ties = Tie.objects.filter(kind="post", unit__town_id=town_id).select_related("person", "unit")
    ties = ties.filter(until__lte=now) if past else ties.filter(Q(until__isnull=True) | Q(until__gt=now))
    if word:
        ties = ties.filter(Q(person__shown__icontains=word) | Q(unit__name__icontains=word))
    rows = list(ties.order_by("unit_id", "id")[:POSTS])
    people = {tie.person_id for tie in rows if tie.person_id}
    accounts = _accounts(people)
    invited = set(
        Invitation.objects.filter(person_id__in=people, used_at__isnull=True, ends_at__gt=now).values_list(
            "person_id", flat=True
        )
    )
    roles = packs.of_town(town_id).said.roles
    rooms: dict[int, Room] = {}
    for tie in rows:
        if tie.unit is None or tie.person is None:
            continue
        declared = roles.get(tie.role)
        room = rooms.setdefault(tie.unit.pk, Room(tie.unit.pk, tie.unit.name, tie.unit.kind))
        username, second = accounts.get(tie.person.pk, ("", False))
        label = declared.label.say(language) if declared else tie.role
        reveals = bool(declared and "reveal" in declared.may)
        room.posts.append(
            Post(
                tie.pk, tie.person.pk, tie.person.shown, tie.role, label, tie.since, tie.until, username,
                tie.person.pk in invited, second, reveals,
            )
        )  # fmt: skip
    return sorted(rooms.values(), key=lambda room: (room.unit_id != town_id, room.kind, room.unit_id))


def _accounts(people: Iterable[int]) -> dict[int, tuple[str, bool]]:
    second = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    rows = Account.objects.filter(person_id__in=list(people), is_active=True)
    with_second = set(rows.filter(pk__in=second).values_list("person_id", flat=True))
    return {pid: (name, pid in with_second) for pid, name in rows.values_list("person_id", "username") if pid}


def person(town_id: int, person_id: int) -> Person | None:
    """A person who holds or held a post in the town; None for anybody else."""
    return Person.objects.filter(pk=person_id, ties__kind="post", ties__unit__town_id=town_id).distinct().first()


def people_of(town_id: int) -> list[tuple[int, str]]:
    """Everybody who holds a post in the town, by name."""
    found = Person.objects.filter(ties__kind="post", ties__until__isnull=True, ties__unit__town_id=town_id)
    return list(found.distinct().order_by("shown", "id").values_list("pk", "shown")[:2000])


def post(town_id: int, tie_id: int) -> Tie | None:
    """A post in the town; None for a post elsewhere."""
    return Tie.objects.select_related("person", "unit").filter(pk=tie_id, kind="post", unit__town_id=town_id).first()


def given_by(town_id: int, roll_id: int) -> list[int] | None:
    """The posts that a list of the town gave; None for no such list."""
    return Roll.objects.filter(pk=roll_id, town_id=town_id, kind=listed.POSTS).values_list("made", flat=True).first()


def without_account(town_id: int, posts: Iterable[int], language: str = "zh") -> list[tuple[Person, list[str]]]:
    """Holders of some posts of a town who have no log-in yet, each with his posts as people say them. One query."""
    ties = Tie.objects.filter(pk__in=list(posts), kind="post", until__isnull=True, unit__town_id=town_id)
    roles = packs.of_town(town_id).said.roles
    found: dict[int, tuple[Person, list[str]]] = {}
    for tie in ties.filter(person__account__isnull=True).select_related("person", "unit").order_by("id"):
        if tie.person is None or tie.unit is None:
            continue
        label = roles[tie.role].label.say(language) if tie.role in roles else tie.role
        found.setdefault(tie.person.pk, (tie.person, []))[1].append(f"{tie.unit.name} · {label}")
    return list(found.values())


def units(town_id: int, language: str = "zh") -> list[tuple[int, str]]:
    """Where somebody can be given a post: id and name of the town and its units, by kind."""
    where = directory(town_id)
    order = {"town": 0, "office": 1, "department": 2, "community": 3, "site": 4, "committee": 5, "branch": 6}
    rows = [row for row in where.rows.values() if row.town_id == town_id and row.kind not in ("road", "estate")]
    rows.sort(key=lambda row: (order.get(row.kind, 9), row.code, row.id))
    return [(row.id, row.say(language)) for row in rows]


def unit(town_id: int, unit_id: int) -> Unit | None:
    """A unit of the town; None for one elsewhere."""
    return Unit.objects.filter(pk=unit_id, town_id=town_id, closed_at__isnull=True).first()


def sites(town_id: int) -> list[Unit]:
    """The places with a QR sheet: every unit of the town with a short address."""
    return list(Unit.objects.filter(town_id=town_id, slug__isnull=False, closed_at__isnull=True).order_by("name", "id"))


def needed(town_id: int, power: str, now: datetime, language: str = "zh") -> tuple[list[str], list[str]]:
    """Which posts of a town give a power (none for ""), and who manages its people: for the page that refuses."""
    roles = packs.of_town(town_id).said.roles
    labels = [role.label.say(language) for role in roles.values() if power and power in role.may]
    managing = [key for key, role in roles.items() if "manage_people" in role.may]
    held = Tie.objects.filter(kind="post", unit__town_id=town_id, role__in=managing)
    held = held.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("id")
    return labels, list(held.values_list("person__shown", flat=True)[:3])


def invitation(key: str, now: datetime) -> Invitation | None:
    """The invitation a link belongs to, while it can still be used."""
    found = Invitation.objects.select_related("person", "person__account").filter(key_hash=seal.token_hash(key))
    return found.filter(used_at__isnull=True, ends_at__gt=now).first()


def of_kinds(town_id: int, kinds: Iterable[str]) -> list[Unit]:
    """The open units of a town that are of these kinds."""
    found = Unit.objects.filter(town_id=town_id, kind__in=list(kinds), closed_at__isnull=True)
    return list(found.order_by("kind", "name", "id"))
