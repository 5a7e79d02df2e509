"""A start that is cut off while it migrates is followed by one that goes on."""

import pytest
from django.db import connection
from django.db.migrations import CreateModel, Migration
from django.db.models import CASCADE, BigAutoField, ForeignKey

from lianxin.adapters.postgresql.migrating import Executor


class CutOff(Exception):
    pass


def test_a_migration_that_is_not_noted_was_not_done(db, monkeypatch):
    """One with a foreign key, which Django would commit before it is noted."""
    migration = Migration("9999_leaf", "kernel")
    leaf = [("id", BigAutoField(primary_key=True)), ("unit", ForeignKey("kernel.unit", CASCADE))]
    migration.operations = [CreateModel("Leaf", leaf)]
    executor = Executor(connection)

    def cut_off(done):
        assert "kernel_leaf" in connection.introspection.table_names()
        raise CutOff

    monkeypatch.setattr(executor, "record_migration", cut_off)
    with pytest.raises(CutOff):
        executor.apply_migration(executor.loader.project_state(), migration)
    assert "kernel_leaf" not in connection.introspection.table_names()
