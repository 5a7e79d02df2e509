"""Scenario A6: one entry, four books; a year with prompts, joint activities counted once a level; members and dates."""

from datetime import date, datetime, timedelta

import pytest

from lianxin.kernel.acts import activity, branch, holding, medal, member
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Card, Entry, Matter, Tie
from lianxin.kernel.reads import activity as activities
from lianxin.kernel.reads import branch as reads
from lianxin.kernel.reads import roll
from lianxin.kernel.reads.directory import directory
from lianxin.language import rhythm
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import BEGUN, organisation

YEAR = 2026
END = datetime(2027, 1, 10, 10, tzinfo=SHANGHAI)


def at(month, day):
    return datetime(YEAR, month, day, 15, tzinfo=SHANGHAI)


@pytest.fixture
def org(cast):
    return organisation(cast, 20)


def a6(org):
    """4 大会, 11 支委会, 22 of 24 小组会, 12 主题党日, 1 组织生活会, 1 民主评议."""
    for month in (2, 5, 8, 11):
        org.held("assembly", at(month, 5))
    for month in range(1, 13):
        org.held("theme_day", at(month, 12))
        if month != 8:
            org.held("committee_meeting", at(month, 6), present=())
        for n, group in enumerate(org.groups):
            if (month, n) not in ((2, 0), (7, 1)):
                org.held("group_meeting", at(month, 7), group, present=org.members[n::2])
    org.held("life_meeting", at(12, 20), present=org.members[:18])
    org.held("appraisal", at(12, 21))


def test_one_entry_four_books(org, cast, django_assert_num_queries):
    a6(org)
    year = reads.year_of(cast.town.pk, org.branch.pk, YEAR, END)
    counts = {}
    for line in year.lines:
        kept, needed = counts.get(line.kind, (0, 0))
        counts[line.kind] = (kept + line.kept, needed + line.needed)
    assert counts == {
        "assembly": (4, 4), "committee_meeting": (11, 12), "group_meeting": (22, 24), "theme_day": (12, 12),
        "life_meeting": (1, 1), "appraisal": (1, 1), "lecture": (0, 2), "community_report": (0, 2),
    }  # fmt: skip
    said = [text.zh for line, _, text in rhythm.prompts(year.lines)]
    assert "8月支委会" in said and "2月第一党小组 党小组会" in said and "7月第二党小组 党小组会" in said
    with django_assert_num_queries(2):
        ledger = reads.ledger(year.unit, year.groups, YEAR)
    assert len(ledger) == 4 + 11 + 22 + 12 + 1 + 1
    assembly = next(line for line in ledger if line.activity.kind == "assembly")
    assert (assembly.due, assembly.present) == (20, 20)
    with django_assert_num_queries(2):
        books = reads.notebooks(year.unit, YEAR, END)
    full = {person: lines for person, (_, lines) in books.items() if person in org.members}
    assert len(full) == 20
    assert {len([1 for _, state in full[person] if state == "present"]) for person in org.members[:18]} == {29}
    last = full[org.members[19]]
    assert [one.kind for one, state in last if state == "absent"] == ["life_meeting"]


def test_the_year_costs_the_same_however_long_it_was(org, cast, django_assert_max_num_queries):
    for month in (1, 2):
        org.held("theme_day", at(month, 12))
    directory(cast.town.pk)
    with django_assert_max_num_queries(6):
        reads.year_of(cast.town.pk, org.branch.pk, YEAR, END)


