"""Towns laid down again: what the acts wrote the first time in a run is copied in, row for row, for every later test.

Founding a town with its people takes some two hundred statements, and most tests want the same one. The acts write it
once; `again` keeps the rows, and where the database is as empty as it was then, they come back by COPY. Where anything
stands already, the acts do it. Entries get the transaction and the time of the test that asks, as if written by it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

from lianxin.kernel.reads import versions

OWN = {("kernel_entry", "tx"), ("kernel_entry", "written_at")}
"""Columns that the database fills in anew."""
EMPTY = """SELECT NOT (EXISTS (SELECT FROM kernel_packversion) OR EXISTS (SELECT FROM kernel_unit)
    OR EXISTS (SELECT FROM kernel_person) OR EXISTS (SELECT FROM kernel_cursor WHERE name LIKE 'version.%'))"""

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """What was given, and the rows behind it: a table with its columns, and lines as COPY writes them."""

    given: Any
    rows: tuple[tuple[str, bytes], ...]


_kept: dict[Hashable, Kept] = {}


def again(key: Hashable, build: Callable[[], T], shared: object) -> T:
    """What `build` gives on an empty database, by its rows where it was built before under this key. What it gives is
    copied for each test, but for `shared`, which nobody changes."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        if not cursor.fetchone()[0]:
            return build()
    alone = {id(shared): shared}
    if key in _kept:
        _lay(_kept[key].rows)
        return copy.deepcopy(_kept[key].given, alone)
    tables = _tables()
    before = [set(_lines(table)) for table in tables]
    given = build()
    after = [_lines(table) for table in tables]
    assert all(old <= set(new) for old, new in zip(before, after, strict=True)), "it changed what stood there"
    new = [b"".join(line for line in lines if line not in old) for lines, old in zip(after, before, strict=True)]
    rows = tuple((table, lines) for table, lines in zip(tables, new, strict=True) if lines)
    _kept[key] = Kept(copy.deepcopy(given, alone), rows)
    return given


def forget() -> None:
    """Nothing was built: for after a test that lets numbers begin anew, which rows that are laid again would meet."""
    _kept.clear()


def _tables() -> list[str]:
    """Every table of the kernel with the columns that are copied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        )
        columns = [(table, f'"{column}"') for table, column in cursor.fetchall() if (table, column) not in OWN]
    names = [model._meta.db_table for model in apps.get_app_config("kernel").get_models(include_auto_created=True)]
    return [f"{name} ({', '.join(column for table, column in columns if table == name)})" for name in names]


def _lines(table: str) -> list[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as rows:
        return b"".join(bytes(part) for part in rows).splitlines(keepends=True)


def _lay(rows: tuple[tuple[str, bytes], ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, lines in rows:
            with cursor.copy(f"COPY {table} FROM STDIN") as copying:
                copying.write(lines)
    versions.forget()
