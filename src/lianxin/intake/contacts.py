"""Ways to reach a person that are not telephone numbers, and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lianxin.intake.folding import fold_counts
from lianxin.intake.span import Span, mark

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?(?:@|\(at\)|\[at\]|艾特|#at#)\s?"
    r"[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}",
    re.IGNORECASE,
)
_BY = r"(?:号码|号|帐号|账号|是|为|叫|搜|加|:|=|\s){0,4}"
_WECHAT = re.compile(
    rf"(?:微信|薇信|威信|徽信|溦信|[vV]信|加[vV]|加微|(?<![A-Za-z0-9])(?:vx|wx|v(?=[:号])|weixin|wechat))(?!公众号|群|小程序)({_BY})"
    r"([A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_\-])",
    re.IGNORECASE,
)
_WXID = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{6,24}")
_QQ = re.compile(
    r"(?<![A-Za-z])(?:qq|扣扣|企鹅)(?:号码|号|群|帐号|账号)?\s{0,2}(?:是|为|:)?\s{0,2}([1-9](?:[ \-]?\d){4,10})(?!\d)",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z])[ ·•.\-]{0,2}"
    r"([A-HJ-NP-Za-hj-np-z0-9](?:[ \-]?[A-HJ-NP-Za-hj-np-z0-9]){3}"
    r"(?:[挂学警港澳]|(?:[ \-]?[A-HJ-NP-Za-hj-np-z0-9]){1,2}))(?![0-9A-Za-z])"
)


def contacts(text: str) -> Iterator[Span]:
    """E-mail, WeChat, QQ and number plates in `text`, evasions with full-width signs and Chinese digits included."""
    folded = fold_counts(text)
    for found in _EMAIL.finditer(folded):
        yield mark(text, found.start(), found.end(), "email")
    for found in _WECHAT.finditer(folded):
        # Without a sign between, plain letters are a word ("微信 Windows"), not an id.
        if re.search(r"[号是为叫搜加:=]", found[1]) or re.search(r"[0-9_\-]", found[2]):
            yield mark(text, found.start(2), found.end(2), "wechat")
    for found in _WXID.finditer(folded):
        yield mark(text, found.start(), found.end(), "wechat")
    for found in _QQ.finditer(folded):
        yield mark(text, found.start(1), found.end(1), "qq")
    for found in _PLATE.finditer(folded):
        if sum(sign.isdigit() for sign in found[2]) >= 2:
            yield mark(text, found.start(), found.end(), "plate")
