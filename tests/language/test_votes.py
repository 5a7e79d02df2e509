"""Votes: quorums and majorities are exact for every size of a body, and what the screen says before is what counts."""

from fractions import Fraction as Exact

from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import vote
from lianxin.language.vote import Ballot
from lianxin.language.words import Fraction, Label, Vote

SHARES = ["1/2", "2/3", "3/4", "4/5", "1/3", "1"]
size = st.integers(0, 400)


@st.composite
def shares(draw):
    share = draw(st.sampled_from(SHARES))
    of = draw(st.sampled_from(["due", "present"]))
    if draw(st.booleans()):
        return Fraction(at_least=share, of=of)
    return Fraction(more_than=share if share != "1" else "1/2", of=of)


@st.composite
def rules(draw):
    return Vote(body=Label(zh="大会"), quorum=draw(shares()), carried=draw(shares()), source="rule")


@st.composite
def ballots(draw):
    due = draw(size)
    present = draw(st.integers(0, due))
    return Ballot(due, present, draw(st.integers(0, present)))


@given(shares(), size, size)
def test_the_least_number_is_exact(share, due, present):
    whole = due if share.of == "due" else present
    n = vote.least(share, due, present)
    if share.at_least is not None:
        assert Exact(n) >= Exact(share.at_least) * whole > Exact(n - 1)
    else:
        assert Exact(n) > Exact(share.more_than) * whole >= Exact(n - 1)


@given(rules(), ballots())
def test_a_verdict_follows_the_fractions(rule, ballot):
    verdict = vote.count(rule, ballot)

    def satisfied(share, number):
        whole = ballot.due if share.of == "due" else ballot.present
        if share.at_least is not None:
            return Exact(number) >= Exact(share.at_least) * whole
        return Exact(number) > Exact(share.more_than) * whole

    assert verdict.quorate == satisfied(rule.quorum, ballot.present)
    assert verdict.carried == (verdict.quorate and satisfied(rule.carried, ballot.in_favour))
    assert verdict.reasons


@given(rules(), ballots())
def test_one_more_vote_in_favour_never_loses(rule, ballot):
    if ballot.in_favour < ballot.present:
        more = Ballot(ballot.due, ballot.present, ballot.in_favour + 1)
        assert vote.count(rule, more).carried >= vote.count(rule, ballot).carried


@given(rules(), ballots())
def test_one_more_person_never_breaks_a_quorum_of_those_due(rule, ballot):
    if rule.quorum.of == "due" and ballot.present < ballot.due:
        more = Ballot(ballot.due, ballot.present + 1, ballot.in_favour)
        assert vote.count(rule, more).quorate >= vote.count(rule, ballot).quorate


@given(rules(), st.integers(-3, 400), st.integers(-3, 400), st.integers(-3, 400))
def test_impossible_totals_are_refused_by_reasons(rule, due, present, yes):
    verdict = vote.count(rule, Ballot(due, present, yes))
    if present > due or yes > present or min(due, yes) < 0:
        assert not verdict.quorate
        assert verdict.reasons[0].code == "impossible"


MEETING = Vote(
    body=Label(zh="党员大会"),
    quorum=Fraction(more_than="1/2", of="due"),
    carried=Fraction(more_than="1/2", of="due"),
    source="rule",
)


def test_thirty_due_with_fifteen_nothing_passes_with_sixteen_all_must_agree():
    assert not vote.count(MEETING, Ballot(30, 15, 15)).quorate
    assert "全部赞成" in vote.before(MEETING, 30, 16)[0].say()
    assert vote.count(MEETING, Ballot(30, 16, 16)).carried
    assert not vote.count(MEETING, Ballot(30, 16, 15)).carried


def test_sixty_members_need_forty():
    rule = MEETING.model_copy(
        update={"quorum": Fraction(at_least="2/3", of="due"), "carried": Fraction(more_than="1/2", of="present")}
    )
    assert not vote.count(rule, Ballot(60, 39, 39)).quorate
    assert vote.count(rule, Ballot(60, 40, 21)).carried
    assert not vote.count(rule, Ballot(60, 40, 20)).carried
    assert "还差 1 人" in vote.before(rule, 60, 39)[0].say()
