"""A thread keeps its connection, and looks at it before each request without asking the server.

Django's own check sends a statement with every request, a fifth of what a small page costs. A connection whose server
went away says so by itself: its socket can be read though nothing was asked. Only that is looked at, in microseconds;
a restart of the database still costs nobody a page.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base

from lianxin.adapters.postgresql.prepared import KEPT


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with connections that are kept (CONN_MAX_AGE) looked at between requests, and plans kept as well."""

    def init_connection_state(self) -> None:
        """What is prepared is planned once (`prepared.fresh` is the exception). Django's own queries carry their values
        in the text, so they are planned for them as ever."""
        super().init_connection_state()
        self.connection.execute(KEPT)

    def close_if_unusable_or_obsolete(self) -> None:
        """Before and after each request: a connection whose server went away makes room for a new one."""
        if self.connection is None or self.in_atomic_block:
            return
        if alive(self.connection):
            super().close_if_unusable_or_obsolete()
        else:
            self.close()


def alive(connection: Any) -> bool:
    """Whether nothing waits on the connection's socket: no end of file, no farewell of the server."""
    if connection.closed:
        return False
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return not watch.poll(0)
