"""What makes well-spelt indicators, ledgers, schemes, programmes and surveys wrong all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from lianxin.language import condition
from lianxin.language.indicator import BROUGHT, FORBIDDEN
from lianxin.language.indicators import Indicator, IndicatorRule, Ledger
from lianxin.language.pack import Pack
from lianxin.language.source import Fault, Key, Tree

MOMENTS = {
    "matters": {"received", "closed", "now"},
    "activities": {"starts", "now"},
    "ties": {"since", "now"},
    "entries": {"written", "told"},
}
CREDITS = {
    "matters": {"owner", "place", "filed_at", "town"},
    "activities": {"organisers", "place", "unit", "town"},
    "ties": {"unit", "town"},
    "entries": {"unit", "owner", "town"},
}
SEES = {"matters": "matter", "activities": "activity", "ties": "tie", "entries": "entry"}
COLUMNS = {
    "matters": {
        "number", "title", "kind", "step", "state", "ending", "owner", "place", "topic", "received", "due", "closed",
        "reporters", "light",
    },
    "activities": {"title", "kind", "state", "unit", "organisers", "place", "starts", "ends", "present"},
    "ties": {"kind", "role", "state", "person", "toward", "unit", "other", "since", "until", "deliveries", "served"},
}  # fmt: skip


class Checker(Protocol):
    """What check.py offers: the pack, its places, and its common questions."""

    pack: Pack
    tree: Tree

    def dangling(self, at: Key, what_zh: str, what_en: str, name: str, known: object) -> Iterator[Fault]: ...
    def source(self, at: Key, name: str | None) -> Iterator[Fault]: ...
    def condition(self, at: Key, text: str) -> Iterator[Fault]: ...


def faults(checker: Checker) -> Iterator[Fault]:
    """Everything wrong with what a pack derives."""
    said = checker.pack.said
    for key, indicator in said.indicators.items():
        yield from _indicator(checker, key, indicator)
    for key, ledger in said.ledgers.items():
        yield from _ledger(checker, key, ledger)
    for key, scheme in said.schemes.items():
        yield from checker.source(("schemes", key), scheme.source)
        for slot, declared in scheme.slots.items():
            if declared.holds is not None:
                yield from _sees(checker, ("schemes", key, "slots", slot, "holds"), declared.holds, {"unit"})
    for key, programme in said.programmes.items():
        yield from checker.source(("programmes", key), programme.source)
        yield from _order(checker, ("programmes", key), programme.since, programme.until)
        for name, stream in programme.streams.items():
            if stream.indicator is not None:
                at: Key = ("programmes", key, "streams", name, "indicator")
                yield from checker.dangling(at, "指标", "indicator", stream.indicator, said.indicators)
            if stream.target is not None and not _share(said.indicators.get(stream.indicator or "")):
                yield checker.tree.fault(
                    ("programmes", key, "streams", name, "target"),
                    "这个指标是一个数，不是比率，没有百分比目标",
                    "this indicator counts and is no rate, so it has no target in percent",
                    "计划写 plan，或者换成比率的指标",
                    "write the plan, or name an indicator that is a rate",
                )
    for key, survey in said.surveys.items():
        for index, target in enumerate(survey.targets):
            yield from checker.source(("surveys", key, "targets", index), target.source)


def _share(one: Indicator | None) -> bool:
    return one is not None and any(rule.below is not None for rule in one.dated)


def _one_number(checker: Checker, key: str) -> Iterator[Fault]:
    """A rate and an indicator open at one address and are explained by one command: a name is of one of them."""
    if key in checker.pack.said.rates:
        yield checker.tree.fault(
            ("indicators", key),
            f"“{key}”已经是一个比率的名字",
            f"“{key}” is the name of a rate already",
            "换一个名字：一个名字只指一个数",
            "give it another name: a name stands for one number",
        )


def _indicator(checker: Checker, key: str, indicator: Indicator) -> Iterator[Fault]:
    yield from _one_number(checker, key)
    ordered = sorted(indicator.dated, key=lambda rule: rule.since)
    for first, second in zip(ordered, ordered[1:], strict=False):
        if first.until is None or first.until >= second.since:
            yield checker.tree.fault(
                ("indicators", key),
                f"“{key}”在 {second.since} 有两条规则同时有效",
                f"“{key}” has two rules on {second.since}",
                "前一条的 until 应早于后一条的 since",
                "end the earlier one before the later begins",
            )
    for level in indicator.levels:
        at: Key = ("indicators", key, "levels")
        yield from checker.dangling(at, "单位类别", "kind of unit", level, checker.pack.said.unit_kinds)
    for index, rule in enumerate(indicator.dated):
        yield from _rule(checker, ("indicators", key, "dated", index), rule)


def _rule(checker: Checker, at: Key, rule: IndicatorRule) -> Iterator[Fault]:
    said = checker.pack.said
    yield from checker.source(at, rule.source)
    yield from _order(checker, at, rule.since, rule.until)
    yield from _fits(checker, (*at, "moment"), rule.moment, MOMENTS[rule.counts])
    yield from _fits(checker, (*at, "credit"), rule.credit, CREDITS[rule.counts])
    if rule.counts == "matters":
        for kind in rule.kinds:
            yield from checker.dangling((*at, "kinds"), "事项类别", "kind of matter", kind, said.matters)
    if (rule.counts == "entries") != bool(rule.acts):
        yield checker.tree.fault(
            (*at, "acts"),
            "数记录要写 acts，别的不写",
            "counting entries needs acts, and nothing else may name them",
            "写上要数的动作，如 [matter.take]",
            "name the acts that count, such as [matter.take]",
        )
    if rule.figure is not None and not _adds(checker.pack, rule):
        yield checker.tree.fault(
            (*at, "figure"),
            "只有活动的数字、事项里填数的一项、履约的人次（n）和服务的分钟（minutes）才能加",
            "only figures of activities, number fields of matters, n of deliveries and minutes of service can be added",
            "删去 figure，或写事项里类型为 number 的一项，或 tie.deliver 的 n",
            "remove figure, or name a field of type number of each kind, or n of tie.deliver",
        )
    sees = {SEES[rule.counts]}
    if rule.counts == "matters":
        sees |= {"value", "done", "clock", "count", "lists"}
    for word in ("above", "below", "excluded"):
        text = getattr(rule, word)
        if text is not None:
            yield from _sees(checker, (*at, word), text, sees)


def _adds(pack: Pack, rule: IndicatorRule) -> bool:
    """Whether there is something to add under the name of `figure`."""
    if rule.distinct or rule.counts == "ties":
        return False
    if rule.counts == "entries":
        return all(BROUGHT.get(act) == rule.figure for act in rule.acts)
    matters = [pack.said.matters[kind] for kind in rule.kinds if kind in pack.said.matters]
    numbers = [one.fields[rule.figure or ""].type == "number" for one in matters if rule.figure in one.fields]
    return rule.counts == "activities" or (bool(numbers) and len(numbers) == len(matters) and all(numbers))


def _sees(checker: Checker, at: Key, text: str, names: set[str]) -> Iterator[Fault]:
    """A condition that is CEL and looks at nothing but the record."""
    wrong = list(checker.condition(at, text))
    yield from wrong
    if wrong:
        return
    used = set(condition.compiled(text).variables())
    for name in sorted((used & condition.NAMES) - names):
        why = "会随时间变，记录却没有变" if name in FORBIDDEN else "这里看不到"
        yield checker.tree.fault(
            at,
            f"这个条件不能用“{name}”：{why}",
            f"this condition may not use “{name}”",
            "可用的名字：" + "、".join(sorted(names)),
            "names on offer: " + ", ".join(sorted(names)),
        )


def _fits(checker: Checker, at: Key, said: str, offered: Iterable[str]) -> Iterator[Fault]:
    if said not in offered:
        known = sorted(offered)
        yield checker.tree.fault(
            at,
            f"“{said}”不适用于要数的东西",
            f"“{said}” does not fit what is counted",
            "可写：" + "、".join(known),
            "one of: " + ", ".join(known),
        )


def _order(checker: Checker, at: Key, since: date, until: date | None) -> Iterator[Fault]:
    if until is not None and until < since:
        yield checker.tree.fault(
            at, f"{until} 早于 {since}", f"{until} is before {since}", "改正 since 或 until", "correct since or until"
        )


def _ledger(checker: Checker, key: str, ledger: Ledger) -> Iterator[Fault]:
    at: Key = ("ledgers", key)
    said = checker.pack.said
    yield from checker.source(at, ledger.source)
    counts = ledger.counts
    if ledger.of is not None:
        yield from checker.dangling((*at, "of"), "指标", "indicator", ledger.of, said.indicators)
        if ledger.of in said.indicators:
            yield from _fits(checker, (*at, "counts"), counts, {said.indicators[ledger.of].dated[-1].counts})
    elif counts == "matters":
        for kind in ledger.kinds:
            yield from checker.dangling((*at, "kinds"), "事项类别", "kind of matter", kind, said.matters)
    sort, _, name = ledger.group.partition(".")
    if sort == "fields":
        kinds = getattr(said, counts)
        choices = {
            key for kind in ledger.kinds if kind in kinds for key, one in kinds[kind].fields.items() if one.choices
        }
        yield from checker.dangling((*at, "group"), "可选的内容", "field with choices", name, choices)
    for column in ledger.columns:
        if not column.startswith(("fields.", "done.")):
            yield from _fits(checker, (*at, "columns"), column, COLUMNS[counts])
