"""民主测评 of several members, planned on the page: each who is ticked is one question of the ballot."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import below

from lianxin.kernel.acts import ballot, member
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Activity
from lianxin.kernel.who import Who

NEW = reverse("activity-new")
FORM = {"kind": "appraisal", "title": "民主评议党员", "starts_at": "2026-03-11T08:00", "item-0": "appraise"}


def ticks(page):
    return re.findall(r'name="subject" value="(\d+)"', page)


def test_members_are_ticked_and_each_is_one_question(org, at_desk):
    desk = at_desk("secretary")
    page = desk.get(f"{NEW}?kind=appraisal").content.decode()
    assert len(ticks(page)) == 7 and "预备党员甲（没有表决权）" in page and "党员05" in page
    made = desk.post(NEW, FORM | {"host": org.branch.pk, "subject": org.members[:3]})
    found = Activity.objects.get()
    assert made.status_code == 302
    assert found.agenda == [{"kind": "appraise", "text": "", "subjects": ["党员00", "党员01", "党员02"]}]
    answers = {"党员00": "excellent", "党员01": "qualified", "党员02": "basic"}
    Activity.objects.update(starts_at=NOW)
    for person in org.members[:3]:
        ballot.put(Who(person_id=person), found.pk, 0, answers, NOW)
    totals = ballot.open_box(org.secretary, found.pk, 0, NOW)
    assert totals["党员02"]["basic"] == 3 and totals["党员00"]["excellent"] == 3
    page = desk.get(made.url).content.decode()
    assert all(name in page for name in answers)


def test_everybody_on_the_roll_and_a_line_that_was_left_out(org, at_desk):
    form = {key: value for key, value in FORM.items() if key != "item-0"} | {"item-0": "discuss"}
    at_desk("secretary").post(NEW, form | {"host": org.branch.pk, "everybody": "1"})
    lines = Activity.objects.get().agenda
    assert [line["kind"] for line in lines] == ["discuss", "appraise"] and len(lines[1]["subjects"]) == 7


def test_nobody_ticked_is_one_question_as_before(org, at_desk):
    at_desk("secretary").post(NEW, FORM | {"host": org.branch.pk, "line-0": "支部班子"})
    assert Activity.objects.get().agenda == [{"kind": "appraise", "text": "支部班子"}]


def test_two_of_one_name_can_be_told_apart(org, at_desk):
    twin = member.join(org.secretary, org.branch.pk, "党员01", NOW, NOW)
    desk = at_desk("secretary")
    desk.post(NEW, FORM | {"host": org.branch.pk, "subject": [org.members[1], twin.person_id]})
    assert Activity.objects.get().agenda[0]["subjects"] == ["党员01（名册第2位）", "党员01（名册第8位）"]
    assert "党员01（名册第8位）" in desk.get(f"{NEW}?kind=appraisal").content.decode()


def test_only_members_of_a_branch_one_plans_for_are_listed_or_ticked(org, cast, at_desk):
    other = below(cast.unit("school"), "branch", "中心小学第二党支部")
    bump("units")
    guest = member.join(cast.who("governance"), other.pk, "别支部的人", NOW, NOW)
    desk = at_desk("secretary")
    assert "别支部的人" not in desk.get(f"{NEW}?kind=appraisal&unit={other.pk}").content.decode()
    wrong = desk.post(NEW, FORM | {"host": org.branch.pk, "subject": [org.members[0], guest.person_id]})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "不在主办支部的名册上" in page and not Activity.objects.exists()
    assert re.search(rf'value="{org.members[0]}" checked', page), "what was ticked is kept"
    office = at_desk("governance")
    page = office.get(f"{NEW}?kind=appraisal&unit={other.pk}").content.decode()
    assert ticks(page) == [str(guest.person_id)] and 'name="unit"' in page
    assert office.post(NEW, FORM | {"host": other.pk, "subject": [guest.person_id]}).status_code == 302


@pytest.mark.parametrize(
    ("post", "kind"), [("secretary", "life_meeting"), ("secretary", "theme_day"), ("governance", "secretary_review")]
)
def test_other_kinds_ask_nobody_by_name(org, at_desk, post, kind):
    page = at_desk(post).get(f"{NEW}?kind={kind}").content.decode()
    assert not ticks(page) and "逐个测评" not in page


def test_an_assembly_may_hold_the_ballot_too_and_keeps_it_folded(org, at_desk):
    desk = at_desk("secretary")
    opened = '<details id="naming" open>'
    assert opened in desk.get(f"{NEW}?kind=appraisal").content.decode()
    page = desk.get(f"{NEW}?kind=assembly").content.decode()
    assert len(ticks(page)) == 7 and opened not in page and '<details id="naming">' in page


def test_a_long_roll_costs_no_more_questions(org, at_desk, django_assert_num_queries, django_assert_max_num_queries):
    desk = at_desk("secretary")
    desk.get(f"{NEW}?kind=appraisal")
    with django_assert_max_num_queries(20) as first:
        desk.get(f"{NEW}?kind=appraisal")
    for n in range(12):
        member.join(org.secretary, org.branch.pk, f"新党员{n:02}", NOW, NOW)
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(ticks(desk.get(f"{NEW}?kind=appraisal").content.decode())) == 19


def test_a_phone_without_scripts_ticks_and_plans(org, at_desk, live_server, open_page):
    cookie = at_desk("secretary").cookies[settings.SESSION_COOKIE_NAME].value
    page = open_page(width=390, java_script_enabled=False)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}{NEW}?kind=appraisal&unit={org.branch.pk}")
    assert (
        page.locator("main").bounding_box()["width"] <= 390 and page.locator("#naming").bounding_box()["width"] <= 390
    )
    page.get_by_label("名称", exact=True).fill("民主评议党员")
    page.get_by_label("开始").fill("2026-03-11T08:00")
    for name in ("党员01", "党员04"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="排上日程").click()
    page.wait_for_url("**/activity/*")
    assert Activity.objects.get().agenda[0]["subjects"] == ["党员01", "党员04"]
