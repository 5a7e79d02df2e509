"""What a reader is made of, so that another process can make the same one without asking the database."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lianxin.intake.place import Place
from lianxin.intake.places import Gazetteer
from lianxin.intake.understanding import Reader
from lianxin.intake.words import Understander, Vocabulary

if TYPE_CHECKING:
    from lianxin.intake.learned import Named


@dataclass(frozen=True, slots=True)
class Recipe:
    """`vocabularies`: the pack's words; `folders`: question and folder of each learned model in use; the rest is the
    gazetteer's (intake/places.py)."""

    vocabularies: tuple[Vocabulary, ...]
    folders: tuple[tuple[str, Path], ...]
    places: tuple[Place, ...]
    town_id: int | None
    beyond: frozenset[str]

    def reader(self, models: Mapping[str, Named]) -> Reader:
        """The reader. `models`: those of the folders, loaded (see `loaded`)."""
        spoken = Understander(self.vocabularies)
        gazetteer = Gazetteer(self.places, self.town_id, self.beyond)
        if not models:
            return Reader(spoken, gazetteer)
        from lianxin.intake.learned import Learned  # noqa: PLC0415 - numpy comes in only where a model stands

        return Reader(Learned(spoken, models), gazetteer)


def loaded(vocabularies: Iterable[Vocabulary], folders: Iterable[tuple[str, Path]]) -> dict[str, Named]:
    """The models by the question they answer. One that cannot be read, or whose answers the pack does not know, is left
    out: the words stand."""
    from lianxin.intake import learned as pooling  # noqa: PLC0415 - numpy comes in only where a model stands
    from lianxin.intake.model import Unusable, load  # noqa: PLC0415

    asked = {one.kind: one for one in vocabularies}
    found = {}
    for kind, folder in folders:
        try:
            model = load(folder)
        except Unusable:
            logging.getLogger(__name__).exception("learned model left out")
            continue
        keys = pooling.keyed(asked.get(kind), model.manifest.labels)
        if keys is not None:
            found[kind] = pooling.Named(model, keys)
    return found
