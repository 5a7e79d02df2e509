"""What follows from judges' sheets: averages, places, prizes. Exact until printed; who sat where changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import ceil

from lianxin.language.contests import Contest
from lianxin.language.exact import half_up, number, plain
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because

Marks = Mapping[str, Fraction]
DECIMALS = 2
"""Decimals of one mark."""
LONGEST = 20
"""Characters of a mark as typed; a longer one is no number that anybody means."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A contest's numbers on the day it opened: criteria (weight, most), sheets dropped and needed, places a prize."""

    weights: Mapping[str, Fraction]
    most: Mapping[str, Fraction]
    drop: int
    fewest: int
    equals: tuple[str, ...]
    quotas: Mapping[str, int]
    shares: Mapping[str, Fraction] = field(default_factory=dict)

    def places(self, prize: str, entered: int) -> int:
        """How many places a tier has where so many were entered; a share is rounded up."""
        return ceil(self.shares[prize] * entered) if prize in self.shares else self.quotas[prize]


@dataclass(frozen=True, slots=True)
class Average:
    """What the sheets of one work come to. `kept` and `left_out` name the judges; `by` are averages of the criteria."""

    exact: Fraction
    kept: tuple[int, ...]
    left_out: tuple[int, ...]
    by: Mapping[str, Fraction]

    @property
    def shown(self) -> str:
        """As printed: two decimals, half up, rounded here and nowhere before."""
        return half_up(self.exact)


@dataclass(frozen=True, slots=True)
class Placed:
    """A work in its place: works that are equal in everything the rules compare share one."""

    work: int
    place: int
    average: Average


@dataclass(frozen=True, slots=True)
class Outcome:
    """Prizes by work, the reserve in order, ties that a person must settle, what is short, and the places by prize."""

    prizes: Mapping[int, str]
    reserve: tuple[int, ...]
    tied: tuple[tuple[int, ...], ...] = ()
    said: tuple[Reason, ...] = field(default=())
    places: Mapping[str, int] = field(default_factory=dict)


def rules(pack: Pack, contest: Contest, day: date) -> Rules:
    """The numbers of a contest that hold on a day. Errors: KeyError, NoValue."""
    criteria = contest.criteria.items()
    return Rules(
        weights={key: number(pack, one.weight, day) for key, one in criteria},
        most={key: number(pack, one.most, day) for key, one in criteria},
        drop=int(number(pack, contest.drop, day)),
        fewest=int(number(pack, contest.fewest, day)),
        equals=tuple(contest.equals),
        quotas={key: int(number(pack, prize.quota or 0, day)) for key, prize in contest.prizes.items()},
        shares={key: number(pack, one.share, day) for key, one in contest.prizes.items() if one.share is not None},
    )


def read(contest: Contest, rule: Rules, given: Mapping[str, str]) -> dict[str, Fraction]:
    """A judge's marks as typed, each checked. Errors: Refused; its field names the first wrong criterion, and there is
    one reason for each wrong one."""
    found: dict[str, Fraction] = {}
    wrong: dict[str, Reason] = {}
    for key, criterion in contest.criteria.items():
        most, label = rule.most[key], criterion.label.zh
        try:
            typed = str(given.get(key, "")).strip().translate(WIDE)
            mark = Fraction(typed if len(typed) <= LONGEST else "")
        except (ValueError, ZeroDivisionError):
            wrong[key] = because("mark", "请给“{label}”打分", "please mark “{label}”", label=label)
            continue
        if not 0 <= mark <= most:
            zh, en = "“{label}”在 0 到 {most} 之间", "“{label}” lies between 0 and {most}"
            wrong[key] = because("mark_range", zh, en, label=label, most=plain(most))
        elif (mark * 10**DECIMALS).denominator != 1:
            zh, en = "“{label}”最多两位小数", "“{label}” has two decimals at most"
            wrong[key] = because("mark_decimals", zh, en, label=label)
        else:
            found[key] = mark
    if wrong:
        raise Unmarked(wrong)
    return found


class Unmarked(Refused):
    """Marks that are missing or out of range; `faults` has the reason by criterion. Nothing was saved."""

    def __init__(self, faults: dict[str, Reason]) -> None:
        self.faults = faults
        super().__init__(*faults.values(), field=next(iter(faults)))


WIDE = str.maketrans("０１２３４５６７８９．。", "0123456789..")
"""Digits as a Chinese input method may write them."""


def recused(judge_chain: Collection[int], entry_unit: int | None, town: int | None = None) -> bool:
    """Whether a judge belongs to the unit that entered the work, or to one below it. The whole town is no such unit."""
    return entry_unit is not None and entry_unit != town and entry_unit in judge_chain


def weigh(rule: Rules, marks: Marks) -> Fraction:
    """What one sheet comes to: marks times weights, each mark in hundredths of its most times a hundred."""
    return sum((marks[key] * weight * 100 / rule.most[key] for key, weight in rule.weights.items()), Fraction(0))


