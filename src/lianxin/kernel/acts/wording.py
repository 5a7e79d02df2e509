"""Words that are kept or shown, looked at before: nobody's name, telephone, papers or door stands in them."""

from __future__ import annotations

from lianxin.intake import privacy
from lianxin.language.reason import Refused, because

PUBLIC = "公开文字里还有个人信息：{found}。请改掉再公开", "the public text still holds personal details: {found}"
"""What is said where everybody would read it."""


def nobody_in(text: str, field: str, zh: str, en: str) -> None:
    """Refuses a text in which somebody's details stand, with what was found at {found}. Errors: Refused."""
    found = "、".join(dict.fromkeys(span.text for span in privacy.must_hold(text)))
    if found:
        raise Refused(because("private", zh, en, found=found), field=field)
