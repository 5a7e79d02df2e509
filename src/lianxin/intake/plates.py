"""Number plates: of cars, with blanks, dots and Chinese digits between; of electric bicycles, which begin with a city
(广州A·K82071); of the police, the army and consulates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from lianxin.intake.folding import fold_counts, fold_spoken
from lianxin.intake.span import Span, mark

_SIGN = r"[A-HJ-NP-Za-hj-np-z0-9oO]"
_SPACE = r"(?:[^\w,，。;；:：!！?？、()（）]|_){0,2}"
_PROVINCE = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
_PLATE: Final = re.compile(
    rf"([{_PROVINCE}]{_SPACE}[A-HJ-Za-hj-z]|[{_PROVINCE}][(【\[][A-HJ-Z][)】\]])"
    rf"{_SPACE}({_SIGN}(?:{_SPACE}{_SIGN}){{3}}(?:{_SPACE}[挂学警港澳領领使]|(?:{_SPACE}{_SIGN}){{1,2}})"
    rf"|{_SIGN}(?:{_SPACE}{_SIGN}){{2}}{_SPACE}[港澳])(?![0-9A-Za-z])"
)
_PLATE_ALONE: Final = re.compile(
    rf"(?:车牌|号牌|车号|牌照)(?:号码|号)?[是为:\s]{{0,3}}"
    rf"([A-Z]{_SPACE}{_SIGN}(?:{_SPACE}{_SIGN}){{4,5}}|"
    rf"(?![号为是码])[\u3400-\u9fff]{{2}}[A-Z]?[0-9]{{5,6}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_WITH_LETTER = r"[A-Z][A-Z0-9]?[ ·.・•\-]{0,2}[A-Z0-9](?:[ ]?[A-Z0-9]){3,5}"
_DIGITS = r"[0-9]{6,7}"
# Of the armed police, the army, consulates and aerodromes.
_OFFICIAL: Final = re.compile(
    rf"WJ[ ·\-]?(?:[{_PROVINCE}]|[0-9]{{2}})[ ·\-]?[0-9]{{4,5}}[A-Z警]?(?![0-9A-Za-z])"
    r"|(?<![\u3400-\u9fff])使[ ·]?[0-9]{3}[ ·]?[0-9]{3}(?![0-9])|民航[ ·]?[A-Z][ ·]?[0-9]{4}(?![0-9])"
    r"|(?<![\u3400-\u9fff])[空海军北南沈兰济广成][A-Z][ ·\-]?[0-9]{5}(?![0-9])"
)
_RIDDEN: Final = re.compile("电[动单瓶摩]|[两二三]轮|摩托|车牌|号牌|牌照|牌号|外卖|骑|车")
_LETTER: Final = re.compile("[A-Za-z]")
_ALIKE: Final = re.compile("[0-9A-Za-z](?: ?[0-9A-Za-z]){4}")
_LONG: Final = re.compile("[0-9]{3}")
_FEWEST: Final = 4
"""Digits at least on the plate of an electric bicycle."""


@cache
def _of_cities() -> re.Pattern[str]:
    """A city and its number; a number without a letter only beside words for what is ridden."""
    lines = resources.files("lianxin.intake").joinpath("lists", "cities.txt").read_text("utf-8").splitlines()
    names = {name for line in lines if not line.startswith("#") for name in line.split() if len(name) <= 3}
    cities = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?:{cities})市?[ ·.・•\-]{{0,2}}(?:({_WITH_LETTER})|({_DIGITS}))(?![0-9A-Za-z路年号元])", re.IGNORECASE
    )


_SERVES: Final = re.compile("WJ|使|民航|军")
_BIKE: Final = re.compile("电[动单瓶摩]|[两二三]轮|摩托|车牌|号牌|牌照|牌号")
_NO_PLATE: Final = re.compile("热线|公交|地铁|出口|邮编|公里")


def plates(text: str) -> Iterator[Span]:
    """Number plates in `text`."""
    folded = fold_counts(text)
    lettered = _LETTER.search(folded) is not None
    if not lettered and _LONG.search(folded) is None:
        return
    for found in _PLATE.finditer(fold_spoken(text)) if lettered else ():
        if sum(sign.isdigit() for sign in found[2]) >= 2:
            yield mark(text, found.start(), found.end() + (folded[found.end() : found.end() + 1] == "】"), "plate")
    if "车" not in folded and "牌" not in folded and "骑" not in folded and "轮" not in folded and "摩" not in folded:
        return
    for found in _PLATE_ALONE.finditer(folded):
        if sum(sign.isdigit() for sign in found[1]) >= 3:
            yield mark(text, found.start(1), found.end(1), "plate")
    for found in _OFFICIAL.finditer(folded) if _SERVES.search(folded) else ():
        yield mark(text, found.start(), found.end(), "plate")
    if _ALIKE.search(folded) is None:
        return
    for found in _of_cities().finditer(folded):
        near = folded[max(0, found.start() - 16) : found.end() + 16]
        ridden = _RIDDEN if found[1] else _BIKE
        if (
            sum(sign.isdigit() for sign in found[0]) >= _FEWEST
            and ridden.search(near)
            and not _NO_PLATE.match(folded, found.end())
        ):
            yield mark(text, found.start(), found.end(), "plate")
