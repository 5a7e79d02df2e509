"""What must be so at the end of a case: indicators over the stage, a branch's year, terms of office, medals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from lianxin.cases import records
from lianxin.cases.living import HelperExpect, MedalExpect, NormExpect, PathExpect, TermExpect, YearExpect
from lianxin.cases.numbers import IndicatorExpect
from lianxin.cases.stage import Stage
from lianxin.cases.words import Then
from lianxin.language import activity, birthday, keeping, norm, offered, path, period, rhythm, seniority
from lianxin.language.calendar import SHANGHAI
from lianxin.language.ground import Ground
from lianxin.language.path import Said
from lianxin.language.rates import percent
from lianxin.language.reason import Refused
from lianxin.language.recurrence import months_on
from lianxin.language.rhythm import Branch, Held

Found = tuple[tuple[str | int, ...], str, Any, Any]
"""Where in `then`, what, what was expected, what came."""

NORMED = ("full", "members", "committee", "hours", "sessions", "times", "held")
"""What norms count."""


def differences(stage: Stage, then: Then, now: datetime) -> Iterator[Found]:
    """What differs from what a case says of its end. Errors: LookupError for a name that is none."""
    for at, year in enumerate(then.years):
        yield from _told(("years", at), _year(stage, year, now.date()))
    for at, term in enumerate(then.terms):
        yield from _told(("terms", at), _term(stage, term))
    for at, asked in enumerate(then.norms):
        yield from _told(("norms", at), _norm(stage, asked, now.date()))
    for at, walked in enumerate(then.paths):
        yield from _told(("paths", at), _path(stage, walked, now.date()))
    for at, born in enumerate(then.birthdays):
        day = birthday.called(stage.pack, now.date(), now.date())
        yield from _told(("birthdays", at), iter([("told", born.told, birthday.falls(born.admitted, day))]))
    for at, medal in enumerate(then.medals):
        yield from _told(("medals", at), _medal(stage, medal))
    for at, helper in enumerate(then.helpers):
        yield from _told(("helpers", at), _helper(stage, helper, now.date()))
    for at, indicator in enumerate(then.indicators):
        yield from _told(("indicators", at), _indicator(stage, indicator, now))


def _told(where: tuple[str | int, ...], found: Iterator[tuple[str, Any, Any]]) -> Iterator[Found]:
    for word, wanted, came in found:
        if wanted != came:
            yield (*where, word), word, wanted, came


def _year(stage: Stage, said: YearExpect, today: date) -> Iterator[tuple[str, Any, Any]]:
    unit, kind = stage.ids[said.of], stage.unit(said.of).kind
    groups = tuple((-number, name) for number, name in enumerate(said.groups, 1))
    held = [Held(key, day, unit) for key, days in said.held.items() for day in days]
    for number, name in groups:
        held += [Held(key, day, number) for key, days in said.groups[name].items() for day in days]
    branch = Branch(unit, kind, said.committee, groups, "party_group")
    lines = rhythm.year(stage.pack, branch, held, {}, said.year, today)
    yield "missing", sorted(said.missing), sorted(text.zh for _, _, text in rhythm.prompts(lines))
    for key, wanted in said.kept.items():
        of = [line for line in lines if line.kind == key]
        yield "kept", wanted, f"{sum(line.kept for line in of)}/{sum(line.needed for line in of)}"


def _term(stage: Stage, said: TermExpect) -> Iterator[tuple[str, Any, Any]]:
    pack = stage.pack
    if said.of not in pack.said.postings:
        raise LookupError(f"没有叫“{said.of}”的任期 (no term named {said.of})")
    posting, kind = pack.said.postings[said.of], stage.unit(said.at).kind
    barred = activity.barred(pack, posting.barred, kind)
    known = set(activity.names(pack, kind)) & set(posting.units)
    yield "refused", said.refused, barred.code if barred else "" if known else "units"
    if said.refused or barred or not known:
        return
    ends = months_on(said.since, 12 * int(pack.value(posting.term[1:], said.since)))
    yield "ends", said.ends, ends
    if said.reminded is not None:
        yield "reminded", said.reminded, months_on(ends, -int(pack.value(posting.remind[1:], ends)))


def _norm(stage: Stage, said: NormExpect, today: date) -> Iterator[tuple[str, Any, Any]]:
    unit = stage.unit(said.of)
    given = {key: getattr(said, key) for key in NORMED}
    counted = {key: value for key, value in given.items() if value is not None}
    studied = {"hours", "sessions", "times"} & set(counted)
    norms = norm.of_person(stage.pack, unit.kind, said.officer) if studied else norm.of_unit(stage.pack, unit.kind)
    found = norm.reminds(stage.pack, norms, counted, today)
    yield "reminds", said.reminds, [key for key, _ in found]
    told = "；".join(reason.text.zh for _, reason in found)
    if said.says not in told:
        yield "says", said.says, told


def _path(stage: Stage, said: PathExpect, today: date) -> Iterator[tuple[str, Any, Any]]:
    pack, days, ground = stage.pack, dict(said.reached), Ground(stage.pack, stage.calendar)
    if said.of not in pack.said.paths:
        raise LookupError(f"没有叫“{said.of}”的一项 (no path named {said.of})")
    declared, refused = pack.said.paths[said.of], ""
    try:
        path.may_begin(pack, declared, stage.unit(said.at).kind)
        if said.to is not None:
            on = said.on or today
            path.reach(ground, declared, days, said.to, Said(on, said.numbers, said.reason), today)
            days[said.to] = on
    except Refused as error:
        meant = said.refused and (said.refused == error.code or said.refused in error.say())
        refused = said.refused if meant else error.say()
    yield "refused", said.refused, refused
    if said.ended is not None and said.erased is not None:
        ended, now = midnight(said.ended), midnight(today)
        yield "erased", said.erased, ended <= keeping.before(pack, declared.keep, now)
    if said.reminds is not None or said.told is not None:
        found = path.reminders(ground, declared, days, said.noted, today)
        until = path.horizon(pack, declared, today)
        if said.reminds is not None:
            yield "reminds", said.reminds, {one.key: one.on for one in found}
        if said.told is not None:
            yield "told", said.told, [one.key for one in found if one.on <= until]


def _medal(stage: Stage, said: MedalExpect) -> Iterator[tuple[str, Any, Any]]:
    member = seniority.Member(
        said.admitted, said.confirmed, said.stopped, alive=said.alive, awarded=said.awarded, suspended=said.suspended
    )
    found = seniority.eligible(stage.pack, member, said.year, said.good)
    yield "proposed", said.proposed, found.proposed
    yield "why", said.why, found.reason.code


def _helper(stage: Stage, said: HelperExpect, today: date) -> Iterator[tuple[str, Any, Any]]:
    pack = stage.pack
    if said.free is not None:
        try:
            offers = offered.hours(pack, said.available, today)
        except Refused:
            offers = ()
        yield "free", said.free, all(any(one.holds(when) for one in offers) for when in offered.windows([said.when]))
    if said.asked is not None:
        most = offered.units_at_most(pack, today) if said.unit else offered.at_most(pack, said.at_most, today)
        yield "asked", said.asked, said.open < most


def _indicator(stage: Stage, said: IndicatorExpect, now: datetime) -> Iterator[tuple[str, Any, Any]]:
    if said.of not in stage.pack.said.indicators:
        raise LookupError(f"没有叫“{said.of}”的指标 (no indicator named {said.of})")
    unit = stage.ids[said.unit] if said.unit and stage.unit(said.unit) else stage.town_of(None)
    found = records.amounts(stage, said.of, unit, period.read(said.period), now)
    for part, came in found.items():
        if (wanted := getattr(said, part)) is not None:
            yield part, wanted, came.least
    if said.text is not None:
        yield "text", said.text, percent(found["above"].least, found["below"].least)


def midnight(day: date) -> datetime:
    """The beginning of a day in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)
