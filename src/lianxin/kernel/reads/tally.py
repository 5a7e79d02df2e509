"""How many matters carry which mark, at a cost that does not grow with their number (ADR 0054)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from lianxin.kernel.models.tally import ALWAYS

CURSOR = "tally"
MOVED = """
    SELECT m.town_id, (m.received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, moved.mark, moved.n
    FROM kernel_entry e
    JOIN kernel_matter m ON m.id = e.matter_id
    CROSS JOIN LATERAL (
        SELECT jsonb_array_elements_text(e.data->'marks') AS mark, 1 AS n
        UNION ALL
        SELECT jsonb_array_elements_text(e.data->'unmarks'), -1
    ) AS moved
    WHERE (e.data ? 'marks' OR e.data ? 'unmarks')
"""
"""What entries say about marks: +1 for one that a matter won, −1 for one it lost. A condition on `e.tx` follows."""
MOST = 200_000
"""Entries that are added while reading, at most: more wait for the worker, who has been away for long."""
# Ordered and limited, so that the planner goes by transaction number: it cannot know how few these are.
_YOUNGER = MOVED.replace(
    "kernel_entry e\n",
    f"""(
        SELECT matter_id, town_id, data FROM kernel_entry
        WHERE tx >= coalesce((SELECT tx FROM kernel_cursor WHERE name = '{CURSOR}'), 0) ORDER BY tx, id LIMIT {MOST}
    ) e\n""",  # noqa: S608 — our own words
)
_COUNTED = f"""
SELECT mark, sum(n)::int FROM (
    SELECT mark, n FROM kernel_tally WHERE town_id = %(town)s AND day {{days}}
    UNION ALL
    SELECT mark, n FROM ({_YOUNGER} AND e.town_id = %(town)s) AS younger WHERE {{younger}}
) AS both_parts GROUP BY mark
"""  # noqa: S608 — our own words


_WRONG = f"""
WITH marked AS (
    SELECT town_id, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, unnest(marks) AS mark FROM kernel_matter
), should AS (
    SELECT town_id, day, mark, count(*) AS n FROM (
        SELECT * FROM marked UNION ALL SELECT town_id, %(always)s::date, mark FROM marked
    ) AS both_days GROUP BY 1, 2, 3
), younger AS ({_YOUNGER}), stands AS (
    SELECT town_id, day, mark, sum(n) AS n FROM (
        SELECT town_id, day, mark, n FROM kernel_tally
        UNION ALL SELECT town_id, day, mark, n FROM younger
        UNION ALL SELECT town_id, %(always)s::date, mark, n FROM younger
    ) AS both_parts GROUP BY 1, 2, 3
)
SELECT town_id, day, mark, coalesce(should.n, 0)::int, coalesce(stands.n, 0)::int
FROM should FULL JOIN stands USING (town_id, day, mark)
WHERE coalesce(should.n, 0) <> coalesce(stands.n, 0) ORDER BY 1, 2, 3
"""  # noqa: S608 — our own words


def wrong() -> list[tuple[int, date, str, int, int]]:
    """Where the counts differ from the marks that matters carry: town, day of receipt (`ALWAYS`: all days), mark, how
    many there should be and how many are counted. One query over all matters, exact at its moment."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, {"always": ALWAYS})
        return cursor.fetchall()


def counted(town_id: int, since: date | None) -> dict[str, int]:
    """Matters of a town by mark, received on or after a day (None: all of them). One query, exact at this moment."""
    if since is None:
        asked = _COUNTED.format(days="= %(since)s", younger="true")
    else:
        asked = _COUNTED.format(days=">= %(since)s", younger="day >= %(since)s")
    with connection.cursor() as cursor:
        cursor.execute(asked, {"town": town_id, "since": since or ALWAYS})
        return dict(cursor.fetchall())
