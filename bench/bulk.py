"""Writing by the million: as the database's superuser, foreign keys unchecked, secondary indexes built afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, models
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

from lianxin.adapters import database

Row = Mapping[str, Any]
Link = psycopg.Connection[Any]
QUICK = {
    "synchronous_commit": "off",
    "session_replication_role": "replica",  # neither foreign keys nor append-only triggers: we copy what acts wrote
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "max_parallel_maintenance_workers": "2",
    "idle_in_transaction_session_timeout": "0",
    "statement_timeout": "0",
}


def link() -> Link:
    """A connection to Django's database as superuser."""
    given = {**connection.get_connection_params()}
    for name in ("cursor_factory", "context", "prepare_threshold", "pool", "server_side_binding"):
        given.pop(name, None)
    if database.url() is None or "/" in str(given.get("host")):
        given["user"] = "postgres"  # the embedded server takes it without a password, over its socket
    found = psycopg.connect(make_conninfo(**{name: value for name, value in given.items() if value is not None}))
    for name, value in QUICK.items():
        found.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    found.commit()
    return found


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """All columns of a model, in order."""
    return list(model._meta.local_concrete_fields)


def table(link: Link, name: str, shape: Mapping[str, str]) -> None:
    """A table of this session with columns and types."""
    body = ", ".join(f'"{column}" {kind}' for column, kind in shape.items())
    link.execute(f'DROP TABLE IF EXISTS "{name}"')
    link.execute(f'CREATE TEMPORARY TABLE "{name}" ({body})')


def kinds(model: type[models.Model], names: Iterable[str]) -> dict[str, str]:
    """The types of some columns of a model."""
    wanted = set(names)
    return {f.attname: str(f.db_type(connection)).split(" ")[0] if f.primary_key else str(f.db_type(connection))
            for f in columns(model) if f.attname in wanted}  # fmt: skip


def copy(link: Link, name: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table."""
    listed = ", ".join(f'"{one}"' for one in names)
    with link.cursor() as cursor, cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as stream:
        for row in rows:
            stream.write_row([Jsonb(value) if isinstance(value, dict) else value for value in row])


def plain(model: type[models.Model], row: Row, names: Iterable[str]) -> list[Any]:
    """The values of some columns as COPY takes them: JSON columns as JSON, whatever they hold."""
    as_json = {f.attname for f in columns(model) if f.get_internal_type() == "JSONField"}
    return [Jsonb(row[name]) if name in as_json else row[name] for name in names]


@contextmanager
def without_indexes(link: Link, models_: Sequence[type[models.Model]]) -> Iterator[None]:
    """Secondary indexes and unique constraints away, and back again afterwards."""
    names = [model._meta.db_table for model in models_]
    again: list[str] = []
    found = link.execute(
        "SELECT c.conname, c.conrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_constraint c "
        "WHERE c.contype = 'u' AND c.conrelid::regclass::text = ANY(%s)", [names],
    ).fetchall()  # fmt: skip
    for name, of, definition in found:
        link.execute(f'ALTER TABLE {of} DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE {of} ADD CONSTRAINT "{name}" {definition}')
    found = link.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE NOT i.indisprimary AND i.indrelid::regclass::text = ANY(%s)", [names],
    ).fetchall()  # fmt: skip
    for name, definition in found:
        link.execute(f"DROP INDEX {name}")
        again.append(definition)
    link.commit()
    try:
        yield
    except BaseException:
        link.rollback()
        raise
    finally:
        for statement in again:
            link.execute(statement)
            link.commit()


def next_id(link: Link, model: type[models.Model]) -> int:
    """The first key that is free."""
    found = link.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {model._meta.db_table}").fetchone()
    return int(found[0]) if found else 1


def continue_after(link: Link, model: type[models.Model]) -> None:
    """Let the table's own counter go on above what was written."""
    name = model._meta.db_table
    link.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 1) FROM {name}))")
