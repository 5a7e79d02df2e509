"""Counters in the database: one statement a try, exact under threads, and nothing counts once a limit is used up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_limit_lets_exactly_so_many_through():
    counters = caches["default"]
    assert [counters.count([("limit:a", 3, 60)]) for _ in range(5)] == [True, True, True, False, False]
    assert counters.count([("limit:b", 3, 60)]), "somebody else is not meant"


def test_what_one_limit_stops_does_not_count_against_the_next():
    counters = caches["default"]
    for _ in range(5):
        counters.count([("limit:short", 1, 60), ("limit:day", 2, 60)])
    assert counters.count([("limit:day", 2, 60)]), "the day was used once, not five times"
    assert not counters.count([("limit:day", 2, 60)])


def test_many_at_once_are_counted_once_each():
    def one(_: int) -> bool:
        try:
            return bool(caches["default"].count([("limit:crowd", 10, 60), ("limit:crowd.day", 100, 60)]))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 10
