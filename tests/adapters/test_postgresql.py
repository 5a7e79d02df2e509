"""A connection whose server said farewell is known by its socket, before anything is asked over it."""

import psycopg
import pytest
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
