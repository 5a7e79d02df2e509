"""Names that nothing announces, and names that are half hidden already: 刘建国在楼下, 陈某某, 姓沈, 老王家."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lianxin.intake.names import AFTER, FAMILY, GIVEN, UNSURE, full, is_han, plain
from lianxin.intake.span import Span, mark

_HAN = "\u3400-\u9fff"
_ONE = "".join(sorted(name for name in FAMILY if len(name) == 1))
_TWO = "|".join(sorted(name for name in FAMILY if len(name) == 2))
_COMMON = "".join(sorted(GIVEN))
_PLAIN: Final = re.compile(rf"(?=((?:{_TWO}|[{_ONE}])[{_COMMON}]{{2}}))")
_BEFORE: Final = frozenset(
    "的是叫找和与跟被给让由把对了家员人友主客伴夫妻妇亲长任记理师安机户手到见有同请托及、问替帮向因系据嘅喺搵佢撞了转"
)
_GOES_ON = "".join(sorted(AFTER)) + "夜白早晚中午"
# Family names that are nothing else.
_SURE: Final = frozenset(
    "王李刘陈杨赵吴周徐孙朱胡郭林郑梁谢宋唐许韩邓冯曹彭曾肖萧袁蔡蒋余杜叶魏吕丁姚沈钟姜崔谭陆范汪廖贾邹薛"
    "侯孟秦邱尹雷黎陶贺顾郝龚邵覃武钱戴严莫孔汤赖庞樊殷颜倪俞葛伍聂岳詹骆霍欧冼邝卢阮翁柯甄瞿裘"
)
_SOME: Final = re.compile(
    rf"((?:{_TWO}|[{_ONE}])某(?:某{{1,2}}|[甲乙丙丁]|[{_COMMON}](?=[^{_HAN}]|[{_GOES_ON}]|$))?)"
    r"(?![公小单地个种些路市县村街部学医店年月日天位处方区人次项条])"
)
_FAMILY: Final = re.compile(rf"(?<![百同复老跟])姓({_TWO}|[{_ONE}])(?![名氏])")
_FAMILIAR: Final = re.compile(rf"(?<![{_HAN}])?([老小阿])([{_ONE}])(?=[说的家和跟在是把也他她来去]|[^{_HAN}]|$)")
# 阿强哥, 阿珍姐.
_NICKNAME: Final = re.compile(rf"阿([{_COMMON}])(?=[哥姐叔婶伯嫂姨妹仔公婆])")
_NO_FAMILIAR: Final = frozenset(
    "车花路米沙包皮井毛铁房时方高安平常白金石水江河文成关管项计区官单符支强光利布劳展卫修习师年权盖麻季简章解封查施富巴乌空农代宫古贝植冷席边商牛羊熊"
    "党叶板鱼班城旧屋街店友弟妹姐云乐秋松寿终费谈印华景祖薄阴"
)
_PARTER: Final = re.compile(r"[ \-._*·/]")
# A sign between all characters of a name, as between the digits of a number: 我叫李 小 明, 联系人：王-大-力.
_SPACED: Final = re.compile(
    r"(?:姓名|名字|联系人|户主|[我名]叫|我是|本人)\s?[:是]?\s?"
    rf"(([{_ONE}])([ \-._*·/])([{_HAN}])(?:\3([{_HAN}]))?)(?![{_HAN}])"
)


def unannounced(text: str, folded: str, titles: set[int]) -> Iterator[Span]:
    """Names in `folded` that no cue stands beside."""
    for found in _PLAIN.finditer(folded):
        start, end = found.span(1)
        if plain(folded, start) == end and _seams(folded, start, end, titles):
            yield mark(text, start, end, "name", "前后没有称呼", "nothing announces it")
    if "某" in folded:
        for found in _SOME.finditer(folded):
            if found[1][0] not in "和向连时应于全由对":
                yield mark(text, found.start(1), found.end(1), "name")
    if "姓" in folded:
        for found in _FAMILY.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "name")
    if "老" in folded or "小" in folded or "阿" in folded:
        yield from _familiar(text, folded)
    for found in _NICKNAME.finditer(folded):
        yield mark(text, found.start(1), found.end(1), "name")
    if _PARTER.search(folded):
        for found in _SPACED.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "name")


def _familiar(text: str, folded: str) -> Iterator[Span]:
    for found in _FAMILIAR.finditer(folded):
        at = found.start(1)
        if found[2] in _NO_FAMILIAR or found[2] in UNSURE or (is_han(folded, at - 1) and folded[at - 1] not in _BEFORE):
            continue
        yield mark(text, found.start(2), found.end(2), "name")


def _seams(folded: str, start: int, end: int, titles: set[int]) -> bool:
    """Whether the sentence may part before and after: 被邓小华撞倒, 薛宝珍说."""
    opens = not is_han(folded, start - 1) or folded[start - 1] in _BEFORE
    closes = end >= len(folded) or not is_han(folded, end) or folded[end] in AFTER
    # One seam is enough where the three can hardly be anything else.
    seams = (opens and closes) or ((opens or closes) and folded[start] in _SURE)
    return seams and folded[end - 1] not in "湖园网堂馆城院店河桥山" and full(folded, start, titles) == end
