"""A branch's members for those who lead it: dates that lie sealed, and the year's list confirmed by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import BEGUN

from lianxin.kernel.acts import member
from lianxin.kernel.acts.member_card import opened
from lianxin.kernel.models import Card, Entry

LONG = "欧阳司徒诸葛慕容上官长名字的老党员同志"
YEAR = NOW.year


def address(org, name):
    return reverse(name, args=[org.branch.pk])


def old(org, name, **said):
    """A member with dates, by id."""
    person = member.join(org.secretary, org.branch.pk, name, BEGUN, NOW).person_id
    member.note_dates(org.secretary, org.branch.pk, person, {"confirmed": date(1974, 6, 30), **said}, NOW)
    return person


def dates_of(person):
    return opened(Card.objects.get(person_id=person, kind="member"))


def test_dates_are_noted_on_the_page_and_what_was_typed_wrong_is_kept(org, at_desk):
    desk, person = at_desk("secretary"), org.members[0]
    alone = desk.get(address(org, "branch-dates"))
    assert alone.status_code == 405 and alone["Allow"] == "POST"  # no look without an entry
    assert "这一页要从按钮打开" in alone.content.decode() and "再试一次" not in alone.content.decode()
    page = desk.post(address(org, "branch-dates"), {"person": person}).content.decode()
    assert "党员00" in page and "转正日期" in page
    look = Entry.objects.get(act="member.look")
    assert (look.subject, look.data["why"]) == (f"person:{person}", "dates")
    form = {
        "person": person, "admitted": "1973-06-30", "confirmed": "1974-06-30", "stopped": "三", "alive": "yes",
    }  # fmt: skip
    wrong = desk.post(address(org, "branch-note"), form)
    assert wrong.status_code == 422 and not Card.objects.exists()
    text = wrong.content.decode()
    assert 'value="1974-06-30"' in text and 'value="三"' in text and "0 到 1200" in text
    for fault, said in (({"starts": "1975-01-01"}, "写明依据"), ({"confirmed": "x"}, "2026-03-12")):
        assert said in desk.post(address(org, "branch-note"), form | {"stopped": "2"} | fault).content.decode()
    right = desk.post(address(org, "branch-note"), form | {"stopped": "2"})
    assert right.status_code == 302 and right.url == address(org, "branch-members")
    kept = dates_of(person)
    assert (kept.admitted, kept.confirmed, kept.stopped) == (date(1973, 6, 30), date(1974, 6, 30), 2)
    assert "1974" not in str(list(Entry.objects.values_list("data", flat=True)))
    assert "no-store" in desk.post(address(org, "branch-dates"), {"person": person})["Cache-Control"]


def test_the_branch_confirms_each_candidate_by_hand(org, at_desk):
    desk, person = at_desk("secretary"), old(org, LONG)
    page = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert LONG in page and "待支部确认" in page and "没有转正日期" in page and "写支部意见" in page
    form = {"person": person, "year": YEAR, "good": "yes", "reason": ""}
    for fault, said in (({}, "写明依据"), ({"good": ""}, "请选支部的意见"), ({"year": 2030}, "年份写")):
        wrong = desk.post(address(org, "branch-confirm"), form | fault)
        assert wrong.status_code == 422 and said in wrong.content.decode()
    kept = desk.post(address(org, "branch-confirm"), form | {"good": "", "reason": "支委会讨论"}).content.decode()
    assert 'value="支委会讨论"' in kept
    done = desk.post(address(org, "branch-confirm"), form | {"reason": "支委会讨论通过"})
    assert "支部意见已记下" in done.content.decode() and dates_of(person).good == YEAR
    assert "支委会讨论通过" not in done.content.decode()
    no = desk.post(address(org, "branch-confirm"), form | {"good": "no", "reason": "支委会没有通过"})
    assert "支部没有确认" in no.content.decode() and dates_of(person).good is None
    outside = desk.post(address(org, "branch-confirm"), form | {"person": org.members[0], "reason": "好"})
    assert outside.status_code == 422 and "没有转正日期" in outside.content.decode()


def test_a_medal_before_the_book_is_noted_on_the_page(org, at_desk):
    desk, person = at_desk("secretary"), old(org, LONG)
    form = {"person": person, "awarded": "2026", "awarded_because": "当年名册"}
    wrong = desk.post(address(org, "branch-earlier"), form)
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "2021 到 2025" in text and 'value="当年名册"' in text and "1974-06-30" in text
    assert desk.post(address(org, "branch-earlier"), form | {"awarded": "2022"}).status_code == 302
    assert dates_of(person).awarded == 2022
    assert 'value="2022"' in desk.post(address(org, "branch-dates"), {"person": person}).content.decode()
    listed = desk.post(address(org, "branch-medals"), {"year": YEAR}).content.decode()
    assert "2022 年已颁授" in listed and "写支部意见" not in listed


def test_only_those_who_lead_the_branch_come_in(org, cast, at_desk):
    for name in ("stranger", "grid", "member", "clerk"):
        desk = at_desk(name)
        assert desk.get(address(org, "branch-members")).status_code == 404
        for door in ("branch-dates", "branch-note", "branch-medals", "branch-confirm", "branch-hand", "branch-earlier"):
            assert desk.post(address(org, door), {"person": org.members[0], "year": YEAR}).status_code == 404
    assert at_desk("governance").get(address(org, "branch-members")).status_code == 200
    other = reverse("branch-members", args=[cast.unit("school").pk])
    assert at_desk("secretary").get(other).status_code == 404
    assert not Entry.objects.filter(act="member.look").exists()
    gone = at_desk("secretary").post(address(org, "branch-dates"), {"person": cast.people["clerk"].pk})
    assert gone.status_code == 409


def test_pages_cost_the_same_for_many(org, at_desk, django_assert_max_num_queries):
    desk = at_desk("secretary")
    for n in range(8):
        old(org, f"老党员{n}")
    desk.get(address(org, "branch-members"))
    with django_assert_max_num_queries(9):
        desk.get(address(org, "branch-members"))
    with django_assert_max_num_queries(17):
        desk.post(address(org, "branch-medals"), {"year": YEAR})


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_in_a_real_browser(org, enter, axe, width, tmp_path):
    old(org, LONG)
    old(org, "黎伯", confirmed=date(1980, 7, 2))
    page = enter("secretary", address(org, "branch-members"), width=width)
    looks = [lambda: None]
    looks.append(lambda: page.get_by_role("button", name=f"看、改日期 {LONG}").click())
    looks.append(lambda: page.go_back())
    looks.append(lambda: page.get_by_role("button", name="打开年度名册").click())
    looks.append(lambda: page.get_by_text("写支部意见").click())
    for n, look in enumerate(looks):
        look()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=f"{tmp_path}/{width}-{n}.png", full_page=True)
    page.get_by_label("支部的意见").select_option("yes")
    page.get_by_label("依据（加密保存）").fill("支委会讨论通过")
    page.get_by_role("button", name="记下支部意见").click()
    page.get_by_role("heading", name="支部已确认，待发放").wait_for()
    axe(page)
    page.screenshot(path=f"{tmp_path}/{width}-done.png", full_page=True)
