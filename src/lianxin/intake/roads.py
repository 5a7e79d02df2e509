"""A word that is the beginning of a road's name says where something is and not what: 水厂路12号 is no water supply.

The roads a town lists are known by the gazetteer; this is for all others. A word is taken for one only where what
stands around it leaves little else: a house number behind the road; or before the word somebody's 住, 在, 到 … or the
end of another name, and behind the road what follows places only. 路灯, 道路 and 马路 are no names, nor is 堵路. What
befalls a road (积水, 施工, 停车) names none by its crossing or its edge: 在积水路口 is where the water stands."""

from __future__ import annotations

import re
from typing import Final

_ROAD: Final = "(大道|大街|横街|直街|横路|路|街|巷|桥)"
_FIRST: Final = frozenset("大横直路街巷桥")
_NUMBER: Final = "[0-9零〇一二三四五六七八九十百]{1,5}"
# 东大街, 中路: a part of a road is said before its number.
_NUMBERED = re.compile(f"{_ROAD}(?:[东南西北中]段?)?(?:{_NUMBER}(?:号(?![线楼])|弄|巷)|{_NUMBER}-{_NUMBER}号)")
_PLACED = re.compile(f"{_ROAD}(?:[东南西北中]段)?(?=$|[^\\w]|附近|一带|沿线|尽头|(?:旁边?|对面)(?![人车]))")
# 积水路口 and 施工路上 begin a clause as well as a name does: these need a word that asks for a place.
_STOOD = re.compile(f"{_ROAD}(?=[上口到往至])")
_ASKED = re.compile("(?:[住在到去从往沿至于]|经过|路过|走过|转入)[新老大小东南西北上下]?$")
_BEGUN = re.compile("(?:^|[^\\w]|社区|街道|[村镇区市县])[新老大小东南西北上下]?$")
# Kinds of streets and bridges, whatever they are called.
_KIND = re.compile(
    "(?:步行|商业|美食|小吃|夜市|烧烤|花市|年货)(?=街)|(?:高架|立交|人行|过街|跨河|铁路|公路|过河|危)(?=桥)"
)
_DONE = re.compile("(?:一下|[了过坏断修堵占烂破])$")
"""What is done to a road (修一下路), and is none's name."""

# What befalls roads, and no road is called by; a thing (水厂, 垃圾桶) may be what one is called by.
_BEFALLS = re.compile(
    "(?:积水|[浸淹漏渗污臭返]水|水[浸淹]|内涝|施工|作业|[停泊堵塞会]车|[违乱]停|堵塞|拥堵|逆行|超速|闯红灯|占[道用]|塌陷|坑洼|坑洞|大坑|破损|松动|"
    "开裂|裂缝|倒[塌伏]|[脱掉]落|漆黑|[太昏]暗|断电|停[电水]|扬尘|摆[摊卖]|走鬼|乱[倒扔]|垃圾|杂物|落叶|噪[音声]|扰民|[起着]火|飞线)$"
)
_AT = re.compile(f"{_ROAD}(?:[口上边旁面侧]|段|中(?!段))")


def road(text: str, start: int, end: int, after_name: bool = False) -> int:
    """Where the road ends whose name the word from `start` to `end` of a folded text begins; 0 where it begins none.
    `after_name`: another place's name ends where the word begins."""
    if text[end : end + 1] not in _FIRST:
        return 0
    if numbered := _NUMBERED.match(text, end):
        return numbered.end(1)
    if end - start < 2 or _KIND.match(text, start) or _DONE.search(text[start:end]):
        return 0
    if _BEFALLS.search(text[start:end]) and _AT.match(text, end):
        return 0
    before = text[max(0, start - 4) : start]
    asked = after_name or _ASKED.search(before) is not None
    stood = _STOOD.match(text, end) if asked else None
    found = stood or (_PLACED.match(text, end) if asked or _BEGUN.search(before) else None)
    return found.end(1) if found else 0
