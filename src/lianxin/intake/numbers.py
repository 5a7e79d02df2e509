"""Numbers that reach or identify a person: mobile, landline, identity document, bank card.

Rules: mobile `1[3-9]` + 9 digits; landline area code 3–4 digits + 7–8; identity number GB 11643-1999 (domain.md §3);
bank card by Luhn (ISO/IEC 7812). Short numbers (110, 119, 120, 12345) and 400 numbers belong to nobody in person.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lianxin.intake.folding import CHINESE_DIGITS, fold_digits
from lianxin.intake.span import Span, mark
from lianxin.intake.tellings import NUMBERED, tellings

# First two digits of GB/T 2260: mainland provinces, Taiwan, Hong Kong, Macau and their residents' permits (83).
_BY_REGION = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for first, last in _BY_REGION for code in range(first, last + 1))
# Signs put between digits, on purpose or not: blanks, line breaks, dashes, dots, hearts, whatever is neither a letter
# nor the end of a clause; the zero-width ones come with copying. "weak" ones also part lists.
_STRONG = r"(?:[^\w\0:。;；!！?？、，,<>《》“”\"'%℃￥¥$&@×]|_)"
_WEAK = "、，,"
_RUN = re.compile(rf"[0-9](?:(?:{_STRONG}|[{_WEAK}]){{0,4}}[0-9]){{6,}}")
_DIGITS = re.compile("[0-9]+")
_SPOKEN = re.compile(f"[{CHINESE_DIGITS}洞两俩拐勾]+|[^{CHINESE_DIGITS}洞两俩拐勾]+")
# Fewer digits than four near each other are nobody's number.
_SOME = re.compile(r"[0-9](?:[^0-9]{0,4}[0-9]){3}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}$")
_KEYCAP = "\ufe0f\u20e3"

_PHONE_CUE = re.compile(
    r"(?:电话|座机|致电|固话|来电|回电|话机|宅电|拨打?|打|接到?|联系|号码|传真|[tT][eE][lL])[^\d，。,.;；\n]{0,6}$"
)
# Words of a place behind which seven or eight digits are its telephone, if they are no date.
_ANSWERED = re.compile(
    r"(?:值班室|办公室|服务台|前台|门岗|岗亭|保安室|管理处|居委会?|物业|热线|专线|家里|家中|公司|单位|店里|社区|村委会?|有事|找我|请呼)[^\w。;]{0,3}$"
)
_ID_CUE = re.compile(r"(?:身份证|残疾人?证|证件号|证号|身份号|身份证号码?)[^\d，。;；\n]{0,6}$")
_CARD_CUE = re.compile(r"(?:银行卡|卡号|账号|账户|帐号|帐户|存折|社保卡|[农工建中招]行|银行)[^\d，。;；\n]{0,8}$")
_AREA = re.compile(r"(?:010|02\d|0[3-9]\d\d)[2-8]\d{6,7}")
# From abroad, without the 0: 86-20-34015582.
_AREA_ABROAD = re.compile(
    r"\+?(?:00)?86[\s\-]{1,2}(?:10|2\d|[3-9]\d\d)[\s\-]{0,2}[2-8]\d{2,3}[\s\-]?\d{4}"
    r"|86(?:10|2\d)[\s\-]{1,2}[2-8]\d{3}[\s\-]?\d{4}"
)
_EXTENSION = re.compile(
    r"\s?\((?:转|分机)\s?(?:分机)?\d{1,5}\)|[*#]\d{1,4}(?![\d*#])|"
    r"\s?[,，]?\s?(?:转分机|分机号?|内线|转|-|—|ext\.?)\s?\d{1,5}(?![\d年月日号栋路])"
)

# The last character of a paper, where it is X; of a disability certificate with its kind and degree behind it.
_LAST = re.compile(r"\s?[\-.·]?(?:[xX](?:[1-7][1-4])?(?![0-9A-Za-z])|[×ХхΧχ✕✖❌](?![0-9A-Za-z])|叉|艾克斯|十(?![0-9]))")
# A paper with stars inside, of which so many digits are left that it still tells one from another: 370202******102413.
_STARRED = re.compile(
    r"(?<![0-9A-Za-z*])[1-9](?:[0-9]{3,13}([*＊×●•]{2,10})[0-9]{1,6}[0-9xX]|[0-9]{11,15}([*＊×●•]{2,6}))(?![0-9A-Za-z*])"
)
_PAIRS = {"(": ")", "[": "]", "【": "】", "〔": "〕"}
_LEFT = 12
"""Digits by which a paper with stars can still be known."""


class Group(NamedTuple):
    digits: str
    start: int
    end: int
    weak: bool  # parted from the group before by 、or a comma


def numbers(text: str) -> Iterator[Span]:
    """Every personal number in `text`, in order. Linear in its length."""
    folded = fold_digits(text)
    if _SOME.search(folded) is None:
        return
    for run in _RUN.finditer(folded):
        yield from _in_run(text, folded, _groups(text, folded, run.start(), run.end()))
    for starred in _STARRED.finditer(folded):
        told = len(starred[0]) - len(starred[1] or starred[2])
        if told >= _LEFT and 15 <= len(starred[0]) <= 20 and starred[0][:2] in PROVINCES:
            yield mark(text, starred.start(), starred.end(), "id_number", "号码没有遮全", "not all of it is hidden")
    yield from tellings(text, folded)


def _groups(text: str, folded: str, start: int, end: int) -> list[Group]:
    """The pieces of a run. Chinese and other digits are pieces apart: 18712345678一点 ends before 一."""
    groups: list[Group] = []
    for digits in _DIGITS.finditer(folded, start, end):
        for piece in _SPOKEN.finditer(text, digits.start(), digits.end()):
            between = folded[groups[-1].end : piece.start()] if groups else ""
            weak = any(sign in _WEAK for sign in between)
            groups.append(Group(folded[piece.start() : piece.end()], piece.start(), piece.end(), weak))
    return groups


def _in_run(text: str, folded: str, groups: list[Group]) -> Iterator[Span]:
    first, before = 0, ""
    while first < len(groups):
        found = _longest_from(text, folded, groups, first)
        if found is None and before == "landline" and len(groups[first].digits) in (7, 8):
            one = groups[first]  # 020-81234567/81234568: the second number of one area
            found = mark(text, one.start, one.end, "landline"), first
        before = found[0].kind if found else ""
        if found is not None:
            yield found[0]
        first = found[1] + 1 if found else first + 1


def _longest_from(text: str, folded: str, groups: list[Group], first: int) -> tuple[Span, int] | None:
    """The longest number that begins at group `first` and ends at the end of a group."""
    best: tuple[Span, int] | None = None
    digits = ""
    for last in range(first, len(groups)):
        digits += groups[last].digits
        if len(digits) > 20 or (last > first and groups[last].weak and not _even(groups[first : last + 1])):
            break
        if len(digits) >= 7 and _plausible(groups[first : last + 1], text):
            span = _judge(text, folded, digits, groups[first].start, groups[last].end)
            if span is not None:
                best = (span, last)
    return best


def _even(groups: list[Group]) -> bool:
    return all(len(group.digits) >= 3 for group in groups)


def _plausible(groups: list[Group], text: str) -> bool:
    """A few pieces, or pieces of one size, or digits in two scripts: a list of measurements is none."""
    if len(groups) <= 5:
        return True
    sizes = {len(group.digits) for group in groups[1:-1]}
    apart = sum(one.end < other.start for one, other in itertools.pairwise(groups))
    spoken = sum(text[group.start] in CHINESE_DIGITS for group in groups)
    # 壹八零 2 9四六 7 三五1: what is counted is written in one script, and told to nobody in two.
    return len(sizes) == 1 or not apart or (0 < spoken < len(groups) and not any(group.weak for group in groups))


def _judge(text: str, folded: str, digits: str, start: int, end: int) -> Span | None:
    before = folded[max(0, start - 14) : start]
    if NUMBERED.search(before):
        return None
    identity = _identity(text, folded, digits, start, end, before)
    if identity is not None:
        return identity
    tail = digits[-11:]
    if len(tail) == 11 and tail[0] == "1" and tail[1] >= "3" and digits[:-11] in ("", "86", "0086", "0"):
        if _inside_word(folded, start, end):
            return None
        return mark(text, _opened(folded, start, end), _with_keycap(text, end), "phone")
    if (
        _AREA.fullmatch(digits)
        or _AREA_ABROAD.fullmatch(folded, start, end)
        or (
            len(digits) in (7, 8)
            and digits[0] in "2345678"
            and (
                _PHONE_CUE.search(before)
                or (_ANSWERED.search(before) and not _born(digits) and digits[:3] not in ("400", "800"))
            )
            and not _DATE.match(folded[start:end])
        )
    ):
        more = _EXTENSION.match(folded, end)
        return mark(text, _opened(folded, start, end), more.end() if more else end, "landline")
    return _card(text, folded, digits, start, end, before)


def _opened(folded: str, start: int, end: int) -> int:
    """Where a number begins with the sign before it that is part of it: +86…, (0757)8329…."""
    sign = folded[start - 1 : start]
    if folded[max(0, start - 2) : start] == "(+":
        return start - 2
    return start - 1 if sign == "+" or (sign and _PAIRS.get(sign, "\n") in folded[start:end]) else start


def _with_keycap(text: str, end: int) -> int:
    """The signs that put the last digit in a box belong to it: 8️⃣."""
    while text[end : end + 1] and text[end] in _KEYCAP:
        end += 1
    return end


def _inside_word(folded: str, start: int, end: int) -> bool:
    """Letters on both sides: part of a key or a link, not a number to dial."""
    left, right = folded[start - 1 : start], folded[end : end + 1]
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _identity(text: str, folded: str, digits: str, start: int, end: int, before: str) -> Span | None:
    cued = bool(_ID_CUE.search(before))
    end = _with_keycap(text, end)
    left = folded[start - 1 : start]
    if left.isascii() and left.isalpha() and not cued:
        return None
    if len(digits) == 17:
        ending = _LAST.match(folded, end)
        if ending is None:
            return None
        digits, end = digits + "X", ending.end()
    if len(digits) == 18 and (cued or (digits[:2] in PROVINCES and _born(digits[6:14]))):
        if check_character(digits[:17]) == digits[17]:
            return mark(text, start, end, "id_number")
        return mark(text, start, end, "id_number", "疑似，校验位不符", "suspected, check character does not match")
    if len(digits) == 20 and digits[:2] in PROVINCES and (cued or check_character(digits[:17]) == digits[17]):
        return mark(text, start, end, "id_number", "残疾人证号", "the number of a disability certificate")
    if len(digits) == 15 and (cued or (digits[:2] in PROVINCES and _born("19" + digits[6:12]))):
        return mark(text, start, end, "id_number", "15位旧号", "old form of 15 digits")
    if cued and 14 <= len(digits) <= 19:
        return mark(text, start, end, "id_number", "疑似，位数不对", "suspected, wrong length")
    return None


def check_character(body: str) -> str:
    """The 18th character for the 17 digits of `body` (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def _born(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the ones before."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card(text: str, folded: str, digits: str, start: int, end: int, before: str) -> Span | None:
    end = _with_keycap(text, end)
    if not 15 <= len(digits) <= 19 or _inside_word(folded, start, end):
        return None
    if luhn(digits) and (digits[:2] == "62" or (len(digits) in (15, 16) and digits[0] in "345")):
        return mark(text, start, end, "bank_card")
    if _CARD_CUE.search(before):
        return mark(text, start, end, "bank_card", "疑似，校验位不符", "suspected, check digit does not match")
    return None
