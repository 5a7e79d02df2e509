"""A6 on the page: what a vote needs is worked out again with each who is ticked, before any vote is entered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW, join
from tests.kernel.organisation import BEGUN, organisation

from lianxin.kernel.acts import ballot, member
from lianxin.kernel.models import Activity, Entry

AGENDA = ({"kind": "resolution", "text": "收益分配方案"},)
PART = {"headers": {"hx-request": "true"}}


@pytest.fixture
def thirty(cast):
    return organisation(cast, 30)


def meeting(org, **more):
    return org.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA, title="党员大会", **more)


def test_a_part_of_the_page_follows_who_is_ticked(thirty, at_desk):
    made = meeting(thirty)
    desk, at = at_desk("secretary"), reverse("activity-before", args=[made.pk])
    assert "还没有点名。应到 30 人，全部到会时" in desk.get(reverse("activity", args=[made.pk])).content.decode()
    said = {n: desk.post(at, {"present": thirty.members[:n]}, **PART).content.decode() for n in (0, 14, 15, 16, 17, 30)}
    assert "今天无法通过" in said[15] and "应到 30 人，已点到 15 人" in said[15] and "<html" not in said[15]
    assert "须全部赞成（16 票）" in said[16] and "至少 16 票赞成即通过" in said[17]
    assert "至少 16 票赞成即通过" in said[30] and "还差" in said[0] and "实到 0 人" in said[0]
    assert "无法" in said[14] or "还差" in said[14]


def test_somebody_without_a_vote_does_not_count(thirty, at_desk):
    made = meeting(thirty)
    guest = thirty.cast.people["member"].pk
    said = at_desk("secretary").post(
        reverse("activity-before", args=[made.pk]), {"present": [*thirty.members[:16], guest]}, **PART
    )
    assert "已点到 16 人" in said.content.decode()


def test_without_script_the_whole_page_comes_back_with_what_was_typed(thirty, at_desk):
    made, entries = meeting(thirty), Entry.objects.count()
    desk = at_desk("secretary")
    typed = {"present": thirty.members[:15], "yes-0": "12", "text": "记到一半"}
    page = desk.post(reverse("activity-before", args=[made.pk]), typed)
    body = page.content.decode()
    assert page.status_code == 200 and "今天无法通过" in body and "记到一半" in body and 'value="12"' in body
    assert body.count(" checked") == 15 and "<noscript>" in body
    made.refresh_from_db()
    assert made.state == "planned" and Entry.objects.count() == entries, "nothing is saved"


def test_counts_stand_where_the_roll_has_nobody(cast, at_desk):
    org = organisation(cast, 0)
    made = org.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA, unit=org.temporary)
    desk, at = at_desk("secretary"), reverse("activity-before", args=[made.pk])
    assert "填了应到和实到人数" in desk.get(reverse("activity", args=[made.pk])).content.decode()
    assert "须全部赞成（16 票）" in desk.post(at, {"due": "30", "came": "16"}, **PART).content.decode()
    for odd in ({"due": "30", "came": "31"}, {"due": "x", "came": ""}, {"due": "30"}):
        assert "填了应到和实到人数" in desk.post(at, odd, **PART).content.decode()


def test_nobody_else_asks(thirty, at_desk):
    at = reverse("activity-before", args=[meeting(thirty).pk])
    assert at_desk("grid").post(at, {}).status_code == 404
    assert at_desk("secretary").get(at).status_code == 405


def test_a_ballot_says_its_names_to_who_votes_and_who_may_see_its_meeting(cast, at_desk):
    org = organisation(cast, 3)
    made = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": ["甲同志"]},))
    page, at = reverse("activity", args=[made.pk]), reverse("activity-vote", args=[made.pk, 0])
    for name in ("station", "worker", "stranger"):
        desk = at_desk(name)
        answers = desk.get(page), desk.get(at), desk.post(at, {"q-0": "excellent"})
        assert [one.status_code for one in answers] == [404, 404, 404], name
    member.join(org.secretary, org.branch.pk, cast.people["station"].pk, BEGUN, NOW)
    assert at_desk("station").get(page).status_code == 404, "no post of his sees the meeting, and he votes"
    assert "甲同志" in at_desk("station").get(at).content.decode()
    assert "甲同志" in at_desk("secretary").get(at).content.decode(), "whoever runs it reads what is put to the vote"


def test_how_the_votes_on_each_member_stand_is_read_by_who_runs_the_meeting(cast, at_desk):
    org = organisation(cast, 3)
    join(cast, "fellow", "容知行", "member", cast.unit("party_qiaoyuan"))
    member.join(org.secretary, org.branch.pk, cast.people["fellow"].pk, BEGUN, NOW)
    made = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": ["甲同志"]},))
    Activity.objects.filter(pk=made.pk).update(state="held")
    for voter in org.members:
        ballot.put(replace(cast.who("fellow"), person_id=voter), made.pk, 0, {"甲同志": "excellent"}, NOW)
    ballot.open_box(org.secretary, made.pk, 0, NOW)
    page = reverse("activity", args=[made.pk])
    assert "甲同志：优秀 3" in at_desk("secretary").get(page).content.decode()
    assert "甲同志：优秀 3" in at_desk("leader").get(page).content.decode()
    fellow = at_desk("fellow").get(page).content.decode()
    assert "甲同志：优秀" not in fellow and "各人的票数由主持评议的党组织掌握" in fellow
    for name in ("clerk", "visitor", "overseer", "community", "member"):
        assert at_desk(name).get(page).status_code == 404, name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_ticking_in_a_real_browser(thirty, enter, axe, width, tmp_path):
    made = meeting(thirty)
    page = enter("secretary", reverse("activity", args=[made.pk]), width=width)
    boxes = page.locator('input[name="present"]')
    assert boxes.count() == 31, "thirty who vote and the probationary member, after them"
    notice = page.locator("#before")
    for n in range(15):
        boxes.nth(n).check()
    notice.get_by_text("今天无法通过").wait_for()
    boxes.nth(15).check()
    notice.get_by_text("须全部赞成（16 票）").wait_for()
    page.fill('input[name="yes-0"]', "16")
    boxes.nth(16).check()
    notice.get_by_text("至少 16 票赞成即通过").wait_for()
    assert page.input_value('input[name="yes-0"]') == "16", "what was typed stays"
    axe(page)
    page.screenshot(path=f"{tmp_path}/{width}-votes.png", full_page=True)
