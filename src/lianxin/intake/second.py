"""A second reader, a program of its own (`python -m lianxin.intake.second`): it takes a recipe, then texts by the
hundred, and answers what they are. With it a long list uses two processors.

Pickles go in and out, between a process and the child it started itself.
"""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from lianxin.intake.recipe import Recipe, loaded
from lianxin.intake.understanding import Reader, Understanding
from lianxin.language.reason import Refused


def answered(reader: Reader, asked: Sequence[Mapping[str, Any]]) -> list[Understanding | None]:
    """What each text is; None for one that is refused, so that whoever asked reads it again and sees why."""
    found: list[Understanding | None] = []
    for one in asked:
        try:
            found.append(reader.read(**one))
        except Refused:
            found.append(None)
    return found


def serve(asks: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nothing is asked any more."""
    recipe: Recipe = pickle.load(asks)
    reader = recipe.reader(loaded(recipe.vocabularies, recipe.folders) if recipe.folders else {})
    gc.freeze()  # all that was made so far stays
    while True:
        try:
            asked = pickle.load(asks)
        except EOFError:
            return
        pickle.dump(answered(reader, asked), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
