"""Who is called by a given name alone behind what he is to somebody (我哥们建军, 孙子龙龙), as one asks to be called
(喊我芳姐), or by what a family is called (廖妈, 陈生陈太)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lianxin.intake.called import likeness
from lianxin.intake.heads import HAN, NO_HAN, headed, heads
from lianxin.intake.names import COMMON, EVERYDAY, SINGLE, SURE, is_han
from lianxin.intake.nicknames import NO_CHILD
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_FRIENDS: Final = (
    r"哥们儿?|姐们儿?|兄弟|姐妹|闺蜜|发小|老乡|战友|工友|同学|同事|室友|舍友|朋友|好友|女友|男友|牌友|舞伴|球友|病友|钓友|"
    r"街坊|邻居|连襟|妯娌|亲家[公母]?|[大小]舅子|[大小]姨子|[大小]姑子|老表|堂[哥弟姐妹]|表[哥弟姐妹]|[大二三四小][哥弟姐妹叔伯姑姨舅嫂]|师[父傅兄弟姐妹]|徒弟|徒儿|"
    r"搭档|老伴|老公|老婆|爱人|媳妇|前[夫妻]|未婚[夫妻]|对象|女婿|儿媳妇?|侄[子女儿]|外甥女?|外?孙[子女]|干[儿女][子儿]|[大小二三]?儿子|[大小二三]?女儿|闺女|[大小]?姑娘|"
    r"弟媳|弟妹|嫂子|姐夫|妹夫|弟弟|哥哥|姐姐|妹妹|舅舅|舅妈|姑姑|姑父|姨妈|姨父|叔叔|婶婶|伯父|伯母|堂客|保姆|护工|月嫂"
)
# Who somebody is to one, and the given name: 我哥们建军, 球友志刚.
_TO_ME: Final = headed(
    "我俺他她们家",
    rf"[大小好老亲]?(?:{_FRIENDS})(?:大[姐哥爷妈叔]|阿姨)?"
    rf"((?![小老阿大])[{COMMON}]{{2}}|(?<=儿)小[{COMMON}])",
)
_TELLS: Final = frozenset(
    "在是说把被让给跟和与的来去要想也都又还没不有住家从对向他她今昨前上下刚已就才突晕摔掉丢病退考打找工退考落租帮借怕喝腿手眼人工结"
)
_SPOILED: Final = frozenset("们家来去在是有没和也都说要想")
# A child by its doubled name behind who it is: 孙子龙龙教了三遍, 小孩果果的书包.
_DOUBLED: Final = re.compile(
    rf"(?:孙子|孙女|外孙|儿子|女儿|小孩|孩子|娃儿?|宝宝|宝贝|侄子|侄女|外甥女?|弟弟|妹妹|闺女|囡囡|小朋友|双胞胎|老大|老二|"
    rf"老幺)((?![{''.join(sorted(NO_CHILD))}开白空])([{COMMON}果豆糖朵贝妞点球毛])\2)(?!的?[转围])(?!([{HAN}])\3)"
)
_AND_DOUBLED: Final = re.compile(rf"[和与、跟](([{HAN}])\2)")
# As one asks to be called: 喊我芳姐, 叫我阿强; and a mother or father by the family name: 廖妈、邓妈.
_CALL_ME: Final = re.compile(
    rf"[叫喊称](?:呼|做)?我(?:作|为|做)?(?:([{COMMON}{SINGLE}](?<![小老大阿]))(?=[姐哥姨叔婶伯嫂妹爷](?:[^{HAN}]|[就吧好即都行]|$))|"
    rf"阿([{COMMON}]|[A-Z][a-z]{{0,8}}))"
)
_MOTHER: Final = re.compile(
    rf"(?:[{NO_HAN}和跟与找叫给问]|^)([{''.join(sorted(SURE))}])(?=[妈爸](?:[^{HAN}]|[说来去在把也就都两住和家又做是]|$))"
)
# A couple as Cantonese tells it: 陈生陈太; and a given name before an office, thanked or asked: 感谢志远书记.
_COUPLE: Final = re.compile(rf"([{''.join(sorted(SURE))}])生([{''.join(sorted(SURE))}])太")
_OFFICE: Final = re.compile(
    rf"(?:感谢|谢谢|多谢|表扬|请|找)([{COMMON}]{{2}})(?=书记|主任|老师|医生|师傅|队长|所长|校长|站长)"
)
_KNOWN: Final = 4
"""Class of an everyday word up to which people are called by it too (statistics.py)."""
_LIKE: Final = 1.5
"""How much likelier in given names than elsewhere two characters have to be, a logarithm (called.py)."""


def callings(text: str, folded: str) -> Iterator[Span]:
    """Who is called so in `folded`."""
    for found in heads(_TO_ME, folded):
        if _given(folded, *found.span(1)):
            small = folded[found.start(1)] == "小"
            yield mark(text, found.start(1) + small, found.end(1), "name", "前面说了是谁", "who it is stands before it")
    for found in _DOUBLED.finditer(folded):
        yield mark(text, *found.span(1), "name")
        if other := _AND_DOUBLED.match(folded, found.end()):
            yield mark(text, *other.span(1), "name")
    for found in _OFFICE.finditer(folded):
        if folded[found.end(1) - 1] not in SURE and like_given(folded, *found.span(1)):
            yield mark(text, *found.span(1), "name")
    for found in _CALL_ME.finditer(folded) if "我" in folded else ():
        yield mark(text, *found.span(found.lastindex or 1), "name")
    for found in _MOTHER.finditer(folded) if "妈" in folded or "爸" in folded else ():
        yield mark(text, *found.span(1), "name")
    for found in _COUPLE.finditer(folded) if "太" in folded else ():
        yield mark(text, *found.span(1), "name")
        yield mark(text, *found.span(2), "name")


def like_given(folded: str, start: int, end: int) -> bool:
    """Whether these two to four characters end like a given name and are no everyday word, nor hold one."""
    near = Words(folded[start:end])
    torn = any(near.common(left, right) for left in (0, 1, 2) for right in (2, 3, 4) if right - left > 1)
    return end - start < 5 and likeness(folded, end - 2) >= _LIKE and not torn and folded[start:end] not in EVERYDAY


def _given(folded: str, start: int, end: int) -> bool:
    word = folded[start:end]
    if word[0] == "小":
        return word not in EVERYDAY and not Words(word).common(0, 2)  # 哥们儿小军, but 女儿小学
    if word in EVERYDAY or not _SPOILED.isdisjoint(word) or (word[0] == word[1] and word[0] in NO_CHILD):
        return False
    if is_han(folded, end) and folded[end] not in _TELLS:
        return False
    near = Words(folded[start : end + 3])
    first, last = 0, end - start
    if likeness(folded, start) < _LIKE or near.common(first, last) > _KNOWN:  # 建军, 春生; but 明天
        return False
    return not any(first <= left < last < right for right, words in near.ending.items() for left, _ in words)
