"""Spreadsheets in and out: .xlsx and .csv as offices make them, with the place of every value kept.

A problem names file, sheet and cell (名单.xlsx，工作表“花名册”，C12), so that whoever made the sheet finds it. What
goes out opens in Excel and WPS, prints with its header on every page, and runs no formula that a resident typed.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, WorksheetNotFound

from lianxin.adapters.workbooks import MAX_COLUMNS, UnreadableWorkbook, old_rows, open_workbook, unpanicked

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000

Value = str | int | float | bool | date | datetime | time | timedelta | None

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class SheetProblem(Exception):
    """Something in a sheet that a person must put right. `zh` and `en` begin with the place; `cell` may be ""."""

    def __init__(self, zh: str, en: str, file: str = "", sheet: str = "", cell: str = "") -> None:
        self.file, self.sheet, self.cell = file, sheet, cell
        where_zh = "，".join(p for p in (file, sheet and f"工作表“{sheet}”", cell) if p)
        where_en = ", ".join(p for p in (file, sheet and f'sheet "{sheet}"', cell) if p)
        self.zh = f"{where_zh}：{zh}" if where_zh else zh
        self.en = f"{where_en}: {en}" if where_en else en
        super().__init__(self.zh)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` counts from 1 as the sheet shows it; `values` start at column A."""

    file: str
    sheet: str
    number: int
    values: tuple[Value, ...]

    def text(self, column: int) -> str:
        """The value of a column (from 0) as a person reads it; "" beyond the end. 13800138000.0 is "13800138000"."""
        return plain(self.values[column]) if column < len(self.values) else ""

    def cell(self, column: int) -> str:
        """The name of the cell, such as C12."""
        return f"{column_letters(column + 1)}{self.number}"

    def problem(self, column: int, zh: str, en: str) -> SheetProblem:
        """A problem at this cell, to raise or to collect."""
        return SheetProblem(zh, en, self.file, self.sheet, self.cell(column))


@dataclass(frozen=True, slots=True)
class Record:
    """A row under a header: `record["电话"]` is its text, "" where the sheet lacks an optional column."""

    row: Row
    columns: dict[str, int]

    def __getitem__(self, name: str) -> str:
        return self.row.text(self.columns[name]) if name in self.columns else ""

    def value(self, name: str) -> Value:
        """The value with its type (dates, numbers); None where the column is missing."""
        at = self.columns.get(name)
        return self.row.values[at] if at is not None and at < len(self.row.values) else None

    def problem(self, name: str, zh: str, en: str) -> SheetProblem:
        """A problem at the cell under that heading."""
        return self.row.problem(self.columns.get(name, 0), zh, en)


