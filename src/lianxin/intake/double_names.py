"""Names with the husband's family name before one's own, as women of Hong Kong write them: 陈李佩雯."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.intake.names import AFTER, GIVEN, NOT_GIVEN, SURE, is_han
from lianxin.intake.span import Span, mark


def with_both(text: str, folded: str, names: Iterable[Span]) -> list[Span]:
    """The names, those whole of which only both family names and one given character were found: 陈李佩."""
    return [
        mark(text, name.start, name.end + 1, "name")
        if name.end - name.start == 3 and _two_families(folded, name.start) and _ends_given(folded, name.end)
        else name
        for name in names
    ]


def _two_families(folded: str, at: int) -> bool:
    return folded[at] in SURE and folded[at + 1] in SURE and folded[at + 2] in GIVEN


def _ends_given(folded: str, at: int) -> bool:
    """Whether the character at `at` is a given one and the name ends there."""
    given = is_han(folded, at) and folded[at] in GIVEN and folded[at] not in NOT_GIVEN
    return given and (not is_han(folded, at + 1) or folded[at + 1] in AFTER or folded[at + 1] == "持")
