"""Counting for indicators: by the worker, out of entries, so that no act waits for a counter (ADR 0066).

A record is counted by moving the difference between what it adds now and what it added before (`Counted`) into the sums
(`Measure`). Doing it twice changes nothing, so a worker that is killed loses and doubles nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from lianxin.kernel.acts.seal import horizon, until
from lianxin.kernel.models import Activity, Counted, Cursor, Entry, Matter, Recount, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.counting import NAMED, NOUNS, counts, marked, named
from lianxin.kernel.reads.measures import AT, CURSOR, month_of
from lianxin.language.indicator import Mark

LOCK = "(7316, 6)"
BATCH = 500
_MOVE = """
INSERT INTO kernel_measure (unit_id, mark, month, least, most)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::bigint[], %s::bigint[])
ON CONFLICT (unit_id, mark, month) DO UPDATE
SET least = kernel_measure.least + EXCLUDED.least, most = kernel_measure.most + EXCLUDED.most
"""
_SUMS = """
INSERT INTO kernel_measure (unit_id, mark, month, least, most)
SELECT unit, mark, date_trunc('month', day)::date, sum(least), sum(most)
FROM kernel_counted CROSS JOIN LATERAL unnest(units) AS unit WHERE mark = %s GROUP BY 1, 2, 3
"""
Sums = dict[tuple[int, str, date], list[int]]


def _alone(wait: bool) -> bool:
    """Whether this transaction is the only one that counts."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_xact_lock{LOCK}")
        return bool(wait or cursor.fetchone()[0])


def _count(noun: str, ids: list[int]) -> None:
    """Move what these records add now, against what they added before."""
    now = marked(noun, ids)
    before: dict[int, list[Counted]] = defaultdict(list)
    for row in Counted.objects.filter(noun=noun, record__in=ids):
        before[row.record].append(row)
    moved: Sums = defaultdict(lambda: [0, 0])
    gone: list[int] = []
    fresh: list[Counted] = []
    for number in ids:
        town, marks = now.get(number, (0, []))
        rows = [_row(noun, number, town, mark) for mark in marks]
        if sorted(map(_said, rows)) == sorted(map(_said, before[number])):
            continue
        gone += [number] if before[number] else []
        fresh += rows
        _add(moved, before[number], -1)
        _add(moved, rows, 1)
    if gone:
        Counted.objects.filter(noun=noun, record__in=gone).delete()
    Counted.objects.bulk_create(fresh, 2000)
    _move(moved)


def _row(noun: str, number: int, town: int, mark: Mark) -> Counted:
    return Counted(
        noun=noun, record=number, mark=mark.name, day=mark.day, town_id=town, units=list(mark.units),
        least=mark.least, most=mark.most,
    )  # fmt: skip


def _said(row: Counted) -> tuple[object, ...]:
    return row.mark, row.day, row.town_id, tuple(row.units), row.least, row.most


def _add(moved: Sums, rows: Iterable[Counted], sign: int) -> None:
    for row in rows:
        for unit in row.units:
            sums = moved[(unit, row.mark, month_of(row.day))]
            sums[0] += sign * row.least
            sums[1] += sign * row.most


def _move(moved: Sums) -> None:
    rows = [(*key, *sums) for key, sums in sorted(moved.items()) if sums != [0, 0]]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [list(column) for column in zip(*rows, strict=True)])


def fold(now: datetime, most: int = 2000) -> int:
    """Count the records that entries named since last time; how many entries were read. The position moves in the same
    transaction."""
    with transaction.atomic():
        if not _alone(wait=False):
            return 0
        end = horizon()
        at, new = Cursor.objects.get_or_create(name=CURSOR, defaults={"tx": end})
        if new:  # what is older is counted by the walk over each town
            return 0
        rows = Entry.objects.filter(tx__gte=at.tx).order_by("tx", "id")
        end = until(rows, end, most)
        found = list(rows.filter(tx__lt=end).values_list(*NAMED))
        for noun, ids in named(found).items():
            for begin in range(0, len(ids), BATCH):  # a transaction is read whole, however many records it named
                _count(noun, ids[begin : begin + BATCH])
        if found:
            Cursor.objects.filter(pk=CURSOR).update(tx=end)
        Cursor.objects.update_or_create(name=AT, defaults={"tx": int(now.timestamp())})
        return len(found)


def begin(now: datetime) -> int:
    """Have every town counted anew whose rules for counting have changed, or that was never counted; how many."""
    begun = 0
    for town in Unit.objects.filter(kind="town", closed_at__isnull=True).exclude(pack_key="").order_by("pk"):
        try:
            present = packs.current_id(town.pack_key)
        except packs.NoPack:
            continue
        known = Recount.objects.filter(pk=town.pk).first()
        if known is not None and _same(known.pack_id, present):
            continue
        recount(town.pk, now)
        begun += 1
    return begun


def _same(before: int, present: int) -> bool:
    return before == present or packs.pinned(before).said.indicators == packs.pinned(present).said.indicators


def recount(town_id: int, now: datetime) -> None:
    """Have all records of a town counted anew, from the first; `walk` does it, part by part."""
    total = sum(_of_town(noun, town_id).count() for noun in NOUNS if counts(town_id, noun))
    Recount.objects.update_or_create(
        pk=town_id,
        defaults={
            "pack_id": packs.current_id(packs.key_of_town(town_id)), "noun": NOUNS[0], "at": 0, "done": 0,
            "total": total, "began_at": now, "ended_at": None,
        },
    )  # fmt: skip


def _of_town(noun: str, town_id: int) -> QuerySet[Any]:
    model = {"matters": Matter, "activities": Activity, "ties": Tie, "entries": Entry}[noun]
    return model._default_manager.filter(town_id=town_id)


def walk(now: datetime, most: int = BATCH) -> int:
    """Count the next part of a town that is being counted anew; how many records. 0 when all are done. Numbers stay
    whole meanwhile: each record moves from the old rule to the new one by itself."""
    with transaction.atomic():
        if not _alone(wait=False):
            return 0
        one = Recount.objects.filter(ended_at__isnull=True).order_by("began_at", "pk").first()
        if one is None:
            return 0
        ids = []
        if one.noun and counts(one.town_id, one.noun):
            ids = list(
                _of_town(one.noun, one.town_id).filter(pk__gt=one.at).order_by("pk").values_list("pk", flat=True)[:most]
            )
        if ids:
            _count(one.noun, ids)
            one.at, one.done = ids[-1], one.done + len(ids)
        else:
            _forget(one.town_id, one.noun)
            following = NOUNS[NOUNS.index(one.noun) + 1 :]
            one.noun, one.at = (following[0], 0) if following else ("", 0)
            one.ended_at = None if following else now
        one.save()
        return len(ids) or 1


def _forget(town_id: int, noun: str) -> None:
    """What the town's rules no longer count."""
    if counts(town_id, noun):
        return
    moved: Sums = defaultdict(lambda: [0, 0])
    gone = Counted.objects.filter(town_id=town_id, noun=noun)
    _add(moved, gone, -1)
    _move(moved)
    gone.delete()


def resum(mark: str) -> None:
    """Add up one mark anew from what is counted: after the sums were damaged."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(wait=True)
        cursor.execute("DELETE FROM kernel_measure WHERE mark = %s", [mark])
        cursor.execute(_SUMS, [mark])
