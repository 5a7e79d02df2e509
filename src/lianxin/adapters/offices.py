"""Lists as offices keep them: title lines above the header, headers of two lines with merged cells, dates and numbers
as text, full-width digits, sums and signatures below. What comes out is a header and the rows under it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice

from lianxin.adapters import sheets
from lianxin.adapters.sheets import Row, SheetProblem, Value, plain

ABOVE = 15
"""Rows among which the header is looked for."""
_NOISE = re.compile(r"[\s*＊:：·、]+|[（(].*?[)）]")
_FOOT = re.compile(r"^(合计|总计|小计|填表人|制表人|填表日期|审核人|注|备注|说明)[:：\s]?")
_DAY = re.compile(r"^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?$|^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\D{1,2}(\d{1,2})\D?$|^(\d{4})(\d{2})$")
_YEAR = re.compile(r"^(\d{4})\D?$")
_EXCEL = date(1899, 12, 30)
"""Day nought of Excel's calendar, for dates that lost their format."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header, in the order of the columns ("" where a column has none), and the rows under it."""

    header: tuple[str, ...]
    rows: Iterator[Row]
    number: int
    """The header's row as the sheet counts."""


def heading(text: str) -> str:
    """A heading as it is compared: “ * 姓  名（必填）：” is 姓名."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def said(value: Value) -> str:
    """A cell as text: full-width digits and letters as plain ones, an apostrophe before a number dropped."""
    text = plain(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()
    return text.lstrip("'’").strip()


def day(value: Value) -> date | None:
    """The day a cell says in any of the ways offices write it; the first of the month (or year) where it says no more.
    None: it says none."""
    return _day(value, (_DAY, _MONTH, _YEAR))


def exact_day(value: Value) -> date | None:
    """The same, but None where it says the month or the year alone."""
    return _day(value, (_DAY,))


def _day(value: Value, patterns: tuple[re.Pattern[str], ...]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = said(value)
    try:
        for pattern in patterns:
            if match := pattern.match(text):
                parts = [int(part) for part in match.groups() if part is not None]
                return date(*(parts + [1, 1])[:3])
    except ValueError:
        return None
    if text.isdecimal() and 10_000 < int(text) < 80_000:
        return _EXCEL + timedelta(days=int(text))
    return None


def table(data: bytes, file: str, known: Callable[[str], bool], max_rows: int = sheets.MAX_ROWS) -> Table:
    """The list in a file. `known`: whether a heading is one that is looked for. Errors: SheetProblem."""
    stream = sheets.rows(data, file, max_rows=max_rows)
    top = list(islice(stream, ABOVE))
    if not top:
        raise SheetProblem("表格是空的。", "The sheet is empty.", file)
    at = max(range(len(top)), key=lambda n: (_hits(top[n], known), -n))
    if _hits(top[at], known) == 0:
        raise SheetProblem(
            f"前 {ABOVE} 行里没有找到认得的列名，比如“姓名”。请看选的类别对不对。",
            f"No known heading, such as a name, in the first {ABOVE} rows. Is it the right kind of list?",
            file,
            top[0].sheet,
        )
    upper = at - 1 if at and _carries(top[at - 1], top[at]) else None
    lower = at + 1 if at + 1 < len(top) and _continues(top[at], top[at + 1], known) else at
    header = _header(top[upper] if upper is not None else None, top[at], top[lower] if lower > at else None)
    return Table(header, _body(header, [*top[lower + 1 :]], stream), top[lower].number)


def _hits(row: Row, known: Callable[[str], bool]) -> int:
    return sum(known(heading(row.text(at))) for at in range(len(row.values)))


def _carries(above: Row, header: Row) -> bool:
    """Whether the row above heads groups of columns and is not a title (which stands alone)."""
    said_above = [at for at in range(len(above.values)) if above.text(at)]
    return len(said_above) > 1 and any(not header.text(at) for at in said_above)


def _continues(header: Row, below: Row, known: Callable[[str], bool]) -> bool:
    """Whether the next row is the header's second line: it heads columns the first left open, and is no data."""
    opens = any(below.text(at) and not header.text(at) for at in range(len(below.values)))
    told = any(char.isdigit() for at in range(len(below.values)) for char in below.text(at))
    return opens and not told and _hits(below, known) > 0


def _header(*lines: Row | None) -> tuple[str, ...]:
    """One heading a column: the lowest line that says something; a merged cell above is carried to the right only where
    nothing else is said."""
    rows = [row for row in lines if row is not None]
    found = []
    for at in range(max(len(row.values) for row in rows)):
        found.append(next((row.text(at) for row in reversed(rows) if row.text(at)), ""))
    return tuple(found)


def _body(header: tuple[str, ...], first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    again = frozenset(heading(name) for name in header if name)
    yield from (row for row in chain(first, rest) if _counts(row, again))


def _counts(row: Row, again: frozenset[str]) -> bool:
    """Whether a row is one of the list: not the header once more (a new page), no sum, no signature."""
    texts = (text for at in range(len(row.values)) if (text := row.text(at)))
    first = list(islice(texts, 3))
    if not first or _FOOT.match(first[0]):
        return False
    others = len(first) - max(2, len(first) - 1)
    """So many cells may say something else and it is still the header: two are looked at, as a rule."""
    for text in chain(first, texts):
        others -= heading(text) not in again
        if others < 0:
            return True
    return False
