"""Medals handed over on the branch's list, and the two numbers on the page of honours with their records."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import organisation
from tests.kernel.test_medal import YEAR, awarded, handed, medals_at, old
from tests.web.desk.conftest import at_desk, cast, enter, morning

from lianxin.kernel.acts import member, stock
from lianxin.kernel.acts.stock import Holder, Move
from lianxin.kernel.models import Tie

__all__ = ["at_desk", "cast", "enter", "morning"]
LONG = "欧阳司徒诸葛慕容上官长名字的老党员同志"


@pytest.fixture
def org(cast):
    return organisation(cast, 2)


def address(org, name):
    return reverse(name, args=[org.branch.pk])


def test_a_medal_is_handed_over_on_the_list(org, at_desk):
    desk, person = at_desk("secretary"), old(org, LONG)
    page = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert "先在“物品收发”入库" in page and "发放纪念章" not in page
    medals_at(org, org.branch, 1)
    page = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert "发放纪念章" in page and f"{org.branch.name}（在库 1 枚）" in page
    form = {
        "person": person, "year": YEAR, "source": org.branch.pk, "way": "home", "signed": "family",
        "day": "2026-03-10", "received": "1",
    }  # fmt: skip
    for fault, said in (({"received": ""}, "请勾选"), ({"day": "x"}, "请写日期"), ({"source": 0}, "")):
        wrong = desk.post(address(org, "branch-hand"), form | fault)
        assert wrong.status_code == 422 and said in wrong.content.decode()
    assert awarded(person) is None
    done = desk.post(address(org, "branch-hand"), form)
    text = done.content.decode()
    assert done.status_code == 200 and "已出库一枚，签收已记下" in text and "已发放、已签收" in text
    again = desk.post(address(org, "branch-hand"), form)
    assert again.status_code == 422 and "每人一次" in again.content.decode()
    page = desk.post(address(org, "branch-dates"), {"person": person}).content.decode()
    assert "有签收记录" in page and "记下以前的颁授" not in page


def test_a_medal_is_taken_back_on_the_list(org, at_desk):
    desk, person = at_desk("secretary"), old(org, LONG)
    medals_at(org, org.branch, 1)
    handed(org, person)
    page = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert "发错了，收回" in page and "收回入库，签收作废" in page
    form = {"person": person, "year": YEAR, "back": "同名发错", "returned": "1"}
    for fault, said in (({"returned": ""}, "请勾选“纪念章已经收回”"), ({"back": " "}, "请写明为什么收回")):
        wrong = desk.post(address(org, "branch-take-back"), form | fault)
        assert wrong.status_code == 422 and said in wrong.content.decode() and awarded(person) == YEAR
    assert 'value="同名发错"' in desk.post(address(org, "branch-take-back"), form | {"returned": ""}).content.decode()
    done = desk.post(address(org, "branch-take-back"), form)
    text = done.content.decode()
    assert done.status_code == 200 and "已收回入库" in text and "发放纪念章" in text and "发错了，收回" not in text
    assert awarded(person) is None
    again = desk.post(address(org, "branch-take-back"), form)
    assert again.status_code == 422 and "或者已经收回" in again.content.decode()
    assert at_desk("clerk").post(address(org, "branch-take-back"), form).status_code == 404
    honours = desk.get(reverse("honours")).content.decode()
    assert "出库 0 枚" in honours and "签收 0 份" in honours and "出库等于签收" in honours
    for which in ("issued", "signed"):
        assert LONG not in desk.get(reverse("medal-book", args=[which])).content.decode()
    kept = desk.get(reverse("medal-book", args=["back"])).content.decode()
    assert LONG in kept and "同名发错" in kept and "原出库单" in kept and "发错收回 1" in kept


def test_a_medal_is_taken_back_from_who_has_left_the_branch(org, at_desk):
    desk, person = at_desk("secretary"), old(org, LONG)
    medals_at(org, org.branch, 1)
    handed(org, person)
    member.leave(org.secretary, Tie.objects.get(kind="membership", person_id=person).pk, NOW)
    page = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert "领了纪念章以后离开支部的" in page and LONG in page and "发错了，收回" in page
    form = {"person": person, "year": YEAR, "back": "同名发错", "returned": "1"}
    done = desk.post(address(org, "branch-take-back"), form).content.decode()
    assert "已收回入库" in done and LONG not in done and awarded(person) is None


def test_the_two_numbers_open_into_their_records(org, cast, at_desk):
    medals_at(org, org.branch, 3)
    for n in range(2):
        handed(org, old(org, f"老党员{n}"))
    for name in ("governance", "secretary"):
        desk = at_desk(name)
        page = desk.get(reverse("honours")).content.decode()
        assert "出库 2 枚" in page and "签收 2 份" in page and "出库等于签收" in page
        for which in ("issued", "signed"):
            found = desk.get(reverse("medal-book", args=[which])).content.decode()
            assert "老党员0" in found and "老党员1" in found and "老党员2" not in found
        assert desk.get(reverse("medal-book", args=["other"])).status_code == 404
        assert "这一年还没有" in desk.get(reverse("medal-book", args=["signed"]) + "?year=2025").content.decode()
        assert desk.get(reverse("medal-book", args=["signed"]) + "?year=2030").status_code == 404


def test_a_medal_that_left_without_a_receipt_shows(org, cast, at_desk):
    """As a book of before this rule may hold one."""
    medals_at(org, org.branch, 1)
    source, to = Holder(unit_id=org.branch.pk), Holder(person_id=cast.people["member"].pk)
    said = Move("medal", 1, source, to, cast.town.pk, org.branch.pk)
    stock.shift(cast.who("governance"), said, NOW)
    page = at_desk("governance").get(reverse("honours")).content.decode()
    assert "出库 1 枚" in page and "签收 0 份" in page and "出库不等于签收" in page
    assert "没有签收" in at_desk("governance").get(reverse("medal-book", args=["issued"])).content.decode()


def test_who_leads_no_branch_sees_neither(org, cast, at_desk):
    medals_at(org, org.branch, 1)
    handed(org, old(org))
    for name in ("clerk", "station"):
        assert "纪念章" not in at_desk(name).get(reverse("honours")).content.decode()
        assert at_desk(name).get(reverse("medal-book", args=["signed"])).status_code == 404
    assert at_desk("member").get(reverse("medal-book", args=["signed"])).status_code in (403, 404)


def test_stock_tells_nobody_who_has_a_medal(org, cast, at_desk):
    """Who has one stands on his branch's list; the balance and its moves open without names."""
    medals_at(org, org.branch, 1)
    handed(org, old(org, "岑老先生"))
    for name in ("station", "community", "governance"):
        desk = at_desk(name)
        for address_ in (reverse("stock"), reverse("stock-moves", args=["medal"]) + "?kind=issued"):
            page = desk.get(address_).content.decode()
            said = page.partition('id="holders"')[2].partition("</section>")[0] or page.partition("<tbody>")[2]
            assert said and "岑老先生" not in said
        assert "个人" in said
    assert at_desk("station").get(reverse("stock-moves", args=["sword"])).status_code == 404
    assert at_desk("station").get(reverse("stock-moves", args=["kit"]) + "?kind=lost").status_code == 404


