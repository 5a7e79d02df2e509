"""Counting marks, out of entries: by the worker, so that filings never queue for a counter (ADR 0054)."""

from __future__ import annotations

from django.db import connection, transaction

from lianxin.kernel.acts.seal import horizon, until
from lianxin.kernel.models import Cursor, Entry
from lianxin.kernel.models.tally import ALWAYS
from lianxin.kernel.reads.tally import CURSOR, MOVED

_ADD = f"""
INSERT INTO kernel_tally (town_id, day, mark, n)
SELECT town_id, day, mark, sum(n) FROM (
    WITH part AS MATERIALIZED ({MOVED} AND e.tx >= %(start)s AND e.tx < %(end)s)
    SELECT * FROM part UNION ALL SELECT town_id, %(always)s::date, mark, n FROM part
) AS parts GROUP BY town_id, day, mark HAVING sum(n) <> 0
ON CONFLICT (town_id, day, mark) DO UPDATE SET n = kernel_tally.n + EXCLUDED.n
"""  # noqa: S608 — our own words
_ANEW = f"""
WITH finished AS MATERIALIZED (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint
           + coalesce((SELECT tx FROM kernel_cursor WHERE name = 'entry.epoch'), 0) AS tx
), position AS (
    INSERT INTO kernel_cursor (name, tx) SELECT '{CURSOR}', tx FROM finished
    ON CONFLICT (name) DO UPDATE SET tx = EXCLUDED.tx
), part AS MATERIALIZED (
    SELECT town_id, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, unnest(marks) AS mark, 1 AS n
    FROM kernel_matter
    UNION ALL
    SELECT town_id, day, mark, -n FROM ({MOVED} AND e.tx >= (SELECT tx FROM finished)) AS younger
)
INSERT INTO kernel_tally (town_id, day, mark, n)
SELECT town_id, day, mark, sum(n) FROM (
    SELECT * FROM part UNION ALL SELECT town_id, %(always)s::date, mark, n FROM part
) AS parts GROUP BY town_id, day, mark HAVING sum(n) <> 0
"""  # noqa: S608 — our own words


def _alone(wait: bool) -> bool:
    """Whether this transaction is the only one that counts."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_xact_lock(7316, 5)")
        return bool(wait or cursor.fetchone()[0])


def fold(most: int = 5000) -> int:
    """Add the entries written since last time; how many were read. The position moves in the same transaction, so that
    a worker killed half-way neither loses nor doubles one."""
    with transaction.atomic():
        if not _alone(wait=False):
            return 0
        at, _ = Cursor.objects.get_or_create(name=CURSOR)
        end = until(Entry.objects.filter(tx__gte=at.tx), horizon(), most)
        read = Entry.objects.filter(tx__gte=at.tx, tx__lt=end).count()
        if read:
            with connection.cursor() as cursor:
                cursor.execute(_ADD, {"start": at.tx, "end": end, "always": ALWAYS})
            Cursor.objects.filter(pk=CURSOR).update(tx=end)
        return read


def recount() -> None:
    """Count all matters anew, from the marks they carry: after an import past the acts, or to prove the counts."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(wait=True)
        cursor.execute("DELETE FROM kernel_tally")
        cursor.execute(_ANEW, {"always": ALWAYS})
