"""What a citation of a paper answers from a stage: the same numbers as `kernel/reads/cited.py`, without rows.

Only what a case can hold is answered: indicators, rates and sets of its matters, ledgers, values, and what the pack
declares. Whatever else a paper may cite is refused by name, so that no case passes over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.cases import records
from lianxin.cases.records import Uncounted
from lianxin.cases.stage import Stage, Staged
from lianxin.language import cited as rules
from lianxin.language import cited_pack, clock, rates
from lianxin.language import indicator as measures
from lianxin.language.calendar import SHANGHAI
from lianxin.language.cited import Cited
from lianxin.language.indicators import Ledger
from lianxin.language.paper import Cite
from lianxin.language.period import Period
from lianxin.language.reason import Refused


@dataclass(frozen=True, slots=True)
class About:
    """The stage a paper is about, and the moment at which it is asked: its day is the paper's."""

    stage: Stage
    now: datetime

    @property
    def as_of(self) -> date:
        """The day the paper speaks of."""
        return self.now.astimezone(SHANGHAI).date()


def answer(on: About, cite: Cite) -> Cited:
    """What stands for a citation. Errors: Uncounted for what no case can answer, Refused for what has no answer."""
    if cite.source not in SOURCES:
        raise Uncounted(f"{cite}", "这类数不在案例里", "a case holds no such records")
    return SOURCES[cite.source](on, cite)


def rows(on: About, cite: Cite) -> list[str]:
    """The names of the records in a table. Errors: Uncounted, Refused."""
    if cite.source == "rows":
        return [staged.name for staged in _in_set(on, cite)]
    if cite.source == "ledger":
        return list(_listed(on, cite))
    raise nothing(cite)


def nothing(cite: Cite) -> Refused:
    """What refuses a citation of nothing."""
    return Refused(rules.nowhere(cite), field="text")


def _cited(
    on: About, cite: Cite, label: str, least: int, most: int, below: int | None = None, excluded: int = 0,
    used: tuple[str, ...] = (),
) -> Cited:  # fmt: skip
    text = rules.shown(cite, least, most, below, excluded)
    period = str(rules.period_of(cite, on.as_of))
    return Cited(str(cite), label, "", least, most, below, excluded, text, used, period, on.now.isoformat())


def _unit(on: About, cite: Cite) -> int:
    key = cite.get("unit")
    return on.stage.ids[key] if key and on.stage.unit(key) else on.stage.town_of(None)


# Matters


def _received(on: About, cite: Cite) -> Iterator[Staged]:
    """Matters received in the citation's days, of its kinds, its field's value, its unit and what lies below."""
    period, kinds = rules.period_of(cite, on.as_of), [one for one in cite.get("kinds").split(",") if one]
    name, _, value = cite.get("where").partition(":")
    for staged in on.stage.matters.values():
        facts = staged.facts
        day = facts.received_at.astimezone(SHANGHAI).date()
        if (kinds and facts.kind not in kinds) or on.stage.pack.kind(facts.kind).secret or day not in period:
            continue
        if name and facts.fields.get(name) != value:
            continue
        if cite.get("unit") and _unit(on, cite) not in facts.owner_chain | facts.place_chain:
            continue
        if staged.merged:
            raise Uncounted(f"{cite}", f"“{staged.name}”是并入别的事的", "a merged matter has no row on a stage")
        yield staged


def _late(on: About, staged: Staged) -> bool:
    facts = staged.facts
    main = clock.ruling(on.stage.pack.kind(facts.kind), facts.clocks)
    return facts.is_open and not facts.suspended and main is not None and main.due <= on.now


def _unclaimed(on: About, staged: Staged) -> bool:
    facts = staged.facts
    waits = any(one.claim == "take" for one in on.stage.pack.actions(facts.kind, facts.step).values())
    return facts.is_open and waits and facts.claimer is None and facts.claimer_unit is None


SETS: dict[str, tuple[str, Callable[[About, Staged], bool]]] = {
    "open": ("在办", lambda on, staged: staged.facts.is_open),
    "late": ("超期", _late),
    "suspended": ("挂账", lambda on, staged: staged.facts.is_open and staged.facts.suspended),
    "unclaimed": ("等人认领", _unclaimed),
    "received": ("收到的", lambda on, staged: True),
    "closed": ("办结的", lambda on, staged: not staged.facts.is_open),
}
"""The sets a paper may count, as `kernel/reads/cited.py` has them."""


def _in_set(on: About, cite: Cite) -> list[Staged]:
    if cite.key not in SETS:
        raise nothing(cite)
    return [staged for staged in _received(on, cite) if SETS[cite.key][1](on, staged)]


def _set(on: About, cite: Cite) -> Cited:
    n = len(_in_set(on, cite))
    return _cited(on, cite, SETS[cite.key][0], n, n)


