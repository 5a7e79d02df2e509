"""Names in a row: where some of what stands between 、 are names, so is what begins with a family name beside them.

In 签到：左向东、包晓琳、江涛 the last alone might be a river; between names it is one more of them. What is an everyday
word stays a word: 张建国、志愿者、党员.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from lianxin.intake.names import AFTER, EVERYDAY, GIVEN, NEVER_GIVEN, OPENERS, SURE, family, is_han
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words, words_in

_PARTS: Final = frozenset("、，,/;； ")
"""What parts the members of a row."""
_CLOSES: Final = frozenset("等三两俩四五六七八九十各都同共的和与及参出到均")
"""What may follow the last of a row: 江涛三位楼长, 冯婷等人."""
_PLACES: Final = frozenset("人员区村街路镇县市户楼店厂校院塘涌城园湖桥山河站处组队铺寨岭坡岗洞湾")
_ANDS: Final = frozenset("和与跟及同")
_AMOUNT: Final = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff]{2,4})\s?[0-9]+(?:\.[0-9]+)?(?:元|块|分|票|小时)")
# A row that says what it is: 志愿者名单：高兴、白雪、江河. Words too are names there.
_ROW: Final = re.compile(
    r"(?:名单|志愿者|签到|到会[者人员]{0,2}|与会人员|参加人员|出席人员|成员|组员|候选人|委员|家属|户主|代表)(?:如下|有|是|为)?:?"
    r"(?<=[:是有为])((?:[\u3400-\u9fff]{2,4}[、 ]){1,30}[\u3400-\u9fff]{2,4})"
    r"(?=[^\u3400-\u9fff]|[三两俩四五六七八九十等]|$)"
)
_COUNTED: Final = frozenset("三两俩四五六七八九十")
_COMMON: Final = 3
"""Class of an everyday word from which on it is a word among names too (statistics.py)."""


def listed_names(text: str, folded: str, found: Iterable[Span], titles: Container[int]) -> Iterator[Span]:
    """Names beside those `found` in the same row, both ways, as far as the row goes on. `titles`: where titles begin,
    which end a name: 麦锦堂、冼|伯."""
    yield from _with_amounts(text, folded, found)
    yield from _in_rows(text, folded)
    names = {(one.start, one.end) for one in found if one.kind == "name" and one.end - one.start > 1}
    if names and not _ANDS.isdisjoint(folded):
        yield from _with_and(text, folded, names, titles)
    rows = [at for at, sign in enumerate(folded) if sign == "、"]
    if not rows:
        return
    ends, starts = {end for _, end in names}, {start for start, _ in names}
    words = words_in(folded) if ends else None
    for at in rows:
        if words is not None and at in ends and (end := _forward(folded, at + 1, words, titles)):
            if at + 1 not in starts:
                yield mark(text, at + 1, end, "name", "和别的名字并列", "stands in a row with other names")
            ends.add(end)
    for at in reversed(rows):
        if words is not None and at + 1 in starts and at not in ends and (start := _back(folded, at, words, titles)):
            yield mark(text, start - 1, at, "name", "和别的名字并列", "stands in a row with other names")
            starts.add(start - 1)


def _in_rows(text: str, folded: str) -> Iterator[Span]:
    """All of a row that is announced as one of people, where each of it may be a name by its family name."""
    for found in _ROW.finditer(folded) if "、" in folded else ():
        at, parts = found.start(1), []
        for word in re.split("[、 ]", found[1]):
            parts.append((at, at + len(word)))
            at += len(word) + 1
        sizes = [(end - start, family(folded, start)) for start, end in parts]
        likely = all(size and 1 <= length - size <= 2 for length, size in sizes)
        if likely and not any(folded[end - 1] in _PLACES - set("河江湖山") for _, end in parts):
            for start, end in parts:
                yield mark(text, start, end, "name", "和别的名字并列", "stands in a row with other names")


def _with_and(text: str, folded: str, names: Iterable[tuple[int, int]], titles: Container[int]) -> Iterator[Span]:
    """江小燕和于建平今天去了: who stands behind a name and 和, and is made of common given characters."""
    words = words_in(folded)
    for at in {end for _, end in names if folded[end : end + 1] in _ANDS and end + 1 < len(folded)}:
        size = family(folded, at + 1)
        for end in (at + size + 3, at + size + 2) if size else ():
            closed = end >= len(folded) or not is_han(folded, end) or folded[end] in _CLOSES or folded[end] in AFTER
            given = all(sign in GIVEN for sign in folded[at + 1 + size : end])
            if closed and given and _may_be(folded, at + 1, end, words, titles):
                yield mark(text, at + 1, end, "name", "和别的名字并列", "stands in a row with other names")
                break


def _with_amounts(text: str, folded: str, found: Iterable[Span]) -> Iterator[Span]:
    """唐永福80元，于桂珍120元: where one of those who gave or got something is a name, all are."""
    parts = list(_AMOUNT.finditer(folded))
    starts = {one.start for one in found if one.kind == "name"}
    if len(parts) > 1 and any(part.start(1) in starts for part in parts):
        for part in parts:
            size = family(folded, part.start(1))
            if size and 1 <= part.end(1) - part.start(1) - size <= 2 and part[1] not in EVERYDAY:
                yield mark(text, *part.span(1), "name", "和别的名字并列", "stands in a row with other names")


def again(text: str, folded: str, found: Iterable[Span]) -> Iterator[Span]:
    """Where a name `found` by a rule stands once more, whole or by its given characters: 麦嘉欣妈妈，嘉欣今天….
    What was only weighed is not looked for again: where it is a place, it would be one everywhere."""
    names = {folded[one.start : one.end]: family(folded, one.start) for one in found if one.kind == "name"}
    for name, size in names.items():
        if not 2 <= len(name) <= 4 or not size or Words(name).common(0, len(name)):
            continue
        given = name[size:]
        words = [name, given] if len(given) == 2 and Words(given).common(0, 2) == 0 else [name]
        for word in words:
            at = folded.find(word)
            while at >= 0:
                yield mark(text, at, at + len(word), "name", "前面说过的人", "somebody named before")
                at = folded.find(word, at + len(word))


def _forward(folded: str, at: int, words: Words, titles: Container[int]) -> int:
    """Where the member that begins at `at` ends, when it may be a name; 0 otherwise."""
    size = family(folded, at)
    for end in (at + size + 2, at + size + 1) if size else ():
        closed = end >= len(folded) or not is_han(folded, end) or folded[end] in _CLOSES
        if closed and _may_be(folded, at, end, words, titles):
            return end
    return 0


def _back(folded: str, end: int, words: Words, titles: Container[int]) -> int:
    """One more than where the member that ends at `end` begins, when all of it may be a name; 0 otherwise."""
    for start in (end - 4, end - 3, end - 2):
        opened = not is_han(folded, start - 1) or folded[start - 1] in OPENERS
        if start < 0 or not opened or not 1 <= end - start - family(folded, start) <= 2:
            continue
        if family(folded, start) and _may_be(folded, start, end, words, titles):
            return start + 1
    return 0


def _may_be(folded: str, start: int, end: int, words: Words, titles: Container[int]) -> bool:
    given = folded[start + family(folded, start) : end]
    if not given or not all(is_han(folded, at) for at in range(start, end)):
        return False
    if any(at in titles for at in range(start + 1, end + 1)):
        return False
    counted = folded[end : end + 1] in _COUNTED and folded[end - 1] not in "苑园区街镇县市店校院"  # 玉兰苑三个小区
    person = counted or (folded[start] in SURE and end - start == 3)  # 马占山三位, 宋长河、
    if (folded[end - 1] in _PLACES and not person) or any(sign in NEVER_GIVEN for sign in given):
        return False
    return folded[start:end] not in EVERYDAY and words.common(start, end) < _COMMON
