"""What goes before a vote, in pages: candidates of an election, the meeting that discussed it, a cap on a figure."""

from datetime import timedelta

from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import member
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs

YESTERDAY = NOW - timedelta(days=1)


def page_of(desk, activity):
    return desk.get(reverse("activity", args=[activity.pk])).content.decode()


def test_an_election_from_plan_to_record_says_how_many_candidates_there_must_be(org, at_desk):
    desk = at_desk("secretary")
    assert "应选 5 人至少 6 名候选人" in desk.get(reverse("activity-new") + "?kind=assembly").content.decode()
    assert "候选人" not in desk.get(reverse("activity-new") + "?kind=theme_day").content.decode()
    form = {
        "kind": "assembly", "title": "换届大会", "host": org.branch.pk, "starts_at": "2026-03-11T08:00",
        "item-0": "election", "seats": "3", "candidates": "3",
    }  # fmt: skip
    wrong = desk.post(reverse("activity-new"), form)
    assert wrong.status_code == 422 and "还差 1 名" in wrong.content.decode()
    assert wrong.content.decode().count('value="3"') >= 2
    assert desk.post(reverse("activity-new"), form | {"candidates": "4"}).status_code == 302
    made = Activity.objects.get()
    assert made.agenda[0] == {"kind": "election", "text": "", "seats": 3, "candidates": 4}
    assert "至少 4 名候选人；现有 4 名，够了" in page_of(desk, made)
    record = {"present": org.members, "yes-0": 6, "seats-0": "5", "candidates-0": "5", "outcome-0": "留着"}
    wrong = desk.post(reverse("activity-hold", args=[made.pk]), record)
    assert wrong.status_code == 422 and "还差 1 名" in wrong.content.decode() and "留着" in wrong.content.decode()
    assert desk.post(reverse("activity-hold", args=[made.pk]), record | {"candidates-0": "6"}).status_code == 302
    assert "应选 5 人，候选人 6 名。" in page_of(desk, made)


def test_the_plan_of_an_election_is_changed(org, at_desk):
    desk, at = at_desk("secretary"), NOW + timedelta(days=3)
    made = org.plan("assembly", at, agenda=({"kind": "election", "text": "换届"}, {"kind": "study"}))
    form = {"title": "会", "starts_at": "2026-03-14T10:00", "item-0": "election", "line-0": "换届", "item-1": "study"}
    url = reverse("activity-change", args=[made.pk])
    assert "应选 5 人至少 6 名候选人" in desk.get(url).content.decode()
    assert desk.post(url, form | {"seats": "5", "candidates": "5"}).status_code == 422
    assert desk.post(url, form | {"seats": "5", "candidates": "6"}).status_code == 302
    made.refresh_from_db()
    assert made.agenda[0] == {"kind": "election", "text": "换届", "seats": 5, "candidates": 6}
    assert made.agenda[1] == {"kind": "study"}
    assert desk.post(url, form | {"seats": "", "candidates": ""}).status_code == 302
    made.refresh_from_db()
    assert made.agenda[0] == {"kind": "election", "text": "换届"}


def test_a_vote_asks_which_meeting_discussed_it_until_somebody_says(org, cast, at_desk):
    for n in range(2):  # seven full members and more have a committee
        member.join(org.secretary, org.branch.pk, f"老党员{n}", NOW - timedelta(days=60), NOW)
    desk = at_desk("secretary")
    before = org.plan("committee_meeting", NOW - timedelta(days=5), title="三月支委会")
    made = org.plan("assembly", YESTERDAY, title="党员大会", agenda=({"kind": "resolution", "text": "收益分配"},))
    page = page_of(desk, made)
    assert "一般先经支委会研究" in page and "三月支委会" in page
    url = reverse("activity-prior", args=[made.pk, 0])
    wrong = desk.post(url, {"meeting": "", "why": ""})
    assert wrong.status_code == 422 and "写明为什么没有先研究" in wrong.content.decode()
    desk.post(reverse("activity-hold", args=[made.pk]), {"present": org.members, "yes-0": 6})
    year = reverse("branch", args=[org.branch.pk])
    assert "表决以前由哪次会议研究过" in desk.get(year).content.decode()
    assert desk.post(url, {"meeting": "", "why": "抗洪急用"}).status_code == 302
    assert "没有先研究：抗洪急用" in page_of(desk, made)
    assert desk.post(url, {"meeting": before.pk, "why": ""}).status_code == 302
    page = page_of(desk, made)
    assert "先研究过：" in page and "一般先经支委会研究" not in page
    assert "表决以前由哪次会议研究过" not in desk.get(year).content.decode()
    assert at_desk("stranger").post(url, {"why": "不相干"}).status_code in (403, 404, 409)


def test_a_share_of_excellent_ones_is_said_before_and_what_is_over_stays_in_sight(org, cast, at_desk, monkeypatch):
    values = packs.of_town(cast.town.pk).said.values
    value = values["appraise.excellent"]
    dated = [value.dated[0].model_copy(update={"value": "1/3"})]
    monkeypatch.setitem(values, "appraise.excellent", value.model_copy(update={"dated": dated}))
    desk, made = at_desk("secretary"), org.plan("appraisal", YESTERDAY)
    assert "6 人中最多 2 人" in page_of(desk, made)
    record = {"present": org.members, "rated": "6", "rated_excellent": "3"}
    assert desk.post(reverse("activity-hold", args=[made.pk]), record).status_code == 302
    assert "6 人的 1/3 最多 2 人，多出 1 人" in page_of(desk, made)


def test_an_early_organisation_life_meeting_is_told_and_takes_a_reason(org, at_desk):
    desk = at_desk("secretary")
    Tie.objects.filter(kind="membership", unit=org.branch).update(since=NOW.replace(year=2024))  # it was there in 2025
    page = desk.get(reverse("branch", args=[org.branch.pk]) + "?year=2025").content.decode()
    assert "2025年组织生活会" in page and "早于一般" not in page
    org.held("life_meeting", NOW.replace(year=2025, month=6))
    page = desk.get(reverse("branch", args=[org.branch.pk]) + "?year=2025").content.decode()
    assert "2025年组织生活会（早于一般的时间）" in page and "已开展，早于一般的时间" in page
    given = {"kind": "life_meeting", "period": "2025", "unit": org.branch.pk, "reason": "上级统一安排"}
    assert desk.post(reverse("branch-explain", args=[org.branch.pk]), given).status_code == 302
    page = desk.get(reverse("branch", args=[org.branch.pk]) + "?year=2025").content.decode()
    assert "早于一般" not in page and "上级统一安排" in page


def test_a_committee_stands_in_the_list_and_is_reminded_of_its_secretarys_lecture(org, cast, at_desk):
    desk = at_desk("governance")
    page = desk.get(reverse("branches")).content.decode()
    above = cast.unit("party_qiaoyuan")
    assert page.index(above.name) < page.index(org.branch.name)
    said = desk.get(reverse("branch", args=[above.pk])).content.decode()
    assert "本年记了党（工）委书记讲党课 0 次，至少 1 次" in said
