"""Names in Latin letters within Chinese text: Maria Santos, 外教John, Mrs Chan, Ken哥."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Final

from lianxin.intake.span import Span, mark

_ONE = "[A-Z][a-z]{1,14}"
_THINGS: Final = frozenset(
    word
    for line in resources.files("lianxin.intake").joinpath("lists", "latin_things.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
# Two or three words that begin with a capital, in a row: 菲律宾籍 Maria Santos.
_ROW: Final = re.compile(rf"(?<![A-Za-z0-9@._\-/])({_ONE}(?:[ ·]{_ONE}){{1,3}})(?![A-Za-z0-9@_\-/])")
_POLITE: Final = re.compile(
    rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Madam|Sir|Auntie|Uncle)\.?\s?({_ONE}(?:\s{_ONE})?)(?![A-Za-z0-9])"
)
# Before what Chinese calls people by: Ken哥, Mary姐, Lee生.
_CALLED: Final = re.compile(
    rf"(?<![A-Za-z0-9@._\-])({_ONE})(?=先生|女士|小姐|太太|老师|医生|同学|[哥姐叔姨](?![\u3400-\u9fff]?[夫妹弟])|[生太](?![活产态平长成]))"
)
_ALONE: Final = re.compile(rf"\s?({_ONE})(?![A-Za-z0-9@._\-])")


def latin(text: str, folded: str, roles: Mapping[int, int]) -> Iterator[Span]:
    """`roles`: where words end that say what somebody is."""
    for found in _ROW.finditer(folded):
        if _THINGS.isdisjoint(re.split("[ ·]", found[1])):
            yield mark(text, *found.span(1), "name")
    for pattern in (_POLITE, _CALLED):
        for found in pattern.finditer(folded):
            if found[1] not in _THINGS:
                yield mark(text, *found.span(1), "name")
    for at in roles:
        alone = _ALONE.match(folded, at)
        if alone and alone[1] not in _THINGS:
            yield mark(text, *alone.span(1), "name")
