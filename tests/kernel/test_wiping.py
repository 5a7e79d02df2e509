"""What votes leave behind in the database's files is gone after the worker's round."""

import pytest
from django.db import connection

from lianxin.kernel.acts import ballot, wiping
from tests.cast import NOW
from tests.kernel.test_ballot import meeting, org, votes

__all__ = ["meeting", "org"]


@pytest.mark.django_db
def test_nothing_else_clears_the_tables_of_votes():
    """Autovacuum would leave the bytes of old versions in the pages and nothing for the wiping to find."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname = ANY(%s)", [list(wiping.TABLES)])
        assert dict(cursor.fetchall()) == dict.fromkeys(wiping.TABLES, ["autovacuum_enabled=off"])


@pytest.mark.django_db(transaction=True)
def test_no_old_version_of_a_box_stays_in_the_files(org, meeting):
    """Rows that lie at the first places of a new file, without a gap, have nothing of before between or behind them."""

    def places(table):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ctid::text, pg_relation_filepath('{table}') FROM {table} ORDER BY ctid")
            rows = cursor.fetchall()
        return [place for place, _ in rows], {file for _, file in rows}

    votes(org, meeting, ["excellent", "qualified", "excellent"])
    before = {table: places(table) for table in wiping.TABLES}
    assert all(held != [f"(0,{n})" for n in range(1, 4)] for held, _ in before.values()), "older versions lie before"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")
    assert wiping.wipe() == 2
    for table, (_, files) in before.items():
        held, now = places(table)
        assert held == ["(0,1)", "(0,2)", "(0,3)"] and now.isdisjoint(files), table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    assert wiping.wipe() == 0, "nothing is written while nobody votes"
    assert ballot.open_box(org.secretary, meeting.pk, 0, NOW)["甲同志"]["excellent"] == 2
