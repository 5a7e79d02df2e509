"""Whom a planned meeting expects: in his notebook and feed before it is recorded, by the roll of its day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.acts import activity, asked_by_name, member
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import roll
from tests.cast import NOW, join
from tests.kernel.organisation import organisation

SOON, LATER = NOW + timedelta(days=3), NOW + timedelta(days=40)


@pytest.fixture
def org(cast):
    return organisation(cast, 3)


def due(person, last=LATER):
    return [(one.title, how) for one, how in reads.of_person(person, NOW, last)]


def officer(org):
    return org.cast.people["commissioner"].pk


def test_a_member_sees_what_expects_him_and_nothing_else(org):
    org.plan("assembly", SOON, title="党员大会", place_text="二楼")
    org.plan("committee_meeting", SOON + timedelta(hours=1), title="支委会")
    org.plan("group_meeting", SOON + timedelta(hours=2), org.groups[0], title="一组")
    org.plan("heart_talk", SOON + timedelta(hours=3), title="谈心")
    first, second = org.members[:2]
    assert due(first) == [("党员大会", "due"), ("一组", "due")]
    assert due(second) == [("党员大会", "due")], "the second group's member"
    assert due(officer(org)) == [("支委会", "due")]
    assert due(org.secretary.person_id) == [], "his post stands at another unit"


def test_only_those_with_a_vote_where_the_vote_calls(org):
    org.plan("assembly", SOON, title="党员大会")
    org.plan("theme_day", SOON + timedelta(days=1), title="主题党日")
    probationary = Tie.objects.get(kind="membership", role="probationary", unit=org.branch).person_id
    assert due(probationary) == [("主题党日", "due")]


def test_the_roll_of_the_day_counts(org):
    org.plan("theme_day", SOON, title="这个月")
    org.plan("theme_day", LATER - timedelta(days=1), title="下个月")
    left = Tie.objects.filter(pk=org.ties[0])
    left.update(until=SOON + timedelta(days=1))
    assert due(org.members[0]) == [("这个月", "due")]
    late = member.join(
        org.secretary, org.branch.pk, "后来", SOON + timedelta(days=2), SOON + timedelta(days=2)
    ).person_id
    assert due(late) == [("下个月", "due")]


def test_called_off_stays_and_recorded_says_how_it_was(org, cast):
    gone = org.plan("assembly", SOON, title="党员大会")
    activity.cancel(org.secretary, gone.pk, "台风", NOW)
    org.held("theme_day", NOW - timedelta(days=1), title="昨天", present=org.members[:1])
    seen = reads.of_person(org.members[0], NOW - timedelta(days=9), LATER)
    assert [(one.title, one.state, how) for one, how in seen] == [
        ("昨天", "held", "present"), ("党员大会", "cancelled", "due"),
    ]  # fmt: skip
    assert [how for _, how in reads.of_person(org.members[1], NOW - timedelta(days=9), NOW)] == ["absent"]


def test_roles_and_names_that_a_document_calls(org, cast):
    made = org.plan("secretary_review", SOON, title="述职", who=cast.who("governance"))
    asked_by_name.ask(cast.who("governance"), made.pk, org.members[0], NOW)
    assert due(cast.people["leader"].pk) == [("述职", "due")], "by his post in the town"
    assert due(org.members[0]) == [("述职", "signed")] and due(org.members[1]) == []


def test_of_many_it_is_the_answer_of_each(org, cast):
    kinds = ["assembly", "committee_meeting", "theme_day", "lecture", "life_meeting", "appraisal", "heart_talk"]
    plans = [org.plan(kind, SOON + timedelta(days=n)) for n, kind in enumerate(kinds)]
    plans.append(org.plan("secretary_review", SOON, who=cast.who("governance")))
    joint = (org.branch.pk, org.temporary.pk)
    join(cast, "extra", "何子安", "commissioner", org.temporary)
    plans.append(org.plan("theme_day", SOON, hosts=joint))
    found = roll.expected(plans)
    units = {one.pk: [unit for unit, _ in reads.organisers(one.pk)] for one in plans}
    assert {one.pk: found.get(one.pk, {}) for one in plans} == {
        one.pk: roll.due(one, units[one.pk], one.starts_at) for one in plans
    }
    assert any(found.values())


def test_a_full_year_costs_what_a_meeting_costs(org):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert due(org.members[0], NOW + timedelta(days=400))
        return len(seen)

    for kind in ("assembly", "theme_day", "lecture"):
        org.plan(kind, SOON)
    queries()
    before = queries()
    for n in range(20):
        org.plan("theme_day", SOON + timedelta(days=n))
        org.plan("assembly", SOON + timedelta(days=n))
    assert queries() == before
