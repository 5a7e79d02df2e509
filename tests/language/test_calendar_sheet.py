"""The upload of a year's holiday notice."""

from datetime import date, datetime

import pytest

from lianxin.language.calendar import Calendar, Row
from lianxin.language.calendar_sheet import read_day, read_rows

HEADER = ["日期", "类型", "名称", "文号"]
SOURCE = "国办发明电〔2025〕7号"
YEAR = [
    ["2026-02-16", "放假", "春节", SOURCE],
    ["2026-02-14", "补班", "春节", SOURCE],
    ["2026-10-01", "放假", "国庆节", SOURCE],
]


def errors_of(*lines):
    """The one error of a sheet that is whole but for these lines; the first of them is row 5."""
    _, errors = read_rows([HEADER, *YEAR, *lines])
    return errors


def test_a_whole_sheet_reads_back_as_the_builtin_year():
    rows, errors = read_rows(
        [HEADER, *([str(row.day), row.kind, row.name, row.source] for row in Calendar.builtin().rows)]
    )
    assert errors == []
    assert Calendar.from_rows(rows) == Calendar.builtin()


def test_english_header_other_order_blank_lines_and_extra_columns():
    rows, errors = read_rows(
        [
            [None, ""],
            ["Kind", "Date", "note", "Source", "Name"],
            ["HOLIDAY", datetime(2026, 2, 16), "", "n", "Spring Festival"],  # noqa: DTZ001
            [],
            ["makeup", date(2026, 2, 14), None, "n", "Spring Festival"],
            ["休", 46296.0, None, "n", " National Day "],
        ]
    )
    assert errors == []
    assert rows[2] == Row(date(2026, 10, 1), "holiday", "National Day", "n")
    assert rows[1].kind == "makeup"
    assert Calendar.from_rows(rows).years == {2026}


def test_a_weekend_in_the_range_of_a_holiday_is_kept():
    rows, errors = read_rows([HEADER, *YEAR, ["2026-10-03", "休", "国庆节", SOURCE]])
    assert errors == []
    assert rows[-1].day == date(2026, 10, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-01", "2026/10/1", "2026.10.1", "2026年10月1日", "20261001",
        "2026-10-01 00:00:00", "２０２６年１０月１日",
        20261001, 20261001.0, 46296, 46296.0, date(2026, 10, 1), datetime(2026, 10, 1, 8),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_dates_as_people_write_them(cell):
    assert read_day(cell) == date(2026, 10, 1)


@pytest.mark.parametrize("cell", [None, "", "国庆", "10-01", "2026-13-01", "2026-02-30", "2026-10/01", 3, 1.5, True])
def test_what_is_not_a_date(cell):
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("line", "column", "zh", "en"),
    [
        (["2月30日", "放假", "春节", SOURCE], 1, "看不懂日期“2月30日”", "not a date"),
        (["2026-02-17", "调休", "春节", SOURCE], 2, "不认识类型“调休”", "Unknown kind"),
        (["2026-02-25", "班", "春节", SOURCE], 2, "2026-02-25 是星期三", "is a Wednesday"),
        (["2026-02-16", "休", "春节", SOURCE], 1, "已在第 2 行写过", "already in row 2"),
        (["2026-02-17", "休", "", SOURCE], 3, "请填写“名称”", 'Fill in "name"'),
        (["2026-02-17", "休", "春节"], 4, "请填写“文号”", 'Fill in "source"'),
    ],
)
def test_errors_say_row_column_and_what_to_do(line, column, zh, en):
    [error] = errors_of(line)
    assert (error.row, error.column) == (5, column)
    assert zh in error.zh
    assert en in error.en


def test_every_bad_row_is_reported_and_good_rows_are_kept():
    rows, errors = read_rows([HEADER, *YEAR, ["x", "放假", "a", "b"], ["2026-05-01", "?", "a", "b"]])
    assert [(error.row, error.column) for error in errors] == [(5, 1), (6, 2)]
    assert len(rows) == 3


def test_part_of_a_year_is_refused():
    [error] = errors_of(["2027-01-01", "放假", "元旦", SOURCE])
    assert (error.row, error.column) == (5, 1)
    assert "2027 年不是完整的一年" in error.zh
    assert "2027 is not a full year" in error.en


def test_a_makeup_day_does_not_stand_for_the_festival():
    _, [error] = read_rows([HEADER, *YEAR[1:]])
    assert "2026 年不是完整的一年" in error.zh


def test_new_year_may_begin_in_december():
    assert errors_of(["2025-12-31", "放假", "元旦", SOURCE]) == []


def test_bad_headers():
    _, errors = read_rows([["日期", "类型", "date", "名称"], *YEAR])
    assert [(error.row, error.column) for error in errors] == [(1, 3), (1, 1)]
    assert "出现了两次" in errors[0].zh
    assert "缺少“文号”" in errors[1].zh


@pytest.mark.parametrize("cells", [[], [[]], [[None, " "]], [HEADER]])
def test_an_empty_sheet_is_an_error(cells):
    rows, errors = read_rows(cells)
    assert rows == []
    assert len(errors) == 1
