"""What a matter's row holds because of its words: made once a sentence in Python, put together by the database."""

from __future__ import annotations

import random
from typing import Any

from bench import sayings
from bench.sayings import SLOT, Said
from lianxin.intake import fingerprint
from lianxin.kernel.models import Matter, Unit

BODIES, WISHES = 300_000, 2_000
"""Different sentences at most, before each has its place and its number."""
WHOLE = f"replace(s.text || '，' || t.text, '{SLOT}', p.n::text)"
SPOKEN = {
    "text": WHOLE,
    "reworded": "NULL::text",
    "topic": "CASE WHEN l.kind = 'request' THEN t.topic ELSE l.topic END",
    "nature": "CASE WHEN l.kind = 'request' THEN t.nature ELSE l.nature END",
    "bands": "t.bands",
    "simhash": "t.simhash",
    "place_id": "s.place_id",
    "lat": "s.lat",
    "lon": "s.lon",
    "cell": "s.cell",
    "erase_at": "CASE WHEN l.erase_at > now() THEN l.erase_at END",
}
"""The columns that come from the sentence `t`, the spot `s` and the pick `p`; all others come from the life `l`.
Their index pieces the database makes itself."""
KEPT = ("topic", "nature", "erase_at")
"""Columns of SPOKEN that a life has of its own too."""


def spoken() -> dict[str, str]:
    """Those of them that the model has."""
    have = {field.attname for field in Matter._meta.local_concrete_fields}
    return {name: said for name, said in SPOKEN.items() if name in have}


def sentence(number: int, said: Said) -> list[Any]:
    """One row of the table of sentences."""
    mark = fingerprint.fingerprint(said.text.replace(SLOT, ""))
    simhash = mark.simhash - 2**64 if mark.simhash >= 2**63 else mark.simhash
    return [number, said.topic, said.nature, said.text, list(mark.bands), simhash]


SENTENCE = {
    "k": "int", "topic": "text", "nature": "text", "text": "text", "bands": "int[]",
    "simhash": "bigint",
}  # fmt: skip
SPOT = {
    "k": "int", "place_id": "bigint", "text": "text", "lat": "float8", "lon": "float8",
    "cell": "text",
}  # fmt: skip


def sentences(dice: random.Random, bodies: int) -> list[list[Any]]:
    """`bodies` requests, then WISHES wishes."""
    asked = [sentence(number, sayings.request(dice)) for number in range(bodies)]
    return asked + [sentence(bodies + number, sayings.wish(dice)) for number in range(WISHES)]


def spots(town: Unit, dice: random.Random) -> list[list[Any]]:
    """Every spot of every community: some communities have twice the people of others."""
    import h3

    from lianxin.kernel.acts.draft import CELL

    found: list[list[Any]] = []
    for place in Unit.objects.filter(town=town, kind="community").order_by("pk"):
        for spot in sayings.vocabulary()["spots"]:
            lat = (place.lat or 23.1) + dice.uniform(-0.004, 0.004)
            lon = (place.lon or 113.2) + dice.uniform(-0.004, 0.004)
            text = f"{place.name}{spot}"
            cell = h3.latlng_to_cell(lat, lon, CELL)
            found.append([len(found), place.pk, text, lat, lon, cell])
    return found
