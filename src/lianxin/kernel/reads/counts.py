"""How many matters a desk list has, by deadline: counted when something happened in its town, else kept."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.kernel.reads.condition import Condition, numbered, quoted
from lianxin.kernel.reads.statement import Statement
from lianxin.kernel.reads.versions import forgotten
from lianxin.kernel.who import Who

MOST = 2000
"""Rows that are counted at most."""
OLDEST = 2.0
"""Seconds after which a count is made anew though no entry came: an entry with a lower number may be written a moment
later than one with a higher. Nothing else changes a list without an entry of its town."""
LISTS = 1000
"""Lists whose counts a process keeps."""

_LAST = Statement("SELECT id FROM kernel_entry WHERE town_id = $1 ORDER BY id DESC LIMIT 1")
_kept: dict[Any, tuple[tuple[int, ...], float, Counted]] = forgotten({})


@dataclass(frozen=True, slots=True)
class Counted:
    """The deadlines of a list in order; how many more have none (`undated`), and how many stand still (`resting`)."""

    dues: tuple[datetime, ...]
    undated: int
    resting: int

    def sizes(self, bounds: Sequence[datetime]) -> list[int]:
        """How many are due up to each bound (ascending), each counted once, and how many come after all of them."""
        reached = [bisect_right(self.dues, bound) for bound in bounds]
        reached = [max(reached[: at + 1]) for at in range(len(reached))]
        steps = [here - before for here, before in zip(reached, [0, *reached], strict=False)]
        return [*steps, len(self.dues) - reached[-1] + self.undated]


def of(who: Who, filters: Any, condition: Condition) -> Counted:
    """The counts of one list as they are now. `condition` holds for its open matters, suspended ones included."""
    at = tuple(last(town) for town in who.towns)
    key = (condition.sql, repr(condition.given), filters.suspended)
    known, now = _kept.get(key), time.monotonic()
    if known is not None and known[0] == at and now - known[1] < OLDEST:
        return known[2]
    found = _count(condition, filters.suspended)
    while len(_kept) >= LISTS:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = (at, now, found)
    return found


def last(town_id: int) -> int:
    """The newest entry of a town: it moves whenever anything happens there."""
    row = _LAST.row(town_id)
    return int(row[0]) if row else 0


def _count(condition: Condition, suspended: bool) -> Counted:
    shown = condition.also("suspended" if suspended else "NOT suspended")
    dues = f"SELECT due_at FROM {quoted()} WHERE {shown.sql} ORDER BY due_at, id LIMIT {MOST}"
    found = [row[0] for row in Statement(numbered(dues, shown.given)).rows(*shown.given)]
    rest = condition.also("suspended")
    resting = f"SELECT count(*) FROM (SELECT 1 FROM {quoted()} WHERE {rest.sql} LIMIT {MOST}) AS resting"
    counted = Statement(numbered(resting, rest.given)).row(*rest.given)
    dated = tuple(due for due in found if due is not None)
    return Counted(dated, len(found) - len(dated), counted[0] if counted else 0)