def test_a_reason_is_given_said_anew_and_asked_no_more(org, cast):
    with pytest.raises(Refused, match="写明原因"):
        branch.explain(org.secretary, cast.town.pk, org.branch.pk, "committee_meeting", "2026-02", "", NOW)
    for reason in ("抗洪", "抗洪，并入三月"):
        branch.explain(org.secretary, cast.town.pk, org.branch.pk, "committee_meeting", "2026-02", reason, NOW)
    year = reads.year_of(cast.town.pk, org.branch.pk, YEAR, NOW)
    line = next(line for line in year.lines if line.kind == "committee_meeting")
    assert (line.cells[1].state, line.cells[1].reason) == ("explained", "抗洪，并入三月")
    assert line.cells[0].state == "missing"
    assert Tie.objects.filter(kind="gap").count() == 1
    assert Entry.objects.filter(act="activity.explain").count() == 2
    for kind, period in (("committee_meeting", "2026-13"), ("visit", "2026-02"), ("committee_meeting", "x")):
        with pytest.raises(Refused):
            branch.explain(org.secretary, cast.town.pk, org.branch.pk, kind, period, "说明", NOW)
    with pytest.raises(Refused, match="组织和记录"):
        branch.explain(cast.who("member"), cast.town.pk, org.branch.pk, "committee_meeting", "2026-02", "说明", NOW)


def test_a_joint_activity_counts_once_at_the_street_and_once_in_each_branch(org, cast):
    """Row 2.8: 社区支部 and 机关支部 learn together."""
    school = cast.unit("school")
    made = activity.plan(
        cast.who("governance"), cast.town.pk, Plan("theme_day", "联学", at(3, 1), (org.branch.pk, school.pk)), NOW
    )
    holding.hold(cast.who("governance"), made.pk, Record(present=tuple(org.members[:9])), NOW)
    first, last = reads.span(YEAR)
    for unit in (cast.town.pk, org.branch.pk, school.pk, cast.unit("party_town").pk):
        assert activities.held_below(unit, first, last, ["theme_day"]) == 1
    for unit in (org.branch.pk, school.pk):
        line = next(line for line in reads.year_of(cast.town.pk, unit, YEAR, NOW).lines if line.kind == "theme_day")
        assert line.kept == 1
    assert reads.ledger(directory(cast.town.pk).rows[school.pk], (), YEAR)[0].joint == (org.branch.name, school.name)


def test_study_is_brought_home_to_everybody_on_the_list(org, cast):
    for tie in org.ties[:3]:
        member.list_home_study(org.secretary, tie, True, NOW)
    member.list_home_study(org.secretary, org.ties[2], False, NOW)
    org.held("home_study", NOW - timedelta(days=2), present=[org.members[0]])
    row = directory(cast.town.pk).rows[org.branch.pk]
    assert reads.coverage(cast.pack, row, YEAR, NOW)["home_study"] == (1, 2, ("党员01",))
    assert not [key for key in Tie.objects.get(pk=org.ties[0]).data if "reason" in key]


def test_the_roll_takes_a_person_once_and_lets_go(org, cast):
    with pytest.raises(Refused, match="先转出"):
        member.join(cast.who("governance"), cast.unit("school").pk, org.members[0], BEGUN, NOW)
    again = member.join(org.secretary, org.branch.pk, org.members[0], BEGUN, NOW)
    assert again.pk == org.ties[0]
    member.leave(org.secretary, org.ties[0], NOW)
    assert org.members[0] not in roll.members([org.branch.pk], NOW)
    member.join(cast.who("governance"), cast.unit("school").pk, org.members[0], BEGUN, NOW)
    for who in ("member", "clerk", "stranger"):
        with pytest.raises(Refused):
            member.join(cast.who(who), org.branch.pk, "某人", BEGUN, NOW)
    member.join(org.secretary, org.temporary.pk, org.members[1], BEGUN, NOW)  # 组织关系 stays where it is
    assert org.members[1] in roll.members([org.branch.pk], NOW)


A5 = {
    "转正六月三十": {"confirmed": date(1974, 6, 30)},
    "转正七月一日": {"confirmed": date(1974, 7, 1)},
    "转正七月二日": {"confirmed": date(1974, 7, 2)},
    "没有预备期": {"admitted": date(1970, 5, 1)},
    "去世": {"confirmed": date(1970, 1, 1), "alive": False},
    "停过": {"confirmed": date(1973, 12, 1), "stopped": 14},
    "得过": {"confirmed": date(1971, 1, 1)},
}


