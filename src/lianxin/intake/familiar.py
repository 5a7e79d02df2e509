"""Names as people call one another (小刘, 阿珍, 桂香姐), and as they write them past a filter (王×明, 陈.美.玲)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.brands import SHOP
from lianxin.intake.names import (
    AFTER,
    COMMON,
    COMPOUND,
    DESCRIBED,
    EVERYDAY,
    GIVEN,
    NEVER_GIVEN,
    SINGLE,
    SURE,
    UNSURE,
    everyday,
    foreign_from,
    is_han,
)
from lianxin.intake.nicknames import nicknames
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import words_in
from lianxin.intake.tongues import of_other_tongues

_HAN = "\u3400-\u9fff"
_GOES_ON = "".join(sorted(AFTER)) + "夜白早晚中午托问催劝陪送介"
_BEFORE: Final = frozenset(
    "壁门上下面队的是叫找和与跟被给让由把对了家员人友主客伴夫妻妇亲长任记理师安机户手到见有同请托及、问替帮向因系据嘅喺搵佢撞转"
    "者姆洁亏告派陪等看叮嘱问是係系"
)
_CALLED: Final = re.compile(rf"([老小阿])[ ]?({'|'.join(sorted(COMPOUND))}|[{SINGLE}])")
NO_FAMILIAR: Final = frozenset(
    "车花路米沙包皮井毛铁房时方高安平常白金石水江河文成关管项计区官单符支强光利布劳展卫修习师年权盖麻季简章解封查施富巴乌空农代宫古贝植冷席边商牛羊熊"
    "党叶板鱼班城旧屋街店友弟妹姐云楼乐秋松寿终费谈印华景祖薄阴"
)
# 阿强哥, 阿珍姐, 阿香, 阿Ken.
_NICKNAME: Final = re.compile(rf"阿([{COMMON}])(?=[哥姐叔婶伯嫂姨妹仔公婆])")
_SHORT: Final = re.compile(rf"阿((?![伯叔婆姨公爷])[{COMMON}娣丽珠妹仔细联]|[A-Z][a-z]{{0,9}})(?![{_HAN}]?[·•])")
# 社工小雨, 孙女小月: behind what somebody is, and before what people do.
_LITTLE: Final = re.compile(rf"小([{COMMON}雨月雪])(?=[^{_HAN}]|$|[{_GOES_ON}每刚上想参喜摔走发唔又还没今])")
# Families that are animals or words, where 老 stands before them and a person goes on: 老费头, 老牛家的.
_OLD: Final = re.compile(
    rf"老(?<![{_HAN}].)([费牛解马石时全应高方白安于常平边万乐水金党沙羊熊叶季宗江单关管])(?=头(?:又|说|在|家|把)|家[的里]|又[在把来]|说|把|走了|昨天|今天(?!天))"
)
# What people are called by their looks, with a given character: 高佬泉, 肥仔明, 四眼辉.
_BYNAME: Final = re.compile(
    rf"(?:[高肥矮光瘦]佬|[肥矮黑靓烂]仔|肥婆|四眼|眼镜|豆皮|大[头眼只]|[光单]眼|光头|崩牙|哨牙|烂牙|胡须|跛脚|大炮|鬼仔|豁嘴)"
    rf"[{COMMON}九十](?=[^{_HAN}]|[{_GOES_ON}话同仲个问成]|$)"
)
# 月嫂桂香姐: a given name before a word of kin.
_GIVEN_KIN: Final = re.compile(
    rf"([{COMMON}][{COMMON}](?<![小大老阿]))(?=[姐哥嫂叔姨婶](?:[^{_HAN}]|[{_GOES_ON}手]|$))"
)
# The same by one character, behind a seam: 隔壁娟姐家, 做保洁嘅莲姐.
_ONE_KIN: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[系嘅的壁邻门上下叫找和与跟被给让问搵同]))([{COMMON}娟霞莲芳珍英玲燕梅兰萍琴丽凤])"
    rf"(?=[姐嫂姨叔哥](?:[^{_HAN}]|[{_GOES_ON}]|$))(?<![大小二三四五六七八表堂学师老阿嫡的阴阳])"
)
# 叫豆豆的小朋友: a doubled character is what a child is called.
_DOUBLED: Final = re.compile(rf"叫((?![妈爸爷奶公婆叔姐哥弟妹伯舅姑天人某])([{_HAN}])\2)(?=[^{_HAN}]|[的{_GOES_ON}])")
# Half a name behind a sign: 王×明, 李*华.
_STARRED: Final = re.compile(
    rf"(?:(?<![{_HAN}A-Za-z0-9])|(?<=[是叫主户客员人找名长友居民]))([{SINGLE}][*×✕○〇●xX＊]{{1,2}}(?![*×])"
    rf"(?:[{_HAN}](?=[^{_HAN}]|$|[的说在家]))?)(?![A-Za-z0-9*×])"
)
# A sign between all characters of a name: 陈.美.玲, 马/小/跑, 欧 阳 修 远; and one sign within it: 杜🌸若兰.
_BETWEEN = rf"[^\w{_HAN}。，、；：,;:!?！？()（）<>《》\"“”\n]"
_COMPOUND = "|".join(f"{name[0]}.{name[1]}" for name in sorted(COMPOUND))
_PARTED: Final = re.compile(
    rf"(?:(?<![{_HAN}A-Za-z0-9])(?<![{_HAN}]\s)|(?<=[系找叫是人给长]))((?:[{SINGLE}]|({_COMPOUND}))"
    rf"({_BETWEEN}{{1,2}})[{_HAN}](?:\3[{_HAN}])?)(?!\3[{_HAN}])(?=[^{_HAN}]|[{_GOES_ON}]|$)"
)
_BROKEN: Final = re.compile(
    rf"(?<![{_HAN}A-Za-z0-9])([{SINGLE}](?!\s)[^\w\s{_HAN}\x00-\x7f。，、；：！？（）《》“”·…—]{{1,2}}[{COMMON}]{{1,2}})(?![{_HAN}])"
)
_CUE: Final = re.compile(
    r"(?:姓名|名字|联系人?|户主|申请人|[我名]叫|我是|本人|签到|找|经手人|[楼组]长|[员人])[:是]?\s?$"
)
_WORDS: Final = frozenset("童康程钟苗龙石梅丁戴冯万莫尤左关路")
"""Family names before which 小 and 老 stand in other words too: 小童 (a child), 老龙."""
_NAMED: Final = 4
"""Class of an everyday word up to which 小李 is somebody; 小麦 and 小康 come oftener (statistics.py)."""
_TOLD: Final = AhoCorasick(sorted(DESCRIBED))
# The last words of a telling: …再查一次。小连
_SIGNS_OFF: Final = re.compile(rf"(?<=[。!?;\n —])[老小][{SINGLE}]\s*$")
_PARTS: Final = re.compile(r"[^\w\u3400-\u9fff]")


def familiar(text: str, folded: str, roles: Mapping[int, int]) -> Iterator[Span]:
    """`roles`: where words end that say what somebody is."""
    if "老" in folded or "小" in folded or "阿" in folded:
        yield from _familiar(text, folded, roles)
    for found in _GIVEN_KIN.finditer(folded):
        opened = (
            found.start() in roles or not is_han(folded, found.start() - 1) or folded[found.start() - 1] in "的喊叫找楼"
        )
        if opened and not any(everyday(folded, at) for at in range(*found.span(1))):
            yield mark(text, *found.span(1), "name")
    for found in _ONE_KIN.finditer(folded):
        if not everyday(folded, found.start()) and folded[found.start() : found.end() + 1] not in EVERYDAY:
            if SHOP.match(folded, found.end() + 1):
                continue  # 花姐米线
            yield mark(text, *found.span(1), "name")
    for found in _DOUBLED.finditer(folded):
        yield mark(text, *found.span(1), "name")
    for found in _BYNAME.finditer(folded):
        yield mark(text, *found.span(), "name")
    yield from of_other_tongues(text, folded, roles)
    yield from nicknames(text, folded, roles)
    for _, _, end in _TOLD.find_matches_as_indexes(folded):
        yield mark(text, end - 1, end, "name")
    if _PARTS.search(folded):
        yield from _with_signs(text, folded)


def _familiar(text: str, folded: str, roles: Mapping[int, int]) -> Iterator[Span]:
    for found in _OLD.finditer(folded) if "老" in folded else ():
        yield mark(text, *found.span(1), "name")
    words = words_in(folded)
    for found in _CALLED.finditer(folded):
        at, sign = found.start(1), found[2]
        if _SIGNS_OFF.match(folded, at):
            yield mark(text, found.start(2), found.end(2), "name", "像是落款", "looks like a signature")
        if sign in NO_FAMILIAR or sign in UNSURE:
            continue
        opened = at in roles or not is_han(folded, at - 1) or folded[at - 1] in _BEFORE
        opened = opened or (sign in SURE and words.ended(at))
        closed = not is_han(folded, found.end()) or folded[found.end()] in _GOES_ON
        following = folded[found.end() : found.end() + 1]
        whole = len(sign) > 1  # 小欧阳: the family name is a word of the list itself
        word = (
            following == "子"
            or words.common(at, found.end()) > _NAMED
            or (following != "家" and not whole and words.hold(at, found.end()))
        )
        if word or not opened or (sign in _WORDS and not closed) or SHOP.match(folded, found.end()):
            continue
        yield mark(text, found.start(2), found.end(2), "name")
    for found in _NICKNAME.finditer(folded):
        yield mark(text, *found.span(1), "name")
    for found in _LITTLE.finditer(folded):
        if found.start() in roles and words.common(found.start(), found.end()) <= _NAMED:
            yield mark(text, *found.span(1), "name")
    ended = -1
    for found in _SHORT.finditer(folded):
        at, end = found.start(), found.end()
        opened = at in roles or at == ended or not is_han(folded, at - 1) or folded[at - 1] in _BEFORE
        opened = opened or words.ended(at)
        closed = not is_han(folded, end) or folded[end] in _GOES_ON or at in roles
        closed = closed or folded[at - 1 : at] in ("是", "叫", "找", "给")
        closed = closed or at == ended or folded[end : end + 1] in "话嗌同隔个几两想欠阿用档"
        if opened and closed and not words.hold(at, end) and foreign_from(folded, at) - at < 4:
            yield mark(text, *found.span(1), "name")
            ended = end


def _with_signs(text: str, folded: str) -> Iterator[Span]:
    for found in _STARRED.finditer(folded):
        if found[1][0] in SURE and not set(found[1][1:]) <= {"*"}:  # 王** is how the product masks a name
            yield mark(text, *found.span(1), "name")
    for found in _BROKEN.finditer(text):
        yield mark(text, *found.span(1), "name")
    for found in _PARTED.finditer(folded):
        signs = [sign for sign in found[1] if is_han(sign, 0)]
        if not NEVER_GIVEN.isdisjoint(signs):
            continue
        likely = len(signs) >= 3 and any(sign in GIVEN for sign in signs[1:])
        before = folded[max(0, found.start() - 5) : found.start()]
        cued = bool(_CUE.search(before)) and not before.endswith(("没人", "有人", "无人"))
        if likely or cued or (len(signs) == 2 and signs[1] in GIVEN and _listed(folded, found.start())):
            yield mark(text, *found.span(1), "name")


def _listed(folded: str, start: int) -> bool:
    """Whether another name written so stands right before, parted by a sign that makes lists."""
    return folded[start - 1 : start] in ("、", "/") and folded[start - 3 : start - 2] == " "
