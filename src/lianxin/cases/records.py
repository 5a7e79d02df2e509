"""What is on a stage as indicators see it: the same records as the kernel counts (`kernel/reads/counting.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.cases.life import Bond
from lianxin.cases.occasions import Occasion, moment
from lianxin.cases.stage import Stage, Staged
from lianxin.language import clock, view
from lianxin.language.approx import of as figure_of
from lianxin.language.calendar import SHANGHAI
from lianxin.language.condition import Conditions
from lianxin.language.facts import CLOCK
from lianxin.language.indicator import PARTS, STANDING, Amount, Mark, Record, marks
from lianxin.language.indicator import figures as figures_of
from lianxin.language.period import Period


class Uncounted(LookupError):
    """What no case can answer, because its records are not on a stage. It says what and why."""

    def __init__(self, what: str, zh: str, en: str) -> None:
        super().__init__(f"案例里数不出“{what}”：{zh} ({what} is not answerable in a case: {en})")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record on the stage with its name; `person`: whose it is, where one stands at its first end."""

    name: str
    record: Record
    person: str = ""


def of_stage(stage: Stage, now: datetime) -> Iterator[Kept]:
    """Everything on the stage that counts; matters of a secret kind count in nothing, merged ones elsewhere."""
    for name, staged in stage.matters.items():
        if not staged.merged and not stage.pack.kind(staged.facts.kind).secret:
            yield Kept(name, _matter(stage, staged, now))
    for name, occasion in stage.life.occasions.items():
        yield Kept(name, _occasion(stage, occasion))
    for name, bond in stage.life.bonds.items():
        yield Kept(name, _bond(stage, bond, now.date()), bond.said.first)


def marked(stage: Stage, key: str, unit: int, period: Period, now: datetime) -> Iterator[tuple[Kept, str, Mark]]:
    """Each record that an indicator counts for a unit in a period: with the part it counts in, and its mark.
    Errors: Uncounted."""
    answerable(stage, key)
    for kept in of_stage(stage, now):
        for mark in marks(stage.pack, kept.record):
            name, _, part = mark.name.rpartition(".")
            if name == key and unit in mark.units and (mark.day == STANDING or mark.day in period):
                yield kept, part, mark


def amounts(stage: Stage, key: str, unit: int, period: Period, now: datetime) -> dict[str, Amount]:
    """What an indicator says of a unit over a period, by part. Errors: Uncounted."""
    found, people = dict.fromkeys(PARTS, Amount()), set[str]()
    for kept, part, mark in marked(stage, key, unit, period, now):
        found[part] += Amount(mark.least, mark.most)
        people |= {kept.person} if part == "above" else set()
    if any(rule.distinct for rule in stage.pack.said.indicators[key].dated):
        found["above"] = Amount(len(people), len(people))
    return found


def answerable(stage: Stage, key: str) -> None:
    """Errors: Uncounted for an indicator over what a stage does not hold: entries, and who came to an activity."""
    one = stage.pack.said.indicators[key]
    if any(rule.counts == "entries" for rule in one.dated):
        raise Uncounted(one.label.zh, "它数的是操作记录，台上没有", "it counts entries, and a stage has none")
    if any(rule.distinct and rule.counts != "ties" for rule in one.dated):
        raise Uncounted(one.label.zh, "它数的是到场的人，台上只有人数", "it counts people, a stage knows only how many")


def _matter(stage: Stage, staged: Staged, now: datetime) -> Record:
    facts = staged.facts
    town = frozenset({facts.town})
    last = max(facts.done_at.values(), key=float, default=None)
    closed = clock.moment(last) if last is not None and not facts.is_open else None
    credits = {
        "owner": facts.owner_chain | town,
        "place": facts.place_chain | town,
        "filed_at": (stage.chain(stage.keys[facts.filed_at]) if facts.filed_at else frozenset()) | town,
        "town": town,
    }
    days = {"received": _day(facts.received_at), "closed": _day(closed)}
    figures = figures_of(stage.pack, facts.kind, facts.fields)
    return Record("matters", facts.kind, days, credits, view.conditions(stage.pack, facts, CLOCK, now), figures)


def _occasion(stage: Stage, one: Occasion) -> Record:
    chains = frozenset[int]().union(*(stage.chain(key) for key in one.plan.hosts))
    day = moment(one.plan.starts).date()
    known = {key: figure_of(kept) for key, kept in one.figures.items()}
    figures = {key: (kept.least, kept.most) for key, kept in known.items() if kept.most is not None}
    figures.setdefault("heads", (one.came, one.came))
    facts = {
        "kind": one.plan.kind, "state": one.state, "shown": one.plan.shown, "held": False, "fields": one.fields,
        "organisers": len(one.plan.hosts), "series": False, "starts": str(day),
        "figures": {key: least for key, (least, _) in figures.items()},
    }  # fmt: skip
    credits = {"organisers": chains, "unit": stage.chain(one.plan.hosts[0]), "town": chains}
    return Record("activities", one.plan.kind, {"starts": day}, credits, Conditions({"activity": facts}), figures)


def _bond(stage: Stage, one: Bond, today: date) -> Record:
    facts = {
        "kind": one.said.kind, "role": one.said.slot, "state": "ended" if one.over(today) else one.state,
        "open": one.open(today), "fields": {"fields": one.said.fields},
    }  # fmt: skip
    units = stage.chain(one.said.at)
    if one.said.other in stage.pack.said.units:
        units |= stage.chain(one.said.other)
    credits = {"unit": units, "town": units}
    return Record("ties", one.said.kind, {"since": one.span.since}, credits, Conditions({"tie": facts}))


def _day(at: datetime | None) -> date | None:
    return at.astimezone(SHANGHAI).date() if at is not None else None
