"""Killing a worker for certain: a copy of this process that dies by SIGKILL just before its n-th statement."""

from __future__ import annotations

import itertools
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.patience import until


def survives(statement: int, work: Callable[[], Any]) -> bool:
    """Do the work in a forked process that is killed before its n-th statement; whether it came to its end.

    Nothing is caught, closed or rolled back by the dying process, as when the power goes or the kernel kills it.
    """
    known = _others()  # a page's server of an earlier test may still hold its connection
    connection.close()
    child = os.fork()
    if child == 0:
        counted = itertools.count(1)

        def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if next(counted) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            # Django keeps the connections of a thread apart by whether an event loop runs in it, as Playwright's does
            # after a test with a page. A copy has no loop, and finds the older one, whose socket is the parent's too:
            # it lets go of it unclosed (named, so that nobody collects it), and opens its own.
            _inherited = connection.connection
            connection.connection = None
            with connection.execute_wrapper(die):
                work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    _wait_for_the_end_of_all_but(known)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.waitstatus_to_exitcode(status) == 0, "the work itself failed; see its traceback"
    return True


def kill_at_every_statement(work: Callable[[], Any]) -> int:
    """Start the work again and again, each time killed one statement later, until it comes to its end; how often it
    was killed."""
    return next(statement for statement in itertools.count(1) if survives(statement, work)) - 1


def _wait_for_the_end_of_all_but(known: set[int]) -> None:
    """The server takes a moment to see that the process died, and holds its locks until then."""
    until(lambda: not _others() - known, "the server to let go of the connection of a process that died")


def _others() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return {row[0] for row in cursor.fetchall()}
