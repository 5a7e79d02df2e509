"""Hours of study: of the sessions a member was at, as the organiser recorded them."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.acts import activity, holding
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.reads import branch, packs, study
from lianxin.kernel.reads.directory import directory
from lianxin.language.calendar import SHANGHAI
from tests.cast import xiqiao
from tests.kernel.organisation import organisation

pytestmark = pytest.mark.django_db
END = datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)


@pytest.fixture
def cast():
    return xiqiao()


@pytest.fixture
def org(cast):
    return organisation(cast)


def session(org, kind, day, hours, present):
    at = datetime(2026, 2, day, 9, tzinfo=SHANGHAI)
    who = org.cast.who("governance") if kind == "training" else org.secretary
    made = activity.plan(who, org.cast.town.pk, Plan(kind, "学习", at, (org.branch.pk,)), at)
    fields = {"hours": hours} | ({"lecturer": "岑慧仪"} if kind == "lecture" else {})
    return holding.hold(who, made.pk, Record(present=tuple(present), fields=fields), at)


def studied(org, year=2026):
    pack, unit = packs.of_town(org.cast.town.pk), directory(org.cast.town.pk).rows[org.branch.pk]
    return study.of_branch(pack, unit, year, END)


def test_hours_are_those_of_sessions_one_was_at(org):
    one, two, three = org.members[:3]
    session(org, "lecture", 3, 4, [one, two])
    session(org, "theme_day", 4, 28, [one])
    session(org, "theme_day", 5, "", [one, two, three])  # an hour nobody wrote is none
    found = studied(org)
    assert [(found[who].hours, found[who].needed) for who in (one, two, three)] == [(32, 32), (4, 32), (0, 32)]
    codes = {who: [reason.code for reason in found[who].reminds] for who in (one, two, three)}
    assert codes == {one: ["talk"], two: ["member_hours", "talk"], three: ["member_hours", "talk"]}
    assert "一般不少于 32 学时" in found[two].reminds[0].say()
    assert studied(org, 2025)[one].hours == 0
    mine = study.of_person(one, 2026, END)
    assert mine == found[one]


def test_what_was_put_right_counts_as_it_was_put_right(org):
    one = org.members[0]
    made = session(org, "lecture", 3, 8, [one])
    said = Record(present=(one,), fields={"hours": 3, "lecturer": "岑慧仪"})
    holding.correct(org.secretary, made.pk, said, "只讲了半天", END)
    assert studied(org)[one].hours == 3


def test_who_belongs_to_no_branch_has_no_hours(org, cast):
    assert study.of_person(cast.people["clerk"].pk, 2026, END) is None


def test_a_branch_is_reminded_of_its_committee(org):
    pack, unit = packs.of_town(org.cast.town.pk), directory(org.cast.town.pk).rows[org.branch.pk]
    said = study.standing(org.branch.pk, END)
    assert (said["full"], said["members"]) == (30, 31)
    told = [reason.say() for reason in study.reminded(pack, unit, 2026, END)]
    assert told == [f"正式党员满 7 名，设支部委员会 3 至 7 人，现在登记了 {said['committee']} 人"]


def test_the_hours_of_a_branch_cost_the_same_for_many(org):
    pack, unit = packs.of_town(org.cast.town.pk), directory(org.cast.town.pk).rows[org.branch.pk]
    session(org, "lecture", 3, 4, org.members[:2])
    with CaptureQueriesContext(connection) as few:
        study.of_branch(pack, unit, 2026, END)
    for day in (4, 5, 6):
        session(org, "theme_day", day, 2, org.members)
    with CaptureQueriesContext(connection) as many:
        study.of_branch(pack, unit, 2026, END)
    assert len(few) == len(many) == 3


def test_a_talk_of_the_year_is_counted_for_each_who_was_there(org):
    one, two = org.members[:2]
    session(org, "heart_talk", 6, "", [one])
    found = studied(org)
    talks = {who: [reason.say() for reason in found[who].reminds if reason.code == "talk"] for who in (one, two)}
    assert talks == {one: [], two: ["本年谈心谈话记了 0 次，一般不少于 1 次"]}
    unit = directory(org.cast.town.pk).rows[org.branch.pk]
    done, of, left = branch.coverage(packs.of_town(org.cast.town.pk), unit, 2026, END)["heart_talk"]
    assert (done, of) == (1, 31) and "党员00" not in left and "党员01" in left


def test_a_committee_is_reminded_until_its_secretary_gave_a_lecture(org, cast):
    """党委（党组）书记每年至少讲1次党课: given anywhere below it, by nobody else."""
    pack = packs.of_town(cast.town.pk)
    above = directory(cast.town.pk).rows[cast.unit("party_qiaoyuan").pk]

    def reminds(year=2026):
        return [reason.code for reason in study.reminded(pack, above, year, END)]

    def lecture(day, kind):
        at = datetime(2026, 2, day, 9, tzinfo=SHANGHAI)
        made = activity.plan(org.secretary, cast.town.pk, Plan("lecture", "党课", at, (org.branch.pk,)), at)
        fields = {"lecturer": "岑慧仪", "lecturer_kind": kind}
        holding.hold(org.secretary, made.pk, Record(present=tuple(org.members), fields=fields), at)

    assert "committee_lecture" in reminds()
    lecture(3, "secretary")
    assert "committee_lecture" in reminds()
    lecture(4, "committee_secretary")
    assert "committee_lecture" not in reminds() and "committee_lecture" in reminds(2025)
