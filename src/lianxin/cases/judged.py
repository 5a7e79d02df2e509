"""Contests and appraisals in cases: a few works, sheets and records, and what must come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from lianxin.cases.ground import Ground
from lianxin.cases.merits import AppraisalExpect, ContestExpect, HonourExpect, WorkDecl
from lianxin.cases.occasions import moment
from lianxin.cases.words import Then
from lianxin.language import appraisal as trees
from lianxin.language import bounds, comprehensive, missing, points, rounds
from lianxin.language import contest as judging
from lianxin.language import honour as giving
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.contest import Average, Outcome, Rules
from lianxin.language.exact import half_up
from lianxin.language.exact import number as amount
from lianxin.language.reason import Refused

Found = tuple[tuple[str | int, ...], str, Any, Any]
"""Where in `then`, what, what was expected, what came."""


@dataclass
class _Hall:
    """The works of a contest with their sheets, by number."""

    names: list[str] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)
    averages: dict[int, Average] = field(default_factory=dict)


def differences(ground: Ground, then: Then, now: datetime) -> Iterator[Found]:
    """What differs from what a case says of contests and appraisals. Errors: LookupError for a name that is none."""
    day = now.astimezone(SHANGHAI).date()
    for index, contest in enumerate(then.contests):
        for at, what, wanted, came in _contest(ground, contest, day):
            if wanted != came:
                yield ("contests", index, *at), what, wanted, came
    for index, appraisal in enumerate(then.appraisals):
        for at, what, wanted, came in _appraisal(ground, appraisal, day):
            if wanted != came:
                yield ("appraisals", index, *at), what, wanted, came
    for index, honour in enumerate(then.honours):
        for at, what, wanted, came in _honour(ground, honour):
            if wanted != came:
                yield ("honours", index, *at), what, wanted, came


def _honour(ground: Ground, said: HonourExpect) -> Iterator[Found]:
    pack, declared = ground.pack, ground.pack.said.honours[said.of]
    quota = int(amount(pack, declared.quota, said.given)) if declared.quota is not None else None
    needed = declared.needs_vote is not None and bool(pack.value(declared.needs_vote[1:], said.given))
    over = giving.unvoted(needed and not said.voted) or giving.over_quota(quota, said.named)
    until, state = None, "named"
    if said.noticed is not None and over is None and declared.notice is not None:
        noticed = said.noticed if said.noticed.tzinfo else said.noticed.replace(tzinfo=SHANGHAI)
        length = int(pack.value(declared.notice[1:], noticed.date()))
        until, state = trees.window(Calendar.builtin(), noticed, length), "noticed"
    reasons = giving.ungiven(state, said.given, until, said.waiting, said.upheld)
    reasons = [over] if over is not None else reasons
    if said.until is not None:
        yield ("until",), "until", said.until, until
    yield ("blocked",), "blocked", said.blocked, reasons[0].code if reasons else ""


def _contest(ground: Ground, said: ContestExpect, day: date) -> Iterator[Found]:
    whole = ground.pack.said.contests[said.of]
    contest = rounds.of_round(whole, said.round or next(reversed(whole.rounds), ""))
    rule = judging.rules(ground.pack, contest, day)
    hall = _Hall()
    for work in said.works:
        _enter(ground, said, rule, hall, work)
    for name, shown in said.averages.items():
        found = hall.averages.get(hall.names.index(name))
        yield ("averages", name), f"{name} average", shown, found.shown if found else None
    settled = [hall.names.index(name) for name in said.settled]
    outcome = judging.awarded(contest, rule, judging.placed(rule, hall.averages), hall.groups, settled)
    yield from _prizes(said, hall, outcome)
    if said.order is not None:
        drawn = rounds.lots(said.seed, range(1, len(hall.names) + 1))
        yield ("order",), "order", said.order, [hall.names[number - 1] for number in drawn]
    yield from _entry(ground, said)
    if said.tied is not None:
        came = [sorted(hall.names[work] for work in tie) for tie in outcome.tied]
        yield ("tied",), "tied", [sorted(tie) for tie in said.tied], came
    level = said.approval
    approval = trees.Approval("", "", "", level, day) if level is not None else None
    blocked = trees.unapproved(contest.naming, approval, said.yearly)
    yield ("blocked",), "blocked", said.blocked, blocked.code if blocked else ""


def _entry(ground: Ground, said: ContestExpect) -> Iterator[Found]:
    """Until when units enter, and whether one that tries on a day is too late."""
    declared = ground.pack.said.contests[said.of]
    if said.opened is None or declared.entering is None:
        return
    opened = moment(said.opened)
    length = int(ground.pack.value(declared.entering.open[1:], opened.date()))
    until = trees.window(Calendar.builtin(), opened, length)
    yield ("until",), "until", said.until, until
    if said.tries is not None:
        refused = rounds.closed(ground.pack, declared, opened.date(), until, said.tries)
        yield ("closed",), "closed", said.closed, refused is not None


def _prizes(said: ContestExpect, hall: _Hall, outcome: Outcome) -> Iterator[Found]:
    for prize, wanted in said.prizes.items():
        held = [hall.names[work] for work, key in outcome.prizes.items() if key == prize]
        if isinstance(wanted, int):
            yield ("prizes", prize), prize, wanted, len(held)
        else:
            yield ("prizes", prize), prize, sorted(wanted), sorted(held)
    if said.reserve is not None:
        yield ("reserve",), "reserve", said.reserve, len(outcome.reserve)


def _enter(ground: Ground, said: ContestExpect, rule: Rules, hall: _Hall, work: WorkDecl) -> None:
    unit = ground.ids[work.unit] if work.unit else None
    town = ground.town_of(work.unit) if work.unit else None
    judges = [
        name
        for name in work.sheets
        if name not in said.judges or not judging.recused(ground.chain(said.judges[name]), unit, town)
    ]
    for number in range(work.many or 1):
        lower = Fraction(str(work.less)) * number
        sheets = {
            at: {key: Fraction(str(mark)) - lower for key, mark in zip(rule.weights, work.sheets[name], strict=True)}
            for at, name in enumerate(judges)
        }
        at = len(hall.names)
        hall.names.append(f"{work.name}-{number + 1}" if work.many else work.name)
        hall.groups[at] = work.group or ""
        found = judging.average(rule, sheets)
        if found is not None:
            hall.averages[at] = found


def _appraisal(ground: Ground, said: AppraisalExpect, day: date) -> Iterator[Found]:
    pack = ground.pack
    appraisal = pack.said.appraisals[said.of]
    cited = {path: Fraction(str(times)) for path, times in said.cited.items()}
    reached = {path: Fraction(str(value)) for path, value in said.reached.items()}
    unknown = {*cited, *reached, *said.lines} - {path for path, _ in points.items(appraisal.parts)}
    if unknown:
        raise LookupError(f"没有这样的评分项：{'、'.join(sorted(unknown))} (no such items)")
    yield from _points(said, points.total(pack, appraisal, day, cited, dict(reached)))
    if said.blocked is not None:
        refused = comprehensive.too_many(pack, appraisal, said.opened or day, said.held)
        yield ("blocked",), "blocked", said.blocked, refused.code if refused else ""
    if said.votes:
        yield ("refused",), "refused", said.refused, _voted(ground, said, day)
    if said.told is not None:
        told = said.told if said.told.tzinfo else said.told.replace(tzinfo=SHANGHAI)
        length = int(pack.value(appraisal.objection[1:], day))
        yield ("until",), "until", said.until, trees.window(Calendar.builtin(), told, length)


def _points(said: AppraisalExpect, total: points.Total) -> Iterator[Found]:
    """The points of each line, both totals, what was left out, and what refuses to tell them."""
    found = {line.path: half_up(line.points) for line in total.all()}
    for path, shown in said.lines.items():
        yield ("lines", path), path, shown, found[path]
    if said.total is not None:
        yield ("total",), "total", said.total, total.shown
    if said.as_zero is not None:
        yield ("as_zero",), "total as zero", said.as_zero, total.shown_as_zero
    if said.left_out is not None:
        yield ("left_out",), "left out", said.left_out, [line.path for line in total.left_out()]
    if said.untold is not None:
        reasons = missing.untold(total, said.of)
        yield ("untold",), "untold", said.untold, reasons[0].code if reasons else ""


def _voted(ground: Ground, said: AppraisalExpect, day: date) -> str:
    """What refuses totals of a test vote on paper, in words that hold those that were expected; else nothing."""
    declared = ground.pack.said.appraisals[said.of].votes_most
    most = said.came if said.came is not None else int(amount(ground.pack, declared or 0, day))
    try:
        bounds.on_paper(most, said.votes, meeting=said.came is not None)
    except Refused as refused:
        return said.refused if said.refused and said.refused in refused.say() else refused.say()
    return ""
