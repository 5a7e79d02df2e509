"""A long list uses more than one processor: another process understands the next part while this one writes."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

from django.db import connections

from lianxin.adapters.aside import BROKEN, Aside, processors
from lianxin.intake.recipe import Recipe
from lianxin.intake.understanding import Understanding
from lianxin.kernel.reads.understanding import recipe

LONG = 1_000
"""Texts left from which on it is worth starting: that takes about a second of a processor."""

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Each of them, while the next is made in a thread: whoever waits for the database leaves Python to that one."""
    gc.freeze()  # what lives now lives on: walking it for each part is an eighth of the work
    with ThreadPoolExecutor(1, "ahead") as pool:
        try:
            following = pool.submit(next, items, None)
            while (item := following.result()) is not None:
                following = pool.submit(next, items, None)
                yield item
        finally:
            gc.unfreeze()
            pool.submit(connections.close_all)  # the thread's own


class SecondReader:
    """Reads for one town, as it is known now. What it does not say (too few texts, one processor, it died, the town's
    places or words have changed meanwhile) is None, and is read here."""

    def __init__(self, town_id: int) -> None:
        self.town_id = town_id
        self._aside: Aside | None = None
        self._recipe: Recipe | None = None
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def begin(self, texts: int) -> None:
        """Start it where so many texts are worth it."""
        if texts < LONG or processors() < 2:
            return
        self._recipe = recipe(self.town_id)
        try:
            self._aside = Aside("lianxin.intake.second", self._recipe)
        except BROKEN:
            logging.getLogger(__name__).exception("no second reader")

    @property
    def begun(self) -> bool:
        """Whether it reads."""
        return self._aside is not None

    def ask(self, asked: Sequence[Mapping[str, Any]]) -> None:
        """Have it read these."""
        self._asked = len(asked)
        if self._aside is not None and recipe(self.town_id) is not self._recipe:
            self._end()
        try:
            if self._aside is not None:
                self._aside.ask(list(asked))
        except BROKEN:
            self._gone()

    def answer(self) -> list[Understanding | None]:
        """What it says to what was asked last, in order."""
        found: list[Understanding | None] = [None] * self._asked
        try:
            if self._aside is not None:
                found = self._aside.answer()
        except BROKEN:
            self._gone()
        # What it began to read may have been read by yesterday's words.
        return found if self._aside is not None and recipe(self.town_id) is self._recipe else [None] * self._asked

    def _gone(self) -> None:
        logging.getLogger(__name__).warning("the second reader ended; reading here", exc_info=True)
        self._end()

    def _end(self) -> None:
        if self._aside is not None:
            self._aside.close()
            self._aside = None
