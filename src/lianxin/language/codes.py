"""National codes with a check digit: a typing mistake is told at once, and nothing is looked up anywhere.

统一社会信用代码 GB 32100-2015, 组织机构代码 GB 11714, 公民身份号码 GB 11643-1999.
"""

from __future__ import annotations

import re
from datetime import date

from lianxin.language.reason import Reason, because

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of a credit code: no I, O, S, V, Z, which look like digits or each other."""
CREDIT = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
PERSON = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}")
PERSON_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
EARLIEST = 1880
"""Nobody born before lives."""


def plain(code: str) -> str:
    """A code as it is compared: no spaces and dashes, capitals."""
    return re.sub(r"[\s-]", "", code).upper()


def credit_digit(first: str) -> str:
    """The eighteenth character of a credit code after its first seventeen (GB 32100-2015)."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first, CREDIT, strict=True))
    return ALPHABET[-total % 31]


def person_digit(first: str) -> str:
    """The eighteenth character of an identity number after its first seventeen (GB 11643-1999)."""
    total = sum(int(char) * weight for char, weight in zip(first, PERSON, strict=True))
    return "10X98765432"[total % 11]


def organisation_digit(first: str) -> str:
    """The ninth character of an organisation code after its first eight (GB 11714)."""
    value = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index
    left = 11 - sum(value(char) * weight for char, weight in zip(first, ORGANISATION, strict=True)) % 11
    return {10: "X", 11: "0"}.get(left, str(left))


def credit_fault(code: str) -> Reason | None:
    """What is wrong with a credit code; None when it holds."""
    code = plain(code)
    if len(code) != 18:
        return because(
            "credit-length", "统一社会信用代码是 18 位，这里有 {n} 位", "a credit code has 18 characters, not {n}",
            "gb-32100", n=len(code),
        )  # fmt: skip
    if not CREDIT_SHAPE.fullmatch(code):
        return because(
            "credit-shape", "统一社会信用代码里没有字母 I、O、S、V、Z，第 3 到 8 位是数字，请对照执照再看",
            "a credit code has no I, O, S, V, Z and digits from the third to the eighth place", "gb-32100",
        )  # fmt: skip
    if credit_digit(code[:17]) != code[17]:
        return because(
            "credit-digit", "统一社会信用代码对不上校验位，可能有一位写错了",
            "the check digit of the credit code does not hold; one character may be wrong", "gb-32100",
        )  # fmt: skip
    return None


def credit_warning(code: str) -> Reason | None:
    """The organisation code inside is checked too, but only warned of: many real ones do not hold (domain §3)."""
    code = plain(code)
    if credit_fault(code) is None and organisation_digit(code[8:16]) != code[16]:
        return because(
            "credit-organisation", "其中的组织机构代码对不上校验位，请核对", "its organisation code looks wrong"
        )
    return None


def person_fault(code: str, today: date | None = None) -> Reason | None:
    """What is wrong with an identity number (on a day, where one is given); None when it holds."""
    code = plain(code)
    if not PERSON_SHAPE.fullmatch(code):
        return because(
            "id-shape", "身份号码是 18 位数字，最后一位可以是 X", "an identity number has 18 digits, the last may be X"
        )
    born = birth(code)
    if born is None or born.year < EARLIEST or (today is not None and born > today):
        return because("id-birth", "身份号码里的出生日期不对，请再看一下", "the date of birth in the number cannot be")
    if person_digit(code[:17]) != code[17]:
        return because(
            "id-digit", "身份号码对不上校验位，可能有一位写错了", "the check digit of the number does not hold"
        )
    return None


def birth(code: str) -> date | None:
    """The date of birth an identity number says, if it is one."""
    try:
        return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return None


def is_mobile(phone: str) -> bool:
    """Whether a number is a mobile: somebody's own, which no printed card may carry."""
    return bool(MOBILE.fullmatch(re.sub(r"[^\d+]", "", phone)))
