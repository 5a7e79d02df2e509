"""Lists of people, on the desk: a file, its columns, its faults, put in by the worker, undone."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.cast import NOW
from tests.kernel.rolls import sheet as book
from tests.kernel.test_roll import CODE, GOOD, sheet

from lianxin.kernel.acts import activity, roll
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Activity, Roll, Tie
from lianxin.language.calendar import SHANGHAI
from lianxin.language.listed import ACTIVITIES


@pytest.fixture
def rows(cast):
    party = cast.unit("party_qiaoyuan").name
    return [[*row[:4], party, *row[5:]] for row in GOOD]


@pytest.fixture
def sent(cast, at_desk, rows):
    """A file has been chosen."""

    def through(client, *more, kind="volunteer") -> Roll:
        file = SimpleUploadedFile("志愿者名册.xlsx", sheet(*rows, *more))
        answer = client.post("/import/lists", {"kind": kind, "sheet": file})
        assert answer.status_code == 302, answer.content.decode()
        return Roll.objects.get(pk=int(answer.url.rsplit("/", 1)[1]))

    return through


def test_from_the_file_to_undone(cast, at_desk, sent):
    client = at_desk("governance")
    assert "/import/lists" in client.get("/import").content.decode()
    one = sent(client, [4, "", None, "12", None, None, None, None])
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "姓  名" in page and "列名对应" in page and CODE not in page
    client.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    assert 'hx-trigger="every 2s"' in client.get(f"/import/lists/{one.pk}").content.decode()
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 3 行" in page and "B7" in page and "D7" in page
    client.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "导入了 3 人" in page and CODE not in page
    assert (there := f"/import/lists/{one.pk}/made") in page
    made = client.get(there).content.decode()
    assert all(f"/ties/{pk}" in made for pk in Roll.objects.get(pk=one.pk).made) and "共 3 条" in made
    assert {client.get(f"{there}?page={page}").status_code for page in ("2", "0", "x")} == {404}, "three fill one page"
    assert at_desk("clerk").get(there).status_code == 404
    client = at_desk("governance")
    client.post(f"/import/lists/{one.pk}", {"go": "undo"})
    assert "整批撤销了" in client.get(f"/import/lists/{one.pk}").content.decode()
    assert not Tie.objects.filter(kind="volunteer").exclude(state="ended").exists()
    after = client.get(there).content.decode()
    assert "整批撤销了，没有留下什么" in after and "/ties/" not in after.partition("<main")[2]


def test_pages_of_a_roll_lead_to_its_list(cast, at_desk):
    assert "/import/lists?kind=volunteer" in at_desk("governance").get("/volunteers/").content.decode()
    assert "/import/lists?kind=household" in at_desk("community").get("/pairs/").content.decode()
    assert "/import/lists" not in at_desk("leader").get("/pairs/").content.decode(), "only who may send one"


def test_a_column_left_out_and_a_word_left_out_are_told(cast, at_desk):
    client = at_desk("governance")
    data = book(["姓名", "特长", "备用栏"], [["霍润生", "驾驶、飞行", "x"]])
    sent = {"kind": "volunteer", "sheet": SimpleUploadedFile("志愿者.xlsx", data), "unit": "樵园社区党委"}
    one = Roll.objects.get(pk=int(client.post("/import/lists", sent).url.rsplit("/", 1)[1]))
    assert one.columns == ["name", "field.skills", ""]
    assert "这些列不导入，里面的内容不会登记：备用栏" in client.get(f"/import/lists/{one.pk}").content.decode()
    client.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 1 行" in page and "会缺的内容" in page and "飞行" in page and "要改的地方" not in page


def test_what_cannot_be_read_is_said_and_what_was_chosen_kept(cast, at_desk):
    client = at_desk("governance")
    assert client.post("/import/lists", {"kind": "volunteer"}).status_code == 422
    wrong = SimpleUploadedFile("天气.csv", "天气,温度\n晴,20".encode())
    answer = client.post("/import/lists", {"kind": "membership", "sheet": wrong, "unit": "樵园社区"})
    assert answer.status_code == 422 and "认得的列名" in answer.content.decode()
    assert 'value="membership" selected' in answer.content.decode() and "樵园社区" in answer.content.decode()


def test_activities_come_in_and_are_undone(cast, at_desk):
    client = at_desk("governance")
    page = client.get("/import/lists").content.decode()
    assert "活动（台账、计划）" in page and "共建协议" in page and "队员" in page
    rows = [
        ["爱心义剪", "志愿活动", "2026-03-05", "樵园社区", "180余人"],
        ["义剪", "志愿活动", "2026-03", "樵园社区", ""],
    ]
    data = book(["活动名称", "活动类别", "活动日期", "主办单位", "参加人数"], rows)
    answer = client.post("/import/lists", {"kind": ACTIVITIES, "sheet": SimpleUploadedFile("台账.xlsx", data)})
    one = Roll.objects.get(pk=int(answer.url.rsplit("/", 1)[1]))
    client.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 1 行" in page and "C3" in page and "写到日" in page
    client.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    assert "导入了 1 项" in client.get(f"/import/lists/{one.pk}").content.decode()
    assert f"/activity/{Activity.objects.get().pk}" in client.get(f"/import/lists/{one.pk}/made").content.decode()
    client.post(f"/import/lists/{one.pk}", {"go": "undo"})
    assert Activity.objects.get().state == "cancelled"


def test_an_empty_sheet_to_fill(cast, at_desk):
    client = at_desk("governance")
    for kind, heading in ((ACTIVITIES, "活动名称"), ("team", "姓名"), ("agreement", "共建单位")):
        answer = client.get("/import/lists/blank.xlsx", {"kind": kind})
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet["A1"].value == heading
    assert client.get("/import/lists/blank.xlsx", {"kind": "wish"}).status_code == 404
    assert at_desk("member").get("/import/lists/blank.xlsx", {"kind": "team"}).status_code == 403


def test_a_list_is_its_sender_s_alone(cast, at_desk, sent):
    one = sent(at_desk("governance"))
    for name in ("clerk", "stranger"):
        assert at_desk(name).get(f"/import/lists/{one.pk}").status_code == 404
        assert at_desk(name).post(f"/import/lists/{one.pk}", {"go": "put_in"}).status_code == 404
    assert at_desk("member").get("/import/lists").status_code == 403
    assert at_desk("governance").post(f"/import/lists/{one.pk}", {"go": "undo"}).status_code == 409


def test_the_pages_are_whole_in_english(cast, at_desk, sent):
    one = sent(at_desk("governance"))
    client = at_desk("governance")
    client.cookies["django_language"] = "en"
    page = client.get(f"/import/lists/{one.pk}", headers={"accept-language": "en"}).content.decode()
    assert "What the columns mean" in page and "Leave this column out" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible_and_fit(cast, at_desk, sent, enter, axe, width):
    one = sent(at_desk("governance"), [4, "", None, "12", None, "飞行" * 30, None, None])
    page = enter("governance", "/import/lists", width=width)
    address = f"{page.url}/{one.pk}"
    axe(page)
    for step in ("new", "settle", "put_in", "undo"):
        if step != "new":
            at_desk("governance").post(f"/import/lists/{one.pk}", {"go": step, "column": one.columns})
            page.goto(address)
            axe(page)
            roll.work(NOW)
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step


def test_names_nobody_knows_are_offered_the_nearest_and_what_was_planned_moves(cast, at_desk):
    at = datetime(2026, 3, 5, 9, 30, tzinfo=SHANGHAI)
    plan = Plan("volunteering", "爱心义剪", at, (cast.unit("qiaoyuan").pk,))
    activity.plan(cast.who("governance"), cast.town.pk, plan, NOW)
    client, head = at_desk("governance"), ["活动名称", "活动类别", "活动日期", "主办单位", "参加人数"]
    rows = [["爱心义剪", "志愿活动", "2026-03-05", "樵园社区", "180余人"]]
    rows += [[f"第{n}场", "志愿活动", "2026-03-05", "樵圆社区", "30"] for n in range(7)]
    file = SimpleUploadedFile("台账.xlsx", book(head, rows))
    one = Roll.objects.get(pk=client.post("/import/lists", {"kind": ACTIVITIES, "sheet": file}).url.rsplit("/", 1)[1])
    client.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert page.count("台账.xlsx") == 2 and "工作表“Sheet”，D3：" in page, "the file is the title"
    assert "可以导入 0 行" in page and "1 行是已计划的活动" in page and "导入没有问题的行" in page
    assert "单位名称对应" in page and "7 行：第 3、4、5、6、7 行等" in page and "/handbook/units.html" in page
    assert "请找管理员" in page and "/office/rules/" not in page.split("<main")[1], "whoever may not is told who may"
    assert client.get("/handbook/units.html").status_code == 200
    chosen = {"go": "settle", "column": one.columns, "name": ["樵圆社区"], "means": [str(cast.unit("qiaoyuan").pk)]}
    client.post(f"/import/lists/{one.pk}", chosen)
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 7 行" in page and "以前这样对过" in page
    client.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    page = client.get(f"/import/lists/{one.pk}").content.decode()
    assert "导入了 7 项" in page and "1 项由计划改为已开展" in page
    foreign = {**chosen, "means": [str(cast.other.pk)]}
    assert client.post(f"/import/lists/{one.pk}", foreign).status_code == 409
