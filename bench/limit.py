"""What this machine gives at all, measured before anything of ours: an empty Django view, and a transaction of three
inserts, with the same server, processes, connections, database and client. Machines of one class differ by half, and
one by as much within the hour; beside these two figures a block can be read on another day."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.load import endless
from bench.load import run as send
from bench.stack import Stack
from lianxin.adapters import database
from lianxin.adapters.processes import die_with_parent
from lianxin.serving import IN_FLIGHT, THREADS

REFERENCE = {"empty": 14_500, "three": 1_660}
"""What the design measured on such a machine, requests a second."""
NAMES = {"empty": "an empty Django view", "three": "a transaction of three inserts"}


def measured(stack: Stack, connections: int, seconds: float) -> dict[str, float]:
    """Requests a second of each, with the product's web and worker not running. Leaves nothing in the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_limit (id bigserial PRIMARY KEY, body text NOT NULL)")
    try:
        with _served(stack) as port:
            return {name: _rate(port, name, connections, seconds) for name in REFERENCE}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_limit")
        connection.close()


def told(found: dict[str, float]) -> str:
    """A line for the block."""
    said = ", ".join(
        f"{NAMES[name]} {rate:,.0f} a second (the design's machine: {REFERENCE[name]:,})"
        for name, rate in found.items()
    )
    return f"What this machine gives at all, the moment before: {said}.\n"


def _rate(port: int, name: str, connections: int, seconds: float) -> float:
    request = f"GET /{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    send(port, endless(iter(lambda: request, None)), 4, 1.0, frozenset({200}))
    load = send(port, endless(iter(lambda: request, None)), connections, seconds, frozenset({200}))
    if load.wrong:
        raise RuntimeError(f"bench.bare, {name}: {dict(load.statuses)}\n{load.wrong.decode(errors='replace')}")
    return load.rate


@contextmanager
def _served(stack: Stack) -> Iterator[int]:
    environment = os.environ | {"DATABASE_URL": database.conninfo(stack.var)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(stack.port), "--workers", "2", "--no-ws",
        "--blocking-threads", str(THREADS), "--backpressure", str(IN_FLIGHT), "--backlog", "1024",
        "--log-level", "warning", "bench.bare:application",
    ]  # fmt: skip
    server = subprocess.Popen(
        command, env=environment, cwd=Path(__file__).parent.parent, preexec_fn=die_with_parent(signal.SIGTERM)
    )
    try:
        _wait(stack.port, server)
        yield stack.port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/empty", timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError("the bare site did not start")
