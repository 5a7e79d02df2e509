"""A second reader, a program of its own (`python -m lianxin.intake.second`): it takes a recipe, then texts by the
hundred, and answers what they are. With it a long list uses two processors.

Pickles go in and out, between a process and the child it started itself.
"""

from __future__ import annotations

import gc
import pickle
import sys
from typing import BinaryIO

from lianxin.intake.recipe import Recipe, loaded


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
        pickle.dump(reader.read_all(asked), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
