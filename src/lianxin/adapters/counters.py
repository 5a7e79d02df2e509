"""Django's cache in the database, with counters that hold across processes: one statement counts and says whether one
may go on. Its table is not logged (`lianxin prepare`): a crash forgets how often somebody asked, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DEFAULT_DB_ALIAS, connections

from lianxin.adapters.postgresql import prepared

SWEEP = 500
"""Counts between two sweeps of what is over, on average."""

COUNTED = """{name} AS (
    INSERT INTO {table} AS c (cache_key, value, expires) SELECT {key}, '1', {ends}::timestamptz {where}
    ON CONFLICT (cache_key) DO UPDATE SET value = (c.value::int + 1)::text WHERE c.value::int < {most}::int
    RETURNING 1)"""


@cache
def _statement(table: str, counters: int) -> str:
    """Each counter goes up only if the one before did; a counter that is used up stays, and so do those after it."""
    parts = []
    for at in range(counters):
        where = f"WHERE EXISTS (SELECT 1 FROM c{at - 1})" if at else ""
        key, ends, most = (f"${3 * at + n}" for n in (1, 2, 3))
        parts.append(COUNTED.format(name=f"c{at}", table=table, key=key, ends=ends, most=most, where=where))
    return f"WITH {', '.join(parts)} SELECT count(*) FROM c{counters - 1}"


class Counters(DatabaseCache):
    """The cache of the installation. What log-ins count, allauth counts through the same table."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self.table = table

    def count(self, wanted: Sequence[tuple[str, int, int]]) -> bool:
        """Count one more under each key, at most so many within so many seconds; False when one is used up."""
        now, said = datetime.now(UTC), list[str]()
        for key, most, seconds in wanted:
            said += [self.make_and_validate_key(key), (now + timedelta(seconds=seconds)).isoformat(), str(most)]
        database = connections[DEFAULT_DB_ALIAS]
        table = database.ops.quote_name(self.table)
        counted = prepared.ask(database, _statement(table, len(wanted)), said)
        if random.randrange(SWEEP) == 0:
            prepared.ask(database, f"DELETE FROM {table} WHERE expires < now()", ())
        return bool(counted[0][0])
