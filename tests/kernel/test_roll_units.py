"""Lists without people and lists of teams: agreements between units, places that fill, terms that may not overlap."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lianxin.kernel.acts import delivery, lasting, partner, roll, taking_in, tie
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.models import Entry, Person, Tie
from lianxin.kernel.reads import agreement as grids
from lianxin.kernel.tie_facts import begin_of, span_of
from lianxin.language.tie import Span
from tests.kernel.rolls import come, put
from tests.kernel.ties import NOW, PARTNERS, agreement, credit_code, street

pytestmark = pytest.mark.django_db
HEAD = ["共建单位", "街道党工委", "统一社会信用代码", "协议编号", "开始日期", "截止日期"]


@pytest.fixture
def cast():
    return street()


def pact(cast, n, since="2026-01-01", until="2027-12-31"):
    unit = cast.unit(PARTNERS[n]).name
    return [unit, cast.unit("committee").name, credit_code(n), f"协 {n} 号", since, until]


@pytest.fixture
def committee(cast):
    found = next(one for one in cast.town.members.all() if one.kind == "committee")
    cast.unit = lambda key, unit=cast.unit: found if key == "committee" else unit(key)
    return found


def test_agreements_come_in_without_a_person(cast, committee):
    people = Person.objects.count()
    sent = come(cast, "baiyi", HEAD, [pact(cast, n) for n in range(3)])
    assert (sent.wrong, sent.problems) == (0, [])
    assert sent.columns == ["other", "unit", "field.credit_code", "field.document_no", "since", "until"]
    done = put(cast, sent)
    made = list(Tie.objects.filter(pk__in=done.made).order_by("pk"))
    assert [one.other_id for one in made] == [cast.unit(key).pk for key in PARTNERS[:3]]
    assert {(one.unit_id, one.person_id, one.state) for one in made} == {(committee.pk, None, "active")}
    assert made[0].data["fields"] == {"credit_code": credit_code(0), "document_no": "协 0 号"}
    assert Person.objects.count() == people
    assert Entry.objects.filter(act="tie.make", tie_id__in=done.made).count() == 3
    told = partner.give_link(cast.who("governance"), made[0].pk, NOW)
    assert told, "it is an agreement as any other"


def test_a_list_of_what_has_run_out_ends_with_the_days_and_is_still_undone(cast, committee):
    """Old agreements end at the next round; that is no use of them, so that the list is taken back as a whole."""
    rows = [pact(cast, 0, "2023-01-01", "2024-12-31"), pact(cast, 1, "2027-01-01", "2027-06-30")]
    done = put(cast, come(cast, "baiyi", HEAD, rows))
    old, ahead = Tie.objects.filter(pk__in=done.made).order_by("pk")
    assert ahead.data["ahead"] and lasting.follow(NOW) == 1 and lasting.follow(begin_of(date(2027, 1, 1))) == 1
    old.refresh_from_db()
    assert (old.state, span_of(old).until) == ("ended", date(2024, 12, 31))
    roll.undo(cast.who("governance"), done.pk, NOW)
    undone = Tie.objects.filter(pk__in=done.made)
    assert {(one.state, one.until == one.since, "reason" in one.data) for one in undone} == {("ended", True, False)}
    assert come(cast, "baiyi", HEAD, rows).known == 0, "what was undone is not there"


def test_undone_they_lasted_on_no_day_and_what_was_delivered_on_is_kept(cast, committee):
    done = put(cast, come(cast, "baiyi", HEAD, [pact(cast, n) for n in range(3)]))
    first = Tie.objects.filter(pk__in=done.made).order_by("pk").first()
    delivery.deliver(cast.who("governance"), first.pk, Delivery("green", date(2026, 11, 2), 5, "义诊"), NOW)
    roll.undo(cast.who("governance"), done.pk, NOW)
    done.refresh_from_db()
    assert (done.state, done.kept) == ("undone", 1)
    assert list(Tie.objects.filter(kind="baiyi").exclude(state="ended").values_list("pk", flat=True)) == [first.pk]
    for quarter in (Span(date(2026, 1, 1), date(2026, 3, 31)), Span(date(2026, 10, 1), date(2026, 12, 31))):
        grid = grids.grid(cast.town.pk, "baiyi", quarter, NOW)
        assert [party.tie.pk for party in grid.parties] == [first.pk]
    again = put(cast, come(cast, "baiyi", HEAD, [pact(cast, n) for n in range(3)]))
    assert (len(again.made), again.known) == (2, 1), "what was undone may come again, what was kept is known"


def test_the_same_two_units_in_the_same_time_are_one_agreement(cast, committee):
    by_hand = agreement(cast, PARTNERS[0], 0)
    rows = [pact(cast, 0, since=by_hand.since.date().isoformat()), pact(cast, 1)]
    assert come(cast, "baiyi", HEAD, rows).known == 1
    terms = (("2026-01-01", "2027-12-31"), ("2027-06-01", "2028-06-01"), ("2028-01-01", "2028-12-31"))
    crossing = [pact(cast, 2, *term) for term in terms]
    sent = come(cast, "baiyi", HEAD, crossing)
    assert sent.wrong == 1 and "，E3：" in sent.problems[0]["zh"], sent.problems
    assert len(put(cast, sent).made) == 2


def test_every_fault_of_an_agreement_is_at_its_cell(cast, committee):
    rows = [
        ["查无此院", committee.name, credit_code(1), "", "2026-01-01", "2027-12-31"],
        [committee.name, committee.name, credit_code(1), "", "2026-01-01", "2027-12-31"],
        [cast.unit(PARTNERS[0]).name, committee.name, "91350100M000100Y44", "", "上周", "2027-12-31"],
        [cast.unit(PARTNERS[1]).name, committee.name, credit_code(1), "", "2026-01-01", None],
        [cast.unit(PARTNERS[2]).name, committee.name, None, "", "2026-01-01", "2027-12-31"],
    ]
    sent = come(cast, "baiyi", HEAD, rows)
    said = "\n".join(problem["zh"] for problem in sent.problems)
    for cell in ("A2", "A3", "C4", "E4", "F5", "C6"):
        assert f"，{cell}：" in said, (cell, said)
    assert sent.wrong == 5 and not Tie.objects.filter(kind="baiyi").exists()


TEAM = ["姓名", "队伍名称", "职务", "联系电话"]


def team_rows(unit):
    return [
        ["霍润生", unit.name, "队长", "13800138031"],
        ["甘乐怡", unit.name, "联络员", None],
        ["阮清和", unit.name, "", None],
        ["翟安澜", unit.name, "队员", None],
    ]


def test_a_team_comes_in_with_its_places(cast):
    unit = cast.unit("qiaodong")
    sent = come(cast, "team", TEAM, team_rows(unit))
    assert sent.columns == ["name", "unit", "slot", "phone"] and sent.problems == []
    done = put(cast, sent)
    roles = dict(Tie.objects.filter(pk__in=done.made).values_list("person__shown", "role"))
    assert roles == {"霍润生": "leader", "甘乐怡": "contact", "阮清和": "member", "翟安澜": "member"}
    assert come(cast, "team", TEAM, team_rows(unit)).known == 4
    roll.undo(cast.who("governance"), done.pk, NOW)
    assert not Tie.objects.filter(kind="team").exclude(state="ended").exists()
    assert len(put(cast, come(cast, "team", TEAM, team_rows(unit))).made) == 4, "places are free again"


def test_a_full_place_is_told_at_its_cell(cast, monkeypatch):
    unit = cast.unit("qiaodong")
    put(cast, come(cast, "team", TEAM, team_rows(unit)[:1]))
    rows = [["陶若谷", unit.name, "队长", None], *team_rows(unit)[1:], ["祁望舒", unit.name, "联络员", None]]
    rows += [["尚知微", unit.name, "参谋", None]]
    for part in (1000, 1):
        monkeypatch.setattr(taking_in, "PART", part)
        sent = come(cast, "team", TEAM, rows)
        said = "\n".join(problem["zh"] for problem in sent.problems)
        assert sent.wrong == 3 and all(f"，{cell}：" in said for cell in ("C2", "C6", "C7")), said
    assert len(put(cast, sent).made) == 3
    assert Tie.objects.filter(kind="team", role="leader").count() == 1


def test_one_may_stand_in_two_teams(cast):
    here, there = cast.unit("qiaodong"), cast.unit("qiaodong_station")
    rows = [["霍润生", unit.name, "队员", "13800138031"] for unit in (here, there)]
    sent = come(cast, "team", TEAM, rows)
    assert (sent.wrong, len(put(cast, sent).made)) == (0, 2)


def test_who_and_when_a_place_was_taken_meanwhile(cast):
    unit = cast.unit("qiaodong")
    sent = come(cast, "team", TEAM, team_rows(unit))
    from lianxin.kernel.acts.ends import Wanted  # noqa: PLC0415

    tie.make(
        cast.who("governance"),
        Wanted("team", cast.town.pk, unit.pk, NOW.date(), name="先到者", slot="leader"),
        NOW,
    )
    assert len(put(cast, sent).made) == 3
    assert Tie.objects.get(kind="team", role="leader").person.shown == "先到者"


ROW = some.tuples(some.integers(0, 3), some.integers(0, 2))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.lists(some.tuples(some.integers(0, 3), some.integers(0, 2)), min_size=1, max_size=6),
        min_size=2,
        max_size=3,
    )
)
def test_however_lists_overlap_no_agreement_is_made_twice(cast, committee, files):
    """Any lists in any order, each sent twice: one agreement for two units at a time."""
    for file in (*files, *files):
        rows = [pact(cast, n, since=f"20{26 + year}-01-01", until=f"20{26 + year}-12-31") for n, year in file]
        sent = come(cast, "baiyi", HEAD, rows)
        if sent.rows - sent.wrong - sent.known > 0:
            put(cast, sent)
    live = list(Tie.objects.filter(kind="baiyi").exclude(state="ended").values_list("other_id", "since"))
    assert len(live) == len(set(live))
    wanted = {one for file in files for one in file}
    assert {(cast.unit(PARTNERS[n]).pk, 2026 + year) for n, year in wanted} <= {
        (unit, since.astimezone(NOW.tzinfo).year) for unit, since in live
    }