def test_stock_gives_no_medal_to_a_person(org, cast, at_desk):
    medals_at(org, cast.unit("office_party"), 1)
    office, member = cast.unit("office_party").pk, cast.people["member"].pk
    form = {"item": "medal", "n": "1", "source": f"unit:{office}", "to": f"person:{member}", "unit": f"unit:{office}"}
    wrong = at_desk("governance").post(reverse("stock"), form)
    assert wrong.status_code == 422 and "要签收" in wrong.content.decode()


def test_pages_cost_the_same_for_many(org, at_desk, django_assert_num_queries, django_assert_max_num_queries):
    medals_at(org, org.branch, 9)
    for n in range(4):
        handed(org, old(org, f"老党员{n}"))
    desk = at_desk("secretary")
    for address_ in (reverse("honours"), reverse("medal-book", args=["issued"])):
        desk.get(address_)
        with django_assert_max_num_queries(14):
            desk.get(address_)


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_in_a_real_browser(org, enter, axe, width, tmp_path):
    medals_at(org, org.branch, 2)
    handed(org, old(org, "陆伯"))
    old(org, LONG)
    page = enter("secretary", address(org, "branch-members"), width=width)

    def look(name):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=f"{tmp_path}/{width}-{name}.png", full_page=True)

    look("members")
    page.get_by_role("button", name="打开年度名册").click()
    page.get_by_text("发放纪念章").click()
    look("list")
    page.get_by_text("发错了，收回").click()
    look("take-back")
    page.get_by_label("纪念章已交到手上").check()
    page.get_by_role("button", name="出库一枚，记下签收").click()
    page.get_by_text("已出库一枚").first.wait_for()
    look("handed")
    page.get_by_text("发错了，收回").first.click()
    page.get_by_label("为什么收回").first.fill("同名发错")
    page.get_by_label("纪念章已经收回").first.check()
    page.get_by_role("button", name="收回入库，签收作废").first.click()
    page.get_by_text("已收回入库").first.wait_for()
    look("back")
    page.goto(page.url.split("/branch/")[0] + reverse("honours"))
    look("honours")
    page.get_by_role("link", name="发错收回 1 枚").click()
    look("taken-back")
    page.get_by_role("link", name="签收 1").click()
    look("signed")
    page.get_by_role("link", name="出库 1").click()
    look("issued")
    page.goto(page.url.split("/honours/")[0] + address(org, "branch-members"))
    page.get_by_role("button", name=f"看、改日期 {LONG}").click()
    look("dates")