def _rate(on: About, cite: Cite) -> Cited:
    one = on.stage.pack.said.rates.get(cite.key)
    if one is None:
        raise nothing(cite)
    found = [mark for staged in _received(on, cite) for mark in rates.marks(on.stage.pack, staged.facts, on.now)]
    above, below, excluded = (found.count(f"{cite.key}.{part}") for part in measures.PARTS)
    return _cited(on, cite, one.label.zh, above, above, below, excluded)


# Indicators and ledgers


def _indicator(on: About, cite: Cite) -> Cited:
    one = on.stage.pack.said.indicators.get(cite.key)
    if one is None:
        raise nothing(cite)
    period = rules.period_of(cite, on.as_of)
    found = records.amounts(on.stage, cite.key, _unit(on, cite), period, on.now)
    used = one.dated if measures.standing(one) else measures.rules_of(one, period)
    below = found["below"].least if any(rule.below is not None for rule in used) else None
    above, versions = found["above"], tuple(measures.version(rule) for rule in used)
    return _cited(on, cite, one.label.zh, above.least, above.most, below, found["excluded"].least, versions)


def _ledger(on: About, cite: Cite) -> Cited:
    n = len(_listed(on, cite))
    return _cited(on, cite, on.stage.pack.said.ledgers[cite.key].label.zh, n, n)


def _listed(on: About, cite: Cite) -> list[str]:
    """The records of a ledger by name."""
    one = on.stage.pack.said.ledgers.get(cite.key)
    columns = cite.get("columns")
    if one is None or (columns and not set(columns.split(",")) <= set(one.columns)):
        raise nothing(cite)
    period, unit = rules.period_of(cite, on.as_of), _unit(on, cite)
    if one.of is not None:
        shares = any(rule.below is not None for rule in on.stage.pack.said.indicators[one.of].dated)
        part = "below" if shares else "above"
        counted = records.marked(on.stage, one.of, unit, period, on.now)
        names = list(dict.fromkeys(kept.name for kept, of, _ in counted if of == part))
    else:
        names = list(_of_kinds(on, one, period, unit))
    state = cite.get("state")
    return [name for name in names if not state or _state(on, one, name) == state]


def _of_kinds(on: About, one: Ledger, period: Period, unit: int) -> Iterator[str]:
    stage = on.stage
    if one.counts == "matters":
        kinds = (("kinds", ",".join(one.kinds)),) if one.kinds else ()
        asked = Cite("set", "received", (("period", str(period)), *kinds))
        for staged in _received(on, asked):
            if unit in staged.facts.owner_chain | staged.facts.place_chain | {staged.facts.town}:
                yield staged.name
        return
    for kept in records.of_stage(stage, on.now):
        record = kept.record
        if record.noun != one.counts or (one.kinds and record.kind not in one.kinds):
            continue
        if record.noun == "ties":
            span = stage.life.bonds[kept.name].span
            within = span.since <= period.last and (span.until is None or span.until >= period.first)
        else:
            day = record.moments["starts"]
            within = day is not None and day in period
        if within and unit in record.credits["town"]:
            yield kept.name


def _state(on: About, one: Ledger, name: str) -> str:
    stage = on.stage
    if one.counts == "matters":
        return "open" if stage.matters[name].facts.is_open else "closed"
    if one.counts == "activities":
        return stage.life.occasions[name].state
    bond = stage.life.bonds[name]
    return "ended" if bond.over(on.as_of) else bond.state


# What the pack declares


def _value(on: About, cite: Cite) -> Cited:
    one = cited_pack.number(on.stage.pack, cite, on.as_of)
    if one is None:
        raise nothing(cite)
    return _cited(on, one.cite, one.label.zh, one.number, one.number)


def _declared(on: About, cite: Cite) -> Cited:
    one = cited_pack.of(on.stage.pack, cite)
    if one is None:
        raise nothing(cite)
    label = one.label if isinstance(one.label, str) else one.label.zh if one.label else cite.key
    return _cited(on, cite, label, len(one.named), len(one.named))


def _units(on: About, cite: Cite) -> Cited:
    """The register of a case is what the pack declares."""
    stage, within = on.stage, cite.get("in")
    if cite.key not in stage.pack.said.unit_kinds:
        raise nothing(cite)
    above = stage.ids[within] if within and stage.unit(within) else 0
    found = [key for key, unit in stage.pack.said.units.items() if unit.kind == cite.key]
    n = sum(not above or above in stage.chain(key) for key in found)
    return _cited(on, cite, stage.pack.said.unit_kinds[cite.key].label.zh, n, n)


SOURCES: dict[str, Callable[[About, Cite], Cited]] = {
    "indicator": _indicator,
    "rate": _rate,
    "set": _set,
    "ledger": _ledger,
    "value": _value,
    "units": _units,
    "zones": _declared,
    "list": _declared,
    "choices": _declared,
    "streams": _declared,
}
"""What a case can answer."""
