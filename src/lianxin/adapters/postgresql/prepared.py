"""Statements that are parsed and planned once a connection, and sent straight through libpq (ADR 0062).

psycopg's cursor does the same by way of a generator and a dozen Python calls, which cost twice what PostgreSQL needs
for a small question. Values are written and results read by psycopg's own adapters, so both ways give the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

MOST = 200
"""Statements a connection keeps prepared; the one longest unused goes first."""
GONE = frozenset({"0A000", "26000"})
"""The plan gives other columns than when it was prepared (a migration ran), or somebody dropped what was prepared."""
KEPT, ANEW = "SET plan_cache_mode = force_generic_plan", "SET plan_cache_mode = force_custom_plan"
"""Left to itself, PostgreSQL plans many of our statements anew each time, a quarter of their cost: it takes the plan
without the values for dearer than it is (ADR 0072)."""
_ANSWERS, _DONE, _IDLE = int(ExecStatus.TUPLES_OK), int(ExecStatus.COMMAND_OK), int(TransactionStatus.IDLE)

Said = tuple[str, tuple[int, ...]]
"""A statement and the types of what is put in."""


class Prepared:
    """What one connection has prepared, and its way of writing and reading values. It lives as long as the connection:
    where that is replaced, everything is prepared anew."""

    __slots__ = ("names", "numbers", "pgconn", "transformer")

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.names: OrderedDict[Said, bytes] = OrderedDict()
        self.numbers = count()
        self.pgconn: PGconn = raw.pgconn
        self.transformer: Any = Transformer.from_context(raw)

    def ask(self, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows a statement answers. Errors: psycopg's."""
        transformer = self.transformer
        values = transformer.dump_sequence(given, [PyFormat.AUTO] * len(given))
        said, formats = (sql, transformer.types), transformer.formats
        try:
            result = self._sent(said, values, formats)
        except psycopg.Error as error:
            if error.sqlstate not in GONE:
                raise
            self._drop(said)
            if self.pgconn.transaction_status != _IDLE:
                raise  # this transaction is lost; the next one prepares anew
            result = self._sent(said, values, formats)
        if not result.ntuples:
            return []
        transformer.set_pgresult(result)
        rows: list[tuple[Any, ...]] = transformer.load_rows(0, result.ntuples, tuple)
        return rows

    def begin(self) -> None:
        """Begin a transaction, as psycopg does before the first statement of one. Errors: psycopg's."""
        self._good(self.pgconn.exec_(b"BEGIN"))

    def _sent(self, said: Said, values: Sequence[Any], formats: Sequence[Any]) -> PGresult:
        name = self.names.get(said)
        if name is None:
            name = self._prepare(said)
        else:
            self.names.move_to_end(said)
        return self._good(self.pgconn.exec_prepared(name, values, formats))

    def _prepare(self, said: Said) -> bytes:
        while len(self.names) >= MOST:
            self._drop(next(iter(self.names)))
        name = b"lianxin_%d" % next(self.numbers)
        self._good(self.pgconn.prepare(name, said[0].encode(), said[1]))
        self.names[said] = name
        return name

    def _drop(self, said: Said) -> None:
        """Forget a statement, here and in the server. That the server may refuse, as in a transaction that failed, is
        no loss: names are never used twice."""
        self.pgconn.exec_(b"DEALLOCATE " + self.names.pop(said))

    def _good(self, result: PGresult) -> PGresult:
        if result.status == _ANSWERS or result.status == _DONE:
            return result
        if self.pgconn.status == ConnStatus.BAD and not result.error_field(DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)


@contextmanager
def fresh(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Within it statements are planned for the values put in: for questions whose best plan depends on them."""
    database.ensure_connection()
    raw: Any = database.connection
    raw.pgconn.exec_(ANEW.encode())
    try:
        yield
    finally:
        # After an error within a transaction this is refused, and the rollback sets it back.
        raw.pgconn.exec_(KEPT.encode())


def ask(database: BaseDatabaseWrapper, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows a statement answers; `$1`, `$2` … in it are what is given. Errors: Django's, as from its own cursors."""
    raw: Any = database.connection
    if raw is None:
        database.ensure_connection()
        raw = database.connection
    with database.wrap_database_errors:
        try:
            prepared: Prepared = raw.lianxin_prepared
        except AttributeError:
            prepared = raw.lianxin_prepared = Prepared(raw)
        if not raw.autocommit and raw.pgconn.transaction_status == _IDLE:
            prepared.begin()
        return prepared.ask(sql, given)
