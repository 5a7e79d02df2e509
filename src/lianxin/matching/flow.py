"""One assignment as a flow of least cost, and the prices that prove it.

Needs send people to helpers, helpers to the end; as many as possible, and then at least cost. A need that finds
nobody has the price `unmet`, above any saving on the way. The second task of a helper costs more than the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lianxin.matching.ground import Bools, Ints, Pairs

NEVER = np.iinfo(np.int64).max // 4


class Unproven(Exception):
    """The solver's answer could be bettered by its own prices: a fault of the program, never of the data."""


@dataclass(frozen=True, slots=True)
class Market:
    """Who wants how many (`people`), who has room for how many (`free`), and what the next task costs them: `first`
    metres for the first, `step` more for each that follows."""

    people: Ints
    free: Ints
    first: Ints
    step: int
    unmet: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What one more person costs at a need, and one more task at a helper. No pair may be cheaper than its prices."""

    needs: Ints
    helpers: Ints


def solve(market: Market, pairs: Pairs, costs: Ints) -> Bools:
    """Which of the pairs are taken (True): as many people as possible, at least cost, among these pairs alone."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415 - 90 MB, only where used

    # Whoever only one need could ask needs no node: the way leads through him straight to the end.
    alone = np.bincount(pairs.helpers, minlength=len(market.free))[pairs.helpers] == 1
    shared, leaf = np.flatnonzero(~alone), _cheapest(market, pairs, costs, np.flatnonzero(alone))
    present, at, degree = np.unique(pairs.helpers[shared], return_inverse=True, return_counts=True)
    room = np.minimum(market.free[present], degree)
    unit = np.repeat(np.arange(len(present)), room)
    nth = np.arange(len(unit)) - np.repeat(np.cumsum(room) - room, room)
    wanting = len(market.people)
    end, flow = wanting + len(present), SimpleMinCostFlow()

    def arcs(tails: Ints, heads: Ints, cost: Ints) -> Ints:
        one = np.ones(len(tails), np.int64)
        found: Ints = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, one, cost)
        return found

    asked = arcs(pairs.needs[shared], wanting + at, costs[shared])
    arcs(wanting + unit, np.full(len(unit), end), market.first[present][unit] + market.step * nth)
    straight = arcs(pairs.needs[leaf], np.full(len(leaf), end), costs[leaf] + market.first[pairs.helpers[leaf]])
    flow.set_nodes_supplies(np.append(np.arange(wanting), end), np.append(market.people, -market.people.sum()))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise Unproven("the flow could not be solved")
    taken = np.zeros(len(pairs), bool)
    taken[shared], taken[leaf] = flow.flows(asked) > 0, flow.flows(straight) > 0
    return taken


def _cheapest(market: Market, pairs: Pairs, costs: Ints, lone: Ints) -> Ints:
    """Of pairs with helpers nobody else could ask, as many of each need as it wants people: the cheapest ones."""
    lone = lone[np.lexsort((costs[lone] + market.first[pairs.helpers[lone]], pairs.needs[lone]))]
    need, counts = np.unique(pairs.needs[lone], return_counts=True)
    nth = np.arange(len(lone)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept: Ints = lone[nth < np.repeat(market.people[need], counts)]
    return kept


def prices(market: Market, pairs: Pairs, costs: Ints, taken: Bools) -> Prices:
    """The prices of an assignment: the shortest ways through what is left of the flow (Bellman-Ford, all arcs at once).

    They exist only if the assignment is best among its pairs; that is proven here, whoever solved it. Errors: Unproven.
    """
    met = np.bincount(pairs.needs[taken], minlength=len(market.people))
    used = np.bincount(pairs.helpers[taken], minlength=len(market.free))
    spare = np.where(used < market.free, market.first + market.step * used, NEVER)
    helpers, needs = spare.copy(), np.full(len(market.people), market.unmet, np.int64)
    order = np.argsort(pairs.needs[~taken], kind="stable")
    i, j, c = pairs.needs[~taken][order], pairs.helpers[~taken][order], costs[~taken][order]
    back_i, back_j, back_c = pairs.needs[taken], pairs.helpers[taken], costs[taken]
    rows, begins = np.unique(i, return_index=True)
    may_move = met[rows] > 0
    for _ in range(len(needs) + len(helpers) + 2):
        if len(rows):
            best = np.minimum.reduceat(c + helpers[j], begins)
            if np.any(best[met[rows] < market.people[rows]] < market.unmet):
                raise Unproven("a need stayed unmet although somebody was left")
            needs[rows] = np.where(may_move, np.minimum(needs[rows], best), needs[rows])
        new = helpers.copy()
        np.minimum.at(new, back_j, needs[back_i] - back_c)
        if np.array_equal(new, helpers):
            return _checked(market, Prices(needs, helpers), used)
        helpers = new
    raise Unproven("the flow holds a cycle that pays")


def _checked(market: Market, found: Prices, used: Ints) -> Prices:
    last = market.first + market.step * (used - 1)
    if np.any((used > 0) & (found.helpers < last)):
        raise Unproven("a helper's last task costs more than its price")
    return found
