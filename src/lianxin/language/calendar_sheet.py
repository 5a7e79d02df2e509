"""Reads the spreadsheet in which an administrator uploads a year's holiday notice (放假安排)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianxin.language.calendar import ANCHORS, Kind, Row, full_years

HEADERS = {"日期": "date", "类型": "kind", "名称": "name", "文号": "source"}
TITLES = {name: title for title, name in HEADERS.items()}
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("holiday", "放假", "休"), "holiday"),
    **dict.fromkeys(("makeup", "补班", "班"), "makeup"),
}
WEEKDAYS = "一二三四五六日"
WRITTEN_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?: 00:00:00)?")
# Day 0 of spreadsheet serial numbers; the bounds are 2000 and 2100, far from numbers such as 20260214.
EPOCH, SERIALS = date(1899, 12, 30), range(36526, 73051)


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in one cell and what to do; row and column count from 1 as in the sheet, the header included."""

    row: int
    column: int
    zh: str
    en: str


class _Refused(ValueError):
    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.name, self.zh, self.en = name, zh, en


def read_rows(cells: Iterable[Sequence[object]]) -> tuple[list[Row], list[CellError]]:
    """The rows of a sheet with the header 日期/类型/名称/文号 (or date/kind/name/source, in any order), and its errors.

    Blank lines are skipped. A 放假 row may fall on a weekend, as notices list whole ranges; a 补班 row may not fall on
    a weekday. Each year must have 春节 and 国庆. Use the rows only when there is no error.
    """
    lines = [(number, line) for number, line in enumerate(cells, 1) if any(_text(cell) for cell in line)]
    if not lines:
        return [], [
            CellError(
                1,
                1,
                "表是空的；第一行写：日期、类型、名称、文号",
                "The sheet is empty; start with: date, kind, name, source",
            )
        ]
    columns, errors = _read_header(*lines[0])
    if errors:
        return [], errors
    rows: dict[date, tuple[int, Row]] = {}
    for number, line in lines[1:]:
        try:
            row = _read_row(line, columns)
            if row.day in rows:
                raise _Refused(
                    "date",
                    f"{row.day} 已在第 {rows[row.day][0]} 行写过；删去一行",
                    f"{row.day} is already in row {rows[row.day][0]}; delete one",
                )
            rows[row.day] = (number, row)
        except _Refused as refused:
            errors.append(CellError(number, columns[refused.name] + 1, refused.zh, refused.en))
    errors += _part_years(rows, lines[0][0], columns["date"] + 1)
    return [row for _, row in rows.values()], errors


def _read_header(number: int, line: Sequence[object]) -> tuple[dict[str, int], list[CellError]]:
    columns: dict[str, int] = {}
    errors: list[CellError] = []
    for index, cell in enumerate(line):
        name = HEADERS.get(_text(cell), _text(cell).lower())
        if name in columns:
            errors.append(
                CellError(number, index + 1, f"“{TITLES[name]}”列出现了两次", f'There are two columns "{name}"')
            )
        elif name in TITLES:
            columns[name] = index
    for name, title in TITLES.items():
        if name not in columns:
            errors.append(
                CellError(
                    number,
                    1,
                    f"缺少“{title}”列；表头写：日期、类型、名称、文号",
                    f'No column "{name}"; the header is: date, kind, name, source',
                )
            )
    return columns, errors


def _read_row(line: Sequence[object], columns: dict[str, int]) -> Row:
    cells = {name: line[index] if index < len(line) else None for name, index in columns.items()}
    day = read_day(cells["date"])
    if day is None:
        raise _Refused(
            "date",
            f"看不懂日期“{_text(cells['date'])}”；请写成 2026-10-01",
            f'"{_text(cells["date"])}" is not a date; write 2026-10-01',
        )
    kind = KINDS.get(_text(cells["kind"]).lower())
    if kind is None:
        raise _Refused(
            "kind",
            f"不认识类型“{_text(cells['kind'])}”；请写“放假”或“补班”",
            f'Unknown kind "{_text(cells["kind"])}"; write holiday or makeup',
        )
    if kind == "makeup" and day.weekday() < 5:
        raise _Refused(
            "kind",
            f"{day} 是星期{WEEKDAYS[day.weekday()]}，本来就上班，不能是补班；请核对日期",
            f"{day} is a {day:%A}, worked anyway, so not a make-up day; check the date",
        )
    for name in ("name", "source"):
        if not _text(cells[name]):
            raise _Refused(name, f"请填写“{TITLES[name]}”", f'Fill in "{name}"')
    # Kept as written: normalising is for comparing only.
    return Row(day, kind, str(cells["name"]).strip(), str(cells["source"]).strip())


def read_day(cell: object) -> date | None:
    """The date a cell holds: a date, a spreadsheet serial number, or text such as 2026-10-01, 2026/10/1, 2026年10月1日,
    20261001; None when it is none of these."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and cell in SERIALS:
        return EPOCH + timedelta(days=int(cell))
    text = _text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if found := WRITTEN_DAY.fullmatch(text):
        year, *months, day = found.groups()
        month = next(part for part in months if part)
    elif re.fullmatch(r"\d{8}", text):
        year, month, day = text[:4], text[4:6], text[6:]
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _part_years(rows: dict[date, tuple[int, Row]], header: int, column: int) -> list[CellError]:
    first: dict[int, int] = {}
    for day, (number, _) in sorted(rows.items()):
        # 元旦 of a notice may begin in December (2022-12-31 in that of 2023): such days make no year of their own.
        early = day.month == 12 and day.year + 1 in {other.year for other in rows}
        if not (early and all(other.month == 12 for other in rows if other.year == day.year)):
            first.setdefault(day.year, number)
    full = full_years(row for _, row in rows.values())
    names = "、".join(zh for zh, _ in ANCHORS)
    errors = [
        CellError(
            number,
            column,
            f"{year} 年不是完整的一年：要有{names}的放假日；请上传全年的放假安排",
            f"{year} is not a full year: it needs days off for Spring Festival and National Day; upload the whole year",
        )
        for year, number in first.items()
        if year not in full
    ]
    if not rows:
        errors.append(
            CellError(
                header,
                column,
                "表里没有一天可用；请上传全年的放假安排",
                "No usable day in the sheet; upload the whole year",
            )
        )
    return errors


def _text(cell: object) -> str:
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()
