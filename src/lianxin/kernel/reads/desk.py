"""待办: the open matters somebody works on, by deadline, each with its next step. The number of queries does not grow
with the rows: units and rules are in memory, everything else comes in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from lianxin.kernel import abilities
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter, Person
from lianxin.kernel.reads import counts, doubtful, packs
from lianxin.kernel.reads.condition import Condition, compiled, numbered, quoted
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.reads.statement import Statement
from lianxin.kernel.reads.turn import chief, of_units, turn
from lianxin.kernel.reads.versions import remembered, version
from lianxin.kernel.who import Who
from lianxin.language import procedure
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer

SIZE = 50
"""Rows a page."""
COUNTED = counts.MOST
"""Rows that are counted at most; beyond it the desk says “more than”."""
HEAVY = ("reworded", "bands", "reading", "told_sealed", "simhash")
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
class Key:
    """A matter in a list: `version` changes with every change of its row, so what was drawn of it can be kept."""

    id: int
    version: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A matter as a list shows it: `next` is what this Who would do now; names are ready to print. `others`: another
    unit acts on it, so that taking it on is no matter of one press."""

    matter: Matter
    pack: Pack
    group: str
    next: Offer | None
    place: str
    owner: str
    handler: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list. `counts` a group over the whole list (at most COUNTED); cursors are '' at the ends."""

    keys: tuple[Key, ...]
    counts: dict[str, int]
    total: int
    suspended: int
    before: str = ""
    after: str = ""
    groups: tuple[tuple[str, tuple[Key, ...]], ...] = ()


def page(who: Who, filters: Filters, now: datetime, after: str = "", before: str = "") -> Page:
    """The page after (or before) a cursor, in order of deadline; matters without one come last."""
    open_ = _condition(who, filters, now)
    if open_.impossible:
        return Page((), dict.fromkeys(GROUPS, 0), 0, 0)
    counted = counts.of(who, filters, open_)
    keys, previous, following = _cut(open_.also(shown_sql(filters)), after, before)
    bounds = ends(now)
    sizes = counted.sizes([bounds[name] for name in GROUPS[:3]])
    grouped: dict[str, list[Key]] = {name: [] for name in GROUPS}
    for key in keys:
        grouped[_group(key.due_at, bounds)].append(key)
    groups = tuple((name, tuple(of)) for name, of in grouped.items() if of)
    tallied = dict(zip(GROUPS, sizes, strict=True))
    return Page(tuple(keys), tallied, sum(sizes), counted.resting, previous, following, groups)


def waiting(who: Who, now: datetime) -> int:
    """How many matters wait for this very Who, as his desk lists them (at most COUNTED). One query."""
    mine = Filters()
    open_ = _condition(who, mine, now)
    if open_.impossible:
        return 0
    found = open_.also(shown_sql(mine))
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {quoted()} WHERE {found.sql} LIMIT {COUNTED}) AS waiting"
    row = Statement(numbered(sql, found.given)).row(*found.given)
    return int(row[0]) if row else 0


def shown_sql(filters: Filters) -> str:
    """Whether the list shows what runs, or what stands still."""
    return "suspended" if filters.suspended else "NOT suspended"


def _condition(who: Who, filters: Filters, now: datetime) -> Condition:
    """The list's condition; the SQL is made once for each Who and each choice of filters."""
    lasting = replace(filters, late=False, today=False)
    found = _lasting(who, lasting, version("units"), version("packs"))
    bounds = ends(now)
    if filters.late:
        found = found.also("due_at <= %s", bounds["late"])
    if filters.today:
        found = found.also("due_at > %s AND due_at <= %s", bounds["late"], bounds["today"])
    return found


@remembered(512)
def _lasting(who: Who, filters: Filters, _units: int, _packs: int) -> Condition:
    return compiled(chosen(who, filters))


def chosen(who: Who, filters: Filters) -> QuerySet[Matter]:
    """The open matters of a list, suspended ones included, unordered, whenever they are due."""
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
    if filters.unsure:
        found = found.filter(doubtful.asked(doubtful.firsts(map(packs.key_of_town, who.towns))))
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
    return _group(due, ends(now))


def _group(due: datetime | None, bounds: dict[str, datetime]) -> str:
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
            others=not abilities.of_its_unit(who, row),
        )


def lines_of(who: Who, ids: Iterable[int], now: datetime) -> dict[int, Line]:
    """The lines of these matters by id; two queries, whatever their number."""
    rows = Matter.objects.filter(pk__in=list(ids)).defer(*HEAVY)
    return {line.matter.pk: line for line in lines(who, rows, now)}


KEYS = f"SELECT id, xmin::text::bigint, due_at FROM {quoted()} WHERE"


def keys_of(condition: Condition, order: str, most: int) -> list[Key]:
    """The first matters of a condition in an order, as keys."""
    sql = f"{KEYS} {condition.sql} ORDER BY {order} LIMIT {most}"
    return [Key(*row) for row in Statement(numbered(sql, condition.given)).rows(*condition.given)]


def _cut(found: Condition, after: str, before: str) -> tuple[list[Key], str, str]:
    """One page by key, not by offset: a long list costs the same on every page."""
    if before:
        due, key = _cursor(before)
        if due is not None:
            found = found.also("due_at < %s OR (due_at = %s AND id < %s)", due, due, key)
        else:
            found = found.also("due_at IS NOT NULL OR id < %s", key)
        keys = keys_of(found, "due_at DESC NULLS FIRST, id DESC", SIZE + 1)
        more, keys = len(keys) > SIZE, keys[:SIZE][::-1]
        return keys, (_at(keys[0]) if more and keys else ""), (_at(keys[-1]) if keys else "")
    if after:
        due, key = _cursor(after)
        if due is not None:
            found = found.also("due_at > %s OR (due_at = %s AND id > %s) OR due_at IS NULL", due, due, key)
        else:
            found = found.also("due_at IS NULL AND id > %s", key)
    keys = keys_of(found, "due_at, id", SIZE + 1)
    more, keys = len(keys) > SIZE, keys[:SIZE]
    return keys, (_at(keys[0]) if after and keys else ""), (_at(keys[-1]) if more else "")


def _at(key: Key) -> str:
    return f"{key.due_at.isoformat() if key.due_at else ''}~{key.id}"


def _cursor(said: str) -> tuple[datetime | None, int]:
    due, _, key = said.partition("~")
    try:
        return (datetime.fromisoformat(due) if due else None), int(key)
    except ValueError:
        return None, 0
