"""A question that is asked at every page: its SQL is written out, parsed and planned once a connection.

Django builds the SQL of a query anew each time, which costs more than PostgreSQL's own work on it. Only the questions
behind the busiest pages are written this way (bench/README.md says what it is worth); all others stay querysets.
"""

from __future__ import annotations

import re
import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from lianxin.adapters.postgresql import prepared

_READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)


class Statement:
    """One SELECT with $1, $2 … for what is put in. What it asks shows among `connection.queries` like any other."""

    def __init__(self, sql: str) -> None:
        if not _READS.match(sql):
            raise ValueError(f"a Statement only reads: {sql[:60]!r}")
        self.sql = sql

    def rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """All rows of the answer."""
        database = connections[DEFAULT_DB_ALIAS]  # asked once: `connection` looks it up at each of its attributes
        if not database.queries_logged:
            return prepared.ask(database, self.sql, given)
        begun = time.monotonic()
        found = prepared.ask(database, self.sql, given)
        database.queries_log.append({"sql": self.sql, "time": f"{time.monotonic() - begun:.3f}"})
        return found

    def row(self, *given: Any) -> tuple[Any, ...] | None:
        """The only row, or None."""
        found = self.rows(*given)
        return found[0] if found else None
