"""What makes norms and routes of a well-spelt pack wrong: names that lead nowhere, a norm that asks nothing."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language.check_ties import Checker
from lianxin.language.norms import Norm
from lianxin.language.source import Fault, Key

STUDY = ("hours", "sessions", "times")
"""What is counted for each person, out of activities."""


def faults(check: Checker) -> Iterator[Fault]:
    """Everything wrong with what party bodies and their people should have."""
    said = check.pack.said
    for key, norm in said.norms.items():
        at: Key = ("norms", key)
        yield from check.source(at, norm.source)
        for kind in norm.units:
            yield from check.dangling((*at, "units"), "单位类别", "kind of unit", kind, said.unit_kinds)
        for kind in norm.kinds:
            yield from check.dangling((*at, "kinds"), "活动类别", "kind of activity", kind, said.activities)
        named = {(word,): getattr(norm, word) for word in ("least", "most", "reached")}
        for word, name in (named | {("fills", word): name for word, name in norm.fills.items()}).items():
            if name is not None:
                yield from check.dangling((*at, *word), "参数", "value", name.removeprefix("$"), said.values)
        yield from _asks(check, at, norm)


def routes(check: Checker) -> Iterator[Fault]:
    """Everything wrong with routes: a list or an activity that is none, choices that are not the items of the list."""
    said = check.pack.said
    for key, route in said.routes.items():
        at: Key = ("routes", key)
        yield from check.source(at, route.source)
        yield from check.dangling((*at, "list"), "清单", "list", route.list, said.lists)
        yield from check.dangling((*at, "activity"), "活动类别", "kind of activity", route.activity, said.activities)
        if route.list not in said.lists or route.activity not in said.activities:
            continue
        asked = said.activities[route.activity].fields.get("route")
        if asked is None or set(asked.choices) != set(said.lists[route.list]):
            yield check.tree.fault(
                at,
                f"活动“{route.activity}”要有选项 route，选项就是清单“{route.list}”的各条线路",
                f"the activity {route.activity} needs a choice named route with the items of {route.list}",
                "在活动的 fields 里写 route，choices 的名字和清单的一样",
                "write route among its fields, with the names of the list as choices",
            )


def _asks(check: Checker, at: Key, norm: Norm) -> Iterator[Fault]:
    if norm.least is None and norm.most is None:
        yield check.tree.fault(
            (*at, "counts"),
            "这一项什么也没有要求",
            "this norm asks for nothing",
            "写 least（至少）或 most（至多）",
            "write least or most",
        )
    studied = norm.counts in STUDY
    from_kinds = studied or norm.counts == "held"
    if from_kinds != bool(norm.kinds) or studied != (norm.each != "unit"):
        yield check.tree.fault(
            (*at, "counts"),
            "学时、场次按人数，次数也是，开展了几次（held）按单位数，都要写由哪些活动记（kinds）；别的是支部的数",
            "hours, sessions and times are counted for each person, held for the unit: all out of activities (kinds)",
            "学时、场次、次数写 each: member 或 officer 和 kinds；held 只写 kinds；别的两样都不写",
            "write each: member or officer, and kinds, for hours, sessions and times; kinds alone for held",
        )
    for field, answer in norm.answers.items():
        if not any(_offers(check, kind, field, answer) for kind in norm.kinds):
            yield check.tree.fault(
                (*at, "answers"),
                f"这些活动没有选项“{field}”，或者没有“{answer}”这个答案",
                f"these activities have no choice {field}, or it has no answer {answer}",
                "写活动 fields 里的一个选项和它的一个答案",
                "name a choice among their fields and one of its answers",
            )


def _offers(check: Checker, kind: str, field: str, answer: str) -> bool:
    declared = check.pack.said.activities.get(kind)
    return declared is not None and field in declared.fields and answer in declared.fields[field].choices
