"""What makes a well-spelt pack wrong all the same: dangling names, dead ends, expired values, broken conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianxin.language import activity_check, condition, dated, ways, words
from lianxin.language.check_papers import faults as paper_faults
from lianxin.language.check_parts import PARTS
from lianxin.language.pack import SYSTEM, Pack
from lianxin.language.paths import lengths
from lianxin.language.source import Fault, Key, Tree

TARGETS = ("unit:", "place", "filer", "fallback", "nearest:", "at_place:")


def faults_of(pack: Pack, tree: Tree, on: date) -> list[Fault]:
    """Everything wrong with a parsed pack on a day, in the order of its files."""
    checker = _Checker(pack, tree, on)
    return sorted(checker.all(), key=lambda fault: (fault.file, fault.line))


class _Checker:
    def __init__(self, pack: Pack, tree: Tree, on: date) -> None:
        self.pack, self.said, self.tree, self.on = pack, pack.said, tree, on

    def all(self) -> Iterator[Fault]:
        yield from self.values()
        yield from self.units()
        yield from self.rules()
        yield from self.lists()
        yield from activity_check.faults(self.said, self.tree)
        for key in self.said.matters:
            yield from self.kind(key)
        for part in PARTS:
            yield from part(self)
        yield from paper_faults(self.pack, self.tree)

    def dangling(self, at: Key, what_zh: str, what_en: str, name: str, known: object) -> Iterator[Fault]:
        if name in known:  # type: ignore[operator]
            return
        yield self.tree.fault(
            at, f"没有叫“{name}”的{what_zh}", f"there is no {what_en} named “{name}”",
            "改成已有的名字，或先写出它", "use a name that exists, or declare it first",
        )  # fmt: skip

    def source(self, at: Key, name: str | None) -> Iterator[Fault]:
        if name is not None:
            yield from self.dangling((*at, "source"), "依据文件", "document", name, self.said.documents)

    def values(self) -> Iterator[Fault]:
        waited = lengths(self.said.paths.values())
        for key, value in self.said.values.items():
            at: Key = ("values", key)
            for index, item in enumerate(value.dated):
                yield from self.source((*at, "dated", index), item.source)
            for first, second in dated.overlaps(value):
                yield self.tree.fault(
                    at,
                    f"“{key}”在 {second.since} 有两个值同时有效",
                    f"“{key}” has two values on {second.since} (one until {first.until})",
                    "前一个的 until 应早于后一个的 since", "end the earlier one before the later begins",
                )  # fmt: skip
            try:
                dated.holding(value, self.on, key)
            except dated.NoValue:
                if key in waited and all(item.since > self.on for item in value.dated):  # yet to come: nobody waits
                    continue
                yield self.tree.fault(
                    at,
                    f"“{key}”在 {self.on} 已经没有有效值（已过期或尚未生效）",
                    f"“{key}” has no value that holds on {self.on} (expired or not yet in force)",
                    "补上现行的值和它的依据文件",
                    "add the value in force and its document",
                )

    def units(self) -> Iterator[Fault]:
        for key, unit in self.said.units.items():
            at: Key = ("units", key)
            yield from self.dangling((*at, "kind"), "单位类别", "kind of unit", unit.kind, self.said.unit_kinds)
            for word in ("parent", "place"):
                name = getattr(unit, word)
                if name is not None:
                    yield from self.dangling((*at, word), "单位", "unit", name, self.said.units)
            yield from self.circle(key)
        if self.said.fallback is not None:
            yield from self.dangling(("fallback",), "单位", "unit", self.said.fallback, self.said.units)
        elif self.said.units:
            yield self.tree.fault(
                (),
                "没有写兜底单位",
                "no fallback unit is named",
                "写 fallback: 单位名，任何没有去处的事都归它",
                "write fallback: <unit>, where every unmatched matter lands",
            )

    def circle(self, key: str) -> Iterator[Fault]:
        seen, current = {key}, self.said.units[key].parent
        while current is not None and current in self.said.units:
            if current in seen:
                yield self.tree.fault(
                    ("units", key, "parent"),
                    f"单位“{key}”成了自己的上级",
                    f"unit “{key}” stands above itself",
                    "改正 parent",
                    "correct parent",
                )
                return
            seen.add(current)
            current = self.said.units[current].parent

    def condition(self, at: Key, text: str) -> Iterator[Fault]:
        try:
            unknown = condition.unknown_names(text)
        except ValueError as error:
            said = str(error).split("\n")[0]
            yield self.tree.fault(
                at,
                f"条件写法有误：{text}({said})",
                f"this condition is not CEL: {text} ({said})",
                "照 CEL 写法改正",
                "correct it; see the handbook on conditions",
            )
            return
        if unknown:
            names = "、".join(sorted(unknown))
            yield self.tree.fault(
                at,
                f"条件里有不认识的名字：{names}",
                f"the condition uses unknown names: {', '.join(sorted(unknown))}",
                "可用的名字：" + "、".join(sorted(condition.NAMES)),
                "names on offer: " + ", ".join(sorted(condition.NAMES)),
            )

    def rules(self) -> Iterator[Fault]:
        for index, rule in enumerate(self.said.routing):
            at: Key = ("routing", index)
            yield from self.condition((*at, "when"), rule.when)
            yield from self.source(at, rule.source)
            yield from self.target((*at, "to"), rule.to)
        if self.said.filing is not None:
            yield from self.dangling(
                ("filing", "default"), "事项类别", "kind of matter", self.said.filing.default, self.said.matters
            )
            for index, rule in enumerate(self.said.filing.rules):
                at = ("filing", "rules", index)
                yield from self.condition((*at, "when"), rule.when)
                yield from self.dangling((*at, "to"), "事项类别", "kind of matter", rule.to, self.said.matters)
        for key, rate in self.said.rates.items():
            for word in ("below", "above", "excluded"):
                yield from self.condition(("rates", key, word), getattr(rate, word))
            yield from self.source(("rates", key), rate.source)

    def target(self, at: Key, to: str) -> Iterator[Fault]:
        if to.startswith("unit:"):
            yield from self.dangling(at, "单位", "unit", to[5:], self.said.units)
        elif to.startswith(("nearest:", "at_place:")):
            yield from self.dangling(at, "单位类别", "kind of unit", to.split(":", 1)[1], self.said.unit_kinds)
        elif not to.startswith(TARGETS):
            yield self.tree.fault(
                at,
                f"去处“{to}”看不懂",
                f"“{to}” is no destination",
                "写 unit:名字、place、at_place:类别、nearest:类别、filer 或 fallback",
                "write unit:<key>, place, at_place:<kind>, nearest:<kind>, filer or fallback",
            )

    def lists(self) -> Iterator[Fault]:
        for name, items in self.said.lists.items():
            for key, item in items.items():
                yield from self.source(("lists", name, key), item.source)

    def kind(self, key: str) -> Iterator[Fault]:
        kind, at = self.said.matters[key], ("matters", key)
        yield from self.source(at, kind.source)
        yield from self.dangling((*at, "first"), "步骤", "step", kind.first, kind.steps)
        yield from self.people((*at, "filed_by"), kind.filed_by)
        for name, steps in kind.shared.items():
            yield from self.dangling((*at, "shared", name), "共用动作", "shared action", name, self.said.actions)
            for step in steps:
                yield from self.dangling((*at, "shared", name), "步骤", "step", step, kind.steps)
        for field in kind.asks:
            yield from self.dangling((*at, "asks"), "字段", "field", field, {**self.said.inputs, **kind.fields})
        for name, field_decl in kind.fields.items():
            if field_decl.list is not None:
                yield from self.dangling(
                    (*at, "fields", name, "list"), "清单", "list", field_decl.list, self.said.lists
                )
        if kind.fallback is not None:
            yield from self.dangling((*at, "fallback"), "单位", "unit", kind.fallback, self.said.units)
        if any(name not in self.said.actions for name in kind.shared):
            return
        yield from self.steps(key, kind)

    def people(self, at: Key, who: list[str]) -> Iterator[Fault]:
        if not who:
            yield self.tree.fault(
                at, "没有人可以做", "nobody may do this", "在 who 里写上角色", "name a role under who"
            )
        for role in who:
            yield from self.dangling(at, "角色", "role", role, {*self.said.roles, *SYSTEM})

    def steps(self, key: str, kind: words.MatterKind) -> Iterator[Fault]:
        onward: dict[str, set[str]] = {}
        for name, step in kind.steps.items():
            at: Key = ("matters", key, "steps", name)
            actions = self.pack.actions(key, name)
            if step.end is not None:
                yield from self.dangling((*at, "end"), "结局", "ending", step.end, kind.endings)
            if step.end is None and not actions:
                yield self.tree.fault(
                    at,
                    f"步骤“{name}”走进了死胡同",
                    f"step “{name}” is a dead end",
                    "给它一个动作，或写 end",
                    "give it an action or an end",
                )
            onward[name] = set()
            for action_key, action in actions.items():
                own = action_key in step.actions
                where: Key = (*at, "actions", action_key) if own else ("actions", action_key)
                yield from self.action(where, key, kind, action)
                lost = action.vote.to_if_lost if action.vote else None
                again = kind.first if action.route is not None and action.to is None else None
                onward[name] |= {to for to in (action.to, lost, again) if to}
        yield from self.reach(key, kind, onward)

    def action(self, at: Key, key: str, kind: words.MatterKind, action: words.Action) -> Iterator[Fault]:
        yield from self.people((*at, "who"), action.who)
        yield from self.source(at, action.source)
        if action.to is not None:
            yield from self.dangling((*at, "to"), "步骤", "step", action.to, kind.steps)
        for index, guard in enumerate(action.guards):
            yield from self.condition((*at, "guards", index, "when"), guard.when)
            yield from self.source((*at, "guards", index), guard.source)
        for field in [*action.needs, *action.may]:
            yield from self.dangling((*at, "needs"), "字段", "field", field, {**self.said.inputs, **kind.fields})
        named = {name for step in kind.steps for name in self.pack.actions(key, step)} | {"file"}
        for other in action.not_by:
            yield from self.dangling((*at, "not_by"), "动作", "action", other, named)
        if action.spawn is not None:
            yield from self.dangling((*at, "spawn", "kind"), "事项类别", "kind", action.spawn.kind, self.said.matters)
        if action.vote is not None:
            yield from self.source((*at, "vote"), action.vote.source)
            for share in (action.vote.quorum, action.vote.carried):
                text = share.at_least or share.more_than or ""
                if text.startswith("$"):
                    yield from self.dangling((*at, "vote"), "参数", "value", text[1:], self.said.values)

    def reach(self, key: str, kind: words.MatterKind, onward: dict[str, set[str]]) -> Iterator[Fault]:
        found, closing = ways.reached(kind.first, onward), ways.closing(kind, onward)
        for name in kind.steps:
            at: Key = ("matters", key, "steps", name)
            if name not in found:
                yield self.tree.fault(
                    at,
                    f"没有路通到步骤“{name}”",
                    f"no way leads to step “{name}”",
                    "删去它，或让某个动作通向它",
                    "remove it or lead to it",
                )
            elif name not in closing:
                yield self.tree.fault(
                    at,
                    f"从步骤“{name}”走不到任何结局",
                    f"no ending can be reached from “{name}”",
                    "补上通向结局的动作",
                    "lead it to an end",
                )
