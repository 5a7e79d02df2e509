"""How places are named: the part of a name that says which, and the endings that say what kind.

桥东社区居民委员会, 桥东社区居委会, 桥东居委会 and 桥东社区 are one name; so are 石围塘街道办事处 and 石围塘街. The
statistical list writes some communities with everything above them in front (源城区上城街道下城社区居民委员会): that is
dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lianxin.intake.folding import fold

_COMMUNITY = (
    r"村?社区(?:居民委员会|居委会|居委|党群服务中心)?|村?居民委员会|村?居委会|居委|"
    r"村?村民委员会|村?村委会|村委|村(?!居|口|口的)|村(?=口)"
)
_TOWN = (
    r"街道办事处|街道办|办事处|街道|镇人民政府|镇政府|镇|乡人民政府|乡政府|乡|"
    r"街(?![\d一二三四五六七八九十]|坊|头|口|边|上)"
)
# Kind → what may follow the telling part of its name.
ENDINGS: Final = {
    "province": re.compile("省|自治区|特别行政区"),
    "city": re.compile("市"),
    "district": re.compile("区(?!域)|县|市"),
    "town": re.compile(_TOWN),
    "street": re.compile(_TOWN),
    "community": re.compile(_COMMUNITY),
    "village": re.compile(_COMMUNITY),
    "society": re.compile("经济合作社|经济联合社|经济社|股份社|村民小组"),
}
UPPER: Final = frozenset({"province", "city", "district", "town", "street"})
TOWNS: Final = frozenset({"town", "street"})
COMMUNITIES: Final = frozenset({"community", "village"})
ALSO_WORDS: Final = frozenset(
    {"建设", "前进", "人民", "开发", "解放", "团结", "和平", "幸福", "光明", "民主", "民众",
     "爱国", "友谊", "共和", "公平", "优胜", "胜利", "振兴", "保安", "平安", "先锋"}
)  # fmt: skip
"""Names of towns that are words as well: 建设桥东社区的公园 is built, and lies in no 建设街道."""
LINK: Final = re.compile(r"(?:[那这]边|[那这]里|[那这]头|一带)?的?")
"""What may stand between a division and the community that is said to lie in it: 小谷围那边的桥东社区."""

_LISTED = re.compile(
    r"(?:居民区社区委员会|社区居民委员会|社区居民居委会|社区居委会会|社区居委员会|社区居委会|社区居委委员会|社区居委|居民委员会|居委会|居委|社区村民委员会|村民委员会|村委会|社区|"
    r"经济合作社|经济联合社|经济社|街道办事处|街道|镇|乡|特别行政区|省|市|区|县|村)$"
)
_COMMITTEE = re.compile("(?:居民委员会|居委会|民委员会|委会)$")
_LONG_PREFIX = re.compile(
    r"^(?:[^省]{2,3}省)?(?:[^市]{2,4}市)?(?:[^区县市]{1,4}[区县市])?[^镇乡]{1,8}?(?:街道|镇|乡)(?=..)"
)


def stem(name: str, kind: str, above: Iterable[str] = ()) -> str:
    """The telling part of a place's name, e.g. 桥东 of 桥东社区居民委员会. `above`: names of the places it lies in.

    Two characters at least stay where there were two: 新村村委会 is 新村, 简村社区 is 简村, 河村 is 河村.
    """
    if kind not in ENDINGS:
        return fold(name)
    short = _LISTED.sub("", fold(name))
    if kind in COMMUNITIES:
        short = _LISTED.sub("", short) if short.endswith("村") and len(short) > 2 else short
        short = _without_prefix(short, above)
    elif kind == "district":
        short = re.sub(r"^.{2,4}市(?=..)", "", short)
    return short if len(short) > 1 else _COMMITTEE.sub("", fold(name))


def _without_prefix(short: str, above: Iterable[str]) -> str:
    for name in above:
        at = short.rfind(name)
        if at >= 0 and len(short) > at + len(name):
            short = short[at + len(name) :]
    if len(short) >= 6 and re.search("[省市县区].*(?:街道|镇|乡)", short):
        return _LONG_PREFIX.sub("", short) or short
    return short


def ending(text: str, at: int, kind: str) -> int | None:
    """Where the ending of a name of `kind` that starts at `at` ends; None when none stands there."""
    pattern = ENDINGS.get(kind)
    found = pattern.match(text, at) if pattern else None
    return found.end() if found else None
