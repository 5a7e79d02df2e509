"""Secret ballots: one each, totals only, and nothing in the database that joins a voter to a ballot."""

from datetime import timedelta

import pytest
from django.db import connection

from lianxin.kernel.acts import activity, appraisal, attachment, ballot, holding
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.attachment import File
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Appraised, Ballot, Entry, Tie, Voted
from lianxin.kernel.reads import box, roll
from lianxin.kernel.who import Who
from lianxin.language import period
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import BEGUN, organisation

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


def said(meeting):
    meeting.refresh_from_db()
    return {name: one["said"] for name, one in meeting.figures.items()}


GIVEN = {"ballots": "4", "excellent": "2", "qualified": "5", "basic": "1", "unqualified": "0"}


def test_the_box_gives_the_figures_and_a_record_written_later_keeps_them(org, meeting):
    """An earlier record lost what the box had given; a correction would have as well."""
    votes(org, meeting, ["excellent", "qualified", "excellent", "basic"])
    ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    assert said(meeting) == GIVEN
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members)), NOW)
    assert said(meeting) == GIVEN and box.opened(meeting, 0)["乙同志"]["qualified"] == 4
    holding.correct(org.secretary, meeting.pk, Record(tuple(org.members[:5]), text="补记"), "漏记了小结", NOW)
    assert said(meeting) == GIVEN and box.opened(meeting, 0) is not None
    assert ballot.open_box(org.secretary, meeting.pk, 0, NOW)["甲同志"]["excellent"] == 2


def test_a_total_typed_over_a_box_is_refused_open_or_closed(org, meeting):
    votes(org, meeting, ["excellent", "basic", "basic"])
    typed = Record(tuple(org.members), figures={"excellent": "9"})
    for opens in (False, True):
        if opens:
            ballot.open_box(org.secretary, meeting.pk, 0, NOW)
        with pytest.raises(Refused, match="由无记名票箱开出，不能手填") as refused:
            holding.hold(org.secretary, meeting.pk, typed, NOW)
        assert refused.value.field == "excellent"
    assert Activity.objects.get(pk=meeting.pk).state == "planned"


def test_a_box_still_closed_gives_no_figure_and_opening_it_later_writes_it(org, meeting):
    votes(org, meeting, ["excellent", "basic", "basic"])
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members)), NOW)
    assert said(meeting) == {}
    ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    assert said(meeting)["ballots"] == "3"


def test_where_no_box_was_held_a_total_is_typed_marked_and_nobody_votes_after(org, meeting):
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members), figures={"excellent": "7票"}), NOW)
    meeting.refresh_from_db()
    assert meeting.figures["excellent"] == {"least": 7, "most": 7, "said": "7票", "typed": True}
    with pytest.raises(Refused, match="已经手填"):
        votes(org, meeting, ["excellent"])
    assert not Ballot.objects.exists()
    holding.correct(org.secretary, meeting.pk, Record(tuple(org.members)), "不是纸质票，改用票箱", NOW)
    votes(org, meeting, ["excellent"])


@pytest.mark.parametrize("opened", [True, False])
def test_a_box_has_no_more_ballots_than_people_who_came_and_vote(org, meeting, opened):
    votes(org, meeting, ["excellent", "qualified", "excellent", "basic"])
    if opened:
        ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    without = next(iter(set(roll.members([org.branch.pk], NOW)) - {*org.members}))
    with pytest.raises(Refused, match="有 4 票.*只有 3 人，多出 1 票") as refused:
        holding.hold(org.secretary, meeting.pk, Record((*org.members[:3], without)), NOW)
    assert refused.value.field == "present"
    assert Activity.objects.get(pk=meeting.pk).state == "planned"
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:4])), NOW)
    with pytest.raises(Refused, match="多出 1 票"):
        holding.correct(org.secretary, meeting.pk, Record(tuple(org.members[:3])), "少点一人", NOW)


def test_a_box_of_a_meeting_that_keeps_no_totals_is_held_to_it_too(org):
    meeting = org.plan("assembly", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": SUBJECTS},))
    votes(org, meeting, ["excellent", "qualified", "excellent", "basic"])
    with pytest.raises(Refused, match="多出 1 票"):
        holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:3])), NOW)


def test_a_box_opened_after_the_record_holds_no_more_than_came(org, meeting):
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:3])), NOW)
    votes(org, meeting, ["excellent", "qualified", "excellent", "basic"])
    with pytest.raises(Refused, match="多出 1 票"):
        ballot.open_box(org.secretary, meeting.pk, 0, NOW)
    assert Ballot.objects.count() == 4, "nothing is lost: the record is completed, then the box opened"
    holding.correct(org.secretary, meeting.pk, Record(tuple(org.members[:4])), "漏点一人", NOW)
    assert ballot.open_box(org.secretary, meeting.pk, 0, NOW)["甲同志"]["excellent"] == 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"ballots": "6"}, "ballots", "有投票权的有 5 人，最多 5 票，多出 1 票"),
        ({"ballots": "5", "excellent": "6", "qualified": "5"}, "excellent", "合计 11，5 张票最多 10，多出 1"),
        ({"excellent": "900"}, "excellent", "5 张票最多 10"),
        ({"rated": "11"}, "rated", "名册上的党员”只有 10，多出 1"),
    ],
)
def test_typed_totals_that_cannot_be_are_refused_with_the_difference(org, meeting, typed, field, said):
    with pytest.raises(Refused) as refused:
        holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:5]), figures=typed), NOW)
    assert refused.value.field == field and said in refused.value.say("zh")
    assert "too many" in refused.value.say("en")
    assert Activity.objects.get(pk=meeting.pk).state == "planned"


