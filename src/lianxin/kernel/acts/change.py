"""A step of a matter, written in one statement: the row as it is now, and the entry that says so, or neither.

Whoever decides reads the row without locking it; the statement writes only if nobody has written that row since
(`xmin`, the transaction that wrote the version which was read). Otherwise the caller reads again and decides again: a
decision is a pure function of the row, so nothing is lost but the time.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from lianxin.kernel.acts import rows
from lianxin.kernel.facts import LAID
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads.row import Read

NOTED = frozenset({"matter_id"})


@lru_cache(maxsize=2)
def _columns(reworded: bool) -> tuple[rows.Column, ...]:
    laid = frozenset((*LAID, "reworded")) if reworded else frozenset(LAID)
    fields = [field for field in Matter._meta.local_concrete_fields if field.name in laid]
    return tuple((field.attname, rows.writer(field)) for field in fields)


@lru_cache(maxsize=2)
def _statement(reworded: bool) -> str:
    by_name = {field.attname: field for field in Matter._meta.local_concrete_fields}
    fields = [by_name[name] for name, _ in _columns(reworded)]
    sets = ", ".join(f"{connection.ops.quote_name(str(f.column))} = {rows.cast(f)}" for f in fields)
    return rows.numbered(
        f"WITH m AS (UPDATE kernel_matter SET {sets} WHERE id = %s::bigint AND xmin = %s::xid RETURNING id), "
        f"e AS ({rows.insert(Entry, {'matter_id': 'm.id'}, {}, 'm')}) SELECT id FROM e"
    )


def write(read: Read, entry: Entry, reworded: bool) -> bool:
    """Write what was laid on the matter, and its entry. False when somebody else wrote it meanwhile."""
    matter = read.matter
    said = [
        *rows.values(matter, _columns(reworded)),
        str(matter.pk),
        read.version,
        *rows.values(entry, rows.columns(Entry, NOTED)),
    ]
    row = rows.ask(_statement(reworded), said)
    if row is None:
        return False
    entry.pk, entry._state.adding, entry._state.db = row[0], False, connection.alias
    return True
