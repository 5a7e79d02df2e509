"""A way to reach somebody, as people type it: what is missing is said precisely, and what was typed stays."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lianxin.kernel.acts.person import Contact
from lianxin.language.reason import Reason, because

MOBILE = 11
LONGEST_NAME = 40


def read(name: str, phone: str, mail: str) -> tuple[Contact, dict[str, Reason]]:
    """The contact, and what is wrong with it by field. All of it may be empty."""
    name, phone, mail = (unicodedata.normalize("NFKC", text).strip() for text in (name, phone, mail))
    faults = {}
    fault = phone_fault(phone)
    if fault is not None:
        faults["phone"] = fault
    if mail:
        try:
            validate_email(mail)
        except ValidationError:
            faults["mail"] = because(
                "mail",
                "邮箱看起来不完整，像 name@example.cn 这样。（您刚才写的还在）",
                "This address looks incomplete; it should look like name@example.cn. (What you typed is still here)",
            )
    if len(name) > LONGEST_NAME:
        faults["name"] = because("name", "称呼最多 40 个字", "a name holds at most 40 characters")
    return Contact(name=name, phone=phone, mail=mail), faults


def phone_fault(phone: str) -> Reason | None:
    """What is wrong with a phone number, or None: a mobile, a landline with or without its area code, or a number with
    a country code (+852 …)."""
    digits = "".join(char for char in phone if char.isdecimal())
    if not phone:
        return None
    if any(char.isalpha() for char in phone):
        return because(
            "phone",
            "手机号里有字，只写数字就好。（您刚才写的还在）",
            "Digits only, please. (What you typed is still here)",
        )
    if phone.startswith(("+", "00")) and not digits.startswith("86") and not digits.startswith("0086"):
        return None if 8 <= len(digits) <= 16 else _wrong()
    digits = digits.removeprefix("00").removeprefix("86") if len(digits) > MOBILE else digits
    if digits.startswith("1"):
        return _mobile(digits)
    landline = digits.startswith("0") and 10 <= len(digits) <= 12
    return None if landline or (len(digits) in (7, 8) and digits[0] in "2345678") else _wrong()


def _mobile(digits: str) -> Reason | None:
    if len(digits) == MOBILE:
        return None if digits[1] in "3456789" else _wrong()
    shown = f"{digits[:3]} {digits[3:7]} {digits[7:11]}".strip()
    if len(digits) < MOBILE:
        missing = MOBILE - len(digits)
        return because(
            "phone",
            "手机号少{n}位，请看一下：{shown}{gap}（您刚才写的还在）",
            "The number is {n} digits short, please look: {shown}{gap} (what you typed is still here)",
            n={1: "一", 2: "两", 3: "三"}.get(missing, f" {missing} "),
            shown=shown,
            gap="_" * missing,
        )
    return because(
        "phone",
        "手机号多了{n}位，请看一下：{shown} 后面的是不是多了？（您刚才写的还在）",
        "The number has {n} digits too many, please look after {shown} (what you typed is still here)",
        n={1: "一", 2: "两", 3: "三"}.get(len(digits) - MOBILE, f" {len(digits) - MOBILE} "),
        shown=shown,
    )


def _wrong() -> Reason:
    return because(
        "phone",
        "这个号码看起来不对，手机 11 位，座机请带区号，例如 020-8150 0000。（您刚才写的还在）",
        "This number looks wrong: a mobile has 11 digits, a landline its area code. (What you typed is still here)",
    )
