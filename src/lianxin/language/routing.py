"""Where a matter goes: ordered rules, the first that holds decides, its reason is kept. Nothing is lost in a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.language import view
from lianxin.language.condition import Conditions
from lianxin.language.facts import CLOCK, Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because

RULE = "rule"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: `unit:<key>`, `place`, `at_place:<kind>`, `nearest:<kind>`, `filer` or `fallback`, and why. `by` is the
    reason as an entry keeps it: a word of OWN, or `rule:<n>`, the nth rule of the pack from 0 (`reason` says it)."""

    to: str
    reason: Reason
    by: str


OWN = {
    "place": ("place", because("place", "由所在社区（村）办理", "the community of the place acts")),
    "filer": ("filer", because("filer", "由登记单位办理", "the unit that recorded it acts")),
    "nearest": ("nearest:site", because("nearest", "由最近的站点就近办理", "the nearest site acts")),
    "fallback": (
        "fallback",
        because("fallback", "没有规则对得上，先交兜底单位，由人判断", "no rule matched: the fallback unit decides"),
    ),
}
"""Destinations that are no rule of a pack, with their reasons."""


def plain(word: str) -> Destination:
    """A destination of OWN."""
    to, why = OWN[word]
    return Destination(to, why, word)


def reason(pack: Pack, by: str) -> Reason:
    """Why a matter went where it went, from what its entry keeps and the version of the pack it is pinned to."""
    word, _, n = by.partition(":")
    if word != RULE:
        return OWN[word][1]
    rule = pack.said.routing[int(n)]
    return Reason(RULE, rule.why.text(), rule.source or "")


def destination(pack: Pack, facts: Facts, now: datetime) -> Destination:
    """The destination by the kind's routing or the town's rules; the fallback unit when none holds."""
    kind = pack.kind(facts.kind)
    if kind.routing == "place" and facts.place is not None:
        return plain("place")
    if kind.routing == "filer" and facts.filed_at is not None:
        return plain("filer")
    if kind.routing == "nearest_site":
        return plain("nearest")
    conditions = view.conditions(pack, facts, CLOCK, now)
    for n, rule in enumerate(pack.said.routing):
        if conditions.hold(rule.when):
            return Destination(rule.to, reason(pack, by := f"{RULE}:{n}"), by)
    return fallback(pack, facts.kind)


def fallback(pack: Pack, kind: str) -> Destination:
    """The named unit where everything unmatched lands."""
    named = pack.kind(kind).fallback or pack.said.fallback
    to, why = OWN["fallback"]
    return Destination(f"unit:{named}" if named else to, why, "fallback")


def kind_for(pack: Pack, conditions: Conditions) -> tuple[str, Reason]:
    """Which kind of matter a sentence becomes when nobody chose one."""
    filing = pack.said.filing
    if filing is None:
        raise LookupError("the pack says no filing.default")
    for rule in filing.rules:
        if conditions.hold(rule.when):
            return rule.to, Reason("rule", rule.why.text(), rule.source or "")
    return filing.default, because("default", "按一般诉求登记", "filed as a general request")
