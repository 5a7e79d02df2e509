"""The class of members, asked on the page of a list and on the form of one membership."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW
from tests.kernel.rolls import come, put, sheet
from tests.kernel.test_roll_classes import HEAD, branch, classes, rows, standing

from lianxin.kernel.acts import roll
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import roll as registers
from lianxin.kernel.tie_facts import day_of

__all__ = ["branch"]


def test_the_page_of_a_list_asks_and_says_what_all_are(cast, branch, at_desk):
    client, data = at_desk("governance"), sheet(["姓名", "所在党支部"], [["霍润生", branch.name]])
    made = client.post("/import/lists", {"kind": "membership", "sheet": SimpleUploadedFile("党员.xlsx", data)})
    at = made.url
    page = client.get(at).content.decode()
    assert "还没找到：党员类别" in page and 'name="all_are"' in page
    wrong = client.post(at, {"go": "settle", "column": ["name", "unit"]})
    assert wrong.status_code == 409 and "都是哪一类" in wrong.content.decode()
    client.post(at, {"go": "settle", "column": ["name", "unit"], "all_are": "full"})
    assert roll.work(NOW)
    page = client.get(at).content.decode()
    assert "这 1 行都登记为“正式党员”" in page and not classes(branch)
    client.post(at, {"go": "put_in"})
    assert roll.work(NOW)
    assert classes(branch) == {"霍润生": "full"}


def test_a_list_of_others_asks_no_class(cast, at_desk):
    data = sheet(["姓名", "电话"], [["霍润生", "13800138031"]])
    client = at_desk("governance")
    made = client.post("/import/lists", {"kind": "volunteer", "sheet": SimpleUploadedFile("a.xlsx", data)})
    assert 'name="all_are"' not in client.get(made.url).content.decode()


def test_the_form_of_a_membership_asks_its_class(cast, branch, at_desk):
    desk = at_desk("governance")
    page = desk.get("/ties/new/membership").content.decode()
    assert "预备党员" in page and "没有表决权的党员" in page
    typed = {"name": "甘乐怡", "unit": branch.pk, "since": day_of(NOW).isoformat(), "ref": "甲"}
    assert desk.post("/ties/new/membership", typed).status_code == 422
    made = desk.post("/ties/new/membership", typed | {"slot": "probationary"})
    assert made.status_code == 302
    found = Tie.objects.get(kind="membership", person__shown="甘乐怡")
    assert found.role == "probationary" and "预备党员" in desk.get(made.url).content.decode()
    assert found.person_id not in registers.members([branch.pk], NOW, voting=True)


def test_the_clerk_chooses_on_the_page_whether_another_class_is_taken_over(cast, branch, at_desk):
    put(cast, come(cast, "membership", HEAD, rows(branch, "预备党员")))
    client, data = at_desk("governance"), sheet(HEAD, rows(branch, "正式党员"))
    at = client.post("/import/lists", {"kind": "membership", "sheet": SimpleUploadedFile("b.xlsx", data)}).url
    client.post(at, {"go": "settle", "column": ["name", "class", "unit"]})
    assert roll.work(NOW)
    page = client.get(at).content.decode()
    assert "另有 1 行已经在册" in page and "预备党员 → 正式党员" in page and "已经登记过 0 行" in page
    assert client.post(at, {"go": "put_in", "changes": "0"}).status_code == 409
    client.post(at, {"go": "put_in", "changes": "1"})
    assert roll.work(NOW)
    assert "1 人改了类别" in client.get(at).content.decode() and standing(branch)["霍润生"] == "full"
    client.post(at, {"go": "undo"})
    assert standing(branch)["霍润生"] == "probationary"
