"""Prepared statements sent straight through libpq answer, fail and are counted like any other."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import IntegrityError, NotSupportedError, OperationalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.adapters.postgresql import prepared
from lianxin.kernel.reads.statement import Statement

NOW = datetime(2026, 3, 12, 1, 30, 0, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh():
    """A connection of its own: what one test does to it concerns no other."""
    connection.close()
    connection.ensure_connection()
    yield
    connection.close()


def ask(sql, *given):
    return prepared.ask(connection, sql, given)


def names():
    return {sql for (sql,) in ask("SELECT statement FROM pg_prepared_statements")}


@pytest.fixture
def table():
    """A table of its own, gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (id int PRIMARY KEY, said text)")
    yield "shelf"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shelf")


def test_values_come_back_as_a_cursor_gives_them():
    sql = "SELECT $1::text, $2::bigint, $3::timestamptz, $4::bigint[], NULL::text, '{\"a\": 1}'::jsonb, $5::boolean"
    given = ("灯", 7, NOW, [1, 2], True)
    with psycopg.RawCursor(connection.connection) as cursor:
        assert ask(sql, *given) == cursor.execute(sql, given).fetchall()
    assert ask("SELECT 1 WHERE false") == []


def test_a_statement_is_prepared_once_a_connection():
    for n in range(3):
        assert ask("SELECT $1::int + 41", n) == [(n + 41,)]
    assert "SELECT $1::int + 41" in names()
    connection.close()
    assert "SELECT $1::int + 41" not in names(), "another connection"
    assert ask("SELECT $1::int + 41", 1) == [(42,)]


def test_what_is_long_unused_is_dropped(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    for n in range(5):
        assert ask(f"SELECT {n} AS kept") == [(n,)]
        assert ask("SELECT 0 AS kept") == [(0,)]
    kept = {sql for sql in names() if "AS kept" in sql}
    assert kept <= {"SELECT 0 AS kept", "SELECT 4 AS kept"} and "SELECT 0 AS kept" in kept


def test_errors_are_those_of_django(table):
    with pytest.raises(ProgrammingError) as wrong:
        ask("SELECT nothing FROM nowhere")
    assert isinstance(wrong.value.__cause__, psycopg.errors.UndefinedTable)
    ask("INSERT INTO shelf VALUES (1, 'a')")
    with pytest.raises(IntegrityError) as twice:
        ask("INSERT INTO shelf VALUES ($1, 'a')", 1)
    assert twice.value.__cause__.diag.constraint_name == "shelf_pkey"
    assert ask("SELECT count(*) FROM shelf") == [(1,)], "the connection goes on"


def test_a_killed_backend_is_an_operational_error_and_the_next_connection_answers():
    ((pid,),) = ask("SELECT pg_backend_pid()")
    given = connection.get_connection_params()
    given = {key: value for key, value in given.items() if key in ("dbname", "user", "host", "port", "password")}
    with psycopg.connect(**given, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(OperationalError):
        ask("SELECT pg_backend_pid()")
    with pytest.raises(OperationalError):
        ask("SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert ask("SELECT pg_backend_pid()") != [(pid,)]


def test_a_changed_table_is_planned_anew(table):
    ask("INSERT INTO shelf VALUES (1, 'a')")
    assert ask("SELECT * FROM shelf") == [(1, "a")]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shelf ADD COLUMN more int DEFAULT 3")
    assert ask("SELECT * FROM shelf") == [(1, "a", 3)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert ask("SELECT * FROM shelf") == [(1, "a", 3)]


def test_in_a_transaction_a_changed_table_is_an_error_and_healed_after_it(table):
    assert ask("SELECT * FROM shelf") == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shelf ADD COLUMN more int")
    with pytest.raises(NotSupportedError, match="cached plan"), transaction.atomic():
        ask("SELECT * FROM shelf")
    with transaction.atomic():
        assert ask("SELECT * FROM shelf") == []


def test_it_is_part_of_the_transaction_around_it(table):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        ask("INSERT INTO shelf VALUES (1, 'first')")
        ask("INSERT INTO shelf VALUES (2, 'second')")
        raise ZeroDivisionError
    assert ask("SELECT count(*) FROM shelf") == [(0,)]
    with transaction.atomic():
        ask("INSERT INTO shelf VALUES (1, 'first')")
        with pytest.raises(IntegrityError), transaction.atomic():
            ask("INSERT INTO shelf VALUES (1, 'again')")
        ask("INSERT INTO shelf VALUES (2, 'second')")
    assert ask("SELECT count(*) FROM shelf") == [(2,)]


def test_a_statement_counts_among_the_queries():
    with CaptureQueriesContext(connection) as seen:
        assert Statement("SELECT 5 AS five").row() == (5,)
    assert [one["sql"] for one in seen.captured_queries] == ["SELECT 5 AS five"]
