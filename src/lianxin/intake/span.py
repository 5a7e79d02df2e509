"""A stretch of text that identifies or reaches a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lianxin.language.reason import Reason, because

MASKS: Final = {
    "phone": "[电话]",
    "landline": "[电话]",
    "id_number": "[证件号]",
    "name": "[姓名]",
    "door": "[门牌]",
    "plate": "[车牌]",
    "wechat": "[微信]",
    "qq": "[QQ]",
    "email": "[邮箱]",
    "bank_card": "[银行卡]",
}
# Where two finds overlap the earlier kind stays: an address book entry says more than the digits inside it.
ORDER: Final = ("email", "wechat", "qq", "id_number", "bank_card", "phone", "landline", "plate", "door", "name")

_WHY: Final = {
    "phone": ("手机号码", "a mobile number"),
    "landline": ("固定电话号码", "a landline number"),
    "id_number": ("证件号码", "an identity document number"),
    "name": ("人名", "a person's name"),
    "door": ("门牌或房号", "a door or room number"),
    "plate": ("车牌号", "a number plate"),
    "wechat": ("微信号", "a WeChat id"),
    "qq": ("QQ号", "a QQ number"),
    "email": ("电子邮箱", "an e-mail address"),
    "bank_card": ("银行卡号", "a bank card number"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` (characters, end not included), its kind (a key of `MASKS`), its mask and why it was found."""

    start: int
    end: int
    kind: str
    text: str
    mask: str
    reason: Reason


def mark(text: str, start: int, end: int, kind: str, zh: str = "", en: str = "") -> Span:
    """A span of `kind`; `zh`/`en` add what is special about this one (for example a check digit that fails)."""
    why_zh, why_en = _WHY[kind]
    reason = because(
        f"private.{kind}",
        f"像是{why_zh}{zh and '：' + zh}，公开前请核对",
        f"looks like {why_en}{en and ': ' + en}; check before publishing",
    )
    return Span(start, end, kind, text[start:end], MASKS[kind], reason)
