"""Rows as one prepared statement says them: columns follow from the models, so nothing is said twice.

For the two busiest acts, filing and taking a step. An ORM query is built anew each time, which costs more than the
database needs to answer it; these are built once, parsed and planned once a connection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState

from lianxin.adapters.postgresql import prepared

Row = TypeVar("Row", bound=models.Model)
Column = tuple[str, Callable[[Any], str]]
"""A column's attribute and how its value is written."""
NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=16)
def fields(model: type[models.Model], left_out: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    """The columns that we fill: not the key, not what the database fills by itself."""
    found = model._meta.local_concrete_fields
    return tuple(f for f in found if not f.primary_key and not f.has_db_default() and f.attname not in left_out)


@lru_cache(maxsize=16)
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """What a new row holds: plain values, and those made anew for each row."""
    plain = {name: value for name, value in model().__dict__.items() if name != "_state"}
    fields = model._meta.concrete_fields
    made = tuple((f.attname, f.default) for f in fields if f.has_default() and callable(f.default))
    return plain, made


def new(model: type[Row], **said: Any) -> Row:
    """A row not written yet, as `model(**said)` gives it at a fraction of the cost; `said` by the names of the columns
    (`town_id`, not `town`). Errors: TypeError for a name that is no column."""
    plain, made = _blank(model)
    if not plain.keys() >= said.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(said.keys() - plain.keys()))}")
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held.update(plain)
    for name, make in made:
        if name not in said:
            held[name] = make()
    held.update(said)
    return row


def kept(row: models.Model, **said: int | None) -> None:
    """The row as it stands in the database now, with what the database gave it, by the names of the columns."""
    held = row.__dict__
    held.update(said)
    held["_state"].adding, held["_state"].db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=16)
def columns(model: type[models.Model], left_out: frozenset[str]) -> tuple[Column, ...]:
    """The same columns, as `values` writes them."""
    return tuple((f.attname, writer(f)) for f in fields(model, left_out))


def writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """How a column's value is written. All of them as text of no type: a whole number would be sent as the smallest
    type that holds it, and a statement is prepared anew for every mixture of types."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, ArrayField):
        return array
    return WRITERS.get(field.get_internal_type(), str)


_json = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all: `json.dumps` makes a new one each time it is told how to write."""


def array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join([f'"{value}"' for value in quoted]) + "}"


def _bytes(value: bytes) -> str:
    return "\\x" + value.hex()


WRITERS: dict[str, Callable[[Any], str]] = {"DateTimeField": datetime.isoformat, "BinaryField": _bytes}


def cast(field: models.Field[Any, Any]) -> str:
    """`%s` with the column's type, without its length: too long a text must fail, never be cut."""
    return "%s::" + re.sub(r"\(\d+\)", "", str(field.db_type(connection)))


def insert(model: type[models.Model], made: dict[str, str], shape: dict[str, str], after: str) -> str:
    """An INSERT of one row that gives its id: `made`, columns filled from what `after` names; `shape`, how others are
    written when not plainly."""
    found = fields(model, frozenset(made))
    names = [str(f.column) for f in found] + list(made)
    said = [shape.get(f.attname, cast(f)) for f in found] + list(made.values())
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({quoted}) SELECT {', '.join(said)} FROM {after} RETURNING id"


def numbered(statement: str) -> str:
    """The statement with `$1`, `$2` … for its `%s`."""
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", statement)


def values(row: models.Model, wanted: Iterable[Column]) -> list[str | None]:
    """What a row says in these columns."""
    held = row.__dict__
    found: list[str | None] = []
    for name, write in wanted:
        value = held[name]
        as_it_is = value is None or (write is str and type(value) is str)
        found.append(value if as_it_is else write(value))
    return found


def ask(statement: str, said: Sequence[str | None]) -> tuple[Any, ...] | None:
    """Run a prepared statement; its first row."""
    found = prepared.ask(connections[DEFAULT_DB_ALIAS], statement, said)
    return found[0] if found else None
