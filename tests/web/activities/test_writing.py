"""On the page of an activity a notice or minutes are begun, and what was begun stands there."""

from datetime import timedelta

from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import activity
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Paper


def test_a_notice_is_begun_on_the_page(org, cast, at_desk):
    made = org.plan("assembly", NOW + timedelta(days=2), title="三月党员大会", place_text="二楼")
    desk, at = at_desk("secretary"), reverse("activity", args=[made.pk])
    page = desk.get(at).content.decode()
    assert 'value="meeting_notice"' in page and 'value="meeting_minutes"' not in page
    begun = desk.post(reverse("activity-paper", args=[made.pk]), {"kind": "meeting_notice"})
    paper = Paper.objects.get()
    assert begun.status_code == 302 and begun.url == reverse("paper", args=[paper.pk])
    assert "全体有表决权的党员" in desk.get(begun.url).content.decode()
    assert "关于召开三月党员大会的通知" in desk.get(at).content.decode()
    wrong = desk.post(reverse("activity-paper", args=[made.pk]), {"kind": "meeting_minutes"})
    assert wrong.status_code == 422 and "记录以后起草" in wrong.content.decode()


def test_minutes_are_offered_once_it_is_recorded(org, at_desk):
    made = org.held("theme_day", NOW - timedelta(days=1), title="植树")
    page = at_desk("secretary").get(reverse("activity", args=[made.pk])).content.decode()
    assert 'value="meeting_minutes"' in page and 'value="meeting_notice"' not in page


def test_who_writes_no_papers_is_offered_none(org, cast, at_desk):
    made = org.plan("assembly", NOW + timedelta(days=2))
    assert "meeting_notice" not in at_desk("member").get(reverse("activity", args=[made.pk])).content.decode()
    assert at_desk("member").post(
        reverse("activity-paper", args=[made.pk]), {"kind": "meeting_notice"}
    ).status_code in (403, 404)
    listed = at_desk("secretary").get(reverse("papers")).content.decode()
    assert 'value="meeting_notice"' not in listed and 'value="notice"' in listed


def test_hours_may_be_halves(cast, at_desk):
    wanted = Plan("volunteering", "清洁家园", NOW - timedelta(hours=3), (cast.unit("site_qiaoyuan").pk,))
    made = activity.plan(cast.who("station"), cast.town.pk, wanted, NOW)
    desk, at = at_desk("station"), reverse("activity", args=[made.pk])
    page = desk.get(at).content.decode()
    assert 'step="any"' in page.split('name="each"')[1].split(">")[0] + page.split('name="each"')[0].rsplit("<", 1)[1]
    assert desk.post(reverse("activity-hold", args=[made.pk]), {"each": "2.5"}).status_code == 302
    assert "2.5" in desk.get(at).content.decode()
