"""One form for the many ways people write a digit or a letter. The folded text has the same length as the text, so
that places found in one are places in the other."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

CHINESE_DIGITS = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖㈠㈡㈢㈣㈤㈥㈦㈧㈨㊀㊁㊂㊃㊄㊅㊆㊇㊈ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"
_VALUES = "0001234567891123456789123456789123456789123456789"
# 一 that begins an everyday word (一直, 一个) is no digit.
_ONE = re.compile("一(?=[直个起般定样些下次边面家共旦切路点])")
_CHINESE_RUN = re.compile(f"(?<![0-9{CHINESE_DIGITS}])[{CHINESE_DIGITS}]+(?![0-9{CHINESE_DIGITS}])")
# Numbers as they are told over a radio: 洞 0, 幺 1, 两 2, 拐 7, 勾 9. Read so only inside a long number.
_RADIO = re.compile(
    f"[0-9{CHINESE_DIGITS}洞两俩拐勾][0-9{CHINESE_DIGITS}洞两俩拐勾 \\-]{{5,22}}[0-9{CHINESE_DIGITS}洞两俩拐勾]"
)
_RADIO_DIGITS = str.maketrans("洞两俩拐勾", "02279")
# A number in which letters stand for the digits they look like (l38OOOO1234), Greek and Cyrillic ones too.
_LOOKALIKE = re.compile(
    r"(?<![0-9A-Za-z])[0-9OoQlLIiΟοОоІіЗзбΙ](?:[ \-.·_/]?[0-9OoQlLIiΟοОоІіЗзбΙ]){9,19}(?![0-9A-Za-wyzA-WYZ])"
)
_LETTER_DIGITS = str.maketrans("OoQlLIiΟοОоІіЗзбΙ", "00011110000113361")
_SUSPECT = re.compile("[OoQlLIiΟοОоІіЗзбΙ]")


def _ascii() -> dict[int, str]:
    table = {0x3000: " ", 0xA0: " ", 0xFF10: "0", ord("﹫"): "@"}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    blocks = ((0x2460, 0x2793), (0x1D7CE, 0x1D7FF), (0x2070, 0x2089), (0x24EA, 0x24FF), (0xB2, 0xB9))
    others = tuple((first, first + 9) for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50))
    for first, last in blocks + others:
        for code in range(first, last + 1):
            value = unicodedata.digit(chr(code), None)
            if value is not None:
                table[code] = str(value)
    # Letters in circles and mathematical letters: Ⓥ, 𝐯, 𝙭.
    table |= {0x24B6 + n: chr(65 + n) for n in range(26)} | {0x24D0 + n: chr(97 + n) for n in range(26)}
    return table | {
        0x1D400 + n: letter
        for n in range(0x2A4)
        if (letter := unicodedata.normalize("NFKC", chr(0x1D400 + n))).isascii()
    }


_ASCII: Final = _ascii()
_SPOKEN: Final = {ord(sign): value for sign, value in zip(CHINESE_DIGITS, _VALUES, strict=True)}


# Each finder folds the text it is given; within one reading it is the same text.
@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """Full-width letters and signs and circled digits become ASCII; Chinese characters stay. Same length."""
    return text.translate(_ASCII)


@lru_cache(maxsize=4)
def fold_spoken(text: str) -> str:
    """As `fold`, and every Chinese digit becomes 0–9; letters stay letters. Same length."""
    return _ONE.sub("\0", fold(text)).translate(_SPOKEN)


@lru_cache(maxsize=4)
def fold_digits(text: str) -> str:
    """As `fold`, and Chinese digits (一 … 九, 幺, 零, 壹 …) become 0–9, in long numbers also what only looks or sounds
    like a digit there. Same length; 十 and 百 stay as they are."""
    folded = fold_spoken(text)
    if "洞" in folded or "两" in folded or "拐" in folded or "勾" in folded or "俩" in folded:
        folded = _RADIO.sub(lambda run: run[0].translate(_RADIO_DIGITS), folded)
    return _LOOKALIKE.sub(_as_digits, folded) if _SUSPECT.search(folded) else folded


def _as_digits(run: re.Match[str]) -> str:
    """The run with its letters as digits, where enough of it are digits already."""
    return run[0].translate(_LETTER_DIGITS) if sum(sign.isdigit() for sign in run[0]) >= 4 else run[0]


@lru_cache(maxsize=4)
def fold_counts(text: str) -> str:
    """As `fold_digits`, but Chinese digits that touch other digits stay: 302一 is room 302 and the next word."""
    folded = _ONE.sub("\0", fold(text))
    return _CHINESE_RUN.sub(lambda run: run[0].translate(_SPOKEN), folded)
