"""Old versions of ballots wiped from the database's files. Each vote writes its box anew, and PostgreSQL keeps what was
there until the space is needed: read from the disk, two versions of a box would show which answer a voter added."""

from __future__ import annotations

from django.db import connection

from lianxin.kernel.models import Ballot, Voted

TABLES = (Ballot._meta.db_table, Voted._meta.db_table)
_DEAD = "SELECT relname FROM pg_stat_user_tables WHERE relname = ANY(%s) AND n_dead_tup > 0"


def wipe() -> int:
    """Write both tables into new files where a vote or an opening left old rows; how many tables. Other votes wait for
    the few milliseconds it takes. Not within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_DEAD, [list(TABLES)])
        found = [str(name) for (name,) in cursor.fetchall()]
        for name in found:
            cursor.execute(f'VACUUM FULL "{name}"')
            cursor.execute(f'VACUUM "{name}"')  # says that nothing dead is left, so that the next look finds none
    return len(found)
