"""差额选举: how many candidates there must be for so many seats, said before the vote and refused with the numbers."""

from datetime import date
from fractions import Fraction as Exact
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import contested
from lianxin.language.load import load
from lianxin.language.reason import Refused

ON = date(2026, 3, 20)
PACK = load(Path(__file__).parents[2] / "packs" / "base", ON)
COMMITTEE, DELEGATES = PACK.said.agenda["election"], PACK.said.agenda["delegates"]


@pytest.mark.parametrize(("seats", "needed"), [(3, 4), (4, 5), (5, 6), (6, 8), (7, 9), (10, 12), (11, 14)])
def test_a_fifth_more_candidates_than_seats_and_a_part_of_a_person_is_one(seats, needed):
    """基层组织选举工作条例: 差额不少于应选人数的 20%."""
    assert contested.needed(PACK, COMMITTEE, seats, ON) == needed
    contested.must_hold(PACK, COMMITTEE, seats, needed, ON)
    with pytest.raises(Refused, match=f"至少要有 {needed} 名候选人.*还差 1 名") as refused:
        contested.must_hold(PACK, COMMITTEE, seats, needed - 1, ON)
    assert refused.value.field == "candidates" and refused.value.reasons[0].source == "election-2020"
    assert f"at least {needed} candidates" in refused.value.say("en")


@given(st.fractions(Exact(0), Exact(2), max_denominator=60), st.integers(1, 600))
def test_the_number_of_candidates_is_exact_for_every_share_and_size(share, seats):
    n = contested.least(share, seats)
    assert Exact(n) >= seats * (1 + share) > Exact(n - 1)


@given(st.integers(1, 100), st.integers(0, 150))
def test_what_is_said_before_is_what_counts(seats, candidates):
    said = contested.before(PACK, COMMITTEE, seats, candidates, ON)[0].code
    try:
        contested.must_hold(PACK, COMMITTEE, seats, candidates, ON)
    except Refused:
        assert said == "candidates" or (said == "uncontested" and candidates < seats)
    else:
        assert said in ("contested", "uncontested")


def test_a_branch_without_a_committee_elects_one_of_one():
    assert contested.needed(PACK, COMMITTEE, 1, ON) is None
    contested.must_hold(PACK, COMMITTEE, 2, 2, ON)
    with pytest.raises(Refused, match="还差 1 名"):
        contested.must_hold(PACK, COMMITTEE, 2, 1, ON)
    assert contested.needed(PACK, DELEGATES, 1, ON) == 2


@pytest.mark.parametrize(("seats", "candidates"), [(None, 6), (5, None), (None, None), (0, 5)])
def test_without_its_numbers_an_election_is_not_recorded(seats, candidates):
    with pytest.raises(Refused, match="请写应选几人、候选人几人"):
        contested.must_hold(PACK, COMMITTEE, seats, candidates, ON)


def test_before_anybody_said_how_many_the_sizes_of_a_committee_are_told():
    said = contested.before(PACK, COMMITTEE, None, None, ON)[0]
    assert "20%" in said.say() and "应选 3 人至少 4 名候选人" in said.say() and "应选 7 人至少 9 名候选人" in said.say()
    assert "6 for 5 seats" in said.say("en")
    assert "候选人至少 6 人" in contested.before(PACK, COMMITTEE, 5, None, ON)[0].say()


def test_other_votes_have_no_candidates():
    resolution = PACK.said.agenda["resolution"]
    assert contested.before(PACK, resolution, None, None, ON) == ()
    contested.must_hold(PACK, resolution, None, None, ON)
