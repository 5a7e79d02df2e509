"""The reader of a town: its pack's words, what was learned, its gazetteer; built once and kept till one changes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from lianxin.intake.place import Place
from lianxin.intake.recipe import Recipe, loaded
from lianxin.intake.shelf import SHARED, Shelf
from lianxin.intake.understanding import Reader, Understands
from lianxin.intake.words import Understander, Vocabulary, declared
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.kernel.reads.namesakes import namesakes
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.pack import Pack
from lianxin.language.stretch import Stretch, stretches

if TYPE_CHECKING:
    from lianxin.intake.learned import Named

PLACES = ("town", "community", "village", "society", "estate", "road", "site", "grid", "district", "city", "province")
"""Kinds of unit that people name when they say where."""


def vocabularies(pack: Pack) -> list[Vocabulary]:
    """The pack's words as the understander takes them."""
    return [declared(key, said) for key, said in pack.said.understanding.items()]


@remembered(16)
def _recipe(town_id: int, pack_id: int, _units: int, learned: int) -> Recipe:
    found = []
    where = directory(town_id)
    for row in where.rows.values():
        if row.tree in ("territory", "site", "grid"):
            ancestors = tuple(unit for unit in row.chain if unit != row.id)
            place = Place(
                row.id, row.name, row.kind, row.code or None, ancestors, row.aliases, row.lat, row.lon, english=row.en
            )
            found.append(replace(place, stretches=_stretches(where, row)) if row.numbers else place)
    others = namesakes(where, _units)
    folders = tuple(shelf().in_use(packs.key_of_town(town_id), SHARED)) if learned else ()
    words = tuple(vocabularies(packs.pinned(pack_id)))
    return Recipe(words, folders, (*found, *others.places), town_id, frozenset(others.beyond))


def _stretches(where: Directory, row: Row) -> tuple[Stretch, ...]:
    """The house numbers of a road, with the units that stand open in place of their keys."""
    read = stretches({key: said for key, said in row.numbers if key in where.by_key})
    return tuple(replace(one, unit=where.by_key[str(one.unit)].id) for one in read)


@remembered(16)
def _reader(town_id: int, pack_id: int, units: int, learned: int) -> Reader:
    return _recipe(town_id, pack_id, units, learned).reader(named(town_id, pack_id, learned))


def recipe(town_id: int) -> Recipe:
    """What the reader of this town is made of now; the same object until something of it changes. Errors: NoPack."""
    pack_id = packs.current_id(packs.key_of_town(town_id))
    return _recipe(town_id, pack_id, version("units"), shelf().moment())


def reader(town_id: int) -> Reader:
    """The reader for sentences told in this town. Errors: NoPack."""
    pack_id = packs.current_id(packs.key_of_town(town_id))
    return _reader(town_id, pack_id, version("units"), shelf().moment())


def shelf() -> Shelf:
    """What this installation learned."""
    return _shelf(settings.VAR)


@lru_cache(maxsize=4)
def _shelf(var: Path) -> Shelf:
    return Shelf(var / "models")


def question(town_id: int, pack_id: int, kind: str) -> Understands:
    """What reads one question of a pack alone, the town's model for it among the words: for questions that are asked
    when somebody looks, and not while filing."""
    return _question(town_id, pack_id, kind, shelf().moment())


@remembered(16)
def _question(town_id: int, pack_id: int, kind: str, learned: int) -> Understands:
    spoken = Understander([one for one in vocabularies(packs.pinned(pack_id)) if one.kind == kind])
    model = named(town_id, pack_id, learned).get(kind)
    if model is None:
        return spoken
    from lianxin.intake.learned import Learned  # noqa: PLC0415 - numpy comes in only where a model stands

    return Learned(spoken, {kind: model})


@remembered(2)
def put_away(town_id: int, pack_id: int, kind: str, version: str, learned: int) -> Named | None:
    """A version that is no longer in use, for saying what spoke for an answer it gave; None once it is off the shelf or
    its answers are no longer the pack's. `learned`: the shelf's moment."""
    from lianxin.intake import learned as pooling  # noqa: PLC0415 - numpy comes in only where a model stands
    from lianxin.intake.model import Unusable, load  # noqa: PLC0415

    owners = (packs.key_of_town(town_id), SHARED)
    asked = {one.kind: one for one in vocabularies(packs.pinned(pack_id))}
    for book in shelf().books():
        if book.owner in owners and (book.kind, book.version) == (kind, version):
            try:
                model = load(book.folder)
            except Unusable:
                return None
            keys = pooling.keyed(asked.get(kind), model.manifest.labels)
            return pooling.Named(model, keys) if keys is not None else None
    return None


@remembered(16)
def named(town_id: int, pack_id: int, learned: int) -> dict[str, Named]:
    """The models in use for a town, the town's own before the shared, by the question they answer. `learned`: the
    shelf's moment."""
    if not learned:
        return {}
    return loaded(vocabularies(packs.pinned(pack_id)), shelf().in_use(packs.key_of_town(town_id), SHARED))
