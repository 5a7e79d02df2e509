"""Writing a whole filing in one statement: person, matter, reporter and entry, or nothing.

Filing is the busiest act of the product. One prepared statement, a transaction by itself, instead of ten and a BEGIN
and a COMMIT around them (bench/README.md says what that is worth); the columns follow from the models, so nothing is
said twice. Before it writes, the same statement asks whether the submission came before and, under a lock, whether the
matter is known; then it writes nothing and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import count
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from lianxin.kernel.acts.known import Asked
from lianxin.kernel.models import Entry, Matter, Person, Tie

Column = tuple[str, Callable[[Any], str]]
"""A column's attribute and how its value is written."""
KNOWN = "lianxin_alike(%s::bigint, %s, %s::bigint, %s, %s::timestamptz, %s::int[], %s::bigint, %s::bigint[])"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: written; `again`, since its ref came before; or nothing yet, since `near` matters (id, text)
    must be compared first."""

    written: bool
    again: bool = False
    near: tuple[tuple[int, str], ...] = ()


@lru_cache(maxsize=8)
def _fields(model: type[models.Model], left_out: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    """The columns that we fill: not the key, not what the database fills by itself."""
    fields = model._meta.local_concrete_fields
    return tuple(f for f in fields if not f.primary_key and not f.has_db_default() and f.attname not in left_out)


@lru_cache(maxsize=8)
def _columns(model: type[models.Model], left_out: frozenset[str]) -> tuple[Column, ...]:
    return tuple((f.attname, _writer(f)) for f in _fields(model, left_out))


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """How a column's value is written. All of them as text of no type: a whole number would be sent as the smallest
    type that holds it, and a statement is prepared anew for every mixture of types."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, ArrayField | SearchVectorField):
        return _array
    return WRITERS.get(field.get_internal_type(), str)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _array(values: Iterable[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join([f'"{value}"' for value in quoted]) + "}"


def _bytes(value: bytes) -> str:
    return "\\x" + value.hex()


WRITERS: dict[str, Callable[[Any], str]] = {"DateTimeField": datetime.isoformat, "BinaryField": _bytes}


def _cast(field: models.Field[Any, Any]) -> str:
    """`%s` with the column's type, without its length: too long a text must fail, never be cut."""
    return "%s::" + re.sub(r"\(\d+\)", "", str(field.db_type(connection)))


def _insert(model: type[models.Model], made: dict[str, str], shape: dict[str, str], after: str) -> str:
    fields = _fields(model, frozenset(made))
    names = [str(f.column) for f in fields] + list(made)
    values = [shape.get(f.attname, _cast(f)) for f in fields] + list(made.values())
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {after} RETURNING id"


NEW = "g WHERE near IS NULL"
"""Where each row comes from: nothing is written while something near must be looked at."""


@lru_cache(maxsize=4)
def _statement(with_person: bool, asks: bool) -> str:
    look = KNOWN if asks else "NULL::jsonb"
    came = "CASE WHEN EXISTS (SELECT 1 FROM kernel_tie WHERE ref = %s::text) THEN '[]'::jsonb ELSE "
    person = f"p AS ({_insert(Person, {}, {}, NEW)}), " if with_person else ""
    matter = _insert(Matter, {}, {"words": "array_to_tsvector(%s::text[])"}, NEW)
    its = "(SELECT id FROM p)" if with_person else "NULL::bigint"
    tie = _insert(Tie, {"person_id": its, "matter_id": "m.id"}, {}, "m")
    noted = {"data": "%s::jsonb || jsonb_build_object('tie', t.id)"}
    entry = _insert(Entry, {"matter_id": "m.id"}, noted, "m, t")
    whole = (
        f"WITH g AS MATERIALIZED (SELECT {came}{look} END AS near), {person}m AS ({matter}), t AS ({tie}), e AS "
        f"({entry}) SELECT near, (SELECT id FROM m), (SELECT id FROM t), (SELECT id FROM e), {its} FROM g"
    )
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", whole)


def _values(row: models.Model, left_out: frozenset[str] = frozenset()) -> list[Any]:
    held = row.__dict__
    found = []
    for name, write in _columns(type(row), left_out):
        value = held[name]
        found.append(value if value is None else write(value))
    return found


MADE = frozenset({"person_id", "matter_id"})
"""Columns of the tie that are filled from the rows written in the same statement."""


@dataclass
class Filing:
    """The rows of one filing, ready to be written. `pieces` are the index pieces of the text; `asked`, what to ask
    first."""

    matter: Matter
    pieces: list[str]
    person: Person | None
    tie: Tie
    entry: Entry
    asked: Asked | None

    @cached_property
    def _rows(self) -> list[str | None]:
        self.matter.words = self.pieces  # only on its way: the column holds a tsvector
        rows = [
            *(_values(self.person) if self.person is not None else ()),
            *_values(self.matter),
            *_values(self.tie, MADE),
            *_values(self.entry, frozenset({"matter_id"})),
        ]
        self.matter.words = None
        return rows

    def write(self, seen: list[int]) -> Outcome:
        """Write it, unless it came before or is near a matter not yet `seen`. Once written, the ids are set."""
        values: list[str | None] = [self.tie.ref]
        if self.asked is not None:
            values += [*self.asked.values, _array(seen)]
        connection.ensure_connection()
        # A raw cursor: parameters go apart from the statement, which is parsed and planned once a connection.
        with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(
                _statement(self.person is not None, self.asked is not None), [*values, *self._rows], prepare=True
            )
            row = cursor.fetchone()
        assert row is not None
        if row[0] is not None:
            near = json.loads(row[0])  # Django leaves jsonb as text
            return Outcome(False, again=not near, near=tuple((pk, text) for pk, text in near))
        self._written(*row[1:])
        return Outcome(True)

    def _written(self, matter: int, tie: int, entry: int, person: int | None) -> None:
        self.matter.pk, self.tie.pk, self.entry.pk = matter, tie, entry
        self.tie.matter_id = self.entry.matter_id = matter
        if self.person is not None:
            self.person.pk = self.tie.person_id = person
        for one in (self.matter, self.tie, self.entry, *([self.person] if self.person is not None else [])):
            one._state.adding = False
            one._state.db = connection.alias
