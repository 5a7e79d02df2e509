"""What follows from an indicator's rules: which marks a record carries, what a result says, whether a cited one still
stands.

A mark is `<indicator>.above`, `.below` or `.excluded`, as with rates; each carries the day it counts on, whom it is
credited to, and how much. Conditions see the record alone and never the clock on the wall: what counts changes only
when the record does, so that counts can follow the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianxin.language.condition import Conditions
from lianxin.language.indicators import Indicator, IndicatorRule
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.rates import percent
from lianxin.language.reason import Reason, because

PARTS = ("above", "below", "excluded")
STANDING = date(1, 1, 1)
"""The day of what stands now, whenever it began."""
BROUGHT = {"tie.deliver": "n", "hours.serve": "minutes"}
"""Acts whose entries say how much they brought, and under which name; a correction names the entry it puts right."""
FORBIDDEN = frozenset({"today", "actor", "given"})
"""Names no condition of an indicator may use: they change while the record does not."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as indicators see it: its noun and kind, the days and units it may count for, and its plain facts."""

    noun: str
    kind: str
    moments: Mapping[str, date | None]
    credits: Mapping[str, frozenset[int]]
    conditions: Conditions
    figures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    act: str = ""
    people: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """What one record adds: to which mark, on which day, for which units, how much at least and at most."""

    name: str
    day: date
    units: tuple[int, ...]
    least: int
    most: int


def marks(pack: Pack, record: Record) -> list[Mark]:
    """Everything the record counts in, by the rules of the day it counts on."""
    found: list[Mark] = []
    for key, indicator in pack.said.indicators.items():
        for rule in indicator.dated:
            if rule.counts == record.noun and _concerns(rule, record):
                found += _marked(key, rule, record)
    return found


def _concerns(rule: IndicatorRule, record: Record) -> bool:
    if rule.kinds and record.kind not in rule.kinds:
        return False
    return record.noun != "entries" or record.act in rule.acts


def _marked(key: str, rule: IndicatorRule, record: Record) -> Iterator[Mark]:
    day = STANDING if rule.moment == "now" else record.moments.get(rule.moment)
    units = tuple(sorted(record.credits.get(rule.credit, ())))
    if day is None or not units or (rule.moment != "now" and not within(rule, day)):
        return
    parts = _parts(rule, record.conditions)
    if not parts:
        return
    least, most = record.figures.get(rule.figure, (0, 0)) if rule.figure else (1, 1)
    for part in parts:
        if part == "excluded":
            yield Mark(f"{key}.{part}", day, units, 1, 1)
        elif most:
            yield Mark(f"{key}.{part}", day, units, least, most)


def _parts(rule: IndicatorRule, conditions: Conditions) -> list[str]:
    if rule.below is not None and not conditions.hold(rule.below):
        # What is left out may lie beside the denominator (联系不上的 are no valid call-backs): it is told all the same.
        return ["excluded"] if conditions.hold(rule.excluded) else []
    if conditions.hold(rule.excluded):
        return ["excluded"]
    holds = conditions.hold(rule.above)
    return (["below"] if rule.below is not None else []) + (["above"] if holds else [])


def figures(pack: Pack, kind: str, fields: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """What a matter says in numbers: its whole-number fields, each exact."""
    declared = pack.said.matters[kind].fields if kind in pack.said.matters else {}
    found = {name: fields.get(name) for name, one in declared.items() if one.type == "number"}
    return {name: (value, value) for name, value in found.items() if type(value) is int and value >= 0}


def falls(mark: Mark, unit: int, without: Sequence[int] = ()) -> bool:
    """Whether a mark counts for a unit and for none of some others."""
    return unit in mark.units and not set(without).intersection(mark.units)


def within(rule: IndicatorRule, day: date) -> bool:
    """Whether the rule is the one for a day."""
    return rule.since <= day and (rule.until is None or day <= rule.until)


def rules_of(indicator: Indicator, period: Period) -> list[IndicatorRule]:
    """The rules that counted in a period, in their order."""
    ordered = sorted(indicator.dated, key=lambda rule: rule.since)
    return [
        rule for rule in ordered if rule.since <= period.last and (rule.until is None or rule.until >= period.first)
    ]


def standing(indicator: Indicator) -> bool:
    """Whether it counts what stands now rather than what happened in a period."""
    return all(rule.moment == "now" for rule in indicator.dated)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that may be known only between two bounds (“180余人” is at least 180)."""

    least: int = 0
    most: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.least + other.least, self.most + other.most)

    @property
    def exact(self) -> bool:
        return self.least == self.most

    def say(self, language: str = "zh") -> str:
        """The number; with its words where it is approximate: it never becomes the lower bound."""
        if self.exact:
            return str(self.least)
        return f"{self.least}–{self.most}" if language.startswith("en") else f"{self.least} 至 {self.most}"


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator's answer with all that is needed to check it. `rows` is the query that lists what was counted,
    `rules` name the rules used (day of force and document), `as_of` is the moment it was true."""

    key: str
    unit: int
    period: Period
    above: Amount
    below: Amount | None
    excluded: int
    rules: tuple[str, ...]
    as_of: datetime
    rows: str

    def value(self, language: str = "zh") -> str:
        """What is printed: a rate to one decimal, or the number."""
        if self.below is None:
            return self.above.say(language)
        return percent(self.above.least, self.below.least)

    def as_json(self) -> dict[str, Any]:
        """Plain data, for a document that cites it."""
        return {
            "key": self.key,
            "unit": self.unit,
            "period": str(self.period),
            "above": [self.above.least, self.above.most],
            "below": [self.below.least, self.below.most] if self.below else None,
            "excluded": self.excluded,
            "rules": list(self.rules),
            "as_of": self.as_of.isoformat(),
            "rows": self.rows,
        }


def changed(cited: Result, present: Result) -> Reason | None:
    """Why a cited figure may no longer be printed as it stands; None while it is still so."""
    same = (cited.above, cited.below, cited.excluded) == (present.above, present.below, present.excluded)
    if same and cited.rules == present.rules:
        return None
    if same:
        return because(
            "rule_changed",
            "口径变了：引用时是 {before}，现在是 {after}，请重新核数",
            "the rule has changed: {before} when cited, {after} now; check the figure again",
            before="、".join(cited.rules),
            after="、".join(present.rules),
        )
    return because(
        "figure_changed",
        "数变了：引用时是 {before}，现在是 {after}，请重新核数",
        "the figure has changed: {before} when cited, {after} now; check it again",
        before=_told(cited),
        after=_told(present),
    )


def _told(result: Result) -> str:
    if result.below is None:
        return result.above.say()
    return f"{result.value()} ({result.above.say()}/{result.below.say()})"


def version(rule: IndicatorRule) -> str:
    """A rule's name in results: from which day it holds, and the document."""
    return f"{rule.since.isoformat()} {rule.source}"


def total(parts: Iterable[Mapping[str, Amount]], part: str) -> Amount:
    """The sum of one part over several counts."""
    found = Amount()
    for one in parts:
        found += one.get(part, Amount())
    return found
