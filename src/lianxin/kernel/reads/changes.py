"""What has changed since somebody looked: for answers that are kept outside the database.

An entry's number says nothing about when it became visible: one that was begun earlier may be committed later. So the
question is put in the database's own words: which entries did my last snapshot not hold, and this one does? That is
exact, asks one index, and needs no counter on which acts would have to queue.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

EVERYWHERE = 0
"""Stands for all towns: an entry that belongs to none, a change of units, packs or the calendar."""
_SEEN = """
SELECT pg_current_snapshot()::text, (SELECT coalesce(sum(tx), 0) FROM kernel_cursor WHERE name LIKE 'version.%%')
"""
_SINCE = """
WITH epoch AS MATERIALIZED (
    SELECT coalesce((SELECT tx FROM kernel_cursor WHERE name = 'entry.epoch'), 0) AS added
)
SELECT pg_current_snapshot()::text,
       (SELECT coalesce(sum(tx), 0) FROM kernel_cursor WHERE name LIKE 'version.%%'),
       ARRAY(
           SELECT DISTINCT coalesce(town_id, 0) FROM kernel_entry
           WHERE tx >= (SELECT added FROM epoch) + %(oldest)s
             AND NOT pg_visible_in_snapshot((tx - (SELECT added FROM epoch))::text::xid8, %(snapshot)s::pg_snapshot)
       )
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the database: what it held (`snapshot`, `versions`), which towns had changed since the look before.

    `changed` is None where that cannot be said: at the first look, and when another database answers than before.
    """

    snapshot: str
    versions: int
    changed: frozenset[int] | None = None

    @property
    def oldest(self) -> int:
        """Every transaction below this number had ended."""
        return int(self.snapshot.split(":", 1)[0])


def look(before: Look | None = None) -> Look:
    """Look now, and say which towns' entries have appeared since `before`. One query."""
    with connection.cursor() as cursor:
        if before is None:
            cursor.execute(_SEEN)
            snapshot, versions = cursor.fetchone()
            return Look(snapshot, int(versions))
        cursor.execute(_SINCE, {"oldest": before.oldest, "snapshot": before.snapshot})
        snapshot, versions, towns = cursor.fetchone()
    now = Look(snapshot, int(versions))
    if now.oldest < before.oldest:
        return now  # time does not run backwards: this is another database (a restore)
    changed = {*towns, *([EVERYWHERE] if now.versions != before.versions else [])}
    return Look(now.snapshot, now.versions, frozenset(changed))
