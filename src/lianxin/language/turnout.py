"""Who should come to a meeting and who votes there, as the pack says on the day: groups of the roll, roles, or people
asked by name."""

from __future__ import annotations

from datetime import date

from lianxin.language.activities import ActivityKind
from lianxin.language.pack import Pack

NAMED = "named"
"""Asked to this meeting by name: delegates, members and residents whom no roll lists."""
GROUPS = ("members", "voting", "committee", NAMED)


def words(text: str) -> tuple[str, ...]:
    """The groups and roles that a value names."""
    return tuple(dict.fromkeys(text.split()))


def due(pack: Pack, kind: ActivityKind, day: date) -> tuple[str, ...]:
    """Who should come. Errors: NoValue."""
    return () if kind.due == "nobody" else _said(pack, kind.due, day)


def voters(pack: Pack, kind: ActivityKind, day: date) -> tuple[str, ...]:
    """Who puts ballots in: those whom a document names, else those who should come. Errors: NoValue."""
    return _said(pack, kind.voters, day) if kind.voters is not None else due(pack, kind, day)


def asks_by_name(pack: Pack, kind: ActivityKind, day: date) -> bool:
    """Whether people are asked to it by name."""
    return NAMED in {*due(pack, kind, day), *voters(pack, kind, day)}


def _said(pack: Pack, text: str, day: date) -> tuple[str, ...]:
    return words(str(pack.value(text[1:], day)) if text.startswith("$") else text)
