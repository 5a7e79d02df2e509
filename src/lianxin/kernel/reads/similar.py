"""Has somebody told this already? Public matters that say nearly what is being typed.

Only matters a person has let the public see are offered. What nobody has looked at yet is never even hinted at:
somebody could otherwise type guesses about a neighbour and watch which of them are known. It costs little, because
near-identical texts at one place still merge when they are filed.
"""

from __future__ import annotations

from datetime import datetime

from lianxin.intake import likeness
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import mates, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import COLUMNS, Public, Town, kinds_on, public

SHORTEST = 4
"""Characters below which nothing is looked up: 路灯 alone says too little."""
COMPARED = 12
"""The likeliest matters whose public words are compared with what is typed."""
ALIKE = 0.2
"""Nearness to the public words from which on a matter is offered. What somebody took out of them before publication
cannot be found by guessing: mates are looked for by all the words, offered and put in order by the public ones alone.
Of real messages' mates 0.933 are then among ten (0.902 from 0.3 on), three are offered for an ordinary message
(bench/issues.md)."""
MOST = 10
"""Matters offered."""


def similar(town: Town, text: str, now: datetime, lang: str, most: int = MOST) -> list[Public]:
    """The open public matters likest to `text`, likest first. Two questions, whatever the size of the town."""
    text = text.strip()[:400]
    if len(text) < SHORTEST:
        return []
    common = mates.common()
    typed = likeness.sketch(text, town.id, common)
    near = mates.mates(typed, town.id, offered=mates.OPEN_TO_ALL)[:COMPARED]
    pack, where = packs.current(town.key), directory(town.id)
    rows = Matter.objects.filter(
        pk__in=[mate.matter_id for mate in near],
        town_id=town.id,
        shown=True,
        is_open=True,
        secret=False,
        kind__in=kinds_on(pack, "progress"),
    )
    found = []
    for matter in rows.only(*COLUMNS):
        alike = likeness.nearness(typed, likeness.sketch(matter.public_text or matter.title, town.id, common))
        if alike >= ALIKE:
            found.append((alike, matter))
    found.sort(key=lambda pair: (-pair[0], -pair[1].reporters, pair[1].pk))
    return [public(matter, where, now, lang) for _, matter in found[:most]]