def average(rule: Rules, sheets: Mapping[int, Marks]) -> Average | None:
    """The average of a work's sheets without the highest and lowest; None while too few remain."""
    if len(sheets) - 2 * rule.drop < max(rule.fewest, 1):
        return None
    order = sorted(sheets, key=lambda judge: (*_by_value(rule, sheets[judge]), judge))
    kept = order[rule.drop : len(order) - rule.drop]
    exact = sum((weigh(rule, sheets[judge]) for judge in kept), Fraction(0)) / len(kept)
    by = {key: sum((sheets[judge][key] for judge in kept), Fraction(0)) / len(kept) for key in rule.weights}
    return Average(exact, tuple(sorted(kept)), tuple(sorted(set(order) - set(kept))), by)


def _by_value(rule: Rules, marks: Marks) -> tuple[Fraction, ...]:
    """Sheets are ordered by what they say. Two that say the same may change places and nothing changes."""
    return (weigh(rule, marks), *(marks[key] for key in (*rule.equals, *sorted(rule.weights))))


def placed(rule: Rules, averages: Mapping[int, Average]) -> list[Placed]:
    """The works in order. Equal ones are compared by the criteria the contest names for ties, then share a place."""

    def worth(work: int) -> tuple[Fraction, ...]:
        found = averages[work]
        return (found.exact, *(found.by[key] for key in rule.equals))

    ordered = sorted(averages, key=lambda work: (*(-one for one in worth(work)), work))
    found: list[Placed] = []
    for _, same in groupby(ordered, key=worth):
        works = list(same)
        found += [Placed(work, len(found) + 1, averages[work]) for work in works]
    # All of a group of equals carry the place of its first.
    firsts = {worth(one.work): one.place for one in reversed(found)}
    return [Placed(one.work, firsts[worth(one.work)], one.average) for one in found]


def awarded(
    contest: Contest,
    rule: Rules,
    order: Sequence[Placed],
    group_of: Mapping[int, str],
    settled: Sequence[int] = (),
) -> Outcome:
    """Who has which prize. `settled`: works as a jury or the lot put them in order, where the rules left them equal."""
    prizes: dict[int, str] = {}
    reserve: list[int] = []
    tied: list[tuple[int, ...]] = []
    said: list[Reason] = []
    places: dict[str, int] = {}
    for group in contest.groups or ("",):
        mine = [one for one in order if group_of.get(one.work, "") == group]
        tiers = [key for key, prize in contest.prizes.items() if (prize.group or "") == group]
        mine.sort(key=_settled(settled))
        at = 0
        for key in tiers:
            places[key] = rule.places(key, len(mine))
            quota = len(mine) - at if contest.prizes[key].open else places[key]
            taken = mine[at : at + quota]
            prizes |= {one.work: key for one in taken}
            tied += _border(mine, at + quota, settled)
            if len(taken) < places[key]:
                zh, en = "“{label}”应有 {quota} 名，只有 {n} 名", "“{label}” has {quota} places, {n} are filled"
                label = contest.prizes[key].label.zh
                said.append(because("quota_short", zh, en, label=label, quota=places[key], n=len(taken)))
            at += len(taken)
        reserve += [one.work for one in mine[at:]] if tiers and contest.reserve else []
    return Outcome(prizes, tuple(reserve), tuple(dict.fromkeys(tied)), tuple(said), places)


def _settled(settled: Sequence[int]) -> Callable[[Placed], tuple[int, int]]:
    at = {work: index for index, work in enumerate(settled)}
    return lambda one: (one.place, at.get(one.work, len(at)))


def _border(order: Sequence[Placed], end: int, settled: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """The works that are equal on both sides of where a prize ends, unless somebody has put all of them in order."""
    if not 0 < end < len(order) or order[end - 1].place != order[end].place:
        return
    same = tuple(sorted(one.work for one in order if one.place == order[end].place))
    if not set(same) <= set(settled):
        yield same


@dataclass(frozen=True, slots=True)
class Told:
    """One prize as a quota check tells it: its places, how many have it, and how many of its group are on reserve."""

    prize: str
    quota: int
    held: int
    at_least: bool
    reserve: int


def quota_told(contest: Contest, rule: Rules, outcome: Outcome, group_of: Mapping[int, str]) -> list[Told]:
    """The quota check: every prize, in the order of the pack."""
    held = list(outcome.prizes.values())
    waiting = [group_of.get(work, "") for work in outcome.reserve]
    last = {prize.group or "": key for key, prize in contest.prizes.items()}
    return [
        Told(
            key,
            outcome.places.get(key, rule.quotas[key]),
            held.count(key),
            prize.open,
            waiting.count(prize.group or "") if last[prize.group or ""] == key else 0,
        )
        for key, prize in contest.prizes.items()
    ]
