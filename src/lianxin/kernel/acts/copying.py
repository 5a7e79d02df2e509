"""Many rows of one table at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Model

from lianxin.kernel.acts.rows import NONE, ask, columns, fields, insert, kept, numbered, values

Row = TypeVar("Row", bound=Model)
_MARKED = re.compile(r"[\\\t\n\r]")
_MARKS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copied(model: type[Row], rows: list[Row]) -> list[Row]:
    """Rows written by COPY, with numbers drawn beforehand: an INSERT of a thousand spends its time on its own text.
    What the database fills in itself is left to it."""
    if len(rows) < 2:
        return [_one(model, row) for row in rows]
    meta, wanted = model._meta, columns(model, NONE)
    names = ", ".join(f'"{name}"' for name in ("id", *(field.column for field in fields(model, NONE))))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [meta.db_table, len(rows)]
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            kept(row, id=number)
        wrapped, into = connection.wrap_database_errors, f'COPY "{meta.db_table}" ({names}) FROM STDIN'
        with wrapped, cursor.copy(into) as copy:
            # One text of all: a row at a time costs psycopg twice what it costs us to write it down.
            copy.write("".join([_line(row.pk, values(row, wanted)) for row in rows]))
    return rows


def _one(model: type[Row], row: Row) -> Row:
    """A single row: one prepared statement instead of the four rounds that numbers and COPY take."""
    found = ask(_insert(model), values(row, columns(model, NONE)))
    assert found is not None
    kept(row, id=int(found[0]))
    return row


@cache
def _insert(model: type[Model]) -> str:
    return numbered(insert(model, {}, {}, "(SELECT) AS one"))


def _line(number: int, said: Iterable[str | None]) -> str:
    """A row as COPY reads it."""
    return "\t".join([str(number), *map(_cell, said)]) + "\n"


def _cell(said: str | None) -> str:
    if said is None:
        return r"\N"
    return said.translate(_MARKS) if _MARKED.search(said) else said
