"""A condition on matters as SQL text, made once from Django's Q and kept by whoever asks it often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet

from lianxin.kernel.models import Matter


@dataclass(frozen=True, slots=True)
class Condition:
    """WHERE text over `kernel_matter` with %s for what is put in; `impossible`: it holds for no matter at all."""

    sql: str = "TRUE"
    given: tuple[Any, ...] = ()
    impossible: bool = False

    def also(self, sql: str, *given: Any) -> Condition:
        """The condition and another one."""
        return Condition(f"({self.sql}) AND ({sql})", (*self.given, *given), self.impossible)

    def and_(self, other: Condition) -> Condition:
        """Both conditions."""
        if self.impossible or other.impossible:
            return Condition(impossible=True)
        return self.also(other.sql, *other.given)


def compiled(found: QuerySet[Matter]) -> Condition:
    """The condition of a queryset on matters that joins nothing."""
    compiler = found.query.get_compiler(using="default")
    try:
        compiler.pre_sql_setup()
        sql, given = compiler.compile(found.query.where)
    except EmptyResultSet:
        return Condition(impossible=True)
    except FullResultSet:
        return Condition()
    # Values as the database's own types, as they would be sent by Django.
    return Condition(sql or "TRUE", tuple(_sent(value) for value in given))


def _sent(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def numbered(sql: str, given: Sequence[Any]) -> str:
    """The text with $1, $2 … in place of %s, for a Statement."""
    numbers = count(1)
    parts = sql.replace("%%", "\0").split("%s")
    if len(parts) - 1 != len(given):
        raise ValueError(f"{len(parts) - 1} gaps for {len(given)} values: {sql[:80]!r}")
    return "".join(part + (f"${next(numbers)}" if at < len(given) else "") for at, part in enumerate(parts)).replace(
        "\0", "%"
    )


def quoted() -> str:
    """The table's name as Django writes it."""
    return connection.ops.quote_name(Matter._meta.db_table)
