"""Requests as a list on the page of lists: chosen, checked, put in, taken back; how it looks at both widths."""

from __future__ import annotations

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW
from tests.kernel.rolls import sheet as workbook

from lianxin.kernel.acts import roll
from lianxin.kernel.models import Matter, Roll
from lianxin.language.listed import MATTERS

HEAD = ["工单编号", "来电时间", "诉求内容", "事发地点", "来电人", "联系电话", "类型"]
LONG = "樵园社区楼道里堆满了纸箱和旧家具，邻居说了很多次也没有人来清，" * 8
ROWS = [
    ["G-1", "2026年3月9日 9:30", "江浦路路灯不亮,请来修", "江浦路", "李阿婆", 13800138021, "投诉"],
    ["G-2", "2026-03-08", LONG, "樵园社区", "", "", ""],
    ["G-3", "2027-03-08", "想问问高龄津贴怎么办", "", "", "12", "表扬"],
]


def sent(client, rows=ROWS):
    file = SimpleUploadedFile("三月来件清单（热线办转来的第二批，含重复来电）.xlsx", workbook(HEAD, rows))
    answer = client.post("/import/lists", {"kind": MATTERS, "sheet": file})
    return Roll.objects.get(pk=answer.url.rsplit("/", 1)[1])


def test_a_list_of_requests_goes_the_way_of_lists(cast, at_desk):
    client = at_desk("clerk")
    assert "kind=%2Amatters" in client.get("/import").content.decode()
    page = client.get("/import/lists?kind=%2Amatters").content.decode()
    assert f'<option value="{MATTERS}" selected' in page
    one = sent(client)
    client.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 2 行" in page and "B4：" in page and "F4：" in page and "G4：" in page
    client.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "登记了 2 件，各有编号和期限" in page and Matter.objects.count() == 2
    made = client.get(f"/import/lists/{one.pk}/made").content.decode()
    assert all(f"/matter/{one.pk}" in made and one.number in made for one in Matter.objects.all())
    client.post(f"/import/lists/{one.pk}", {"go": "undo"})
    assert "整批撤销了" in client.get(f"/import/lists/{one.pk}").content.decode()
    gone = Matter.objects.first()
    page = client.get(f"/matter/{gone.pk}").content.decode()
    assert "导入有误，整批撤销" in page
    assert client.get("/import/lists/blank.xlsx?kind=%2Amatters").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_fit(cast, at_desk, enter, axe, width):
    page = enter("clerk", "/import/lists?kind=%2Amatters", width=width)
    base = page.url.split("/import")[0]

    def look(shot):
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{shot}_{width}.png", full_page=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shot

    look("requests_choose")
    one = sent(at_desk("clerk"))
    for step in ("new", "settle", "put_in", "undo"):
        if step != "new":
            at_desk("clerk").post(f"/import/lists/{one.pk}", {"go": step, "column": one.columns})
            roll.work(NOW)
        page.goto(f"{base}/import/lists/{one.pk}")
        look(f"requests_{step}")
        if step == "put_in":
            page.goto(f"{base}/import/lists/{one.pk}/made")
            look("requests_made")
    page.goto(f"{base}/matter/{Matter.objects.order_by('pk').first().pk}")
    look("requests_matter_undone")
    page.goto(f"{base}/import")
    look("requests_page")


def test_how_much_of_a_long_list_is_taken_back_is_said(cast, at_desk):
    clerk = at_desk("clerk")
    sent(clerk)
    one = Roll.objects.get()
    Roll.objects.filter(pk=one.pk).update(state="undoing", rows=5, done=5, made=[1, 2, 3, 4])
    page = clerk.get(f"/import/lists/{one.pk}").content.decode()
    assert "<progress aria-label=" in page and "已收回" not in page, "none of it is gone yet"
    Roll.objects.filter(pk=one.pk).update(done=2)
    page = clerk.get(f"/import/lists/{one.pk}").content.decode()
    assert "已收回 2 / 4 件" in page and '<progress value="2" max="4"' in page
