"""`lianxin web`: the web server alone, in the foreground. `lianxin up` and systemd start it."""

import os
import sys
from typing import Annotated

import typer

THREADS = 2  # per process, each keeps one connection: more only queue for Python's lock (ADR 0072)
IN_FLIGHT = 64  # requests a process takes at once; more wait in the socket's queue instead of in memory


def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Processes.")] = 2,
) -> None:
    """网页服务 / the web server (Granian), until it is told to stop. Needs a database that runs and is prepared."""
    os.environ.setdefault("LIANXIN_KEEP_CONNECTIONS", "true")
    arguments = [
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers), "--no-ws",
        "--blocking-threads", str(THREADS), "--backpressure", str(IN_FLIGHT), "--backlog", "1024",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning",
        "lianxin.wsgi:application",
    ]  # fmt: skip
    os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments])
