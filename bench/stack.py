"""The real thing, started: embedded PostgreSQL with fsync, `lianxin web` with two processes, `lianxin worker`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType

import psutil

from lianxin.adapters import database
from lianxin.adapters.processes import die_with_parent

GROWING = {
    "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "shared_buffers": "1GB", "autovacuum": "off",
}  # fmt: skip
"""Settings while a town grows, on top of those that forget."""


class Stack:
    """The running stack. `seconds` says how long the web server took to answer its first page."""

    def __init__(self, var: Path, port: int = 0) -> None:
        self.var, self.seconds = var, 0.0
        self.server: subprocess.Popen[bytes] | None = None
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            self.port = probe.getsockname()[1]

    def __enter__(self) -> Stack:
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.server = database.start(self.var)
            if self._lianxin("prepare", "--demo").wait():
                raise RuntimeError(f"prepare failed: {self.var}/bench-prepare.log")
            undo.pop_all()
        return self

    @contextmanager
    def growing(self) -> Iterator[None]:
        """A database that promises nothing and writes fast; afterwards it is the product's again, and on the disk."""
        self.stop()
        kept = dict(database.FAST_AND_FORGETFUL)
        database.FAST_AND_FORGETFUL.update(GROWING)
        try:
            self.server = database.start(self.var, durable=False)
        finally:
            database.FAST_AND_FORGETFUL.clear()
            database.FAST_AND_FORGETFUL.update(kept)
        try:
            yield
        finally:
            self.stop()
            os.sync()
            self.server = database.start(self.var)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _lianxin(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"DATABASE_URL": database.conninfo(self.var)}
        with (self.var / f"bench-{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "lianxin", *arguments], env=environment, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
            )  # fmt: skip

    def start(self) -> None:
        """Web and worker; returns when the home page has been read once."""
        begun = time.monotonic()
        self.children["web"] = self._lianxin("web", f"--port={self.port}", "--workers=2")
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as answer:
                answer.read()
                break
            if self.children["web"].poll() is not None or time.monotonic() - begun > 60:
                raise RuntimeError(f"the web server did not start: {self.var}/bench-web.log")
            time.sleep(0.02)
        self.seconds = time.monotonic() - begun
        self.wake()

    def wake(self) -> None:
        """Start the worker."""
        self.children["worker"] = self._lianxin("worker")

    def sleep(self) -> None:
        """Stop the worker: whatever falls due waits."""
        child = self.children.pop("worker")
        child.terminate()
        child.wait(20)

    def calm(self, patience: float = 90.0) -> None:
        """Wait until the worker has nothing left to do (three quiet looks), so that a figure is not shared with it; at
        most so many seconds, and then it is said."""
        quiet, until = 0, time.monotonic() + patience
        while quiet < 3 and time.monotonic() < until:
            before = self.cpu()
            time.sleep(1.0)
            after = self.cpu()
            busy = sum(after.get(name, 0.0) - before.get(name, 0.0) for name in ("worker", "database"))
            quiet = quiet + 1 if busy < 0.05 else 0
        if quiet < 3:
            print(f"  the worker was still busy after {patience:.0f} s", flush=True)

    def stop(self) -> None:
        """End everything, the database last."""
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(15)
        self.children.clear()
        if self.server is not None:
            database.stop(self.server, 600)
            self.server = None

    def _processes(self) -> dict[str, list[psutil.Process]]:
        found = {}
        roots = {name: child.pid for name, child in self.children.items()}
        postmaster = database.postmaster(self.var)
        if postmaster is not None:
            roots["database"] = postmaster
        for name, pid in roots.items():
            with suppress(psutil.NoSuchProcess):
                root = psutil.Process(pid)
                found[name] = [root, *root.children(recursive=True)]
        return found

    def cpu(self) -> dict[str, float]:
        """Seconds of processor each part has used since it started (its present processes)."""
        used = {}
        for name, processes in self._processes().items():
            used[name] = 0.0
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    used[name] += times.user + times.system
        return used

    def memory(self) -> dict[str, float]:
        """PSS in MB by part: shared pages are counted once, divided among those who share them."""
        used = {}
        for name, processes in self._processes().items():
            total = 0
            for process in processes:
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    total += process.memory_full_info().pss
            used[name] = total / 2**20
        return used
