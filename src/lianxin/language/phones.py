"""Phone numbers as people write them, on a page or in a sheet: what is wrong with one is said precisely."""

from __future__ import annotations

from lianxin.language.reason import Reason, Text, because

MOBILE = 11
KEPT = Text("（您刚才写的还在）", " (What you typed is still here)")
"""What a page adds, where the words stay in their box."""
PLAIN = Text("", "")


def fault(phone: str, tail: Text = PLAIN) -> Reason | None:
    """What is wrong with a phone number, or None: a mobile, a landline with or without its area code, or a number with
    a country code (+852 …). `tail` stands behind what is wrong."""
    digits = "".join(char for char in phone if char.isdecimal())
    if not phone:
        return None
    if any(char.isalpha() for char in phone):
        return because(
            "phone",
            "手机号里有字，只写数字就好。" + tail.zh,
            "Digits only, please." + tail.say("en"),
        )
    if phone.startswith(("+", "00")) and not digits.startswith("86") and not digits.startswith("0086"):
        return None if 8 <= len(digits) <= 16 else _wrong(tail)
    digits = digits.removeprefix("00").removeprefix("86") if len(digits) > MOBILE else digits
    if digits.startswith("1"):
        return _mobile(digits, tail)
    landline = digits.startswith("0") and 10 <= len(digits) <= 12
    return None if landline or (len(digits) in (7, 8) and digits[0] in "2345678") else _wrong(tail)


def _mobile(digits: str, tail: Text) -> Reason | None:
    if len(digits) == MOBILE:
        return None if digits[1] in "3456789" else _wrong(tail)
    shown = f"{digits[:3]} {digits[3:7]} {digits[7:11]}".strip()
    if len(digits) < MOBILE:
        missing = MOBILE - len(digits)
        return because(
            "phone",
            "手机号少{n}位，请看一下：{shown}{gap}" + tail.zh,
            "The number is {n} digits short, please look: {shown}{gap}" + tail.say("en"),
            n={1: "一", 2: "两", 3: "三"}.get(missing, f" {missing} "),
            shown=shown,
            gap="_" * missing,
        )
    return because(
        "phone",
        "手机号多了{n}位，请看一下：{shown} 后面的是不是多了？" + tail.zh,
        "The number has {n} digits too many, please look after {shown}" + tail.say("en"),
        n={1: "一", 2: "两", 3: "三"}.get(len(digits) - MOBILE, f" {len(digits) - MOBILE} "),
        shown=shown,
    )


def _wrong(tail: Text) -> Reason:
    return because(
        "phone",
        "这个号码看起来不对，手机 11 位，座机请带区号，例如 020-8150 0000。" + tail.zh,
        "This number looks wrong: a mobile has 11 digits, a landline its area code." + tail.say("en"),
    )
