"""The reader of a town: its pack's words and its gazetteer, built once and kept while neither changes."""

from __future__ import annotations

from lianxin.intake.places import Gazetteer, Place
from lianxin.intake.understanding import Reader
from lianxin.intake.words import Understander, Vocabulary
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.pack import Pack

PLACES = ("town", "community", "village", "society", "estate", "road", "site", "grid", "district", "city", "province")
"""Kinds of unit that people name when they say where."""


def vocabularies(pack: Pack) -> list[Vocabulary]:
    """The pack's words as the understander takes them."""
    return [
        Vocabulary(
            kind=key,
            labels={label: dict(declared.words.get(label, {})) for label in declared.labels},
            sure=declared.sure,
            margin=declared.margin,
            names={label: name.text() for label, name in declared.labels.items()},
        )
        for key, declared in pack.said.understanding.items()
    ]


@remembered(16)
def _reader(town_id: int, pack_id: int, _units: int) -> Reader:
    pack = packs.pinned(pack_id)
    found = []
    for row in directory(town_id).rows.values():
        if row.tree in ("territory", "site", "grid"):
            ancestors = tuple(unit for unit in row.chain if unit != row.id)
            found.append(Place(row.id, row.name, row.kind, row.code or None, ancestors, row.aliases, row.lat, row.lon))
    return Reader(Understander(vocabularies(pack)), Gazetteer(found, town_id))


def reader(town_id: int) -> Reader:
    """The reader for sentences told in this town. Errors: NoPack."""
    pack_id = packs.current_id(packs.key_of_town(town_id))
    return _reader(town_id, pack_id, version("units"))
