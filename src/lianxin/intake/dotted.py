"""Names with a dot in them, as other tongues are written: 阿依古丽·买买提, 约翰·史密斯, 买买提.吐尔洪."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lianxin.intake.names import AFTER, GRAMMAR, foreign_back, foreign_from, is_han
from lianxin.intake.span import Span, mark

_DOT: Final = re.compile("[·•・‧∙⋅･.．](?<=[\u3400-\u9fff ].)(?=[\u3400-\u9fff ])")
_STOPS: Final = frozenset(".．")
"""Full stops, which stand for a dot only between such characters as write names of other tongues."""
_BETWEEN: Final = re.compile(r"(?:\([^)]{0,6}\))?\s?(?:名叫|姓名|名字)?[:是为]{0,2}\s{0,3}")
_KINDS: Final = ("called", "sign", "i", "role")
# Characters that write names of European and Arab tongues, besides those of names.py; and those that write little else.
_SOUNDS: Final = frozenset(
    "埃昂邦保鲍本彼宾博大戴丹道蒂东敦厄法范菲费芬丰冯佛弗福富盖高戈葛根汉翰豪亨华怀惠加简考柯科克夸朗劳理利莉丽连卢路麦蒙墨内涅纽农派庞彭皮"
    "珀蒲契恰乔丘荣瑞若塞桑山尚舍圣施士泰汤唐廷图万威韦魏翁伍武逊扬让娃詹芝朱卫丝黛查特安娜玛丽史密斯约翰"
)
_ONLY: Final = frozenset("斯娜尔弗翰逊娃埃伊卡蒂姆茨穆丝珀廷诺妮莎黛塞默")
_MORE: Final = frozenset("不丽旦都那勒")
"""What stands in such names too, and in other words oftener: 阿不都, 哈丽旦."""
_TITLED: Final = re.compile("先生|女士|小姐|太太|老师|教授|医生|夫妇")
_PEOPLE: Final = re.compile("[想说问住在是也还没不把被跟和与来去要向给已有]|[^\u3400-\u9fff]|$")


def dotted(text: str, folded: str, ends: Mapping[str, Mapping[int, int]]) -> Iterator[Span]:
    """`ends`: kind of cue → where it ends → where it begins (cues.py)."""
    past = 0
    for dot in _DOT.finditer(text):
        if dot.start() < past:
            continue
        left, right = _sides(text, dot.start())
        if dot[0] in _STOPS:
            start, end = _alike(folded, left, right)
        else:
            start, end = _around(text, folded, left, right, ends)
        if left - start < 2 or end - right < 2 or folded[start] in GRAMMAR:
            start, end = (left, right) if dot[0] in _STOPS else _sounds(folded, left, right, ends)
        if start < left and end - right >= 2:
            past = end
            yield mark(text, start, end, "name")


def _sides(text: str, dot: int) -> tuple[int, int]:
    """Where what stands before the dot ends, and what stands behind begins: a blank on both sides belongs to it."""
    return dot - (text[dot - 1] == " "), dot + 1 + (text[dot + 1] == " ")


def _alike(folded: str, left: int, right: int) -> tuple[int, int]:
    """What is written with a full stop for the dot: of such characters on both sides, three at least on one."""
    start, end = foreign_back(folded, left), foreign_from(folded, right)
    long = max(left - start, end - right) > 2 and (not is_han(folded, end) or folded[end] in AFTER)
    return (start, end) if long else (left, right)


def _around(text: str, folded: str, left: int, right: int, ends: Mapping[str, Mapping[int, int]]) -> tuple[int, int]:
    """A name of characters that write such names, or right behind a cue; as far as more dots go on."""
    start, end = _back(folded, left), foreign_from(folded, right)
    while folded[end : end + 1] in _MORE and foreign_from(folded, end + 1, 2) > end + 1:
        end = foreign_from(folded, end + 1)
    while (more := _DOT.match(text, end)) and foreign_from(folded, more.end()) > more.end() + 1:
        end = foreign_from(folded, more.end())
    for kind in _KINDS:
        for at in ends.get(kind, ()):
            between = _BETWEEN.match(folded, at)
            begin = between.end() if between else at
            if left - 6 <= begin < left and all(is_han(folded, one) for one in range(begin, left)):
                start = begin
                end = end if end - right > 2 else max(end, _word_end(folded, right))
    if folded[end : end + 1] == "和" and end - right == 1 and not is_han(folded, end + 1):
        end += 1  # 巴图·苏和
    return start, end


def _back(folded: str, dot: int) -> int:
    start = foreign_back(folded, dot)
    while start and folded[start - 1] in _MORE and foreign_back(folded, start - 1) < start - 1:
        start = foreign_back(folded, start - 1)
    return start


def _word_end(folded: str, at: int) -> int:
    end = at
    while end - at < 8 and is_han(folded, end) and folded[end] not in "住在的是和说今家反报来打给被请":
        end += 1
    return end + (folded[end : end + 1] == "和" and not is_han(folded, end + 1))  # 巴图·苏和


def _sounds(folded: str, left: int, right: int, ends: Mapping[str, Mapping[int, int]]) -> tuple[int, int]:
    """约翰·史密斯想…, 让·皮埃尔: by sound on both sides, and the sentence goes on as after a person. Estates are named
    so too: 保利·海德公园."""
    start, end = left, right
    while start and left - start < 6 and _sound(folded, start - 1):
        start -= 1
    while end - right < 8 and _sound(folded, end):
        end += 1
    cued = any(start in ends.get(kind, ()) for kind in _KINDS)
    heard = not _ONLY.isdisjoint(folded[start:end]) and (cued or _PEOPLE.match(folded, end))
    opened = cued or not is_han(folded, start - 1)
    person = (heard or _TITLED.match(folded, end)) and (opened or folded[start - 1] in "的叫找给请跟和与")
    return (start, end) if person else (left, right)


def _sound(folded: str, at: int) -> bool:
    return folded[at : at + 1] in _SOUNDS or foreign_from(folded, at, 1) > at