def test_a5_the_medal_of_a_year_with_a_reason_for_everybody(cast):
    org = organisation(cast, 0)
    people = {}
    may = datetime(2024, 5, 6, 9, tzinfo=SHANGHAI)
    for name, said in A5.items():
        people[name] = member.join(org.secretary, org.branch.pk, name, may, may).person_id
        member.note_dates(org.secretary, org.branch.pk, people[name], said, may)
    medal.note_earlier(org.secretary, org.branch.pk, people["得过"], 2021, "2021 年名册", may)
    confirmed = []
    for name, person in people.items():
        try:
            member.confirm_standing(org.secretary, org.branch.pk, person, 2024, True, "支委会讨论通过", may)
        except Refused:
            continue
        confirmed.append(name)
    assert confirmed == ["转正六月三十", "转正七月一日", "没有预备期"]  # nobody judges whom the list does not ask for
    found = {one.name: one.found for one in member.medals(org.secretary, org.branch.pk, 2024, may)}
    proposed = {name for name, one in found.items() if one.proposed}
    assert proposed == {"转正六月三十", "转正七月一日", "没有预备期"}
    assert all(one.reason.say() for one in found.values())
    member.confirm_standing(org.secretary, org.branch.pk, people["转正七月一日"], 2024, False, "支委会没有通过", may)
    again = {one.name: one.found for one in member.medals(org.secretary, org.branch.pk, 2024, may)}
    assert again["转正七月一日"].reason.code == "not-confirmed"


def test_party_dates_lie_sealed_and_every_look_leaves_an_entry(cast):
    org = organisation(cast, 2)
    member.note_dates(org.secretary, org.branch.pk, org.members[0], {"admitted": date(1990, 3, 20)}, NOW)
    card = Card.objects.get(kind="member")
    assert b"1990" not in bytes(card.sealed) and card.purpose and card.audience
    assert "1990" not in str(list(Entry.objects.values_list("data", flat=True)))
    assert member.birthdays(org.secretary, org.branch.pk, 3, NOW) == [("党员00", 20, True)]
    assert member.birthdays(org.secretary, org.branch.pk, 4, NOW) == []
    assert Entry.objects.filter(act="member.look").count() == 2
    with pytest.raises(Refused):
        member.birthdays(cast.who("clerk"), org.branch.pk, 3, NOW)
    with pytest.raises(Refused, match="写明依据"):
        member.note_dates(org.secretary, org.branch.pk, org.members[0], {"starts": date(1980, 1, 1)}, NOW)
    for wrong in ({"admitted": date(2030, 1, 1)}, {"confirmed": date(1911, 1, 1)}, {"stopped": -1}):
        with pytest.raises(Refused):
            member.note_dates(org.secretary, org.branch.pk, org.members[0], wrong, NOW)
    looks = Entry.objects.filter(act="member.look").count()
    name, dates = member.dates_of(org.secretary, org.branch.pk, org.members[0], NOW)
    assert (name, dates.admitted) == ("党员00", date(1990, 3, 20))
    assert Entry.objects.filter(act="member.look").count() == looks + 1
    for year in (2020, 2028, 10**6):
        with pytest.raises(Refused, match="年份写 2021 到 2027"):
            member.medals(org.secretary, org.branch.pk, year, NOW)
    with pytest.raises(Refused, match="日期前后不对"):
        member.note_dates(org.secretary, org.branch.pk, org.members[0], {"confirmed": date(1980, 1, 1)}, NOW)


def test_conduct_is_confirmed_by_somebody_else_with_a_reason_that_lies_sealed(cast):
    org = organisation(cast, 1)
    branch_id, person_id = org.branch.pk, org.members[0]
    with pytest.raises(Refused, match="写明依据"):
        member.confirm_standing(org.secretary, branch_id, person_id, YEAR, True, "  ", NOW)
    with pytest.raises(Refused, match="另行确认"):
        member.note_dates(org.secretary, branch_id, person_id, {"good": YEAR}, NOW)
    with pytest.raises(Refused, match="没有转正日期"):
        member.confirm_standing(org.secretary, branch_id, person_id, YEAR, True, "支委会讨论通过", NOW)
    assert not Card.objects.filter(kind="member").exists()
    member.note_dates(org.secretary, branch_id, person_id, {"confirmed": date(1970, 1, 1)}, NOW)
    for year in (YEAR - 1, YEAR + 2, 0, 1921):
        with pytest.raises(Refused, match="只确认 2026 年和 2027 年"):
            member.confirm_standing(org.secretary, branch_id, person_id, year, True, "支委会讨论通过", NOW)
    for _ in range(2):
        member.confirm_standing(org.secretary, branch_id, person_id, YEAR, True, "支委会讨论通过", NOW)
    assert Entry.objects.filter(act="member.confirm").count() == 1
    assert "支委会讨论通过" not in str(list(Entry.objects.values_list("data", flat=True)))
    member.join(org.secretary, branch_id, org.secretary.person_id, BEGUN, NOW)
    with pytest.raises(Refused, match="由别人确认"):
        member.confirm_standing(org.secretary, branch_id, org.secretary.person_id, YEAR, True, "表现好", NOW)


