"""Names that nothing announces, and names that are half hidden already: 刘建国在楼下, 陈某某, 姓沈, 老王家."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

from lianxin.intake.cues import ROLES
from lianxin.intake.names import AFTER, COMPOUND, FAMILY, GIVEN, RARE, SURE, family, full, is_han, plain, plain_given
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_HAN = "\u3400-\u9fff"
_ONE = "".join(sorted(name for name in FAMILY if len(name) == 1))
_TWO = "|".join(sorted(name for name in FAMILY if len(name) == 2))
_COMMON = "".join(sorted(GIVEN))
_HEADS: Final = "".join(sorted({name[0] for name in FAMILY if len(name) == 2}))
# Where a family name begins and two common given characters follow; a set of characters first, which is quick.
_PLAIN: Final = re.compile(
    rf"[{_ONE}{_HEADS}](?:(?<=[{_ONE}])(?=[{_COMMON}]{{2}})|(?<=[{_HEADS}])(?=.[{_COMMON}]{{2}}))"
)
_BEFORE: Final = frozenset(
    "壁门上下面队的是叫找和与跟被给让由把对了家员人友主客伴夫妻妇亲长任记理师安机户手到见有同请托及、问替帮向因系据嘅喺搵佢撞了转"
)
_GOES_ON = "".join(sorted(AFTER)) + "夜白早晚中午私"
_BEFORE_COMPOUND: Final = _BEFORE | frozenset("去来帮")
# A family name of two characters that is nothing else, and one or two given ones: 司徒敏说.
_COMPOUND: Final = re.compile(rf"({'|'.join(sorted(COMPOUND))})[{_HAN}]{{1,2}}?(?=[^{_HAN}]|[{_GOES_ON}]|[你您]好|$)")
_SOME: Final = re.compile(
    rf"((?:{_TWO}|[{_ONE}])某(?:某{{1,2}}|[甲乙丙丁]|(?![未已将])[{_COMMON}](?=[^{_HAN}]|[{_GOES_ON}]|$))?)"
    r"(?![公小单地个种些路市县村街部学医店年月日天位处方区人次项条])"
)
# Names of three characters with nothing between them: 王嘉怡李浩然陈晓彤三个小朋友.
_CHAINED: Final = re.compile(
    rf"((?:[{''.join(sorted(SURE))}张黄][{_COMMON}]{{2}}){{2,9}})(?=[^{_HAN}]|[等三四五六七八九十两都各家的])"
)
# Who is told by sex behind the name, as forms and logs do: 幸福来，男，七十六; 燕飞（女）.
_SEX: Final = re.compile(rf"(?<![{_HAN}])([{_HAN}]{{2,4}})\s?[,(\s、]\s?[男女](?![{_HAN}])")
_FAMILY: Final = re.compile(rf"(?<![百同复老跟])姓({_TWO}|[{_ONE}])(?![名氏])")
# Of which family somebody is, told in passing: 一名陈姓男子, 林姓住户, 王氏兄弟.
_OF_FAMILY: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[名位个户的对与和跟向被上下邻由是、以]))({_TWO}|[{_ONE}])"
    r"(?:姓(?![氏名]|什么)|氏(?=兄弟|夫妇|姐妹|父[子女]|母[子女]|一家))"
)
# As villages call daughters and sons: 雷细妹, 黄三妹, 何二牛.
_VILLAGE: Final = re.compile(
    rf"([{''.join(sorted(SURE))}张黄高马罗何林夏田江史龙石方邓韦蓝莫农卢甘银水海青母]"
    r"[大细小二三四五六七八九幺满阿亚][妹娣姑女娥狗仔毛牛妞丫娃妮])"
)
_SELDOM: Final = re.compile(rf"[我他她位个户是人]姓([{''.join(sorted(RARE))}])(?=[^{_HAN}]|的|$)")
# Family and given name told apart: 姓曾名国庆.
_APART: Final = re.compile(rf"姓({_TWO}|[{_ONE}])[,，]?名(?:字?叫|是)?([{_HAN}]{{1,2}})(?=[^{_HAN}]|$)")
# Somebody told from others by his name, at the head of a clause: 叫王强的那个保安.
_TOLD_APART: Final = re.compile(rf"(?<![{_HAN}])叫([{_HAN}]{{2,4}})的[那这]?[个位名]")
# A couple, or a family: 靳东与妻子甘露.
_WITH_KIN: Final = re.compile(
    rf"(?<![{_HAN}])([{''.join(sorted(SURE))}][{_COMMON}])"
    r"(?=[与和跟][其他她]?(?:妻|夫|老婆|老公|前妻|前夫|儿子|女儿|[父母]亲|邻居))"
)
_PARTER: Final = re.compile(r"[ \-._*·/]")
# A sign between all characters of a name, as between the digits of a number: 我叫李 小 明, 联系人：王-大-力.
_SPACED: Final = re.compile(
    r"(?:姓名|名字|联系人|户主|[我名]叫|我是|本人)\s?[:是]?\s?"
    rf"(([{_ONE}])([ \-._*·/])([{_HAN}])(?:\3([{_HAN}]))?)(?![{_HAN}])"
)


def unannounced(text: str, folded: str, titles: frozenset[int]) -> Iterator[Span]:
    """Names in `folded` that no cue stands beside."""
    for found in _PLAIN.finditer(folded):
        start = found.start()
        end = plain(folded, start)
        if end > start and _seams(folded, start, end, titles):
            yield mark(text, start, end, "name", "前后没有称呼", "nothing announces it")
    for found in _COMPOUND.finditer(folded):
        opened = not is_han(folded, found.start() - 1) or folded[found.start() - 1] in _BEFORE_COMPOUND
        title = any(at in titles for at in range(found.start(), found.end()))
        if opened and not title and folded[found.end() - 1] not in "湖园网堂馆城院店河桥山村镇街路":
            yield mark(text, found.start(), found.end(), "name")
    for found in _TOLD_APART.finditer(folded):
        if full(folded, found.start(1), titles) == found.end(1):
            yield mark(text, *found.span(1), "name")
    for found in _WITH_KIN.finditer(folded):
        yield mark(text, *found.span(1), "name")
    for found in _CHAINED.finditer(folded):
        for at in range(found.start(1), found.end(1), 3):
            if full(folded, at, titles) == at + 3:
                yield mark(text, at, at + 3, "name", "和别的名字并列", "stands in a row with other names")
    if "男" in folded or "女" in folded:
        for found in _SEX.finditer(folded):
            start, end = found.span(1)
            size = family(folded, start)
            likely = 1 <= end - start - size <= 2 if size else end - start == 3 and plain_given(folded, start)
            if likely and folded[start:end] not in ROLES:
                yield mark(text, start, end, "name", "后面说了性别", "the sex is told behind it")
    if "某" in folded:
        for found in _SOME.finditer(folded):
            district = found[1][0] == "区" and is_han(folded, found.start() - 1)  # 南岗区某胡同
            if found[1][0] not in "和向连时应于全由对" and not district:
                yield mark(text, found.start(1), found.end(1), "name")
    yield from _of_family(text, folded)
    if _PARTER.search(folded):
        for found in _SPACED.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "name")


def _of_family(text: str, folded: str) -> Iterator[Span]:
    """Who is told by family and rank (黄三妹), or by the family alone (姓沈, 陈姓男子)."""
    for found in _VILLAGE.finditer(folded):
        start, end = found.span(1)
        opened = not is_han(folded, start - 1) or folded[start - 1] in _BEFORE or Words(folded[:start]).ended(start)
        if opened and (not is_han(folded, end) or folded[end] in AFTER):
            yield mark(text, start, end, "name", "像是人名", "looks like a name")
    if "姓" in folded or "氏" in folded:
        for found in _OF_FAMILY.finditer(folded):
            yield mark(text, *found.span(1), "name")
    if "姓" in folded:
        for found in itertools.chain(_FAMILY.finditer(folded), _SELDOM.finditer(folded)):
            yield mark(text, found.start(1), found.end(1), "name")
        for found in _APART.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "name")
            yield mark(text, found.start(2), found.end(2), "name")


def _seams(folded: str, start: int, end: int, titles: frozenset[int]) -> bool:
    """Whether the sentence may part before and after: 被邓小华撞倒, 薛宝珍说."""
    opens = not is_han(folded, start - 1) or folded[start - 1] in _BEFORE
    closes = end >= len(folded) or not is_han(folded, end) or folded[end] in AFTER
    # One seam is enough where the three can hardly be anything else.
    seams = (opens and closes) or ((opens or closes) and folded[start] in SURE)
    return seams and folded[end - 1] not in "湖园网堂馆城院店河桥山" and full(folded, start, titles) == end
