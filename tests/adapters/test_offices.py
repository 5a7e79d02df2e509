"""Lists as offices keep them."""

from __future__ import annotations

import io
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from lianxin.adapters import offices, sheets
from lianxin.adapters.sheets import SheetProblem

KNOWN = {"姓名", "电话", "支部", "日期"}


def book(*rows) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(*rows):
    found = offices.table(book(*rows), "a.xlsx", lambda one: one in KNOWN)
    return found.header, [[row.text(at) for at in range(len(row.values))] for row in found.rows]


def test_titles_above_and_sums_below():
    header, rows = table(
        ["某某街道党员名册"], ["填报单位：", "某支部"], ["序号", "姓 名", "电话（手机）"],
        [1, "甲", "1"], ["序号", "姓名", "电话"], [2, "乙", "2"], ["合计", 2], ["填表人：丙"],
    )  # fmt: skip
    assert header == ("序号", "姓 名", "电话（手机）")
    assert rows == [["1", "甲", "1"], ["2", "乙", "2"]]


def test_a_header_of_two_lines():
    header, rows = table(["名册"], ["姓名", "联系", None, "支部"], [None, "电话", "住址", None], ["甲", "1", "x", "y"])
    assert header == ("姓名", "电话", "住址", "支部") and rows == [["甲", "1", "x", "y"]]
    header, rows = table(["姓名", "电话", "支部"], ["甲", "1", "y"])
    assert header == ("姓名", "电话", "支部") and len(rows) == 1


def test_a_first_row_with_an_open_column_is_data():
    header, rows = table(["姓名", "电话", None], ["甲", "1", "补充"])
    assert header == ("姓名", "电话", "") and len(rows) == 1


WAYS = ["2021年3月5日", "2021.3.5", "2021/03/05", "20210305", "２０２１-３-５", "44260", 44260, date(2021, 3, 5)]
NOON = datetime(2021, 3, 5, 12)  # noqa: DTZ001 - a sheet knows no time zones


@pytest.mark.parametrize("said", [*WAYS, NOON])
def test_days_in_every_way_they_are_written(said):
    assert offices.day(said) == date(2021, 3, 5)


def test_half_a_date_and_none():
    assert offices.day("1975年3月") == offices.day("197503") == date(1975, 3, 1)
    assert offices.day("1975") == date(1975, 1, 1)
    for wrong in ("", "不详", "2021-13-05", "二月", None, 7):
        assert offices.day(wrong) is None


def test_a_day_that_must_be_said_whole():
    assert offices.exact_day("2021年3月5日") == offices.exact_day("20210305") == date(2021, 3, 5)
    for half in ("1975年3月", "197503", "1975", ""):
        assert offices.exact_day(half) is None


def test_numbers_as_text():
    assert offices.said("'１３８０") == "1380" and offices.said(13800138000.0) == "13800138000"


def test_nothing_known_is_told():
    with pytest.raises(SheetProblem, match="认得的列名"):
        table(["天气", "温度"], ["晴", 20])
    with pytest.raises(SheetProblem):
        offices.table(b"", "a.csv", lambda one: True)


def test_the_old_format_is_read(monkeypatch):
    import xlrd

    cells = [[(1, "姓名"), (1, "日期")], [(1, "甲"), (3, 44260.0)], [(0, ""), (4, 1), (5, 42), (3, 44260.5)]]
    page = SimpleNamespace(nrows=3, row=lambda at: [SimpleNamespace(ctype=c, value=v) for c, v in cells[at]])
    old = SimpleNamespace(sheet_names=lambda: ["一"], sheet_by_name=lambda name: page, datemode=0)
    monkeypatch.setattr(xlrd, "open_workbook", lambda **said: old)
    found = list(sheets.rows(b"\xd0\xcf\x11\xe0" + bytes(600), "a.xls"))
    assert [row.values for row in found] == [
        ("姓名", "日期"), ("甲", date(2021, 3, 5)), (None, True, None, NOON),
    ]  # fmt: skip
