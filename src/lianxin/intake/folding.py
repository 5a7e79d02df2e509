"""One form for the many ways people write a digit or a letter. The folded text has the same length as the text, so
that places found in one are places in the other."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

CHINESE_DIGITS = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_VALUES = "0001234567891123456789"
# 一 that begins an everyday word (一直, 一个) is no digit.
_ONE = re.compile("一(?=[直个起般定样些下次边面家共旦切路点])")
_CHINESE_RUN = re.compile(f"(?<![0-9{CHINESE_DIGITS}])[{CHINESE_DIGITS}]+(?![0-9{CHINESE_DIGITS}])")


@cache
def _ascii_table() -> dict[int, str]:
    table = {0x3000: " ", 0xA0: " ", 0xFF10: "0", ord("﹫"): "@"}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for first, last in ((0x2460, 0x2793), (0x1D7CE, 0x1D7FF), (0x2070, 0x2089), (0x24EA, 0x24FF)):
        for code in range(first, last + 1):
            value = unicodedata.digit(chr(code), None)
            if value is not None:
                table[code] = str(value)
    return table


@cache
def _digit_table() -> dict[int, str]:
    return _ascii_table() | {ord(sign): value for sign, value in zip(CHINESE_DIGITS, _VALUES, strict=True)}


# Each finder folds the text it is given; within one reading it is the same text.
@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """Full-width letters and signs and circled digits become ASCII; Chinese characters stay. Same length."""
    return text.translate(_ascii_table())


@lru_cache(maxsize=4)
def fold_digits(text: str) -> str:
    """As `fold`, and Chinese digits (一 … 九, 幺, 零, 壹 …) become 0–9. Same length; 十 and 百 stay as they are."""
    return _ONE.sub("\0", text).translate(_digit_table())


@lru_cache(maxsize=4)
def fold_counts(text: str) -> str:
    """As `fold_digits`, but Chinese digits that touch other digits stay: 302一 is room 302 and the next word."""
    folded = _ONE.sub("\0", text).translate(_ascii_table())
    return _CHINESE_RUN.sub(lambda run: run[0].translate(_digit_table()), folded)