def test_a_member_may_opt_out_of_a_public_greeting(cast):
    org = organisation(cast, 0)
    me = cast.who("member")
    member.join(org.secretary, org.branch.pk, me.person_id, BEGUN, NOW)
    member.note_dates(org.secretary, org.branch.pk, me.person_id, {"admitted": date(2010, 3, 2)}, NOW)
    member.greeting(me, False, NOW)
    assert member.birthdays(org.secretary, org.branch.pk, 3, NOW) == [("黄可欣", 2, False)]


def test_a_term_is_called_to_mind_six_months_before_its_end_once(cast):
    """村、社区党组织每届五年 (term-2018); 换届提前六个月提醒 (election-2020)."""
    party = cast.unit("party_qiaoyuan")
    person = cast.people["clerk"]
    since = datetime(2021, 9, 20, tzinfo=SHANGHAI)
    Tie.objects.create(kind="post", role="village_secretary", person=person, unit=party, since=since)
    assert branch.remind(datetime(2026, 3, 19, 8, tzinfo=SHANGHAI)) == 0
    due = datetime(2026, 3, 20, 8, tzinfo=SHANGHAI)
    assert branch.remind(due) == 1
    assert branch.remind(due + timedelta(days=30)) == 0
    matter = Matter.objects.get(kind="term_due")
    assert matter.owner_id == cast.unit("party_town").pk and "2026-09-20" in matter.text
    assert matter.fields["ends"] == "2026-09-20"  # earlier or later is counted from this day
    terms = reads.terms(cast.pack, directory(cast.town.pk).rows[party.pk], due)
    assert date(2026, 9, 20) in [term.ends for term in terms]


def test_a_temporary_branch_has_no_term(cast):
    org = organisation(cast, 0)
    assert reads.ends_of(cast.pack, "secretary", org.temporary.kind, BEGUN.date(), NOW.date()) is None
    assert reads.ends_of(cast.pack, "secretary", org.branch.kind, BEGUN.date(), NOW.date())[1] == date(2029, 1, 1)
    assert reads.branches(cast.pack, directory(cast.town.pk), [org.branch.pk])


def test_a_year_keeps_who_left_and_asks_for_no_month_before_the_branch_began(org, cast):
    """The books of a year are those of its members, not of today's; a young branch owes nothing of before."""
    gone = org.members[0]
    org.held("theme_day", NOW - timedelta(days=3), title="植树", present=[gone])
    tie = Tie.objects.get(kind="membership", person_id=gone, unit=org.branch)
    member.leave(org.secretary, tie.pk, NOW - timedelta(days=1))
    year = reads.year_of(cast.town.pk, org.branch.pk, NOW.year, NOW)
    books = reads.notebooks(year.unit, NOW.year, NOW)
    assert [one.title for one, _ in books[gone][1]] == ["植树"]
    assert gone not in reads.notebooks(year.unit, NOW.year + 1, NOW)
    Tie.objects.filter(kind="membership", unit=org.branch).update(since=datetime(NOW.year, 3, 2, tzinfo=SHANGHAI))
    months = next(
        line for line in reads.year_of(cast.town.pk, org.branch.pk, NOW.year, NOW).lines if line.kind == "theme_day"
    )
    assert [cell.needed for cell in months.cells][:3] == [0, 0, 1]
