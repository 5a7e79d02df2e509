"""Whether a line of an agenda has a result: what a record says of it, and what a correction may not pass over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianxin.language.activities import AgendaKind
from lianxin.language.reason import Refused, because


def stands(item: AgendaKind, text: str, in_favour: int | None, earlier: Mapping[str, Any], *, gone: bool) -> bool:
    """Whether a line with this text and these votes in favour has a result. `earlier`: the result that was recorded
    before; it is never left empty, only taken away in so many words (`gone`). Errors: Refused."""
    if gone:
        if earlier.get("matter") is not None:
            zh = "这项已经立成事项，不能去掉；写错了请改文字、票数"
            en = "a matter came of it: put its words right instead"
            raise Refused(because("matter", zh, en), field="text")
        return False
    if item.vote is not None and in_favour is None:
        if "yes" in earlier:
            zh = "这项原来记的是赞成 {yes} 票，不能空着。没有表决过的，请勾选“去掉这项结果”"
            en = "{yes} votes in favour were recorded here: write the votes, or tick “Take this result away”"
            raise Refused(because("lost", zh, en, yes=earlier["yes"]), field="votes")
        if text.strip():
            zh, en = "写了议定的内容，还要写赞成票数", "what was agreed is written: write the votes in favour, too"
            raise Refused(because("votes", zh, en), field="votes")
        return False
    if item.vote is None and not text.strip() and earlier.get("text"):
        zh = "这项原来写了议定的内容，不能空着。没有议定的，请勾选“去掉这项结果”"
        en = "what was agreed was recorded here: write it, or tick “Take this result away”"
        raise Refused(because("lost", zh, en), field="text")
    return True
