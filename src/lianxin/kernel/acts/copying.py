"""Many rows of one table at once."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import JSONField, Model

from lianxin.kernel.acts.rows import kept

Row = TypeVar("Row", bound=Model)


def copied(model: type[Row], rows: list[Row]) -> list[Row]:
    """Rows written by COPY, with numbers drawn beforehand: an INSERT of a thousand spends its time on its own text.
    What the database fills in itself is left to it."""
    if not rows:
        return rows
    meta, json_of = model._meta, connection.ops.adapt_json_value
    fields = [field for field in meta.concrete_fields if not field.has_db_default()]
    names = ", ".join(f'"{field.column}"' for field in fields)
    columns = [(field.attname, isinstance(field, JSONField)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [meta.db_table, len(rows)]
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            kept(row, id=number)
        wrapped, into = connection.wrap_database_errors, f'COPY "{meta.db_table}" ({names}) FROM STDIN'
        with wrapped, cursor.copy(into) as copy:
            for row in rows:
                values = row.__dict__
                copy.write_row([json_of(values[name], None) if json else values[name] for name, json in columns])
    return rows
