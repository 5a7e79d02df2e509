"""One matter, read as cheaply as can be: what deciding and showing needs, and which version of the row it was.

The statement is prepared and its row becomes a Matter without a query being built. What is large and seldom asked for
(`LATER`) is read when it is asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, models

from lianxin.kernel.models import Matter
from lianxin.kernel.reads.statement import Statement

LATER = frozenset({"bands", "simhash", "reading", "told_sealed"})


@dataclass(frozen=True, slots=True)
class Read:
    """A matter and the version of its row: the transaction that wrote it. `leads`: matters hang on it, closed ones
    too: their reporters hear of its new answer."""

    matter: Matter
    version: str
    leads: bool


@lru_cache(maxsize=1)
def _plan() -> tuple[Statement, tuple[str, ...], tuple[int, ...]]:
    """The statement, the attributes it gives, and which of them are JSON."""
    fields = [field for field in Matter._meta.concrete_fields if field.attname not in LATER]
    names = ", ".join(f'"{field.column}"' for field in fields)
    as_json = tuple(at for at, field in enumerate(fields) if isinstance(field, models.JSONField))
    return (
        Statement(
            f"SELECT {names}, xmin::text, EXISTS (SELECT 1 FROM kernel_matter AS one WHERE one.lead_id = $1::bigint) "
            "FROM kernel_matter WHERE id = $1::bigint"
        ),
        tuple(field.attname for field in fields),
        as_json,
    )


def one(matter_id: int) -> Read | None:
    """The matter with this id; None when there is none. Whoever asks checks whether it may be seen."""
    statement, names, as_json = _plan()
    if not 0 < matter_id < 2**63:
        return None
    row = statement.row(str(matter_id))
    if row is None:
        return None
    *values, version, leads = row
    for at in as_json:
        values[at] = json.loads(values[at])
    return Read(Matter.from_db(DEFAULT_DB_ALIAS, names, values), version, leads)
