"""Staff and posts as a list: checked by cell, given by the act of appointing, invited on paper, taken back."""

from __future__ import annotations

import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW, join
from tests.kernel.rolls import sheet as workbook
from tests.web.desk.conftest import at_desk, cast, enter, morning

from lianxin.kernel.acts import roll
from lianxin.kernel.acts.person import accept_invitation, appoint
from lianxin.kernel.models import Entry, Erasure, Invitation, Person, Roll, Tie
from lianxin.kernel.who import SYSTEM
from lianxin.language.listed import POSTS

__all__ = ["at_desk", "cast", "enter", "morning"]
HEAD = ["序号", "姓名", "岗位", "所在单位", "任职日期"]
ROWS = [
    [1, "容念慈", "网格员", "樵园社区", "2026.1.5"],
    [2, "欧志和", "社区（村）工作人员", "樵园社区", ""],
    [3, "欧志和", "网格员", "樵园社区", ""],
    [4, "欧志和", "网格员", "民乐社区", ""],
    [5, "骆可心", "片长", "樵园社区", ""],
    [6, "骆可心", "网格员", "没有的社区", "昨天"],
    [7, "古远山", "党组织书记", "樵园社区党委", "2027-01-01"],
    [8, "容念慈", "网格员", "樵园社区", ""],
]


def sent(client, rows=ROWS) -> Roll:
    file = SimpleUploadedFile("网格员和社区人员（三月）.xlsx", workbook(HEAD, rows))
    answer = client.post("/import/lists", {"kind": POSTS, "sheet": file})
    return Roll.objects.get(pk=answer.url.rsplit("/", 1)[1])


def loaded(client, rows=ROWS) -> Roll:
    one = sent(client, rows)
    for go in ({"go": "settle", "column": one.columns}, {"go": "put_in"}):
        client.post(f"/import/lists/{one.pk}", go)
        roll.work(NOW)
    one.refresh_from_db()
    return one


def posts(*names: str) -> set[tuple[str, str, str]]:
    held = Tie.objects.filter(kind="post", until__isnull=True, person__shown__in=names)
    return set(held.values_list("person__shown", "role", "unit__name"))


def test_an_administrator_gives_posts_from_a_sheet(cast, at_desk):
    desk = at_desk("administrator")
    assert "?kind=%2Aposts" in desk.get("/office/people/").content.decode()
    page = desk.get("/import/lists?kind=%2Aposts").content.decode()
    assert "人员和岗位" in page and "诉求（来件清单）" not in page, "only what his post may bring in"
    assert "当场导入" not in page and "当场导入" in at_desk("clerk").get("/import/lists").content.decode()
    one = sent(desk)
    desk.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = desk.get(f"/import/lists/{one.pk}").content.decode()
    assert "可以导入 4 行" in page and "有问题 4 行" in page and not posts("容念慈", "欧志和")
    assert all(
        said in page for said in ("C6：", "D7：", "E7：", "任职日期不能晚于今天", "和第 2 行是同一个人的同一个岗位")
    )
    told = page.split("同名的人</h2>")[1].split("</section>")[0]
    assert told.count("<li>") == 1 and "和第 3 行同名“欧志和”，那一行在樵园社区" in told
    assert "一个人还是两个人" in told and "会登记成两个人" in told
    desk.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    one.refresh_from_db()
    assert "登记了 4 个岗位" in desk.get(f"/import/lists/{one.pk}").content.decode()
    assert posts("容念慈", "欧志和") == {
        ("容念慈", "grid", "樵园社区"), ("欧志和", "community", "樵园社区"), ("欧志和", "grid", "樵园社区"),
        ("欧志和", "grid", "民乐社区"),
    }  # fmt: skip
    assert Person.objects.filter(shown="欧志和").count() == 2, "at another unit a namesake is somebody else"
    assert Entry.objects.filter(act="post.appoint", person=cast.people["administrator"]).count() == 4
    assert Tie.objects.get(person__shown="容念慈").since.date().isoformat() < "2026-01-06"
    made = desk.get(f"/import/lists/{one.pk}/made").content.decode()
    assert "容念慈" in made and "网格员" in made and "/office/people/?q=" in made
    again = loaded(desk)
    assert again.made == [] and again.known == 4, "the same sheet again gives nothing twice"


def test_each_gets_an_invitation_of_his_own_on_paper_once(cast, at_desk):
    desk = at_desk("administrator")
    one = loaded(desk)
    answer = desk.post("/office/people/slips", {"list": one.pk})
    page = answer.content.decode()
    keys = re.findall(r"/invited/([\w-]+)</p>", page)
    assert len(keys) == 3 and page.count('<section class="slip">') == 3 and "no-store" in answer["Cache-Control"]
    assert "樵园社区 · 社区（村）工作人员；樵园社区 · 网格员" in page
    accept_invitation(keys[0], "nianci", "Lianxin-2026", NOW)
    later = desk.post("/office/people/slips", {"list": one.pk}).content.decode()
    assert later.count('<section class="slip">') == 2 and keys[1] not in later, "new links; the old ones stop"
    assert Invitation.objects.filter(used_at__isnull=True, ends_at__gt=NOW).count() == 2
    assert desk.get("/office/people/slips").status_code == 405
    for asked in ("", "x", "999999", "9" * 30):
        assert desk.post("/office/people/slips", {"list": asked}).status_code == 404


