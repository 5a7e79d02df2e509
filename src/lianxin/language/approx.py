"""Figures as people say them: “180余人”, “近百人”, “千余件” keep words and bounds and never become a number.

A briefing that says “近百人” must not turn it into 100, and a sum of such figures is itself between two bounds
(domain reference §6, item 13).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lianxin.language.reason import Reason, Refused, because

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
WORDS = "人次|人|名|位|户|家|票|场次|场|次|件|项|个|条|份|部|本|册"
_SHAPE = re.compile(
    rf"(?P<before>近|约|大约|超过|超|逾|不少于|至少|上|数|几)?\s*"
    rf"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+)"
    rf"(?P<after>余|多|来|\+)?\s*(?P<unit>{WORDS})?(?P<last>左右|以上|上下|余)?"
)
MOST = 10**12
"""Larger figures are slips of the hand."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted: at least, at most (None: not said), and the words. Exact when both bounds are one number."""

    least: int
    most: int | None
    said: str

    @property
    def exact(self) -> bool:
        return self.least == self.most

    def kept(self) -> dict[str, Any]:
        """As it is remembered."""
        return {"least": self.least, "most": self.most, "said": self.said}


def of(kept: Mapping[str, Any]) -> Figure:
    """The figure that `kept` wrote."""
    return Figure(int(kept["least"]), None if kept.get("most") is None else int(kept["most"]), str(kept["said"]))


def counted(number: int) -> Figure:
    """A figure that somebody counted."""
    return Figure(number, number, str(number))


def read(text: str) -> Figure:
    """The figure in a text such as “180余人”, “近百人”, “1,164” or “三百二十”. Errors: Refused, saying how to write."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = _SHAPE.fullmatch(said)
    value = number_of(found["number"]) if found else None
    if found is None or value is None or value > MOST:
        raise Refused(_unreadable(text))
    before, after = found["before"] or "", (found["after"] or "") + (found["last"] or "")
    step = _step(value)
    if before in ("数", "几"):
        bounds = _several(value, found["number"], text)
    elif before == "近":
        width = step // 10 if step >= 100 else max(1, step // 2)
        bounds = (max(0, value - width), value - 1)
    elif before in ("约", "大约") or "左右" in after or "上下" in after or after == "来":
        width = step // 10 if step >= 100 else max(1, step // 2)
        bounds = (max(0, value - width), value + width)
    elif before == "上":
        bounds = (value, value + step - 1)
    elif before in ("不少于", "至少") or "以上" in after:
        bounds = (value, None)
    elif before or after:
        bounds = (value + 1, value + max(step, 2) - 1)
    else:
        return Figure(value, value, said)
    if bounds[1] is not None and bounds[1] < bounds[0]:
        raise Refused(_unreadable(text))
    return Figure(bounds[0], bounds[1], said)


def _several(value: int, number: str, text: str) -> tuple[int, int | None]:
    """“数十”, “几百”: two to nine of a place."""
    if number not in PLACES:
        raise Refused(_unreadable(text))
    return 2 * value, 10 * value - 1


def _step(value: int) -> int:
    """The place of the last digit that is not zero: 180 goes by tens, 1000 by thousands."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def number_of(text: str) -> int | None:
    """A whole number in Arabic or Chinese digits, or both (“1.2万”); None when it is none."""
    mixed = re.fullmatch(r"([0-9][0-9,]*(?:\.[0-9]+)?)([十百千万亿]*)", text)
    if mixed:
        return _arabic(mixed[1], mixed[2])
    return _chinese(text)


def _arabic(digits: str, places: str) -> int | None:
    if "," in digits and not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", digits):
        return None
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    for place in places:
        value *= PLACES[place]
    return int(value) if value == value.to_integral_value() else None


def _chinese(text: str) -> int | None:
    """Chinese numerals up to 亿; a bare “百” or “千” counts as one of it. None for what nobody would write."""
    if len(text) > 1 and all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))  # 二〇二六
    for big in ("亿", "万"):
        if big in text:
            high, _, low = text.rpartition(big)
            top, rest = (_chinese(high) if high else 1), (_chinese(low.lstrip("零〇")) if low.strip("零〇") else 0)
            fits = (
                top is not None and rest is not None and rest < PLACES[big] and not (low and set(low) <= {"零", "〇"})
            )
            return top * PLACES[big] + rest if fits and top is not None and rest is not None else None
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, held, last = 0, None, 10_000
    for char in text:
        if char in DIGITS:
            if held not in (None, 0):
                return None
            held = DIGITS[char]
            continue
        place = PLACES[char]
        if place >= last or held == 0 and total == 0:
            return None
        total, held, last = total + (1 if held in (None, 0) else held) * place, None, place
    if held is not None and total and last > 10 and held and not re.search("[零〇].$", text):
        return None  # 一百八: 108 or 180?
    return total + (held or 0)


def written(value: int) -> str:
    """A whole number below ten thousand in Chinese numerals: 180 is 一百八十."""
    if value == 0:
        return "零"
    found, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit == 0:
            gap = bool(found)
            continue
        found += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = False
    return found[1:] if found.startswith("一十") else found


def total(figures: Iterable[Figure]) -> Figure:
    """The sum between its bounds; exact only when every part is. Words: “20”, “205 以上”, “201 至 218”."""
    found = list(figures)
    least = sum(one.least for one in found)
    if any(one.most is None for one in found):
        return Figure(least, None, f"{least}以上")
    most = sum(one.most or 0 for one in found)
    return Figure(least, most, str(least) if least == most else f"{least}至{most}")


def _unreadable(text: str) -> Reason:
    return because(
        "figure",
        "“{text}”看不出是多少。写成 24、180余人、近百人、千余件、约300人次这样",
        "“{text}” is no figure: write 24, 180余人 (over 180), 近百人 (nearly 100)",
        text=text[:30],
    )
