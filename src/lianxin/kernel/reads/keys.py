"""Keys of other systems: what a key opens. Remembered in memory, since every call of another system asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.adapters import seal
from lianxin.kernel.models import ApiKey
from lianxin.kernel.reads import public
from lianxin.kernel.reads.public import Town
from lianxin.kernel.reads.scope import towns_below
from lianxin.kernel.reads.versions import remembered, version


@dataclass(frozen=True, slots=True)
class Key:
    """A key in force. `towns` are those it may file for: its own, or all below the unit it belongs to."""

    id: int
    name: str
    per_minute: int
    towns: tuple[Town, ...]

    @property
    def mark(self) -> str:
        """How the ties of its filings begin (`Tie.ref`): what it filed is its own to follow."""
        return f"open311:{self.id}:"


@dataclass(frozen=True, slots=True)
class Listed:
    """A key as administrators see it; the key itself is not to be had."""

    id: int
    name: str
    unit: str
    per_minute: int
    made_at: datetime
    ended_at: datetime | None


@remembered(256)
def _key(hashed: bytes, _keys: int, _units: int) -> Key | None:
    row = ApiKey.objects.filter(key_hash=hashed, ended_at__isnull=True).first()
    if row is None:
        return None
    below = set(towns_below(row.town_id))
    return Key(row.pk, row.name, row.per_minute, tuple(town for town in public.towns() if town.id in below))


def key_of(secret: str) -> Key | None:
    """The key in force with this secret; None when there is none (or it has ended, at most a second ago)."""
    if not secret or len(secret) > 200:
        return None
    return _key(seal.token_hash(secret), version("keys"), version("units"))


def listed() -> list[Listed]:
    """All keys ever made, those in force first."""
    rows = ApiKey.objects.select_related("town").order_by("-ended_at", "pk")
    found = [Listed(row.pk, row.name, row.town.name, row.per_minute, row.made_at, row.ended_at) for row in rows]
    return sorted(found, key=lambda row: (row.ended_at is not None, row.id))
