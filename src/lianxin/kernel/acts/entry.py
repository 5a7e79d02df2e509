"""Writing an entry: the one place where history is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.intake import privacy
from lianxin.kernel.acts import rows
from lianxin.kernel.models import Entry
from lianxin.kernel.models.entry import TELLS
from lianxin.kernel.reads import official
from lianxin.kernel.who import Who
from lianxin.language.reason import Text


def entry_of(
    who: Who,
    act: str,
    verb: str,
    now: datetime,
    *,
    matter_id: int | None = None,
    activity_id: int | None = None,
    tie_id: int | None = None,
    unit_id: int | None = None,
    town_id: int | None = None,
    subject: str = "",
    before: str = "",
    after: str = "",
    data: Mapping[str, Any] | None = None,
    ours: Mapping[str, Any] | None = None,
) -> Entry:
    """The entry that says who did what, not written yet. Texts in `data` are masked first: no contact data ever enters
    the append-only book. `ours` holds what the product, the pack and the directory say, which is nobody's contact data.
    What is empty is left out: every reader asks with `get`."""
    post = next((held for held in who.posts if held.town_id == town_id), who.posts[0] if who.posts else None)
    said = {**(ours or {}), **masked(dict(data or {}), town_id)}
    said["tells"] = "".join(one for one, word in TELLS.items() if word in said.get("tells", ()))
    return rows.new(
        Entry,
        at=now,
        act=act,
        verb=verb,
        person_id=who.person_id,
        role=post.role if post else ("reporter" if who.reporter_tie else "partner" if who.tie_id else ""),
        unit_id=unit_id if unit_id is not None else (who.unit_id or (post.unit_id if post else None)),
        town_id=town_id,
        matter_id=matter_id,
        activity_id=activity_id,
        tie_id=tie_id,
        subject=subject,
        before=before,
        after=after,
        data={name: value for name, value in said.items() if value not in EMPTY},
    )


def record(who: Who, act: str, verb: str, now: datetime, **said: Any) -> Entry:
    """Write who did what: see `entry_of` for what may be said."""
    entry = entry_of(who, act, verb, now, **said)
    entry.save(force_insert=True)
    return entry


def masked(data: Any, town_id: int | None = None) -> Any:
    """The same data with phones, ID numbers, names and door numbers in its texts masked; the hotline and the offices'
    own landlines of the town stay, for “请打 020-8150 0000” must be a number."""
    if isinstance(data, str):
        if len(data) <= 3:
            return data
        return official.redacted(data, town_id) if town_id is not None else privacy.redact(data)[0]
    if isinstance(data, dict):
        return {key: value if key in PLAIN else masked(value, town_id) for key, value in data.items()}
    if isinstance(data, list):
        return [masked(value, town_id) for value in data]
    return data


def both(text: Text) -> str | list[str]:
    """A sentence as an entry keeps it, in both languages; reads.reasons says the reader's. Entries of before have the
    Chinese one alone."""
    return [text.zh, text.en] if text.en else text.zh


EMPTY: tuple[Any, ...] = (None, "", [], {})
"""What says nothing. Zero and false say something."""
PLAIN = frozenset(
    "owner_name unit_name by role digest key route routed due number photo apart_since arrived".split()  # noqa: SIM905
)
"""Keys that hold our own words: units, numbers, hashes; masking them would only spoil them."""
