"""待办: the open matters somebody works on, by deadline, each with its next step. The number of queries does not grow
with the rows: units and rules are in memory, everything else comes in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter, Person
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.reads.turn import chief, of_units, turn
from lianxin.kernel.who import Who
from lianxin.language import procedure
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer

SIZE = 50
"""Rows a page."""
COUNTED = 2000
"""Rows that are counted at most; beyond it the desk says “more than”."""
HEAVY = ("text", "public_text", "words", "bands", "reading", "told_sealed", "simhash")
"""Columns a list never shows."""
GROUPS = ("late", "today", "week", "later")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows. `scope`: mine (my turn), unit (my units and below), all (everything I may see)."""

    scope: str = "mine"
    kind: str = ""
    step: str = ""
    nature: str = ""
    topic: str = ""
    owner: int | None = None
    place: int | None = None
    unsure: bool = False
    suspended: bool = False
    late: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A matter as a list shows it: `next` is what this Who would do now; names are ready to print."""

    matter: Matter
    pack: Pack
    group: str
    next: Offer | None
    place: str
    owner: str
    handler: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list. `counts` a group over the whole list (at most COUNTED); cursors are '' at the ends."""

    lines: tuple[Line, ...]
    counts: dict[str, int]
    total: int
    suspended: int
    before: str = ""
    after: str = ""
    groups: tuple[tuple[str, tuple[Line, ...]], ...] = ()


def page(who: Who, filters: Filters, now: datetime, after: str = "", before: str = "") -> Page:
    """The page after (or before) a cursor, in order of deadline; matters without one come last."""
    open_ = chosen(who, filters, now)
    shown = open_.filter(suspended=filters.suspended)
    bounds = ends(now)
    counted = (
        shown.order_by("due_at", "id")
        .values("pk", "due_at")[:COUNTED]
        .aggregate(
            total=Count("pk"),
            late=Count("pk", filter=Q(due_at__lte=bounds["late"])),
            today=Count("pk", filter=Q(due_at__gt=bounds["late"], due_at__lte=bounds["today"])),
            week=Count("pk", filter=Q(due_at__gt=bounds["today"], due_at__lte=bounds["week"])),
        )
    )
    resting = open_.filter(suspended=True).values("pk")[:COUNTED].count()
    rows, previous, following = _cut(shown.defer(*HEAVY), after, before)
    listed = tuple(lines(who, rows, now))
    counts = {name: counted[name] for name in GROUPS[:3]}
    counts["later"] = counted["total"] - sum(counts.values())
    groups = [(name, tuple(line for line in listed if line.group == name)) for name in GROUPS]
    return Page(
        listed, counts, counted["total"], resting, previous, following, tuple(pair for pair in groups if pair[1])
    )


def chosen(who: Who, filters: Filters, now: datetime) -> QuerySet[Matter]:
    """The open matters of a list, suspended ones included, unordered."""
    # A desk shows the towns of one's posts: with the town said, the list is read in order from its index and no
    # further than the page, however many matters are open.
    found = Matter.objects.filter(visible(who), is_open=True, town_id__in=who.towns)
    if filters.scope == "mine":
        found = found.filter(turn(who))
    elif filters.scope == "unit":
        found = found.filter(of_units(who))
    same = {name: getattr(filters, name) for name in ("kind", "step", "nature", "topic") if getattr(filters, name)}
    same |= {f"{name}_id": getattr(filters, name) for name in ("owner", "place") if getattr(filters, name)}
    found = found.filter(**same)
    bounds = ends(now)
    if filters.unsure:
        found = found.filter(unsure=True)
    if filters.late:
        found = found.filter(due_at__lte=bounds["late"])
    if filters.today:
        found = found.filter(due_at__gt=bounds["late"], due_at__lte=bounds["today"])
    return found


def next_due(who: Who, now: datetime) -> datetime | None:
    """When the next deadline of anything this Who may see falls, for an empty list's sentence."""
    coming = Matter.objects.filter(visible(who), is_open=True, town_id__in=who.towns, suspended=False, due_at__gt=now)
    return coming.order_by("due_at").values_list("due_at", flat=True).first()


def ends(now: datetime) -> dict[str, datetime]:
    """The last due instant of each group: a deadline is 24:00 of its day, that is 00:00 of the day after."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "late": now,
        "today": midnight + timedelta(days=1),
        "week": midnight + timedelta(days=7 - midnight.weekday()),
    }


def group_of(due: datetime | None, now: datetime) -> str:
    """Which group of the list a deadline falls in."""
    bounds = ends(now)
    return next((name for name in GROUPS[:3] if due is not None and due <= bounds[name]), "later")


def lines(who: Who, rows: Iterable[Matter], now: datetime) -> Iterable[Line]:
    """Rows as lists show them; one query for the names of handlers, none a row."""
    rows = list(rows)
    wanted = {row.handler_id for row in rows if row.handler_id}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "shown")) if wanted else {}
    for row in rows:
        where, pack = directory(row.town_id), packs.pinned(row.pack_id)
        place, owner = where.rows.get(row.place_id or 0), where.rows.get(row.owner_id or 0)
        yield Line(
            matter=row,
            pack=pack,
            group=group_of(row.due_at, now),
            next=chief(pack, row, procedure.offers(pack, facts_of(row, where), who.actor(row.pk), now)),
            place=place.say(who.language) if place else row.place_text,
            owner=owner.say(who.language) if owner else "",
            handler=names.get(row.handler_id or 0, ""),
        )


def _cut(found: QuerySet[Matter], after: str, before: str) -> tuple[list[Matter], str, str]:
    """One page by key, not by offset: a long list costs the same on every page."""
    if before:
        due, key = _cursor(before)
        less = Q(due_at__lt=due) | Q(due_at=due, pk__lt=key) if due else Q(due_at__isnull=False) | _undated(pk__lt=key)
        rows = list(found.filter(less).order_by(F("due_at").desc(nulls_first=True), "-id")[: SIZE + 1])
        more, rows = len(rows) > SIZE, rows[:SIZE][::-1]
        return rows, (_at(rows[0]) if more and rows else ""), (_at(rows[-1]) if rows else "")
    if after:
        due, key = _cursor(after)
        late = Q(due_at__gt=due) | Q(due_at=due, pk__gt=key) | Q(due_at__isnull=True) if due else _undated(pk__gt=key)
        found = found.filter(late)
    rows = list(found.order_by("due_at", "id")[: SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    return rows, (_at(rows[0]) if after and rows else ""), (_at(rows[-1]) if more else "")


def _undated(**key: int) -> Q:
    return Q(due_at__isnull=True, **key)


def _at(row: Matter) -> str:
    return f"{row.due_at.isoformat() if row.due_at else ''}~{row.pk}"


def _cursor(said: str) -> tuple[datetime | None, int]:
    due, _, key = said.partition("~")
    try:
        return (datetime.fromisoformat(due) if due else None), int(key)
    except ValueError:
        return None, 0
