"""How often a key may call: a bucket of tokens a key, filled evenly over the minute, kept in this process.

Each web process keeps its own, so that a call costs no query: with two processes a key has twice its number a minute.
"""

from __future__ import annotations

import threading
import time
from math import ceil

MOST = 10_000
"""Keys remembered at once; all are forgotten when there are more, which only ever lets somebody through."""
_buckets: dict[int, tuple[float, float]] = {}
_lock = threading.Lock()


def take(key_id: int, per_minute: int, now: float | None = None) -> int:
    """Take one call of a key. 0 when it may go on, otherwise the seconds to wait."""
    now = time.monotonic() if now is None else now
    with _lock:
        if len(_buckets) > MOST:
            _buckets.clear()
        left, since = _buckets.get(key_id, (float(per_minute), now))
        left = min(float(per_minute), left + (now - since) * per_minute / 60)
        if left < 1:
            _buckets[key_id] = (left, now)
            return ceil((1 - left) * 60 / per_minute)
        _buckets[key_id] = (left - 1, now)
        return 0


def forget() -> None:
    """Begin with full buckets."""
    _buckets.clear()
