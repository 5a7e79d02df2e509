"""Where a matter goes: ordered rules, the first that holds decides, its reason is kept. Nothing is lost in a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.language import view
from lianxin.language.condition import Conditions
from lianxin.language.facts import CLOCK, Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: `unit:<key>`, `place`, `at_place:<kind>`, `nearest:<kind>`, `filer` or `fallback`, and why."""

    to: str
    reason: Reason


def destination(pack: Pack, facts: Facts, now: datetime) -> Destination:
    """The destination by the kind's routing or the town's rules; the fallback unit when none holds."""
    kind = pack.kind(facts.kind)
    if kind.routing == "place" and facts.place is not None:
        return Destination("place", because("place", "由所在社区（村）办理", "the community of the place acts"))
    if kind.routing == "filer" and facts.filed_at is not None:
        return Destination("filer", because("filer", "由登记单位办理", "the unit that recorded it acts"))
    if kind.routing == "nearest_site":
        return Destination("nearest:site", because("nearest", "由最近的站点就近办理", "the nearest site acts"))
    conditions = view.conditions(pack, facts, CLOCK, now)
    for rule in pack.said.routing:
        if conditions.hold(rule.when):
            return Destination(rule.to, Reason("rule", rule.why.text(), rule.source or ""))
    return fallback(pack, facts.kind)


def fallback(pack: Pack, kind: str) -> Destination:
    """The named unit where everything unmatched lands."""
    named = pack.kind(kind).fallback or pack.said.fallback
    to = f"unit:{named}" if named else "fallback"
    return Destination(
        to, because("fallback", "没有规则对得上，先交兜底单位，由人判断", "no rule matched: the fallback unit decides")
    )


def kind_for(pack: Pack, conditions: Conditions) -> tuple[str, Reason]:
    """Which kind of matter a sentence becomes when nobody chose one."""
    filing = pack.said.filing
    if filing is None:
        raise LookupError("the pack says no filing.default")
    for rule in filing.rules:
        if conditions.hold(rule.when):
            return rule.to, Reason("rule", rule.why.text(), rule.source or "")
    return filing.default, because("default", "按一般诉求登记", "filed as a general request")
