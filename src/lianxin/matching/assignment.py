"""Many needs at once: as many as possible get somebody, over the shortest ways in all, and it is proven.

The flow is solved over few pairs: for each need its nearest helpers. Its prices then judge every allowed pair there is;
pairs that would better it are added and it is solved again, until none would (column generation). A pair can only
better the answer if it is cheaper than the price of its need, so the judgement looks no further than that price: what
lies beyond is proven without being touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.spatial import cKDTree

from lianxin.matching import flow
from lianxin.matching.flow import Market, Prices
from lianxin.matching.ground import Bools, Floats, Ints, Pairs, plane
from lianxin.matching.hand import EACH_OPEN, Hand, Need, at_hand, skilled, speaks

W = TypeVar("W")
F = TypeVar("F")
NEAREST = 24
"""Helpers of each need who are looked at first; of those who suit it the FIRST nearest make the first answer."""
FIRST = 4
A_ROUND = 4
"""Pairs added for one need in one round, the most telling first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who might do what: (need, helper) ids in the order of the needs, and the needs nobody is left for.

    `looked_at`: pairs the prices judged one by one; `rounds`: how often it was solved. A Proposal exists only proven.
    """

    pairs: tuple[tuple[int, int], ...]
    unmet: tuple[int, ...]
    cost: int
    rounds: int
    looked_at: int


def assign(needs: Sequence[Need], helpers: Sequence[Hand], barred: Collection[tuple[int, int]] = ()) -> Proposal:
    """The best assignment over every allowed pair: consent, room, skill, hours, language, reach; `barred` pairs of ids
    (who is meant by the wish himself, what was dropped) are never proposed. Whoever has no place is left out."""
    wanted = [need for need in needs if need.at is not None and need.people > 0]
    able = [helper for helper in helpers if helper.at is not None and helper.askable]
    if not wanted or not able:
        return Proposal((), tuple(need.id for need in needs), 0, 0, 0)
    ground = _Ground(wanted, able, frozenset(barred))
    market = _market(wanted, able, ground.reach)
    pairs, rounds, looked = ground.nearest(NEAREST), 0, 0
    while True:
        rounds += 1
        costs = ground.costs(pairs)
        taken = flow.solve(market, pairs, costs)
        price = flow.prices(market, pairs, costs, taken)
        better, judged = ground.better(price, pairs)
        looked += judged
        if not len(better):
            break
        pairs = Pairs.joined([pairs, better])
    return _proposal(needs, wanted, able, market, pairs.where(taken), costs[taken], rounds, looked)


def _market(needs: Sequence[Need], helpers: Sequence[Hand], reach: Ints) -> Market:
    people = np.array([need.people for need in needs], np.int64)
    free = np.array([helper.free for helper in helpers], np.int64)
    first = EACH_OPEN * np.array([helper.open for helper in helpers], np.int64)
    dearest = int(reach.max()) + int(first.max()) + EACH_OPEN * int(free.max()) + 1
    # One more need met is worth more than every way saved: the number of needs met is the largest possible.
    return Market(people, free, first, EACH_OPEN, dearest * (int(people.sum()) + 1))


def _proposal(
    needs: Sequence[Need], wanted: Sequence[Need], able: Sequence[Hand], market: Market, chosen: Pairs, costs: Ints,
    rounds: int, looked: int,
) -> Proposal:  # fmt: skip
    order = np.lexsort((chosen.helpers, chosen.needs))
    pairs = tuple((wanted[i].id, able[j].id) for i, j in zip(chosen.needs[order], chosen.helpers[order], strict=True))
    met: dict[int, int] = {}
    for need_id, _ in pairs:
        met[need_id] = met.get(need_id, 0) + 1
    used = np.bincount(chosen.helpers, minlength=len(able))
    load = int((market.first * used).sum() + market.step * (used * (used - 1) // 2).sum())
    unmet = tuple(need.id for need in needs if met.get(need.id, 0) < need.people)
    return Proposal(pairs, unmet, int(costs.sum()) + load, rounds, looked)


class _Ground:
    """Needs and helpers as arrays: where they are, and which kinds of need and of helper go together."""

    def __init__(self, needs: Sequence[Need], helpers: Sequence[Hand], barred: frozenset[tuple[int, int]]) -> None:
        about = sum(need.at[0] for need in needs if need.at) / len(needs)
        self.needs = plane([need.at for need in needs if need.at], about)
        self.helpers = plane([helper.at for helper in helpers if helper.at], about)
        self.reach = np.array([need.reach for need in needs], np.int64)
        self.hours = _Table([need.when for need in needs], [helper.hours for helper in helpers], at_hand)
        self.tongue = _Table([need.languages for need in needs], [helper.languages for helper in helpers], speaks)
        skill = _Table([need.skills for need in needs], [helper.skills for helper in helpers], skilled)
        self.groups = list(_groups(skill, self.helpers))
        need_at = {need.id: at for at, need in enumerate(needs)}
        helper_at = {helper.id: at for at, helper in enumerate(helpers)}
        never = [(need_at[i], helper_at[j]) for i, j in barred if i in need_at and j in helper_at]
        self.barred = np.array([i * len(helpers) + j for i, j in never], np.int64)

    def nearest(self, count: int) -> Pairs:
        """The first pairs: for each need the nearest helpers that suit it."""
        parts = []
        for rows, members, tree in self.groups:
            near = min(count, len(members))
            far, found = tree.query(self.needs[rows], k=list(range(1, near + 1)))
            i, j = np.repeat(rows, near), members[np.minimum(found, len(members) - 1).ravel()]
            parts.append(Pairs(i, j).where(far.ravel() <= self.reach[i]))
        return _first(self._allowed(Pairs.joined(parts)), FIRST)

    def costs(self, pairs: Pairs) -> Ints:
        """The way of each pair in whole metres."""
        way = self.needs[pairs.needs] - self.helpers[pairs.helpers]
        return np.rint(np.hypot(way[:, 0], way[:, 1])).astype(np.int64)

    def better(self, price: Prices, known: Pairs) -> tuple[Pairs, int]:
        """Pairs not yet known that are cheaper than their prices, and how many were judged for it."""
        radius = np.minimum(price.needs, self.reach).astype(np.float64) + 1
        parts, judged = [(Pairs.joined([]), np.empty(0, np.int64))], 0
        for rows, members, tree in self.groups:
            found = tree.query_ball_point(self.needs[rows], radius[rows])
            sizes = np.fromiter(map(len, found), np.int64, len(found))
            flat = np.fromiter((one for some in found for one in some), np.int64, int(sizes.sum()))
            pairs = Pairs(np.repeat(rows, sizes), members[flat])
            judged += len(pairs)
            gain = self.costs(pairs) + price.helpers[pairs.helpers] - price.needs[pairs.needs]
            parts.append((pairs.where(gain < 0), gain[gain < 0]))
        pairs, gains = Pairs.joined([p for p, _ in parts]), np.concatenate([g for _, g in parts])
        order = np.lexsort((gains, pairs.needs))
        return self._chosen(pairs.where(order), known), judged

    def _chosen(self, pairs: Pairs, known: Pairs) -> Pairs:
        """Of pairs in order of need and gain: those that are allowed and new, at most A_ROUND a need."""
        return _first(self._allowed(pairs.where(~np.isin(self._key(pairs), self._key(known)))), A_ROUND)

    def _allowed(self, pairs: Pairs) -> Pairs:
        way = self.costs(pairs) <= self.reach[pairs.needs]
        kept = way & self.hours.ok(pairs) & self.tongue.ok(pairs)
        return pairs.where(kept & ~np.isin(self._key(pairs), self.barred))

    def _key(self, pairs: Pairs) -> Ints:
        return pairs.needs * len(self.helpers) + pairs.helpers


def _first(pairs: Pairs, count: int) -> Pairs:
    """Of pairs that stand together need by need, the first few of each."""
    _, counts = np.unique(pairs.needs, return_counts=True)
    at = np.empty(len(pairs), np.int64)
    order = np.argsort(pairs.needs, kind="stable")
    at[order] = np.arange(len(pairs)) - np.repeat(np.cumsum(counts) - counts, counts)
    return pairs.where(at < count)


class _Table:
    """Which of the different wishes goes with which of the different offers, asked once for each two of them."""

    def __init__(self, wishes: Sequence[W], offers: Sequence[F], fits: Callable[[W, F], bool]) -> None:
        wish_of, self.need = _numbered(wishes)
        offer_of, self.helper = _numbered(offers)
        self.fits = np.array([[fits(wish, offer) for offer in offer_of] for wish in wish_of], bool)

    def ok(self, pairs: Pairs) -> Bools:
        """Whether each pair goes together."""
        return self.fits[self.need[pairs.needs], self.helper[pairs.helpers]]


def _numbered(values: Sequence[W]) -> tuple[list[W], Ints]:
    known: dict[W, int] = {}
    seen: dict[int, int] = {}  # by identity first: most values are one object many times over, and hashing them is slow
    at = np.empty(len(values), np.int64)
    for place, value in enumerate(values):
        number = seen.get(id(value))
        if number is None:
            number = seen[id(value)] = known.setdefault(value, len(known))
        at[place] = number
    return list(known), at


def _groups(skill: _Table, helpers: Floats) -> Iterator[tuple[Ints, Ints, cKDTree]]:
    """For each set of skills that is wanted: the needs, the helpers who have it, and these by where they are."""
    for wish in range(len(skill.fits)):
        members = np.flatnonzero(skill.fits[wish][skill.helper])
        rows = np.flatnonzero(skill.need == wish)
        if len(members) and len(rows):
            yield rows, members, cKDTree(helpers[members])
