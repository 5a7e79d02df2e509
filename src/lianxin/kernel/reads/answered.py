"""What a unit answered, whole. Entries hold no number and no name, because they can never be erased; the matter keeps
each answer as it was written, and whoever it was written for reads it so: “请打 020-8150 0000” must be a number."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.intake import privacy
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import official
from lianxin.language.pack import Pack


def whole(entries: Iterable[Entry], matter: Matter, pack: Pack) -> None:
    """Put the answers that the matter keeps whole into the `entries` read, newest first; nothing is written. Only the
    last answer to a question is kept on the matter, and one that is sealed is told to nobody here."""
    declared = pack.kind(matter.kind).fields
    seen: set[str] = set()
    for entry in entries:
        told = entry.data.get("answers", {})
        for name in told.keys() & declared.keys() - seen:
            seen.add(name)
            kept = matter.fields.get(name)
            if (
                isinstance(kept, str)
                and told[name] in _as_told(kept, matter.town_id)
                and declared[name].sensitivity != "sealed"
            ):
                entry.data = {**entry.data, "answers": {**entry.data["answers"], name: kept}}


def _as_told(kept: str, town_id: int) -> tuple[str, str]:
    """How an entry tells an answer: the town's own numbers stand, or, in entries of before, none does."""
    return official.redacted(kept, town_id), privacy.redact(kept)[0]