def test_a_list_of_posts_is_taken_back_but_for_whoever_has_a_log_in(cast, at_desk):
    desk = at_desk("administrator")
    one = loaded(desk)
    key = re.findall(r"/invited/([\w-]+)</p>", desk.post("/office/people/slips", {"list": one.pk}).content.decode())[0]
    accept_invitation(key, "nianci", "Lianxin-2026", NOW)
    desk.post(f"/import/lists/{one.pk}", {"go": "undo"})
    one.refresh_from_db()
    assert (one.state, one.kept) == ("undone", 1)
    assert posts("容念慈", "欧志和") == {("容念慈", "grid", "樵园社区")}
    assert not Person.objects.filter(shown="欧志和").exists() and Erasure.objects.filter(what="person").count() == 2
    assert not Invitation.objects.filter(used_at__isnull=True, ends_at__gt=NOW).exists()


def test_who_looks_after_two_towns_gets_the_slips_of_the_lists_town(cast, at_desk):
    """Her first town is not the one asked for: the page says which."""
    desk = at_desk("administrator")
    one = loaded(desk)
    first = Tie.objects.filter(kind="post", person=cast.people["administrator"])
    first.update(since=NOW)
    appoint(SYSTEM, cast.people["administrator"], "administrator", cast.other, cast.pack, NOW, trusted=True)
    Tie.objects.filter(person=cast.people["administrator"], unit=cast.other).update(since=NOW.replace(year=2020))
    form = re.search(
        r'action="/office/people/slips">(.*?)</form>', desk.get(f"/import/lists/{one.pk}").content.decode()
    )
    sent_on = dict(re.findall(r'name="(town|list)" value="(\d+)"', form[1]))
    assert sent_on == {"town": str(cast.town.pk), "list": str(one.pk)}
    assert desk.post("/office/people/slips", sent_on).content.decode().count('<section class="slip">') == 3
    assert desk.post("/office/people/slips", sent_on | {"town": str(cast.other.pk)}).status_code == 404


def test_a_list_that_may_not_be_taken_back_any_more_stands_as_before_and_says_why(cast, at_desk):
    """The worker takes a long one back; its sender's post has ended meanwhile, and the next list is not blocked."""
    desk = at_desk("administrator")
    one = loaded(desk)
    before = posts("容念慈", "欧志和")
    Roll.objects.filter(pk=one.pk).update(state="undoing")
    Tie.objects.filter(kind="post", person=cast.people["administrator"]).update(until=NOW)
    assert roll.work(NOW)
    one.refresh_from_db()
    assert one.state == "done" and posts("容念慈", "欧志和") == before and not roll.work(NOW)
    Tie.objects.filter(kind="post", person=cast.people["administrator"]).update(until=None)
    page = desk.get(f"/import/lists/{one.pk}").content.decode()
    assert "没有撤销成：您的岗位不能做这件事" in page and "整批撤销" in page
    assert page.count("您的岗位不能做这件事") == 1, "it is no row that did not come in"


def test_nobody_else_gives_posts_so(cast, at_desk):
    file = SimpleUploadedFile("x.xlsx", workbook(HEAD, ROWS))
    for name in ("clerk", "governance", "leader", "secretary"):
        assert at_desk(name).post("/import/lists", {"kind": POSTS, "sheet": file}).status_code in (403, 422), name
        assert at_desk(name).post("/office/people/slips", {"list": 1}).status_code == 403
    one = loaded(at_desk("administrator"))
    join(cast, "second", "谭二鸣", "administrator", cast.other)
    assert at_desk("second").post("/office/people/slips", {"list": one.pk}).status_code == 404, "another town"
    assert at_desk("second").get(f"/import/lists/{one.pk}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_says_where_the_list_stands_when_the_worker_is_through(cast, at_desk, enter):
    one = sent(at_desk("administrator"))
    page = enter("administrator", f"/import/lists/{one.pk}")
    page.get_by_role("button", name="逐格检查").click()
    page.locator("#roll-state").get_by_text("正在检查").wait_for()
    roll.work(NOW)
    page.locator("#roll-state").get_by_text("检查好了").wait_for()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_slips_fit(cast, at_desk, enter, axe, width):
    one = loaded(at_desk("administrator"))
    page = enter("administrator", f"/import/lists/{one.pk}", width=width)
    page.get_by_role("button", name="印邀请单").click()
    page.get_by_role("heading", name="欧志和").first.wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/slips_{width}.png", full_page=True)


def test_a_name_that_holds_a_post_at_another_unit_is_asked_about(cast, at_desk):
    """He of the sheet may be the town's own grid member or a namesake: the office decides, nothing is merged."""
    desk = at_desk("administrator")
    held, unit = cast.people["grid"].shown, cast.unit("qiaoyuan").name
    rows = [[1, held, "网格员", unit, ""], [2, held, "网格员", "民乐社区", ""], [3, "容念慈", "网格员", unit, ""]]
    one = sent(desk, rows)
    desk.post(f"/import/lists/{one.pk}", {"go": "settle", "column": one.columns})
    roll.work(NOW)
    page = desk.get(f"/import/lists/{one.pk}").content.decode()
    told = page.split("同名的人</h2>")[1].split("</section>")[0]
    assert told.count("<li>") == 1 and f"已经有一位“{held}”在{unit}任职" in told
    assert Person.objects.filter(shown=held).count() == 1
    desk.post(f"/import/lists/{one.pk}", {"go": "put_in"})
    roll.work(NOW)
    assert Person.objects.filter(shown=held).count() == 2
