"""The roll by page: kinds of members, groups, study brought home, leaving; whoever is due follows from it, and meetings
of the past keep who was due then (基层组织选举工作条例 第五条: 预备党员没有表决权)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import BEGUN

from lianxin.kernel.acts import member
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import roll
from lianxin.language.reason import Refused

DAY = (NOW - timedelta(days=20)).date()


@pytest.fixture
def at(org):
    return reverse("branch-roll", args=[org.branch.pk])


def due(org, when=NOW):
    return len(roll.members([org.branch.pk], when, voting=True))


def test_a_probationary_member_has_no_vote_until_confirmed_and_the_past_keeps_its_count(org, at, at_desk):
    desk, before = at_desk("secretary"), due(org)
    typed = {"do": "join", "name": "岑小满", "role": "probationary", "day": BEGUN.date().isoformat()}
    assert desk.post(at, typed).status_code == 302
    assert due(org) == before
    line = next(one for one in roll.lines(org.branch.pk, (), NOW) if one.name == "岑小满")
    assert (line.role, line.since) == ("probationary", BEGUN.date())
    page = desk.get(at).content.decode()
    assert "岑小满" in page and "预备党员" in page and f"有表决权 {before} 人" in page
    assert desk.post(at, {"do": "class", "tie": line.tie, "role": "full", "day": DAY.isoformat()}).status_code == 302
    assert due(org) == before + 1 == due(org, NOW - timedelta(days=1))
    assert due(org, NOW - timedelta(days=30)) == before


def test_who_leaves_is_due_neither_in_the_branch_nor_in_its_group(org, at, at_desk):
    desk, before = at_desk("secretary"), due(org)
    group = org.groups[0].pk
    line = next(one for one in roll.lines(org.branch.pk, [one.pk for one in org.groups], NOW) if one.groups)
    inside = {unit: len(roll.members([unit], NOW)) for unit in (one.pk for one in org.groups)}
    assert desk.post(at, {"do": "leave", "tie": line.tie, "day": DAY.isoformat()}).status_code == 302
    assert due(org) == before - 1 and due(org, NOW - timedelta(days=30)) == before
    assert sum(len(roll.members([unit], NOW)) for unit in inside) == sum(inside.values()) - 1
    assert Entry.objects.filter(act="member.leave").count() == 2 and group in inside


def test_a_member_moves_from_one_group_to_another(org, at, at_desk):
    desk, units = at_desk("secretary"), [one.pk for one in org.groups]
    line = next(one for one in roll.lines(org.branch.pk, units, NOW) if [unit for _, unit in one.groups] == units[:1])
    for wanted, then in ((units[1], [units[1]]), ("", [])):
        assert desk.post(at, {"do": "group", "tie": line.tie, "group": wanted}).status_code == 302
        now = next(one for one in roll.lines(org.branch.pk, units, NOW) if one.tie == line.tie)
        assert [unit for _, unit in now.groups] == then
    assert desk.post(at, {"do": "group", "tie": line.tie, "group": org.branch.pk}).status_code == 422


def test_study_is_brought_home_and_no_longer(org, at, at_desk):
    desk, tie = at_desk("secretary"), org.ties[0]
    for listed in (1, 0):
        desk.post(at, {"do": "study", "tie": tie})
        assert len(roll.listed(org.branch.pk, NOW)) == listed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "join", "name": " "}, "请写姓名"),
        ({"do": "join", "name": "岑小满", "role": "full", "day": "昨天"}, "请写日期"),
        ({"do": "join", "name": "岑小满", "role": "king"}, "类别或日期不对"),
        ({"do": "join", "name": "岑小满", "role": "full", "day": "2031-01-01"}, "类别或日期不对"),
        ({"do": "leave", "day": "2031-01-01"}, "到今天之间"),
        ({"do": "class", "role": "probationary", "day": "2001-01-01"}, "到今天之间"),
        ({"do": "class", "tie": "999999"}, "没有这一条"),
        ({"do": "class", "tie": "²"}, "没有这一条"),
        ({"do": "group", "group": "²"}, "没有这个党小组"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(org, at, at_desk, typed, said):
    desk, before = at_desk("secretary"), Tie.objects.count()
    answer = desk.post(at, {"tie": org.ties[0]} | typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and Tie.objects.count() == before
    assert all(value in page for key, value in typed.items() if key == "name" and value.strip())


def test_nobody_mends_the_roll_of_another_branch(org, at, at_desk):
    other = member.join(org.cast.who("governance"), org.cast.unit("party_minle").pk, "区小梅", BEGUN, NOW)
    assert at_desk("secretary").post(at, {"do": "leave", "tie": other.pk}).status_code == 422
    with pytest.raises(Refused):
        member.leave(org.secretary, other.pk, NOW)


def test_a_page_of_the_roll_costs_the_same_for_many(org, at, at_desk, django_assert_max_num_queries):
    desk = at_desk("secretary")
    desk.get(at)
    for number in range(20):
        member.join(org.secretary, org.branch.pk, f"岑{number}", BEGUN, NOW)
    with django_assert_max_num_queries(10):
        desk.get(at)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_is_accessible_and_fits(org, at, enter, axe, width):
    page = enter("secretary", at, width=width)
    page.locator(".rows summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


def test_a_kind_said_for_the_day_on_which_the_line_began_is_put_right(org):
    line = member.join(org.secretary, org.branch.pk, "岑小满", BEGUN, NOW, "full")
    before = due(org, BEGUN + timedelta(days=3))
    same = member.reclass(org.secretary, line.pk, "nonvoting", NOW, BEGUN.date())
    assert same.pk == line.pk and due(org, BEGUN + timedelta(days=3)) == before - 1
    with pytest.raises(Refused, match="没有这个类别"):
        member.reclass(org.secretary, line.pk, "king", NOW)
