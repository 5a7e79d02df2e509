"""Rows of lists as HTML, drawn once for each version of a matter.

What is kept is never older than what it shows: the list itself is asked anew each time and says each matter's version,
and a row kept is dropped when its clock turns or the day ends. So a row can be kept by every process by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from lianxin.kernel.reads.desk import Key, Line, lines_of
from lianxin.kernel.reads.versions import forgotten, version
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.web.desk import shown

MOST = 6000
"""Rows a process keeps, about a kilobyte each."""
LONGEST = timedelta(minutes=1)
"""How long a row is kept at most: names of people and conditions that look at the hour change without the matter."""

_rows: dict[tuple[int, int, int], tuple[datetime, SafeString]] = forgotten({})
_eyes: dict[Any, int] = forgotten({})
_numbers = count()


def listed(who: Who, keys: Sequence[Key], now: datetime, language: str) -> list[SafeString]:
    """The rows of these matters, in their order, as this Who sees them."""
    eyes = _number((who, language, version("units"), version("packs"), version("calendar")))
    kept = {key.id: row for key in keys if (row := _kept((key.id, key.version, eyes), now)) is not None}
    missing = [key for key in keys if key.id not in kept]
    if missing:
        found = lines_of(who, (key.id for key in missing), now)
        for key in missing:
            if key.id in found:
                kept[key.id] = _keep((key.id, key.version, eyes), found[key.id], now, language)
    return [kept[key.id] for key in keys if key.id in kept]


def _number(eyes: tuple[Any, ...]) -> int:
    """A short name for who looks, in which language and under which rules. Numbers are never used twice."""
    if len(_eyes) >= MOST:
        _eyes.clear()
    return _eyes.setdefault(eyes, next(_numbers))


def rows(lines: Iterable[Line], now: datetime, language: str) -> list[SafeString]:
    """Lines that are at hand, as rows."""
    return [draw(line, now, language) for line in lines]


def draw(line: Line, now: datetime, language: str) -> SafeString:
    """One line as a row."""
    return mark_safe(render_to_string("desk/row.html", {"one": shown.row(line, now, language)}))  # noqa: S308 — a template


def _kept(key: tuple[int, int, int], now: datetime) -> SafeString | None:
    known = _rows.get(key)
    return known[1] if known is not None and now < known[0] else None


def _keep(key: tuple[int, int, int], line: Line, now: datetime, language: str) -> SafeString:
    while len(_rows) >= MOST:
        _rows.pop(next(iter(_rows)), None)
    drawn = draw(line, now, language)
    _rows[key] = (_until(line, now), drawn)
    return drawn


def _until(line: Line, now: datetime) -> datetime:
    """Until when the row stays true by itself: its clock's next turn, the end of the day, or a minute."""
    matter = line.matter
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    turns = [
        moment for moment in (matter.soon_at, matter.due_at, matter.next_at) if moment is not None and moment > now
    ]
    return min([now + LONGEST, midnight, *turns])
