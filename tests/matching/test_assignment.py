"""The assignment against the plain truth: on small cases, every way there is has been tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.language.offered import Window
from lianxin.matching import assignment, flow
from lianxin.matching.assignment import assign
from lianxin.matching.flow import Market, Unproven
from lianxin.matching.ground import Pairs
from lianxin.matching.hand import EACH_OPEN, METRES_A_DEGREE, Hand, Need, at_hand, skilled, speaks

SKILLS = ("repair", "tutor", "escort")
TONGUES = ("yue", "cmn")
WEEK = (Window(6, 540, 720), Window(7, 540, 720))


def somewhere(north: int, east: int) -> tuple[float, float]:
    """A point on the equator, so that a metre is a metre in both directions."""
    return north / METRES_A_DEGREE, east / METRES_A_DEGREE


points = st.builds(somewhere, st.integers(-900, 900), st.integers(-900, 900))
needs_of = st.lists(
    st.builds(
        Need,
        id=st.just(0),
        at=points,
        skills=st.frozensets(st.sampled_from(SKILLS), max_size=1),
        languages=st.frozensets(st.sampled_from(TONGUES), max_size=1),
        when=st.sampled_from((None, Window(6, 560, 620), Window(7, 560, 620))),
        people=st.integers(1, 2),
        reach=st.sampled_from((300, 1200, 3000)),
    ),
    min_size=1,
    max_size=4,
)
helpers_of = st.lists(
    st.builds(
        Hand,
        id=st.just(0),
        kind=st.just("person"),
        name=st.just("某某"),
        at=points,
        skills=st.frozensets(st.sampled_from(SKILLS)),
        languages=st.frozensets(st.sampled_from(TONGUES)),
        hours=st.sampled_from(((), WEEK, WEEK[:1])),
        open=st.integers(0, 2),
        at_most=st.integers(0, 3),
        consents=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def numbered(some):
    return [replace(one, id=at) for at, one in enumerate(some)]


def way(need: Need, helper: Hand) -> int:
    assert need.at and helper.at
    north, east = (need.at[0] - helper.at[0]), (need.at[1] - helper.at[1])
    return round(float(np.hypot(north, east)) * METRES_A_DEGREE)


def allowed(need: Need, helper: Hand) -> bool:
    return (
        helper.askable
        and skilled(need.skills, helper.skills)
        and speaks(need.languages, helper.languages)
        and at_hand(need.when, helper.hours)
        and way(need, helper) <= need.reach
    )


def every_way(needs, helpers, barred=()):
    """(people met, cost) of the best of all assignments, by trying each."""
    pairs = [(n, h) for n in needs for h in helpers if allowed(n, h) and (n.id, h.id) not in barred]
    best = (0, 0)
    for mask in product((0, 1), repeat=min(len(pairs), 12)):
        taken = [pair for pair, on in zip(pairs, mask, strict=False) if on]
        by_need, by_helper = {}, {}
        for n, h in taken:
            by_need[n.id] = by_need.get(n.id, 0) + 1
            by_helper[h.id] = by_helper.get(h.id, 0) + 1
        if any(by_need.get(n.id, 0) > n.people for n in needs) or any(by_helper.get(h.id, 0) > h.free for h in helpers):
            continue
        cost = sum(way(n, h) for n, h in taken)
        cost += sum(EACH_OPEN * (h.open + k) for h in helpers for k in range(by_helper.get(h.id, 0)))
        best = max(best, (len(taken), -cost))
    return best[0], -best[1]


@settings(max_examples=150, deadline=None)
@given(needs_of, helpers_of, st.integers(1, 3))
def test_is_the_best_of_all(needs, helpers, first):
    needs, helpers = numbered(needs), numbered(helpers)
    if sum(allowed(n, h) for n in needs for h in helpers) > 12:
        helpers = helpers[:3]
        needs = needs[:4]
    kept = assignment.NEAREST, assignment.FIRST, assignment.A_ROUND
    # Few to begin with, so that the prices have to find the rest.
    assignment.NEAREST, assignment.FIRST, assignment.A_ROUND = first, 1, 1
    try:
        found = assign(needs, helpers)
    finally:
        assignment.NEAREST, assignment.FIRST, assignment.A_ROUND = kept
    assert (len(found.pairs), found.cost) == every_way(needs, helpers)
    assert all(allowed(needs[n], helpers[h]) for n, h in found.pairs)
    assert len(set(found.pairs)) == len(found.pairs)


@settings(max_examples=50, deadline=None)
@given(needs_of, helpers_of)
def test_a_dropped_line_is_not_proposed_again(needs, helpers):
    needs, helpers = numbered(needs)[:3], numbered(helpers)
    dropped = frozenset(assign(needs, helpers).pairs[:1])
    found = assign(needs, helpers, dropped)
    assert not dropped & set(found.pairs)
    assert (len(found.pairs), found.cost) == every_way(needs, helpers, dropped)


def test_work_is_spread_before_anybody_gets_a_second_task():
    at = somewhere(0, 0)
    needs = [Need(n, at) for n in range(2)]
    near = Hand(1, "person", "近", somewhere(0, 100), at_most=2, consents=True)
    far = Hand(2, "person", "远", somewhere(0, 300), at_most=2, consents=True)
    assert {helper for _, helper in assign(needs, [near, far]).pairs} == {1, 2}
    gone = replace(far, at=somewhere(0, 700))
    assert {helper for _, helper in assign(needs, [near, gone]).pairs} == {1}


def test_nobody_to_ask_says_so():
    need = Need(7, somewhere(0, 0), people=2)
    one = Hand(1, "person", "某", somewhere(0, 10), at_most=5, consents=True)
    assert assign([], [one]).pairs == ()
    assert assign([need], []).unmet == (7,)
    assert assign([need], [replace(one, consents=False)]).unmet == (7,)
    half = assign([need, Need(8)], [one])
    assert half.pairs == ((7, 1),)
    assert half.unmet == (7, 8)


def test_a_worse_answer_is_not_called_proven():
    market = Market(np.array([1]), np.array([1, 1]), np.array([0, 0]), EACH_OPEN, 100_000)
    pairs, costs = Pairs(np.array([0, 0]), np.array([0, 1])), np.array([50, 90])
    flow.prices(market, pairs, costs, np.array([True, False]))
    with pytest.raises(Unproven):
        flow.prices(market, pairs, costs, np.array([False, True]))
    with pytest.raises(Unproven):
        flow.prices(market, pairs, costs, np.array([False, False]))
