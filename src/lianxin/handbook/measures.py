"""The page of what a pack derives: indicators with their rules, ledgers, schemes, programmes, surveys."""

from __future__ import annotations

from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, el, join, lines, table
from lianxin.language.indicators import Indicator, IndicatorRule, Part, Stream, Target
from lianxin.language.pack import Pack

COUNTS = {"matters": "事项", "activities": "活动", "ties": "关系", "entries": "记录"}
MOMENTS = {
    "received": "收到那天", "closed": "办结那天", "starts": "举行那天", "since": "建立那天", "written": "写下那天",
    "told": "记录所说的那天", "now": "现在",
}  # fmt: skip
CREDITS = {
    "owner": "承办单位", "place": "所在地", "filed_at": "登记单位", "organisers": "各主办、承办单位",
    "unit": "所属单位", "town": "全镇（街）",
}  # fmt: skip
METHODS = {"sample": "抽样询问", "count": "逐件检查", "weight": "称重"}


def measures_page(pack: Pack) -> Html:
    """Everything that is counted and listed, with 口径 and 完整性."""
    said = pack.said
    parts = [
        el("h1", "指标、台账和组成"),
        el("p", "每个数都由记录数出来，不用人填。口径改了只加一段，问去年的数就用去年的口径。", class_="lead"),
        *(_indicator(pack, key, one) for key, one in said.indicators.items()),
        el("h2", "台账"),
        table(
            ["台账", "列什么", "栏目", "依据"],
            [
                (el("b", one.label.zh), one.about.zh, "、".join(one.columns), source(pack, one.source))
                for one in said.ledgers.values()
            ],
        ),
    ]
    for scheme in said.schemes.values():
        rows = [(slot.label.zh, _needs(slot), _holds(slot)) for slot in scheme.slots.values()]
        head = el("p", scheme.about.zh, " ", source(pack, scheme.source))
        parts.append(join(el("h2", scheme.label.zh), head, table(["组成", "要几个", "由哪些单位充当"], rows)))
    for programme in said.programmes.values():
        rows = [(one.label.zh, _planned(one), _counts(pack, one.indicator)) for one in programme.streams.values()]
        days = f"（{programme.since} 至 {programme.until}） "
        head = el("p", programme.about.zh, days, source(pack, programme.source))
        parts.append(join(el("h2", programme.label.zh), head, table(["分类", "计划", "按什么数"], rows)))
    if said.surveys:
        measured = [
            (el("b", one.label.zh), one.about.zh, METHODS[one.method], lines(_target(pack, aim) for aim in one.targets))
            for one in said.surveys.values()
        ]
        parts += [el("h2", "测评"), table(["比率", "口径", "方法", "目标"], measured)]
    return join(*parts)


def _target(pack: Pack, aim: Target) -> Html:
    return join(f"{aim.value:g} %，{aim.since} 起，", source(pack, aim.source))


def _planned(one: Stream) -> str:
    """How much was planned, and for a rate its target."""
    target = f"，比率目标 {one.target} %" if one.target else ""
    return f"{one.plan or '没有公布'}{target}"


def _counts(pack: Pack, key: str | None) -> str:
    return pack.said.indicators[key].label.zh if key else "还没有确认"


def _needs(slot: Part) -> str:
    if slot.most == slot.least:
        return str(slot.least)
    return f"{slot.least} 个以上" if slot.most is None else f"{slot.least} 到 {slot.most}"


def _holds(slot: Part) -> Html | str:
    return el("code", slot.holds) if slot.holds else "还没有确认"


def _indicator(pack: Pack, key: str, one: Indicator) -> Html:
    rows = [(_when(rule), _counted(pack, rule), _conditions(rule), source(pack, rule.source)) for rule in one.dated]
    return join(
        el("h2", one.label.zh, " ", el("code", key)),
        el("p", "口径：", one.about.zh),
        el("p", "完整性：", one.complete.zh, class_="quiet"),
        table(["有效期", "数什么", "条件", "依据"], rows),
    )


def _when(rule: IndicatorRule) -> str:
    return f"{rule.since} 至 {rule.until}" if rule.until else f"{rule.since} 起"


def _counted(pack: Pack, rule: IndicatorRule) -> str:
    labels = [pack.said.matters[kind].label.zh if kind in pack.said.matters else kind for kind in rule.kinds]
    kinds = "、".join([*labels, *rule.acts]) or "全部"
    what = f"{COUNTS[rule.counts]}（{kinds}）"
    what += f"的“{rule.figure}”" if rule.figure else "背后的人" if rule.distinct else ""
    return f"{what}，算在{MOMENTS[rule.moment]}，算给{CREDITS[rule.credit]}"


def _conditions(rule: IndicatorRule) -> Html:
    said = [("分母", rule.below), ("分子" if rule.below else "数", rule.above), ("不计入", rule.excluded)]
    return lines(join(f"{what} ", el("code", text)) for what, text in said if text and text not in ("true", "false"))
