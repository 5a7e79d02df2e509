"""A Python program beside this process that answers one question at a time, and ends with it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from typing import Any, cast

from lianxin.adapters.processes import die_with_parent

BROKEN = (OSError, EOFError, pickle.UnpicklingError, ValueError)
"""What asking it may raise once it has died."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Aside:
    """`python -m module`, told `first` at once. Ask, and take the answer before asking again: both sides would wait for
    each other otherwise. Errors of `ask` and `answer`: those in BROKEN."""

    def __init__(self, module: str, first: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )  # fmt: skip
        self.ask(first)

    def ask(self, question: object) -> None:
        """Send a question, and do something else meanwhile."""
        assert self.process.stdin is not None
        pickle.dump(question, self.process.stdin, pickle.HIGHEST_PROTOCOL)
        self.process.stdin.flush()

    def answer(self) -> Any:
        """What it says to the last question; waits for it."""
        return pickle.load(cast("Any", self.process.stdout))

    def close(self) -> None:
        """End it: it holds nothing that could be lost."""
        self.process.kill()
        self.process.communicate()
