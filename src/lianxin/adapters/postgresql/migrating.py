"""A migration and the note that it was done are one transaction, so that one that is cut off is done again.

Django commits a migration that has foreign keys or indexes first and notes it after. Killed between the two, it would
be begun again at every start, and fail because its tables are there.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.state import ProjectState


class Executor(MigrationExecutor):
    """Django's, one transaction for each migration that may have one."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Do one migration and note it."""
        with transaction.atomic(self.connection.alias) if migration.atomic else nullcontext():
            return super().apply_migration(state, migration, fake, fake_initial)
