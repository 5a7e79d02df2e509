"""A way to reach somebody, as people type it: what is missing is said precisely, and what was typed stays."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lianxin.kernel.acts.person import Contact
from lianxin.language.phones import KEPT
from lianxin.language.phones import fault as phone_fault
from lianxin.language.reason import Reason, because

LONGEST_NAME = 40


def read(name: str, phone: str, mail: str) -> tuple[Contact, dict[str, Reason]]:
    """The contact, and what is wrong with it by field. All of it may be empty."""
    name, phone, mail = (unicodedata.normalize("NFKC", text).strip() for text in (name, phone, mail))
    faults = {}
    fault = phone_fault(phone, KEPT)
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
