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
    target: Path | BinaryIO, columns: Sequence[str], body: Iterable[Sequence[Any]], title: str, mark: str = ""
) -> int:
    """Write one sheet row by row (constant memory) and return the number of rows under the header.

    The header stays in view and is repeated on each printed page (A4 landscape, fitted to its width). Times are shown
    as Asia/Shanghai. Text that begins like a formula stays text, also after someone edits the cell. `mark`: whom the
    sheet was given to, on every printed page and under the last row.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(_BAD_TITLE.sub(" ", title).strip()[:31] or "表")
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", 9, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for at, name in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(at)].width = min(40, max(10, 2 * len(name) + 4))
    page.append([_heading(page, name) for name in columns])
    count = 0
    for count, values in enumerate(body, start=1):
        if count > 1_048_575:
            raise SheetProblem("超过 Excel 能放的行数。请缩小范围。", "More rows than Excel can hold. Narrow it down.")
        page.append([_cell(page, value) for value in values])
    if mark:
        page.oddHeader.center.text = page.oddFooter.center.text = mark.replace("&", "&&")
        page.append([_cell(page, mark)])
        count += 1
    page.print_area = f"A1:{get_column_letter(max(1, len(columns)))}{count + 1}"
    book.save(target)
    return count - bool(mark)


def _heading(page: Any, name: str) -> WriteOnlyCell:
    cell = _cell(page, name)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
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
