"""Waiting for what must come, however slow the machine is: only a failure waits until the end of patience."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 300.0  # seconds

T = TypeVar("T")


def until(condition: Callable[[], T], what: str) -> T:
    """Look again and again until the condition holds; what it gave."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"still waiting for: {what}"
        time.sleep(0.02)
    return found
