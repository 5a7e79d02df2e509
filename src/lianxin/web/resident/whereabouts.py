"""Where it is: the places a telling seems to name, likeliest first, and all communities to choose from."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import similar
from lianxin.kernel.reads.directory import Directory, Row
from lianxin.kernel.reads.public import Town, community_of
from lianxin.kernel.reads.understanding import reader
from lianxin.language.reason import Refused
from lianxin.web.resident.telling import Draft

GUESSES = 3


def offered(town: Town, where: Directory, draft: Draft, lang: str, *, known: bool) -> dict[str, Any]:
    """What the second step offers; with `known`, also the public matters that say the same, for whoever has no script.
    A place the text surely names is chosen already; anybody may choose another."""
    try:
        reading = reader(town.id).read(draft.text).place
    except Refused:
        reading = None
    rows = where.rows
    guessed = [
        rows[one.place.id]
        for one in (reading.candidates if reading else ())
        if one.place.id in rows and rows[one.place.id].town_id == town.id and one.place.id != town.id
    ][:GUESSES]
    communities = sorted(where.of_kind("community"), key=lambda row: (row.code, row.id))
    best = reading.best.id if reading and reading.sure and reading.best else None
    return {
        "guessed": [(str(row.id), row.say(lang), _above(row, where, lang)) for row in guessed],
        "guess": draft.place or (str(best) if best in [row.id for row in guessed] else ""),
        "known": similar.similar(town, draft.text, timezone.now(), lang) if known else [],
        "communities": [("", gettext("选一下社区（村）"))] + [(str(row.id), row.say(lang)) for row in communities],
    }


def _above(row: Row, where: Directory, lang: str) -> str:
    community = community_of(where, row.id)
    return community.say(lang) if community and community.id != row.id else ""
