"""The audit chain: whole when nobody touched it, and the first entry that was touched is named."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from typer.testing import CliRunner

from lianxin.cli.root import app
from lianxin.kernel.acts import seal
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Entry, Seal
from lianxin.kernel.who import SYSTEM

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments):
    return CliRunner().invoke(app, ["audit", *arguments])


def entries(count):
    return [record(SYSTEM, "test.note", "record", NOW, data={"n": n}).pk for n in range(count)]


def tamper(sql, *values):
    """What only somebody with the database in hand can do: switch the guard off, change, switch it on again."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_entry DISABLE TRIGGER append_only")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE kernel_entry ENABLE TRIGGER append_only")


def test_an_untouched_chain_is_whole():
    entries(5)
    assert "5" in run("seal").output
    entries(2)
    result = run("verify")
    assert result.exit_code == 0 and "5" in result.output and "2" in result.output


def test_the_first_changed_entry_is_named():
    made = entries(6)
    run("seal")
    entries(3)
    run("seal")
    tamper("UPDATE kernel_entry SET data = '{\"n\": 99}' WHERE id IN (%s, %s)", made[2], made[4])
    result = run("verify")
    assert result.exit_code == 1
    assert f"first broken entry: {made[2]}" in result.output and "改过" in result.output


def test_a_removed_entry_is_named():
    made = entries(4)
    run("seal")
    tamper("DELETE FROM kernel_entry WHERE id = %s", made[1])
    result = run("verify")
    assert result.exit_code == 1 and f"first broken entry: {made[1]}" in result.output


def test_an_entry_slipped_in_behind_a_seal_is_named():
    entries(3)
    run("seal")
    batch = Seal.objects.get()
    late = Entry.objects.create(at=NOW, act="test.late", verb="record", tx=batch.tx_to - 1)
    result = run("verify")
    assert result.exit_code == 1 and str(late.pk) in result.output


def test_the_database_refuses_to_change_what_is_written():
    made = entries(1)
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.filter(pk=made[0]).update(act="other")


def test_entries_that_commit_late_are_sealed_all_the_same():
    parameters = {
        k: v for k, v in connection.get_connection_params().items() if k in ("host", "port", "user", "dbname")
    }
    with psycopg.connect(**parameters) as slow:
        [slow_id] = slow.execute(
            "INSERT INTO kernel_entry (at, act, verb, role, subject, before, after, data) "
            "VALUES (now(), 'test.slow', 'record', '', '', '', '', '{}') RETURNING id"
        ).fetchone()
        fast = entries(3)
        # The slow one is not there yet, so nothing behind it may be sealed past it.
        assert seal.seal(NOW) == 0
        slow.commit()
    assert seal.seal(NOW) == 4
    batch = Seal.objects.get()
    sealed = {int.from_bytes(bytes(batch.ids)[at : at + 8], "big") for at in range(0, len(bytes(batch.ids)), 8)}
    assert sealed == {slow_id, *fast}
    assert run("verify").exit_code == 0
