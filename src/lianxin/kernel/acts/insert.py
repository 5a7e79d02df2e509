"""Writing a whole filing in one statement: person, matter, reporter and entry, or nothing.

Filing is the busiest act of the product. One prepared statement instead of four saves four round trips and four
plannings (bench/README.md says what that is worth); the columns follow from the models, so nothing is said twice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection, models

from lianxin.kernel.models import Entry, Matter, Person, Tie

MADE = {"person_id", "matter_id"}
"""Columns that are filled from the rows written in the same statement."""


@lru_cache(maxsize=8)
def _columns(model: type[models.Model], left_out: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    """The columns that we fill: not the key, not what the database fills by itself."""
    fields = model._meta.local_concrete_fields
    return tuple(f for f in fields if not f.primary_key and not f.has_db_default() and f.attname not in left_out)


def _cast(field: models.Field[Any, Any]) -> str:
    """`%s` with the column's type, without its length: too long a text must fail, never be cut."""
    return "%s::" + re.sub(r"\(\d+\)", "", str(field.db_type(connection)))


def _insert(model: type[models.Model], made: dict[str, str], shape: dict[str, str]) -> str:
    fields = _columns(model, frozenset(made))
    names = [str(f.column) for f in fields] + list(made)
    values = [shape.get(f.attname, _cast(f)) for f in fields] + list(made.values())
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) SELECT {', '.join(values)}"


@lru_cache(maxsize=2)
def _statement(with_person: bool) -> str:
    person = f"p AS ({_insert(Person, {}, {})} RETURNING id), " if with_person else ""
    matter = _insert(Matter, {}, {"words": "array_to_tsvector(%s::text[])"})
    made = {"person_id": "(SELECT id FROM p)" if with_person else "NULL::bigint", "matter_id": "(SELECT id FROM m)"}
    tie = _insert(Tie, made, {})
    noted = {"data": "%s::jsonb || jsonb_build_object('tie', (SELECT id FROM t))"}
    entry = _insert(Entry, {"matter_id": "(SELECT id FROM m)"}, noted)
    whole = (
        f"WITH {person}m AS ({matter} RETURNING id), t AS ({tie} RETURNING id) "
        f"{entry} RETURNING matter_id, (SELECT id FROM t), id, {'(SELECT id FROM p)' if with_person else 'NULL'}"
    )
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", whole)


def _values(row: models.Model, left_out: frozenset[str]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _columns(type(row), left_out)]


def together(matter: Matter, pieces: list[str], person: Person | None, tie: Tie, entry: Entry) -> None:
    """Write the rows of one filing; their ids are set on them. `pieces` are the index pieces of the text."""
    values: list[Any] = []
    if person is not None:
        values += _values(person, frozenset())
    fields = _columns(Matter, frozenset())
    values += [
        pieces if field.attname == "words" else field.get_db_prep_save(getattr(matter, field.attname), connection)
        for field in fields
    ]
    values += _values(tie, frozenset(MADE))
    values += _values(entry, frozenset({"matter_id"}))
    connection.ensure_connection()
    # A raw cursor: parameters go apart from the statement, which is parsed here and planned there once a connection.
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(_statement(person is not None), values, prepare=True)
        row = cursor.fetchone()
    assert row is not None
    matter.pk, tie.pk, entry.pk = row[0], row[1], row[2]
    tie.matter_id = entry.matter_id = matter.pk
    if person is not None:
        person.pk = tie.person_id = row[3]
    for one in (matter, tie, entry, *([person] if person is not None else [])):
        one._state.adding = False
        one._state.db = connection.alias
