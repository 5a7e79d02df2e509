"""Has somebody told this already? Public matters that say nearly what is being typed.

Only matters a person has let the public see are offered. What nobody has looked at yet is never even hinted at:
somebody could otherwise type guesses about a neighbour and watch which of them are known. It costs little, because
near-identical texts at one place still merge when they are filed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery

from lianxin.intake import fingerprint, grams
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import COLUMNS, Public, Town, kinds_on, public

SHORTEST = 4
"""Characters below which nothing is looked up: 路灯 alone says too little."""
DAYS = 90
CANDIDATES = 60
ALIKE = 0.42
"""Cosine of 1–3-gram counts above which a text is offered. Offering is cheap to ignore, so it lies far below the 0.9 at
which texts merge by themselves."""


def similar(town: Town, text: str, now: datetime, lang: str, most: int = 3) -> list[Public]:
    """The open public matters likest to `text`, likest first. One query, bounded whatever the size of the town."""
    text = text.strip()[:400]
    pieces = grams.pieces(text)[:40]
    if len(text) < SHORTEST or not pieces:
        return []
    pack, where = packs.current(town.key), directory(town.id)
    asked = " | ".join("'" + piece.replace("'", "''") + "'" for piece in pieces)
    rows = Matter.objects.filter(
        town_id=town.id,
        shown=True,
        is_open=True,
        secret=False,
        kind__in=kinds_on(pack, "progress"),
        received_at__gte=now - timedelta(days=DAYS),
        words=SearchQuery(asked, search_type="raw", config="simple"),
    )
    profile = fingerprint.profile(text)
    found = []
    for matter in rows.only(*COLUMNS).order_by("-reporters", "-received_at")[:CANDIDATES]:
        alike = _alike(profile, matter.public_text or matter.title)
        if alike >= ALIKE:
            found.append((alike, matter))
    found.sort(key=lambda pair: (-pair[0], -pair[1].reporters, pair[1].pk))
    return [public(matter, where, now, lang) for _, matter in found[:most]]


def _alike(typed: fingerprint.Profile, text: str) -> float:
    return fingerprint.cosine(typed, fingerprint.profile(text))
