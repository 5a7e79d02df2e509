"""Addresses in running text: the road and the number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lianxin.intake.folding import fold, fold_counts
from lianxin.intake.place import Place

_NUMBERED = re.compile(
    r"(大道|大街|横街|直街|横路|马路|公路|胡同|路|街|巷|里|坊|道)(?:[东南西北中]?段)?([0-9一二三四五六七八九十百]{1,5})号(?!线)(之[0-9一二三四五六七八九十]{1,3})?"
)
_HAN = re.compile(r"[\u3400-\u9fff]+$")
# Where a road's name cannot reach back over: the words before it.
_BEFORE = re.compile(
    r".*(?:街道|社区|小区|[在住到是的从去往于和与及至由省市县镇乡村]|(?<![东西南北新开老城园])区|位于|附近|我家|地址|门口|沿着?)(?=..)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """`road` and `number` (as folded text, e.g. 12号之1), where in the text they stand, and the listed road and its
    community where a gazetteer knows them."""

    road: str
    number: str
    start: int
    end: int
    place: Place | None = None
    community: Place | None = None


def address(text: str) -> list[Address]:
    """Every "road + number" in `text`, in order: 花地大道12号, 和平路十五号之二."""
    folded, counted = fold(text), fold_counts(text)
    found: list[Address] = []
    for match in _NUMBERED.finditer(folded):
        lead = _HAN.search(folded, max(0, match.start() - 8), match.start())
        name = _BEFORE.sub("", lead[0]) if lead else ""
        if not name:
            continue
        number = counted[match.start(2) : match.end()]
        found.append(Address(name + match[1], number, match.start() - len(name), match.end()))
    return found
