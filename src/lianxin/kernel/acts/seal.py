"""Sealing: entries are chained by SM3 in batches, by the worker, so that no filing waits for another one's seal.

A batch holds whole transactions: everything written before the oldest transaction still running is final, in the
order (tx, id). So an entry that commits late is never passed over, and none can be slipped in behind a seal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from lianxin.adapters import seal as crypto
from lianxin.kernel.models import Cursor, Entry, Seal

GENESIS = crypto.GENESIS
WIDTH = 32
FIELDS = [
    "id",
    "tx",
    "at",
    "written_at",
    "act",
    "verb",
    "person_id",
    "role",
    "unit_id",
    "town_id",
    "matter_id",
    "activity_id",
    "tie_id",
    "subject",
    "before",
    "after",
    "data",
]
LATER = frozenset({"tie_id"})
"""Columns added after the first entries were sealed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found. `broken` names the first entry that does not fit, and why."""

    entries: int
    batches: int
    unsealed: int
    broken: int | None = None
    why_zh: str = ""
    why_en: str = ""

    @property
    def whole(self) -> bool:
        return self.broken is None and not self.why_zh


def epoch() -> int:
    """What is added to the database's transaction numbers (see `continue_after_restore`)."""
    return Cursor.objects.filter(name="entry.epoch").values_list("tx", flat=True).first() or 0


def horizon() -> int:
    """Every entry with a lower `tx` is final: its transaction has committed or never will."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0]) + epoch()


def until(entries: QuerySet[Entry], end: int, most: int) -> int:
    """Where a follower of these entries stops that reads about `most` of them before the transaction `end`: after whole
    transactions, and after one at least, so that one which wrote more than `most` does not hold it up for ever."""
    transactions = entries.filter(tx__lt=end).order_by("tx", "id").values_list("tx", flat=True)
    cut = next(iter(transactions[most : most + 1]), None)
    if cut is None:
        return end
    return cut if transactions[0] < cut else cut + 1


def canonical(entry: dict[str, Any]) -> bytes:
    """The bytes of an entry that are sealed: every column, keys sorted, instants in UTC.

    A column that came later is said only where it holds something, so that older seals still verify."""
    plain = {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in entry.items()
        if value is not None or name not in LATER
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(now: datetime, most: int = 5000) -> int:
    """Seal the next batch; how many entries. Only one sealer works at a time, others find nothing to do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(7316, 1)")
            if not cursor.fetchone()[0]:
                return 0
        last = Seal.objects.order_by("-pk").values("tx_to", "head").first()
        start, head = (last["tx_to"], bytes(last["head"])) if last else (0, GENESIS)
        end = until(Entry.objects.filter(tx__gte=start), horizon(), most)
        entries = list(Entry.objects.filter(tx__gte=start, tx__lt=end).order_by("tx", "id").values(*FIELDS))
        if not entries:
            return 0
        digests, ids = bytearray(), bytearray()
        for entry in entries:
            head = crypto.chain(head, canonical(entry))
            digests += head
            ids += entry["id"].to_bytes(8, "big")
        Seal.objects.create(
            tx_from=start,
            tx_to=end,
            count=len(entries),
            ids=bytes(ids),
            digests=bytes(digests),
            head=head,
            sealed_at=now,
        )
        return len(entries)


def verify() -> Verdict:
    """Walk the whole chain and compare. Reads only."""
    head, expected, count, batches = GENESIS, 0, 0, 0
    for batch in Seal.objects.order_by("pk").iterator(chunk_size=50):
        if batch.tx_from != expected:
            return Verdict(
                count, batches, 0, None, f"第 {batch.pk} 批封存前缺了一批", f"a batch is missing before {batch.pk}"
            )
        for stored, digest, entry in _walk(batch):
            if entry is None:
                return Verdict(count, batches, 0, stored, f"第 {stored} 条记录不见了", f"entry {stored} is gone")
            if stored != entry["id"]:
                wrong = entry["id"]
                zh, en = f"第 {wrong} 条记录是后来插入的", f"entry {wrong} was slipped in afterwards"
                return Verdict(count, batches, 0, wrong, zh, en)
            head = crypto.chain(head, canonical(entry))
            if head != digest:
                return Verdict(count, batches, 0, stored, f"第 {stored} 条记录被改过", f"entry {stored} was changed")
            count += 1
        if head != bytes(batch.head):
            return Verdict(
                count, batches, 0, None, f"第 {batch.pk} 批的封印不对", f"the head of batch {batch.pk} is wrong"
            )
        expected, batches = batch.tx_to, batches + 1
    return Verdict(count, batches, Entry.objects.filter(tx__gte=expected).count())


def _walk(batch: Seal) -> Iterator[tuple[int, bytes, dict[str, Any] | None]]:
    """(sealed id, sealed digest, entry as it is now) in order; an inserted entry comes with the id it pushed aside."""
    ids, digests = bytes(batch.ids), bytes(batch.digests)
    sealed = [int.from_bytes(ids[at : at + 8], "big") for at in range(0, len(ids), 8)]
    entries = list(Entry.objects.filter(tx__gte=batch.tx_from, tx__lt=batch.tx_to).order_by("tx", "id").values(*FIELDS))
    present = {entry["id"] for entry in entries}
    for index, number in enumerate(sealed):
        digest = digests[index * WIDTH : (index + 1) * WIDTH]
        if number not in present:
            yield number, digest, None
            return
        yield number, digest, entries[index] if index < len(entries) else None
    for extra in entries[len(sealed) :]:
        yield -1, b"", extra


def continue_after_restore() -> int:
    """After a dump was restored into another server, transaction numbers begin again below those already sealed: from
    now on entries count from above them. Returns what was added (0 when nothing was needed)."""
    with transaction.atomic():
        last = max(
            Seal.objects.order_by("-tx_to").values_list("tx_to", flat=True).first() or 0,
            Entry.objects.order_by("-tx").values_list("tx", flat=True).first() or 0,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            present = int(cursor.fetchone()[0]) + epoch()
            if last < present:
                return 0
            added = epoch() + last - present + 1
            cursor.execute(
                "INSERT INTO kernel_cursor (name, tx) VALUES ('entry.epoch', %s) "
                "ON CONFLICT (name) DO UPDATE SET tx = EXCLUDED.tx",
                [added],
            )
            cursor.execute(
                "ALTER TABLE kernel_entry ALTER COLUMN tx "
                f"SET DEFAULT ((pg_current_xact_id())::text)::bigint + {int(added)}"
            )
    return added
