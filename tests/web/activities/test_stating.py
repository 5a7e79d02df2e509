"""Statements at a meeting, on their pages: written by members, read by whoever runs it and by nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import member, stating
from lianxin.kernel.models import Activity

LONG = "述" * 2001


@pytest.fixture
def meeting(org):
    return org.plan("members_review", NOW + timedelta(days=3), agenda=({"kind": "statement"},), title="党员述评会")


@pytest.fixture
def me(cast, org):
    """A member of the branch who may log in."""
    person = cast.people["member"]
    member.join(org.secretary, org.branch.pk, person.pk, NOW - timedelta(days=400), NOW)
    return person


def at(name, meeting, *more):
    return reverse(name, args=[meeting.pk, *more])


def test_a_member_finds_it_in_his_notebook_writes_it_and_keeps_what_was_too_long(me, meeting, at_desk):
    desk = at_desk("member")
    assert "写述评" in desk.get(reverse("notebook")).content.decode()
    assert "整改承诺" not in desk.get(at("statement", meeting)).content.decode().split("会后再写")[0]
    refused = desk.post(at("statement", meeting), {"duties": LONG, "lacks": "学得少"})
    assert refused.status_code == 422
    assert "最多 2000 字" in refused.content.decode() and LONG in refused.content.decode()
    assert desk.post(at("statement", meeting), {"duties": "巡了三次河", "lacks": "学得少"}).status_code == 302
    assert "巡了三次河" in desk.get(at("statement", meeting)).content.decode()
    assert "我的述评" in desk.get(reverse("notebook")).content.decode()


def test_nobody_else_reads_it(me, meeting, org, cast, at_desk):
    stating.write(cast.who("member"), meeting.pk, me.pk, {"duties": "巡了三次河"}, NOW)
    for who in ("community", "clerk", "member"):
        assert at_desk(who).get(at("statements", meeting)).status_code == 404
        assert at_desk(who).get(at("statement-of", meeting, me.pk)).status_code == 404
    assert at_desk("community").get(at("statement", meeting)).status_code == 404
    assert "巡了三次河" in at_desk("secretary").get(at("statement-of", meeting, me.pk)).content.decode()


def test_a_name_of_another_town_is_not_read_by_putting_its_number_into_a_form(org, cast, at_desk):
    desk, foreign = at_desk("secretary"), cast.people["stranger"]
    made = org.plan("theme_day", NOW - timedelta(hours=2))
    refused = desk.post(reverse("activity-hold", args=[made.pk]), {"present": [org.members[0], foreign.pk]})
    assert refused.status_code == 422 and "本街镇不认识的人" in refused.content.decode()
    review = org.plan("members_review", NOW + timedelta(days=1), agenda=({"kind": "statement"},))
    asked = desk.post(reverse("statement-ask", args=[review.pk]), {"person": foreign.pk})
    assert asked.status_code == 422
    here = desk.get(reverse("activity", args=[made.pk])), desk.get(reverse("statements", args=[review.pk]))
    pages = [refused, asked, *here]
    assert not any(foreign.shown in page.content.decode() for page in pages)


def test_whoever_runs_it_sees_who_has_written_ticks_who_spoke_and_answers(me, meeting, org, cast, at_desk):
    stating.write(cast.who("member"), meeting.pk, me.pk, {"duties": "巡了三次河"}, NOW)
    desk = at_desk("secretary")
    page = desk.get(at("statements", meeting)).content.decode()
    assert "写了 1 人" in page and "还没写" in page and "会上谁讲了" not in page
    Activity.objects.filter(pk=meeting.pk).update(starts_at=NOW - timedelta(hours=1))
    assert "会上谁讲了" in desk.get(at("statements", meeting)).content.decode()
    given = {"given": [me.pk, org.members[0]]}
    assert desk.post(at("statements-given", meeting), given).status_code == 302
    activity = desk.get(at("activity", meeting)).content.decode()
    assert "讲过 2 人" in activity and "按记下的述评数出来" in activity and 'name="stated"' not in activity
    answer = at("statement-answer", meeting, me.pk)
    assert desk.post(answer, {"remark": ""}).status_code == 422
    assert desk.post(answer, {"remark": "再接再厉"}).status_code == 302
    assert "再接再厉" in at_desk("member").get(at("statement", meeting)).content.decode()


def test_the_list_asks_the_same_of_the_database_however_long_it_is(me, meeting, org, at_desk):
    desk = at_desk("secretary")
    desk.get(at("statements", meeting))

    def asked():
        with CaptureQueriesContext(connection) as found:
            desk.get(at("statements", meeting))
        return len(found)

    before = asked()
    for person in org.members:
        stating.write(org.secretary, meeting.pk, person, {"duties": "口述"}, NOW)
    assert asked() == before


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_in_a_real_browser(me, meeting, org, cast, enter, axe, width):
    said = {"duties": "值守十夜，带队巡河三次。" * 6, "lacks": "新媒体学得少"}
    stating.write(cast.who("member"), meeting.pk, me.pk, said, NOW)
    Activity.objects.filter(pk=meeting.pk).update(starts_at=NOW - timedelta(hours=1))
    stating.give(org.secretary, meeting.pk, frozenset([me.pk, org.members[1]]), NOW)
    stating.reply(org.secretary, meeting.pk, me.pk, {"remark": "带好新人"}, NOW)
    pages = {"statements": "secretary", "statement": "member"}
    for name, who in pages.items():
        page = enter(who, at(name, meeting), width=width)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.context.close()
    page = enter("secretary", at("statement-of", meeting, me.pk), width=width)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
