"""Secret ballots: one each, totals only, and nothing in the database that joins a voter to a ballot."""

from datetime import timedelta

import pytest
from django.db import connection

from lianxin.kernel.acts import ballot
from lianxin.kernel.models import Activity, Ballot, Entry, Voted
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

SUBJECTS = ["甲同志", "乙同志"]


@pytest.fixture
def org(cast):
    return organisation(cast, 9)


@pytest.fixture
def meeting(org):
    at = NOW - timedelta(hours=1)
    return org.plan("appraisal", at, agenda=({"kind": "appraise", "subjects": SUBJECTS}, {"kind": "discuss"}))


def votes(org, meeting, choices):
    for person, choice in zip(org.members, choices, strict=False):
        ballot.put(Who(person_id=person), meeting.pk, 0, {"甲同志": choice, "乙同志": "qualified"}, NOW)


def test_totals_only_and_the_list_of_those_who_voted(org, meeting):
    votes(org, meeting, ["excellent", "qualified", "excellent", "basic"])
    totals = ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    assert totals["甲同志"] == {"excellent": 2, "qualified": 1, "basic": 1, "unqualified": 0}
    assert totals["乙同志"]["qualified"] == 4
    assert ballot.open_box(org.secretary, meeting.pk, 0, NOW) == totals
    assert not Ballot.objects.exists()
    assert set(Voted.objects.values_list("person_id", flat=True)) == set(org.members[:4])
    entries = Entry.objects.filter(act__startswith="ballot")
    assert [entry.data["ballots"] for entry in entries] == [4]


def test_one_person_one_vote_and_only_who_is_due(org, meeting, cast):
    votes(org, meeting, ["excellent"])
    with pytest.raises(Refused, match="一人一票"):
        votes(org, meeting, ["excellent"])
    with pytest.raises(Refused, match="不在这次投票的名单"):
        ballot.put(cast.who("clerk"), meeting.pk, 0, dict.fromkeys(SUBJECTS, "basic"), NOW)
    with pytest.raises(Refused, match="不投票"):
        ballot.put(Who(person_id=org.members[1]), meeting.pk, 1, {}, NOW)
    for choices in ({}, {"甲同志": "excellent"}, dict.fromkeys(SUBJECTS, "best")):
        with pytest.raises(Refused, match="都要选一个"):
            ballot.put(Who(person_id=org.members[1]), meeting.pk, 0, choices, NOW)
    assert Ballot.objects.count() == 1 and Voted.objects.count() == 1


def test_too_few_are_not_opened_and_an_opened_box_takes_no_more(org, meeting):
    votes(org, meeting, ["excellent", "basic"])
    with pytest.raises(Refused, match="少于 3 票不开箱"):
        ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    ballot.put(Who(person_id=org.members[2]), meeting.pk, 0, dict.fromkeys(SUBJECTS, "basic"), NOW)
    ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    with pytest.raises(Refused, match="已经结束"):
        ballot.put(Who(person_id=org.members[3]), meeting.pk, 0, dict.fromkeys(SUBJECTS, "basic"), NOW)


def rows(table, columns):
    """Rows as the database itself keeps them: writing transaction, command, place of the row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, cmin::text, ctid::text, {columns} FROM {table} ORDER BY ctid")
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_nothing_in_the_database_joins_a_voter_and_a_ballot(django_db_blocker):
    """Each voter answers in a way that would show: were order, time, id or writing transaction of the two tables to
    agree, the pairs could be read off. Twenty boxes: the chance that all agree by accident is nil."""
    from tests.cast import xiqiao

    org = organisation(xiqiao(), 9)
    agreeing, orders = 0, set()
    for _ in range(20):
        meeting = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": ["甲"]},))
        choices = ["excellent"] * 4 + ["unqualified"] * 5
        for person, choice in zip(org.members, choices, strict=True):
            ballot.put(Who(person_id=person), meeting.pk, 0, {"甲": choice}, NOW)
        given, voted = rows("kernel_ballot", "choices->>'甲'"), rows("kernel_voted", "person_id")
        assert len({row[0] for row in given[-9:]}) == 1, "ballots carry one writing transaction, whoever voted when"
        assert len({row[0] for row in voted[-9:]}) == 1
        expected = dict(zip(org.members, choices, strict=True))
        pairs = [expected[person[3]] == answer[3] for person, answer in zip(voted[-9:], given[-9:], strict=True)]
        agreeing += all(pairs)
        orders.add(tuple(answer[3] for answer in given[-9:]))
        ballot.open_box(org.secretary, meeting.pk, 0, NOW)
        Voted.objects.filter(activity=meeting).delete()
    assert agreeing < 5 and len(orders) > 5
    columns = {field.name for model in (Ballot, Voted) for field in model._meta.get_fields()}
    assert not columns & {"at", "time", "created_at", "since", "order", "number", "entry", "tie"}
    assert not Entry.objects.filter(act__in=("ballot.put", "activity.vote")).exists()
    assert Activity.objects.count() == 20
