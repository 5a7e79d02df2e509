"""What invented residents say: sentences put together from `sayings.yaml`, the same dice saying the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SLOT = "{n}"
"""Stands in a sentence for a number that differs from matter to matter."""
NUMBERS = 1200
"""The numbers a slot takes: 1 … NUMBERS."""
OPENINGS = {"建议": "suggest", "请问": "consult", "能不能": "consult", "什么时候": "consult", "能否": "consult"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence without its place, and what a careful reader would make of it. `text` may hold SLOT."""

    topic: str
    nature: str
    text: str


@cache
def vocabulary() -> dict[str, Any]:
    """The words, as the file has them."""
    return dict(YAML(typ="safe").load(Path(__file__).with_name("sayings.yaml").read_text(encoding="utf-8")))


@cache
def _topics() -> tuple[list[str], list[int]]:
    topics = vocabulary()["topics"]
    return list(topics), [topics[key]["often"] for key in topics]


def road(dice: random.Random) -> str:
    """The name of a road or an estate: some are heard often, most hardly ever."""
    names = vocabulary()["names"]
    front = names["front"][int(dice.random() ** 2 * len(names["front"]))]
    return front + str(names["back"][int(dice.random() ** 1.5 * len(names["back"]))])


def request(dice: random.Random) -> Said:
    """What goes wrong, where exactly, since when, and what is asked for."""
    said = vocabulary()
    keys, often = _topics()
    topic = dice.choices(keys, often)[0]
    of = said["topics"][topic]
    ask = dice.choice(said["asks"])
    parts = [f"{dice.choice(of['things'])}{dice.choice(of['faults'])}"]
    if dice.random() < 0.6:
        parts.append(f"{road(dice)}{dice.choice(('一带', '附近', '路口', '沿线', '这边'))}")
    parts += [dice.choice(said["details"])] if dice.random() < 0.85 else []
    parts += dice.sample(said["extras"], dice.choice((0, 1, 1, 2, 3)))
    parts.append(ask)
    return Said(topic, _nature(ask, dice), "，".join(parts))


def wish(dice: random.Random) -> Said:
    """A small wish."""
    of = vocabulary()["wishes"]
    return Said("", "", f"{dice.choice(of['faults'])}{dice.choice(of['things'])}，{dice.choice(vocabulary()['asks'])}")


def sentence(dice: random.Random, place: str) -> str:
    """A whole sentence with its place, as somebody files it."""
    body = request(dice).text.replace(SLOT, str(dice.randrange(1, NUMBERS)))
    return f"{place}{dice.choice(vocabulary()['spots'])}，{body}"


def _nature(ask: str, dice: random.Random) -> str:
    for opening, nature in OPENINGS.items():
        if ask.startswith(opening):
            return nature
    return dice.choices(("complaint", "help", "report"), (7, 2, 1))[0]
