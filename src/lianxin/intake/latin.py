"""Names in Latin letters within Chinese text: Maria Santos, 外教John, Mrs Chan, Ken哥."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Final

from lianxin.intake.span import Span, mark

_ONE = "[A-Z][a-z]{1,14}"


def _listed(name: str) -> frozenset[str]:
    lines = resources.files("lianxin.intake").joinpath("lists", name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_THINGS: Final = _listed("latin_things.txt")
_PLACES: Final = _listed("latin_places.txt")
# Two words or more that begin with a capital, in a row: 菲律宾籍 Maria Santos.
_ROW: Final = re.compile(rf"(?<![A-Za-z0-9@._\-/])({_ONE}(?:[ ·]{_ONE}){{1,6}})(?![A-Za-z0-9@_\-/])")
_POLITE: Final = re.compile(
    rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Madam|Sir|Auntie|Uncle)\.?\s?({_ONE}(?:\s{_ONE})?)(?![A-Za-z0-9])"
)
# Before what Chinese calls people by: Ken哥, Mary姐, Lee生.
_CALLED: Final = re.compile(
    rf"(?<![A-Za-z0-9@._\-])({_ONE})(?=先生|女士|小姐|太太|老师|医生|同学|[哥姐叔姨](?![\u3400-\u9fff]?[夫妹弟])|[生太](?![活产态平长成]))"
)
# At the head of a clause, before what people do: Linda想当志愿者.
_DOES: Final = re.compile(rf"(?:^|[。，,！!；;\n])\s?({_ONE})(?=想|说|要求|住在|反映|问|帮|今年|来电)")
_ALONE: Final = re.compile(rf"\s?({_ONE})(?![A-Za-z0-9@._\-])")


def latin(text: str, folded: str, roles: Mapping[int, int]) -> Iterator[Span]:
    """`roles`: where words end that say what somebody is."""
    for found in _ROW.finditer(folded):
        said = re.split("[ ·]", found[1])
        at = max((place for place, word in enumerate(said) if place and word in _PLACES), default=-1) + 1
        if len(said) - at > 1 and _THINGS.isdisjoint(said[at:]):  # behind Wuyan Bridge somebody may be named
            yield mark(text, found.end(1) - len(" ".join(said[at:])), found.end(1), "name")
    for pattern in (_POLITE, _CALLED, _DOES):
        for found in pattern.finditer(folded):
            if found[1] not in _THINGS:
                yield mark(text, *found.span(1), "name")
    for at in roles:
        alone = _ALONE.match(folded, at)
        if alone and alone[1] not in _THINGS:
            yield mark(text, *alone.span(1), "name")
