"""Changing a plan, taking a publication back, being told: the pages."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.cast import NOW
from tests.web.activities.test_pages import public

from lianxin.kernel.acts import activity, activity_message
from lianxin.kernel.models import Activity, Entry, Notice
from lianxin.web.activities import feed


def test_a_plan_is_changed_on_its_page_and_the_feed_counts_up(cast, at_desk):
    made = public(cast, capacity=2, place_text="广场")
    site = cast.unit("site_qiaoyuan").pk
    Activity.objects.filter(pk=made.pk).update(place_id=site)
    at, desk = reverse("activity-change", args=[made.pk]), at_desk("governance")
    page = desk.get(at).content.decode()
    assert "周五音乐会" in page and "广场" in page and "改计划" in page
    form = {"title": "周五音乐会", "place_text": "文化中心", "capacity": "x", "starts_at": "2026-03-15T20:00"}
    wrong = desk.post(at, form)
    assert wrong.status_code == 422
    assert "名额请写数字" in wrong.content.decode() and "文化中心" in wrong.content.decode()
    assert desk.post(at, form | {"capacity": "3"}).status_code == 302
    found = Activity.objects.get(pk=made.pk)
    assert (found.place_text, found.place_id, found.capacity) == ("文化中心", None, 3)
    page = desk.get(reverse("activity", args=[made.pk])).content.decode()
    assert "计划改过 1 次" in page and "广场 → 文化中心" in page
    events = Calendar.from_ical(feed.written([found])).walk("VEVENT")
    assert events[0]["SEQUENCE"] == 1
    again = desk.post(at, form | {"capacity": "3"}, follow=True)
    assert "没有改动" in again.content.decode() and at_desk("stranger").get(at).status_code == 404
    activity.cancel(cast.who("governance"), made.pk, "台风", NOW)
    assert desk.post(at, form | {"capacity": "4"}).status_code == 422
    assert Calendar.from_ical(feed.written([found])).walk("VEVENT")[0]["SEQUENCE"] == 2


def test_an_agenda_line_keeps_what_it_is_about(org, at_desk):
    line = {"kind": "appraise", "subjects": ["甲同志"]}
    made = org.plan("appraisal", NOW + timedelta(days=2), agenda=(line,), title="民主评议")
    form = {"title": "民主评议党员", "starts_at": "2026-03-14T09:00", "item-0": "appraise", "line-0": ""}
    assert at_desk("secretary").post(reverse("activity-change", args=[made.pk]), form).status_code == 302
    made.refresh_from_db()
    assert made.title == "民主评议党员" and made.agenda == [line]


def test_a_publication_is_taken_back_with_a_reason(cast, at_desk):
    made = public(cast)
    leader, at = at_desk("leader"), reverse("activity-take-back", args=[made.pk])
    assert "撤下公开" in leader.get(reverse("activity", args=[made.pk])).content.decode()
    assert at_desk("station").post(at, {"reason": "写错了"}).status_code == 409
    assert leader.post(at, {"reason": ""}).status_code == 409
    assert leader.post(at, {"reason": "地点写错"}).status_code == 302
    assert Client().get(reverse("sign-up", args=[made.pk])).status_code == 404


def test_a_visitor_leaves_a_mail_and_reads_what_he_was_told(cast):
    made = public(cast)
    form = {"name": "王小明", "phone": "13800138000", "consent": "1", "mail": "不是邮箱"}
    at, visitor = reverse("sign-up", args=[made.pk]), Client()
    wrong = visitor.post(at, form)
    assert wrong.status_code == 422 and "邮箱看起来不完整" in wrong.content.decode()
    own = visitor.post(at, form | {"mail": "wang@example.org"})
    activity.cancel(cast.who("governance"), made.pk, "台风", NOW)
    called_off = Entry.objects.filter(act="activity.cancel")
    Notice.objects.bulk_create(activity_message.notices(called_off, NOW))
    assert "原因：台风" in visitor.get(own.url).content.decode()
