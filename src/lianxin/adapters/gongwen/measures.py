"""The measures of GB/T 9704-2012, and what follows from them. Millimetres and points, as the standard says them."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from math import sqrt

PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""天头 37±1 and 订口 28±1; the text area of 156 × 225 gives the other two."""
WIDTH = PAGE[0] - LEFT - RIGHT
LINES, CHARACTERS = 22, 28
LINE_PITCH = 579
"""225 mm / 22 lines = 28.99 pt; 579 twentieths of a point (28.95 pt) so that the last line still fits."""
CHARACTER_PITCH = (210 - LEFT - RIGHT) / 25.4 * 72 / CHARACTERS
"""156 mm / 28 characters = 15.79 pt."""
BODY, TITLE, SMALL, MARK = 16, 22, 14, 48
"""3号 body, 2号 title, 4号 page numbers and 版记; the 发文机关标志 is as large as the name allows, at most this."""
CHARACTER_SPACE = int((CHARACTER_PITCH - BODY) * 4096)
"""The grid's charSpace (4096ths of a point): from a 16-point character down to the pitch."""
NARROW = 98
"""Per cent of a character's width instead of the grid's charSpace: LibreOffice gives a 16-point character two cells of
15.79 points, Word and WPS take either way; so 28 stand in a line in all three."""
INDENT = 2
"""Characters every paragraph begins with."""
DATE_INDENT = 4
"""成文日期 右空四字."""
FOOTER = 25.5
"""From the page's lower edge to the page number, so that its dash lies 7 mm below the text area."""
RED = "FF0000"
RED_LINE = 8
"""Eighths of a point of the red line below the 发文字号."""
THICK, THIN = 8, 6
"""版记: 0.35 mm ≈ 1 pt at the ends, 0.25 mm ≈ 0.75 pt between (eighths of a point)."""

FONTS = {
    "fangsong": ("仿宋_GB2312", ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC")),
    "hei": ("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC")),
    "kai": ("楷体_GB2312", ("楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC")),
    "xiaobiaosong": ("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "宋体", "Noto Serif CJK SC")),
    "song": ("宋体", ("SimSun", "Noto Serif CJK SC")),
}
"""The licensed fonts by name, and what stands in for each where it is not installed. None is shipped."""
LEVELS = ("hei", "kai", "fangsong", "fangsong")
"""一、黑体  (一)楷体  1.仿宋  (1)仿宋"""

UNBROKEN = re.compile(r"[!-~]+")
"""What may not be broken: a number, a date, a word in Latin letters."""
CELL, AROUND = SMALL / 72 * 25.4, 5.0
"""Millimetres of a character in a table, and what stands beside a cell's text."""


def characters(text: str, latin: float = 0.5) -> float:
    """How wide a text is, in Chinese characters; a Latin letter or digit counts half, unless said otherwise."""
    return sum(latin if char.isascii() else 1.0 for char in text)


def shares(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """The width of each column as a share of the text area. A column that needs less than its equal part gets what it
    needs on one line, one whose numbers would break gets what they need, the others divide the rest: each keeps its
    numbers whole, and what is left goes by the root of what they need, at most a whole line (eight columns and one long
    text: the text is not set in twos). Where all have room, each gets more in proportion."""
    columns = list(zip_longest(*rows, fillvalue=""))
    need = [max(map(_wide, column)) for column in columns]
    least = [max((_wide(run) for cell in column for run in UNBROKEN.findall(cell)), default=0.0) for column in columns]
    rest, left, given = set(range(len(need))), float(WIDTH), dict[int, float]()
    while settled := {at: _fits(need[at], least[at], left / len(rest)) for at in rest}:
        settled = {at: width for at, width in settled.items() if width}
        if not settled or sum(settled.values()) >= left:
            break
        given |= settled
        rest -= settled.keys()
        left -= sum(settled.values())
    given |= _divided(left, {at: (min(need[at], WIDTH), least[at]) for at in rest})
    whole = sum(given.values())
    return tuple(given[at] / whole for at in range(len(need)))


def _divided(left: float, rest: dict[int, tuple[float, float]]) -> dict[int, float]:
    """The rest of the width among columns of which each needs more than its equal part."""
    base = {at: max(least, CELL + AROUND) for at, (_, least) in rest.items()}
    free = left - sum(base.values())
    if free <= 0:
        return {at: left / len(rest) for at in rest}
    weight = {at: sqrt(need) for at, (need, _) in rest.items()}
    return {at: base[at] + free * weight[at] / sum(weight.values()) for at in rest}


def _wide(text: str) -> float:
    # 0.62: digits and capitals of the widest font that may stand in; a number broken in two is hard to read.
    return characters(text, 0.62) * CELL + AROUND


def _fits(need: float, least: float, part: float) -> float:
    """What a column is given beside its equal part; 0 where the equal part is right."""
    if need <= part:
        return need
    return least if least > part else 0.0
