"""Version counters that tell the processes' memories (units, packs, calendar) when to read anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar

from lianxin.kernel.models import Cursor

FRESH = 1.0
"""Seconds a version is believed before it is asked again: how long a change of units may take to be seen."""

T = TypeVar("T")

_seen: dict[str, tuple[float, int]] = {}
_memories: list[_lru_cache_wrapper[Any]] = []
_kept: list[dict[Any, Any]] = []


def remembered(maxsize: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """An lru_cache that `forget_everything` empties. Its key must hold a version, or an id whose row never changes."""

    def keep(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        memory = lru_cache(maxsize=maxsize)(function)
        _memories.append(memory)
        return memory

    return keep


def forgotten(kept: dict[Any, Any]) -> dict[Any, Any]:
    """A memory of another kind, emptied with the others."""
    _kept.append(kept)
    return kept


def version(name: str) -> int:
    """The counter `name` (0 when nothing was ever changed), asked at most once a second a process."""
    now = time.monotonic()
    known = _seen.get(name)
    if known is None or now - known[0] > FRESH:
        rows = dict(Cursor.objects.filter(name__startswith="version.").values_list("name", "tx"))
        for key in {*rows, f"version.{name}", *(f"version.{seen}" for seen in _seen)}:
            _seen[key.removeprefix("version.")] = (now, rows.get(key, 0))
    return _seen[name][1]


def forget() -> None:
    """Ask again next time: an act in this process has just changed something."""
    _seen.clear()


def forget_everything() -> None:
    """Empty all memories: another database stands behind this process now (a restore, a test)."""
    _seen.clear()
    for memory in _memories:
        memory.cache_clear()
    for kept in _kept:
        kept.clear()
