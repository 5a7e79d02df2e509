"""The web server's first process: it loads everything once, and the processes that answer are forked from it.

What they share is in memory once, some 40 MB less for two of them (ADR 0131). `lianxin web` becomes this program.
Before it forks it opens no connection and starts no thread.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from lianxin.adapters import processes

THREADS = 2  # per process, each keeps one connection: more only queue for Python's lock (ADR 0072)
IN_FLIGHT = 64  # requests a process takes at once; more wait in the socket's queue instead of in memory
BACKLOG = 1024  # connections that wait in the socket's queue
LAST = 10  # seconds a process has for the answers it is at, when all shall end


def serve(host: str, port: int, workers: int) -> None:
    """Load, listen and answer until told to stop. A process that dies is forked anew."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # told while it loads it ends at once; Granian hears it afterwards
    from lianxin import wsgi  # noqa: PLC0415 (it takes a second, and threads and handlers are settled before)

    def forked() -> Callable[..., Any]:
        processes.bind_fork()
        return wsgi.application

    Granian(
        "lianxin.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        websockets=False, blocking_threads=THREADS, backpressure=IN_FLIGHT, backlog=BACKLOG,
        respawn_failed_workers=True, workers_kill_timeout=LAST, log_level=LogLevels.warning,
    ).serve(target_loader=forked, wrap_loader=False)  # fmt: skip


def main() -> None:
    """`python -m lianxin.serving --host … --port … --workers …`."""
    asked = argparse.ArgumentParser(prog="lianxin web")
    asked.add_argument("--host", required=True)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--workers", type=int, required=True)
    serve(**vars(asked.parse_args()))


if __name__ == "__main__":
    main()
