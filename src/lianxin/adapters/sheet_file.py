"""Writing a spreadsheet: a room of its own, so that only whoever writes one loads openpyxl. Asked through `sheets`."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lianxin.adapters.sheets import SheetProblem

_NO_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # one of these and Excel calls the file broken
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"
_BAD_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_CELL_TEXT = 32_767  # characters in one cell: Excel's limit
_OFFICE = ZoneInfo("Asia/Shanghai")


def write(
    target: Path | BinaryIO, columns: Sequence[str], body: Iterable[Sequence[Any]], title: str, mark: str = "",
    above: Sequence[str] = (),
) -> int:  # fmt: skip
    """Write one sheet row by row (constant memory) and return the number of rows under the header.

    The header stays in view and is repeated on each printed page (A4 landscape, fitted to its width). Times are shown
    as Asia/Shanghai. Text that begins like a formula stays text, also after someone edits the cell. `mark`: whom the
    sheet was given to, on every printed page and under the last row. `above`: what stands over the header, line by
    line, the first as its title: what the sheet is, whose, of which days, by which rule.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(_BAD_TITLE.sub(" ", title).strip()[:31] or "表")
    widths = [min(40, max(10, 2 * len(name) + 4)) for name in columns]
    lines = [part for line in above for part in _broken(line, sum(widths))]
    head = len(lines) + 1
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", 9, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    for at, line in enumerate(lines):
        page.append([_bold(page, line) if at == 0 else _cell(page, line)])
    page.append([_heading(page, name) for name in columns])
    count = 0
    for count, values in enumerate(body, start=1):
        if count > 1_048_576 - head:
            raise SheetProblem("超过 Excel 能放的行数。请缩小范围。", "More rows than Excel can hold. Narrow it down.")
        page.append([_cell(page, value) for value in values])
    if mark:
        page.oddHeader.center.text = page.oddFooter.center.text = mark.replace("&", "&&")
        page.append([_cell(page, mark)])
        count += 1
    page.print_area = f"A1:{get_column_letter(max(1, len(columns)))}{count + head}"
    book.save(target)
    return count - bool(mark)


def _broken(line: str, width: int) -> list[str]:
    """A line in pieces that fit over the columns, so that none is cut where it is printed."""
    most = max(20, width // 2)
    return [line[at : at + most] for at in range(0, len(line), most)] or [""]


def _bold(page: Any, text: str) -> WriteOnlyCell:
    cell = _cell(page, text)
    cell.font = Font(bold=True)
    return cell


def _heading(page: Any, name: str) -> WriteOnlyCell:
    cell = _bold(page, name)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(_OFFICE).replace(tzinfo=None)  # a sheet knows no time zones
    if value is None or isinstance(value, bool | float | Decimal | date | time | timedelta):
        return WriteOnlyCell(page, value)
    if isinstance(value, int) and abs(value) < 10**15:  # beyond 15 digits Excel rounds
        return WriteOnlyCell(page, value)
    text = _NO_XML.sub("", str(value))
    cell = WriteOnlyCell(page, text if len(text) <= _CELL_TEXT else text[: _CELL_TEXT - 1] + "…")
    cell.data_type = "s"  # openpyxl would take "=…" for a formula and "#N/A" for an error
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell
