"""A member's own notebook, and his vote."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import BEGUN

from lianxin.kernel.acts import member

pytestmark = pytest.mark.django_db


def test_a_member_has_his_own_notebook_and_votes_in_secret(org, cast, at_desk):
    me = cast.who("member")
    member.join(org.secretary, org.branch.pk, me.person_id, BEGUN, NOW)
    org.held("theme_day", NOW - timedelta(days=1), title="植树", present=[me.person_id])
    desk = at_desk("member")
    assert desk.post(reverse("greeting"), {"welcome": "0"}).status_code == 302
    said = desk.get(reverse("notebook")).content.decode()
    assert "植树" in said and "现在：不公开祝贺" in said
    meeting = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": ["甲同志"]},))
    at = reverse("activity-vote", args=[meeting.pk, 0])
    assert "甲同志" in desk.get(at).content.decode()
    assert desk.post(at, {"q-0": "best"}).status_code == 422
    assert desk.post(at, {"q-0": "excellent"}).status_code == 302
    assert "一人一票" in desk.post(at, {"q-0": "excellent"}).content.decode()
    opened = at_desk("secretary").post(reverse("activity-open", args=[meeting.pk, 0]))
    assert opened.status_code == 409 and "少于 3 票" in opened.content.decode()
