"""The embedded server: private, durable, modest; and the one DATABASE_URL names."""

import os
import signal
import stat
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from lianxin.adapters import database


def ask(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


embedded = pytest.mark.usefixtures("db")


@embedded
def test_nobody_else_reaches_the_embedded_server(db):
    if database.url():  # a server of the administrator's: its doors are theirs
        assert connection.pg_version >= database.OLDEST * 10000
        return
    assert ask("listen_addresses") == ""
    assert stat.S_IMODE(database.socket_folder(settings.VAR).stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.VAR / "pgdata").stat().st_mode) == 0o700


@embedded
def test_the_application_is_not_a_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert database.url() or cursor.fetchone() == (False,)


@embedded
def test_chinese_is_indexed_by_trigrams(db):
    """pg_trgm sees Chinese characters only under a locale that knows them as letters."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT similarity('桥东社区路灯不亮', '桥东社区路灯坏了')")
        assert cursor.fetchone()[0] > 0.3


def test_production_keeps_what_it_promised():
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & database.TUNING.keys()


def test_statements_with_residents_words_stay_out_of_the_log():
    assert database.TUNING["log_min_error_statement"] == "panic"
    assert database.TUNING["log_error_verbosity"] == "terse"


def test_a_url_becomes_djangos_options():
    given = "postgresql://lx:p%40ss@db.example:6432/town?sslmode=verify-full"
    options = database.django_options(given, Path("/nowhere"), keep=True)
    assert (options["NAME"], options["USER"], options["PASSWORD"]) == ("town", "lx", "p@ss")
    assert (options["HOST"], options["PORT"]) == ("db.example", "6432")
    assert options["OPTIONS"]["sslmode"] == "verify-full"
    assert options["CONN_MAX_AGE"] is None
    assert database.django_options(given, Path("/nowhere"), keep=False)["CONN_MAX_AGE"] == 0
    assert options["ATOMIC_REQUESTS"] is False


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path):
    deep = tmp_path / ("深" * 40)
    assert len(os.fsencode(database.socket_folder(deep))) <= database.SOCKET_PATH_LIMIT
    assert database.socket_folder(deep) != database.socket_folder(deep / "x")


def test_a_server_that_does_not_answer_is_explained(tmp_path):
    with pytest.raises(database.DatabaseProblem, match="DATABASE_URL"):
        database.version(f"host={tmp_path} dbname=x user=x")


def test_an_old_server_is_refused(monkeypatch):
    class Old:
        class info:  # noqa: N801 (psycopg's own name)
            server_version = 140011

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: Old())
    with pytest.raises(database.DatabaseProblem, match="PostgreSQL 14"):
        database.version("host=anywhere")


@embedded
def test_a_second_start_finds_the_first(db):
    if not database.url():
        assert database.start(settings.VAR) is None


class GivenUp(Exception):
    pass


@pytest.mark.parametrize("made", ["pgdata.unfinished", "pgdata"])
def test_a_start_that_is_given_up_leaves_nothing_half_made(tmp_path, monkeypatch, made):
    """Told to stop while the data folder is made, and while the server begins."""

    def pause(seconds):
        while not (tmp_path / made / "PG_VERSION").exists():
            if made == "pgdata":
                return time.sleep(seconds)
            time.sleep(0.001)
        raise GivenUp

    with monkeypatch.context() as never, pytest.raises(GivenUp):
        never.setattr(database, "answers", lambda var: False)
        database.start(tmp_path, durable=False, pause=pause)
    assert database.postmaster(tmp_path) is None
    server = database.start(tmp_path, durable=False)
    try:
        psycopg.connect(database.conninfo(tmp_path)).close()
    finally:
        database.stop(server)


def test_a_server_on_its_way_out_is_followed_by_the_next(tmp_path):
    """Whoever started it was killed a moment ago: it ends its sessions still, and the next start waits for that."""
    first = database.start(tmp_path, durable=False)
    session = psycopg.connect(database.conninfo(tmp_path))
    first.send_signal(signal.SIGTERM)  # no new session; it ends with the last one

    def pause(seconds):
        session.close()
        time.sleep(seconds)

    while database.answers(tmp_path):
        time.sleep(0.01)
    second = database.start(tmp_path, durable=False, pause=pause)
    assert second is not None
    try:
        assert first.wait() == 0
        assert database.answers(tmp_path)
    finally:
        database.stop(second)
