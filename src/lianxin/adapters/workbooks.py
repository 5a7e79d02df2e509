"""Opening an .xlsx that somebody sent: what it would unfold to is measured before a byte of it is loaded.

An .xlsx is a zip, and a reader holds a sheet as one full rectangle: 2 kB with a value in A1 and one in XFD1048576 would
ask for hundreds of gigabytes. Cells that are only coloured do not count; offices colour whole columns.
"""

import functools
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO, StringIO
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MAX_EXPANDED = 200 * 1024 * 1024
MAX_COLUMNS = 256
MAX_CELLS = 5_000_000
_MAX_MEMBERS = 5_000
_OTHERS = frozenset({"mimetype", "content.xml", "xl/workbook.bin"})  # .ods and .xlsb, which open by other rules

# Greedy up to the last ">" before the next "<", so that a ">" inside an attribute hides nothing; last, its child.
_TAG = re.compile(rb"<(?:\w+:)?(?:(?P<row>row)|c)(?=[\s/>])(?P<attributes>[^<]*)>[^<>]*(?=(?P<child><(?!/))?)")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_CHUNK = 1 << 20


class UnreadableWorkbook(Exception):
    """The file cannot be opened. `zh` and `en` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def open_workbook(data: bytes, max_rows: int) -> CalamineWorkbook:
    """The workbook, after its size was proven. Raises UnreadableWorkbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _measure(archive, max_rows)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise _damaged() from None
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError:
        raise locked() from None
    except CalamineError as error:
        raise _damaged() from error
    except BaseException as error:
        raise unpanicked(error) from error


def unpanicked(error: BaseException) -> BaseException:
    """The same error, except that a panic of the Rust reader (a BaseException) becomes UnreadableWorkbook."""
    return _damaged() if type(error).__name__ == "PanicException" else error


def locked() -> UnreadableWorkbook:
    """For files in the old container that do not open: a broken .xls, and .xlsx with a password, look alike."""
    return UnreadableWorkbook(
        "这个表设了密码，或者旧的 .xls 已经损坏。请打开它，取消密码，另存为 .xlsx 后再传。",
        "It has a password, or is a broken old .xls. Open it, remove the password, save it as .xlsx and send that.",
    )


def _damaged() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "表格打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。",
        "The spreadsheet does not open; it may be damaged. Open it in Excel or WPS, save it as .xlsx and send that.",
    )


def _measure(archive: zipfile.ZipFile, max_rows: int) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if names & _OTHERS or "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(
            "这不是 .xlsx 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv 后再传。",
            "This is not an .xlsx spreadsheet. Open it in Excel or WPS, save it as .xlsx or .csv and send that.",
        )
    # The sizes a zip declares are promises; reading through it proves them (zipfile stops there and checks the CRC).
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > MAX_EXPANDED:
        raise UnreadableWorkbook(
            f"表格展开后超过 {MAX_EXPANDED >> 20} MB。请删去图片和多余的工作表，或分成几个文件。",
            f"The spreadsheet unfolds to more than {MAX_EXPANDED >> 20} MB. Remove pictures and sheets, or split it.",
        )
    for member in members:
        rows, columns = _extent(archive, member)
        if rows > max_rows or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            raise UnreadableWorkbook(
                f"表格太大：最远的内容在第 {rows} 行、第 {columns} 列，"
                f"最多 {max_rows} 行、{MAX_COLUMNS} 列、{MAX_CELLS // 10_000} 万格。请分成几个文件。",
                f"The spreadsheet is too large: it reaches row {rows}, column {columns}; at most {max_rows} rows, "
                f"{MAX_COLUMNS} columns and {MAX_CELLS:,} cells. Split it.",
            )


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Last row and last column that hold a value, as the sheet's own cell names say. (0, 0): not a sheet."""
    last_row = last_column = row = 0
    with archive.open(member) as file:
        for tag in _tags(file):
            attributes = tag["attributes"]
            if tag["row"]:
                row = max((int(number[:9]) for _at, number in _REFERENCE.findall(attributes)), default=row + 1)
            elif tag["child"] and not attributes.endswith(b"/"):
                # A cell names itself once; what names itself twice is measured by the farther of the two.
                for letters, number in _REFERENCE.findall(attributes) or [(b"A", b"%d" % row)]:
                    if (here := int(number[:9])) > last_row:
                        last_row = here
                    if (column := _column(letters)) > last_column:
                        last_column = column
    return last_row, last_column


def _tags(file: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Each row and cell tag (groups of `_TAG`), reading a megabyte at a time."""
    tail = b""
    while chunk := file.read(_CHUNK):
        text = tail + chunk
        # The last tag may be cut off, and the one before it looks ahead to it: both wait for the next chunk.
        cut = text.rfind(b"<", 0, max(0, text.rfind(b"<")))
        cut = cut if cut >= 0 else max(0, text.find(b"<")) if b"<" in text else len(text)
        if len(text) - cut > 4 * _CHUNK:
            raise _damaged()
        yield from (m for m in _TAG.finditer(text) if m.start() < cut)
        tail = text[cut:]
    yield from _TAG.finditer(tail)


@functools.cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def old_rows(data: bytes, sheet: str | None) -> tuple[str, list[tuple[Any, ...]]]:
    """A sheet of the old format (.xls) and its name, row by row as they are written, so that a small file cannot unfold
    to a large one. Raises UnreadableWorkbook."""
    import xlrd  # noqa: PLC0415 - for old files only

    try:
        book = xlrd.open_workbook(file_contents=data, ragged_rows=True, on_demand=True, logfile=StringIO())
        title = sheet if sheet is not None else book.sheet_names()[0]
        page = book.sheet_by_name(title)
        return title, [tuple(_old(cell, book.datemode) for cell in page.row(at)) for at in range(page.nrows)]
    except Exception as error:  # whatever a broken or locked file makes of its reader, a person is told the same
        raise locked() from error


def _old(cell: Any, mode: int) -> Any:
    """A cell of an old file; an error in it (#N/A) is nothing."""
    from xlrd import xldate  # noqa: PLC0415

    if cell.ctype == 3:
        found: datetime = xldate.xldate_as_datetime(cell.value, mode)
        return found.date() if found.time() == time() else found
    if cell.ctype == 4:
        return bool(cell.value)
    return cell.value if cell.ctype in (1, 2) and cell.value != "" else None