def plain(value: Value) -> str:
    """A cell as text: whole numbers without ".0" (phones typed as numbers), dates as ISO 8601, spaces trimmed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()  # str.strip knows the full-width space and the no-break space


def rows(source: bytes | Path, file: str = "", sheet: str | None = None, max_rows: int = MAX_ROWS) -> Iterator[Row]:
    """Rows that are not empty, one by one. The kind of file is told by its bytes, not by its name.

    `file`: the name to show. `sheet`: None takes the first one (.csv has no sheets). Raises SheetProblem, also midway.
    """
    file = file or (source.name if isinstance(source, Path) else "")
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MAX_BYTES:
        raise SheetProblem(
            f"文件超过 {MAX_BYTES >> 20} MB。请分成几个文件再传。",
            f"The file is larger than {MAX_BYTES >> 20} MB. Split it and send the parts.",
            file,
        )
    data = source.read_bytes() if isinstance(source, Path) else source
    if data[:4] == b"PK\x03\x04":
        found = _xlsx(data, file, sheet, max_rows)
    else:
        found = _xls(data, file, sheet) if data[:4] == b"\xd0\xcf\x11\xe0" else _csv(data, file)
    for row in found:
        if row.number > max_rows:
            raise SheetProblem(
                f"超过 {max_rows} 行。请分成几个文件再传。",
                f"More than {max_rows} rows. Split the file.",
                file,
                row.sheet,
            )
        if len(row.values) > MAX_COLUMNS:
            raise row.problem(MAX_COLUMNS, f"超过 {MAX_COLUMNS} 列。", f"More than {MAX_COLUMNS} columns.")
        if any(value is not None and value != "" for value in row.values):
            yield row


def records(found: Iterable[Row], required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Record]:
    """Rows under the header, which is the first row. Other columns are left alone.

    Raises SheetProblem when there is no header, a required heading is missing, or a heading stands twice.
    """
    stream = iter(found)
    header = next(stream, None)
    if header is None:
        raise SheetProblem("表格是空的。", "The sheet is empty.")
    columns: dict[str, int] = {}
    for at in range(len(header.values)):
        name = header.text(at)
        if name in columns and name in (*required, *optional):
            raise header.problem(at, f"“{name}”这一列出现了两次。", f'The column "{name}" stands twice.')
        columns.setdefault(name, at)
    missing = [name for name in required if name not in columns]
    if missing:
        raise SheetProblem(
            f"缺少这些列：{'、'.join(missing)}。第一行应当是列名。",
            f"Missing columns: {', '.join(missing)}. The first row must hold the headings.",
            header.file,
            header.sheet,
        )
    wanted = {name: at for name, at in columns.items() if name in (*required, *optional)}
    for row in stream:
        yield Record(row, wanted)


def _xlsx(data: bytes, file: str, sheet: str | None, max_rows: int) -> Iterator[Row]:
    try:
        book = open_workbook(data, max_rows)
        if not book.sheet_names:
            raise SheetProblem("里面没有工作表。", "It holds no sheet.", file)
        title = sheet if sheet is not None else book.sheet_names[0]
        page = book.get_sheet_by_name(title)
        first = page.start[1] if page.start else 0  # the reader leaves out empty columns on the left
        for number, values in enumerate(page.iter_rows(), start=1):
            yield Row(file, title, number, (None,) * first + tuple(None if v == "" else v for v in values))
    except WorksheetNotFound:
        raise SheetProblem(
            f"没有叫“{sheet}”的工作表，有：{'、'.join(book.sheet_names)}。",
            f'No sheet is called "{sheet}"; there are: {", ".join(book.sheet_names)}.',
            file,
        ) from None
    except UnreadableWorkbook as error:
        raise SheetProblem(error.zh, error.en, file) from error
    except CalamineError as error:
        raise SheetProblem("这个工作表读不出来。", "This sheet cannot be read.", file, sheet or "") from error
    except BaseException as error:
        if isinstance(other := unpanicked(error), UnreadableWorkbook):
            raise SheetProblem(other.zh, other.en, file) from error
        raise


def _xls(data: bytes, file: str, sheet: str | None) -> Iterator[Row]:
    try:
        title, found = old_rows(data, sheet)
        yield from (Row(file, title, number, values) for number, values in enumerate(found, start=1))
    except UnreadableWorkbook as error:
        raise SheetProblem(error.zh, error.en, file) from error


def _csv(data: bytes, file: str) -> Iterator[Row]:
    text = _decode(data, file)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, ""), delimiter=delimiter, strict=True), start=1):
            yield Row(file, "", number, tuple(cells))
    except csv.Error as error:
        at = number + 1
        raise SheetProblem(
            f"第 {at} 行的引号不成对，或一格太长。", f"Row {at}: unpaired quotes, or a cell too long ({error}).", file
        ) from error


def _decode(data: bytes, file: str) -> str:
    """UTF-8 (with or without mark), UTF-16 with a mark (Excel's "Unicode text"), or GB 18030 (Excel in China)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guesses = ["utf-16"]
    else:
        guesses = ["utf-8-sig", "gb18030"]
    furthest = 0
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
            continue
        if bad := _CONTROL.search(text):
            furthest = len(text[: bad.start()].encode(encoding))
            break
        return text
    line = data.count(b"\n", 0, furthest) + 1
    raise SheetProblem(
        f"第 {line} 行有读不出的字，或者这不是表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。",
        f"Line {line} cannot be read as text, or this is no spreadsheet. Open it in Excel or WPS and save it as .xlsx.",
        file,
    )


def xlsx(
    columns: Sequence[str], body: Iterable[Sequence[Any]], title: str, mark: str = "", above: Sequence[str] = ()
) -> bytes:
    """`write_xlsx` into memory."""
    out = io.BytesIO()
    write_xlsx(out, columns, body, title, mark, above)
    return out.getvalue()


def write_xlsx(
    target: Path | BinaryIO, columns: Sequence[str], body: Iterable[Sequence[Any]], title: str, mark: str = "",
    above: Sequence[str] = (),
) -> int:  # fmt: skip
    """Write a sheet: see `sheet_file.write`."""
    from lianxin.adapters import sheet_file  # noqa: PLC0415 - openpyxl and numpy, 35 MB, come in where one is written

    return sheet_file.write(target, columns, body, title, mark, above)


def column_letters(number: int) -> str:
    """The letters of a column counted from 1: A, Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
