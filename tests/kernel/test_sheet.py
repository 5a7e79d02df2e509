"""Importing a spreadsheet: every problem with its cell, the same row never twice."""

import pytest

from lianxin.adapters import sheets
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import sheet
from lianxin.kernel.models import Matter
from tests.cast import NOW

HEAD = ["内容", "地点", "姓名", "电话", "时间", "编号", "类型"]
GOOD = [
    ["江浦路路灯不亮,请来修", "江浦路", "李阿婆", 13800138021, "2026-03-09 09:30", "纸-1", "投诉"],
    ["想要一副老花镜", "樵园社区", "", "", "", "纸-2", "微心愿"],
    ["想问问高龄津贴怎么办", "", "", "", "", "", ""],
]


def loaded(cast, rows):
    data = sheets.xlsx(HEAD, rows, "诉求")
    checked = sheet.check(data, "表.xlsx", cast.town.pk, NOW)
    *_, last = sheet.load(cast.who("clerk"), checked, NOW)
    return checked, last


def test_good_rows_are_filed_once_however_often_they_come(cast):
    _, first = loaded(cast, GOOD)
    assert (first.filed, first.known, first.problems) == (3, 0, [])
    _, again = loaded(cast, GOOD)
    assert (again.filed, again.known) == (0, 3) and Matter.objects.count() == 3
    lamp = Matter.objects.get(text__contains="路灯")
    assert (lamp.nature, lamp.place.name, lamp.channel) == ("complaint", "江浦路", "sheet")
    assert Matter.objects.filter(kind="wish").count() == 1


def test_a_dry_run_names_each_cell_and_writes_nothing(cast):
    bad = [
        ["", "江浦路", "", "", "", "", ""],
        ["路灯坏了", "", "", "12", "", "", ""],
        ["路灯坏了", "", "", "", "去年春天", "", ""],
        ["路灯坏了", "", "", "", "2027-01-01", "", ""],
        ["路灯坏了", "", "", "", "", "", "表扬"],
    ]
    data = sheets.xlsx(HEAD, [*bad, GOOD[0], GOOD[0]], "诉求")
    checked = sheet.check(data, "表.xlsx", cast.town.pk, NOW)
    assert [problem.cell for problem in checked.problems] == ["A2", "D3", "E4", "E5", "G6"]
    assert (len(checked.ready), checked.repeated) == (1, 1)
    assert not Matter.objects.exists()


def test_a_sheet_without_its_heading_is_refused_whole(cast):
    with pytest.raises(SheetProblem):
        sheet.check(sheets.xlsx(["事项"], [["路灯坏了"]], "诉求"), "表.xlsx", cast.town.pk, NOW)


def test_an_import_stopped_half_way_goes_on(cast):
    rows = [[f"第{n}盏路灯坏了,在{n}号路口", "", "", "", "", f"号-{n}", ""] for n in range(7)]
    checked = sheet.check(sheets.xlsx(HEAD, rows, "诉求"), "表.xlsx", cast.town.pk, NOW)
    running = sheet.load(cast.who("clerk"), checked, NOW, every=3)
    next(running)
    running.close()
    assert Matter.objects.count() == 3
    _, last = loaded(cast, rows)
    assert (last.known, last.filed) == (3, 4)
