"""A connection whose server said farewell is known by its socket, before anything is asked over it."""

import psycopg
import pytest
from django.core.signals import request_finished, request_started
from django.db import connection

from lianxin.adapters.postgresql.base import alive


@pytest.mark.django_db(transaction=True)
def test_a_terminated_connection_is_not_used():
    given = connection.get_connection_params()
    given = {key: value for key, value in given.items() if key in ("dbname", "user", "host", "port", "password")}
    one, other = psycopg.connect(**given, autocommit=True), psycopg.connect(**given, autocommit=True)
    assert alive(one)
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [one.info.backend_pid])
    assert not alive(one)
    one.close()
    assert not alive(one)
    assert alive(other)
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_kept_connection_whose_server_went_away_costs_nobody_a_page(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    connection.close()
    connection.ensure_connection()
    kept = connection.connection
    request_finished.send(None)
    request_started.send(None)
    assert connection.connection is kept
    connection.close_if_unusable_or_obsolete()
    given = connection.get_connection_params()
    given = {key: value for key, value in given.items() if key in ("dbname", "user", "host", "port", "password")}
    with psycopg.connect(**given, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.info.backend_pid])
    request_started.send(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.connection is not kept
