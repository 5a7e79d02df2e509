"""What a branch and its people are reminded of: dated, with document and article, never a mark."""

from datetime import date

from tests.cast import pack_of

from lianxin.language import norm

ON = date(2026, 12, 31)


def keys(unit_kind, counted, officer=None, on=ON):
    pack = pack_of("xiqiao")
    norms = norm.of_unit(pack, unit_kind) if officer is None else norm.of_person(pack, unit_kind, officer)
    return [key for key, _ in norm.reminds(pack, norms, counted, on)]


def test_a_reason_says_how_many_there_are_how_many_there_should_be_and_where_it_is_written():
    pack = pack_of("xiqiao")
    found = norm.reminds(pack, norm.of_unit(pack, "branch"), {"full": 2, "members": 2, "committee": 0}, ON)
    assert [key for key, _ in found] == ["too_few"]
    reason = found[0][1]
    assert reason.source == "branch-2018" and "2 名，不足 3 名" in reason.text.zh
    assert "2 full members, fewer than 3" in reason.say("en") and "5 units" in reason.say("en")


def test_a_kind_of_unit_counts_as_the_kind_it_is_one_of():
    assert keys("society_branch", {"full": 2, "members": 2}) == ["too_few"]
    assert keys("community", {"full": 2, "members": 2}) == []


def test_before_the_rule_nobody_is_reminded():
    assert keys("branch", {"full": 2, "members": 60}, on=date(2018, 10, 27)) == []
    assert keys("branch", {"hours": 1.0}, officer=False, on=date(2019, 5, 5)) == []


def test_an_officer_is_asked_for_more_in_place_of_what_members_are_asked_for():
    assert keys("branch", {"hours": 40.0, "sessions": 1}, officer=False) == []
    assert keys("branch", {"hours": 40.0, "sessions": 1}, officer=True) == ["officer_hours"]
    assert keys("branch", {"hours": 31.0, "sessions": 0}, officer=True) == ["officer_hours", "officer_training"]
    assert keys("party_group", {"hours": 31.0}, officer=True) == ["member_hours"]


def test_a_committee_is_asked_for_only_from_so_many_full_members_on():
    assert keys("branch", {"full": 6, "members": 30, "committee": 0}) == []
    assert keys("branch", {"full": 7, "members": 7, "committee": 0}) == ["committee"]
