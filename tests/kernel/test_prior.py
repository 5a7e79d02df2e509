"""重要事项先经支委会研究: which committee meeting went before a vote, or why none did; asked, never refused."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, holding, prior
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import prior as reads
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

pytestmark = pytest.mark.django_db
VOTE = ({"kind": "study"}, {"kind": "resolution", "text": "收益分配"})


@pytest.fixture
def org(cast):
    return organisation(cast, 8)


def assembly(org, ago=1, agenda=VOTE):
    return org.plan("assembly", NOW - timedelta(days=ago), agenda=agenda)


def meeting(org, ago, unit=None, kind="committee_meeting"):
    return org.plan(kind, NOW - timedelta(days=ago), unit)


def test_a_vote_asks_for_the_meeting_before_and_offers_those_of_its_branch(org, cast):
    before, after = meeting(org, 5), meeting(org, 0)
    meeting(org, 5, org.temporary)
    made = assembly(org)
    (asked,) = reads.of_activity(made)
    assert asked.line == 1 and asked.open and "一般先经支委会研究" in asked.asks.say()
    assert [one.pk for one in reads.meetings(made, 1)] == [before.pk]
    found = prior.say(org.secretary, made.pk, 1, before.pk, "", NOW)
    assert found.agenda[1]["prior"] == before.pk and not reads.of_activity(found)[0].open
    assert Entry.objects.get(act="activity.prior").data["meeting"] == before.pk
    with pytest.raises(Refused, match="在表决以后"):
        prior.say(org.secretary, made.pk, 1, after.pk, "", NOW)


def test_a_reason_stands_for_it_and_is_replaced(org):
    made = assembly(org)
    with pytest.raises(Refused, match="写明为什么"):
        prior.say(org.secretary, made.pk, 1, None, " ", NOW)
    prior.say(org.secretary, made.pk, 1, None, "抗洪急用", NOW)
    before = meeting(org, 3)
    found = prior.say(org.secretary, made.pk, 1, before.pk, "", NOW)
    assert found.agenda[1] == {"kind": "resolution", "text": "收益分配", "prior": before.pk}


def test_the_vote_is_recorded_without_it_and_the_year_goes_on_asking(org):
    made = assembly(org)
    said = Record(present=tuple(org.members), outcomes=(Outcome(1, in_favour=8),))
    held = holding.hold(org.secretary, made.pk, said, NOW)
    assert held.resolved[0]["carried"]
    assert [(one.pk, asked.line) for one, asked in reads.unanswered(org.branch.pk, NOW.year)] == [(made.pk, 1)]
    prior.say(org.secretary, made.pk, 1, None, "抗洪急用", NOW)
    assert reads.unanswered(org.branch.pk, NOW.year) == []
    assert reads.unanswered(org.branch.pk, NOW.year - 1) == []


def test_a_change_of_the_plan_keeps_what_was_said(org):
    made = activity.plan(org.secretary, org.cast.town.pk, planned(org), NOW)
    before = meeting(org, 3)
    prior.say(org.secretary, made.pk, 1, before.pk, "", NOW)
    made.refresh_from_db()
    changed = activity.change(org.secretary, made.pk, activity.as_planned(made), NOW)
    assert changed.agenda[1]["prior"] == before.pk


def planned(org):
    return activity.Plan("assembly", "会", NOW + timedelta(days=2), (org.branch.pk,), agenda=VOTE)


def test_fewer_than_seven_full_members_have_no_committee_to_ask(org):
    """有正式党员7人以上的设立支部委员会."""
    for tie in Tie.objects.filter(pk__in=org.ties[:2]):
        tie.until = NOW - timedelta(days=30)
        tie.save()
    made = assembly(org)
    assert reads.of_activity(made) == []
    with pytest.raises(Refused, match="不用先经"):
        prior.say(org.secretary, made.pk, 1, None, "不设支委会", NOW)
    assert reads.of_activity(assembly(org, ago=40))  # at that time there were eight


def test_what_is_wrong_is_refused(org, cast):
    made = assembly(org)
    with pytest.raises(Refused, match="不用先经"):
        prior.say(org.secretary, made.pk, 0, None, "学习不表决", NOW)
    with pytest.raises(Refused, match="不是本支部的"):
        prior.say(org.secretary, made.pk, 1, meeting(org, 5, org.temporary).pk, "", NOW)
    with pytest.raises(Refused, match="不是先研究它的那类会议"):
        prior.say(org.secretary, made.pk, 1, meeting(org, 5, kind="theme_day").pk, "", NOW)
    with pytest.raises(Refused):
        prior.say(cast.who("stranger"), made.pk, 1, None, "抗洪急用", NOW)
    activity.cancel(org.secretary, made.pk, "下雨", NOW)
    with pytest.raises(Refused, match="已经取消"):
        prior.say(org.secretary, made.pk, 1, None, "抗洪急用", NOW)