def test_typed_totals_that_can_be_are_taken(org, meeting):
    figures = {"ballots": "5", "excellent": "5", "qualified": "5", "rated": "10"}
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:5]), figures=figures), NOW)
    assert said(meeting) == figures


def test_without_names_on_the_ballot_it_asks_at_most_about_everybody_on_the_roll(org):
    meeting = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise"},))
    with pytest.raises(Refused, match="5 张票最多 50，多出 1"):
        holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:5]), figures={"excellent": "51"}), NOW)
    holding.hold(org.secretary, meeting.pk, Record(tuple(org.members[:5]), figures={"excellent": "50"}), NOW)


def test_a_test_vote_on_paper_has_no_more_votes_than_its_meeting(org, duty):
    row, meeting = duty
    who, one = org.cast.who("governance"), Appraised.objects.get(appraisal=row, unit=org.branch)
    with pytest.raises(Refused, match="最多 300 票") as refused:
        appraisal.grade(who, one.pk, "good", "整改到位", {"good": 99999}, NOW)
    assert refused.value.field == "votes"
    Tie.objects.filter(kind="post").update(since=BEGUN)
    there = tuple(org.cast.people[name].pk for name in ("commissioner", "leader"))
    attachment.put(who, meeting.pk, File("pdf", "0" * 64, 10, "书面述职报告", field="reports"), NOW)
    holding.hold(who, meeting.pk, Record((*there, org.members[0])), NOW)
    with pytest.raises(Refused, match="只有 2 人，多出 1 票"):
        appraisal.grade(who, one.pk, "good", "整改到位", {"good": 2, "poor": 1}, NOW)
    assert appraisal.grade(who, one.pk, "good", "整改到位", {"good": 1, "poor": 1}, NOW).votes == {"good": 1, "poor": 1}


@pytest.fixture
def duty(org):
    """A round of 述职评议 over two bodies, with its test vote planned: both host it, their officers vote."""
    cast, year = org.cast, period.read("2025")
    units = [org.branch.pk, cast.unit("school").pk]
    row = appraisal.open_round(cast.who("governance"), cast.town.pk, "report_duty", "述职评议", year, units, NOW)
    at = NOW - timedelta(hours=1)
    wanted = Plan(
        "secretary_review", "述职评议会", at, tuple(units), agenda=({"kind": "test_vote", "appraisal": row.pk},)
    )
    return row, activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)


def test_a_round_takes_its_totals_from_the_box_and_none_is_typed_over_it(org, duty, monkeypatch):
    """domain §2.4, A5: test votes show totals only; the grade is a decision of people beside them."""
    row, meeting = duty
    who = org.cast.who("governance")
    one = Appraised.objects.get(appraisal=row, unit=org.branch)
    names = meeting.agenda[0]["subjects"]
    assert names == [org.branch.name, org.cast.unit("school").name]
    appraisal.grade(who, one.pk, "good", "整改到位", {"good": 5}, NOW)
    one.refresh_from_db()
    assert box.counted(one, box.tested(row)[one.pk]) == ({"good": 5}, True), "on paper: typed, and marked"
    monkeypatch.setattr(ballot, "voters", lambda *_: set(org.members))
    for n, person in enumerate(org.members[:4]):
        ballot.put(Who(person_id=person), meeting.pk, 0, dict.fromkeys(names, "good" if n else "average"), NOW)
    with pytest.raises(Refused, match="不能手填") as refused:
        appraisal.grade(who, one.pk, "good", "整改到位", {"good": 4}, NOW)
    assert refused.value.code == "boxed"
    ballot.open_box(who, meeting.pk, 0, NOW)
    totals = {"good": 3, "fairly_good": 0, "average": 1, "poor": 0}
    assert box.counted(one, box.tested(row)[one.pk]) == (totals, False)
    appraisal.grade(who, one.pk, "good", "整改到位", {}, NOW)
    assert said(meeting) == {"ballots": "4", "good": "6", "fairly_good": "0", "average": "2", "poor": "0"}


def test_a_test_vote_is_of_a_round_of_this_town_once_with_its_grades(org, duty, cast):
    row, meeting = duty
    who, at = cast.who("governance"), NOW - timedelta(hours=1)
    wanted = {cast.people[name].pk for name in ("commissioner", "leader")}
    assert {*ballot.voters(meeting, NOW)} == wanted, "those of the bodies that host it, and the town’s leaders"
    for kind, line, code in (
        ("secretary_review", {"kind": "test_vote", "appraisal": row.pk}, "tested"),
        ("secretary_review", {"kind": "test_vote", "appraisal": 10**6}, "round"),
        ("secretary_review", {"kind": "report", "appraisal": row.pk}, "round"),
        ("appraisal", {"kind": "appraise", "appraisal": row.pk}, "grades"),
    ):
        with pytest.raises(Refused) as refused:
            activity.plan(who, cast.town.pk, Plan(kind, "再测一次", at, (org.branch.pk,), agenda=(line,)), NOW)
        assert refused.value.code == code


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
