"""A connection from the pool is looked at before it is used, without asking the server.

psycopg's own check sends a statement with every request, a fifth of what a small page costs. A connection whose server
went away says so by itself: its socket can be read though nothing was asked. Only that is looked at, in microseconds;
a restart of the database still costs nobody a page.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with CONN_HEALTH_CHECKS answered by the socket."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that is alive: from the pool where there is one, else a new one."""
        found = super().get_new_connection(conn_params)
        pool = self.pool
        while pool is not None and not alive(found):
            found.close()
            pool.putconn(found)  # closed ones are thrown away and replaced
            found = super().get_new_connection(conn_params)
        return found


def alive(connection: Any) -> bool:
    """Whether nothing waits on the connection's socket: no end of file, no farewell of the server."""
    if connection.closed:
        return False
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return not watch.poll(0)
