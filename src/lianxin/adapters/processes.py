"""Child processes that never outlive us, come back when they die, and write to log files of bounded size."""

import ctypes
import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LOG_LIMIT = 20 * 1024 * 1024  # bytes; a log that reaches it is kept once as .1 and begun anew
_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds before a dead child is started again; doubled each time
_STEADY = 60.0  # a child that lived this long is counted as well again

Pause = Callable[[float], object]
"""Called to wait so many seconds, such as `time.sleep`. It may raise to give up what is waited for."""


def die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    """What a child calls before it becomes its program: it gets `sign` when we end, even by SIGKILL (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    library, parent = ctypes.CDLL(None), os.getpid()
    return lambda: _bind(library, parent, sign)


def bind_fork() -> None:
    """For a process that Granian forked, first of all: it is killed when its parent ends, even by SIGKILL (Linux
    only), and ends when told. The parent's handlers, which it was born with, do nothing here; it sets its own later."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None and sys.platform.startswith("linux"):
        _bind(ctypes.CDLL(None), parent.pid, signal.SIGKILL)


def _bind(library: ctypes.CDLL, parent: int, sign: signal.Signals) -> None:
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_DFL)  # Python would note it, and the program that replaces it never hear of it
    library.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # the parent ended before it could be asked


def ended(process: "subprocess.Popen[bytes]", pause: Pause) -> int:
    """Wait until a child with a session of its own has ended; its code. When `pause` raises, it is killed with its own
    children: for what holds nothing that could be lost."""
    try:
        while (code := process.poll()) is None:
            pause(0.05)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return code


def alone(lock: IO[str], pause: Pause) -> None:
    """Take the lock on an open file, waiting for whoever holds it. It ends with the file, or with us."""
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pause(0.05)


def one_arena() -> None:
    """Let all threads of this process share one heap (glibc). Each would have its own, which fills and is never given
    back: 10 to 20 MB a process, for a freedom that Python's lock takes away again. Call it before threads begin."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def bounded(log: Path, limit: int = LOG_LIMIT) -> None:
    """Keep `log` under `limit` bytes: copy it aside and cut it. Its writers append, so they go on at the new end."""
    if log.exists() and log.stat().st_size > limit:
        log.with_suffix(".log.1").write_bytes(log.read_bytes())
        os.truncate(log, 0)


@dataclass
class Child:
    """A program kept running: `name` for people, `command` and `environment` for the system, `log` for its output.

    `orphaned` is the signal it gets when we end without a word. A worker gets SIGKILL: it may be stopped anywhere
    without harm, and told politely it would wait for a database that has ended with us.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    say: Callable[[str], None]
    process: "subprocess.Popen[bytes] | None" = None
    orphaned: signal.Signals = signal.SIGTERM
    pause: float = _FIRST_PAUSE
    started: float = 0.0
    next_try: float = field(default=0.0)

    def start(self) -> None:
        """Start it; its output goes to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(self.command), env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=die_with_parent(self.orphaned),
            )  # fmt: skip
        self.started = time.monotonic()

    def alive(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def tend(self) -> None:
        """Called often: start it again when it has died, waiting longer each time it dies young."""
        now = time.monotonic()
        if self.alive():
            if now - self.started > _STEADY:
                self.pause = _FIRST_PAUSE
            return
        if self.process is not None:
            self.say(
                f"{self.name} 停了（代码 {self.process.returncode}），{self.pause:.0f} 秒后重新启动 / "
                f"ended, starting again in {self.pause:.0f} s; see {self.log}"
            )
            self.process = None
            self.next_try = now + self.pause
            self.pause = min(self.pause * 2, _LONGEST_PAUSE)
        elif now >= self.next_try:
            self.start()

    def ask(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.terminate()

    def end(self, wait: float = 15) -> None:
        """Wait for its end, after `ask`; after `wait` seconds end it and its own children."""
        if self.process is None:
            return
        try:
            self.process.wait(wait)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)
        self.process = None
