"""Killing a worker for certain: a copy of this process that dies by SIGKILL just before its n-th statement."""

from __future__ import annotations

import itertools
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection


def survives(statement: int, work: Callable[[], Any]) -> bool:
    """Do the work in a forked process that is killed before its n-th statement; whether it came to its end.

    Nothing is caught, closed or rolled back by the dying process, as when the power goes or the kernel kills it.
    """
    while _others():
        pass  # the server takes a moment to see that the last one died, and holds its locks until then
    connection.close()
    child = os.fork()
    if child == 0:
        counted = itertools.count(1)

        def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if next(counted) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(die):
                work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.waitstatus_to_exitcode(status) == 0, "the work itself failed; see its traceback"
    return True


def kill_at_every_statement(work: Callable[[], Any]) -> int:
    """Start the work again and again, each time killed one statement later, until it comes to its end; how often it
    was killed."""
    return next(statement for statement in itertools.count(1) if survives(statement, work)) - 1


def _others() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return bool(cursor.fetchone()[0])
