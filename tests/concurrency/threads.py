"""Many people at the very same moment: threads with connections of their own, let go together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(works: Sequence[Callable[[], Any]], connections: int = 16) -> list[Any]:
    """Each work's result, or the exception it raised, in order. At most `connections` of them talk to the database at
    the same moment, as behind a pool; all threads start together."""
    results: list[Any] = [None] * len(works)
    starting, pool = threading.Barrier(len(works)), threading.BoundedSemaphore(connections)

    def run(index: int) -> None:
        starting.wait()
        with pool:
            try:
                results[index] = works[index]()
            except Exception as error:
                results[index] = error
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
