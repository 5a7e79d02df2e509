"""The page of papers: every template, and each figure of its model with its query and its records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, chip, el, join, table
from lianxin.language import paper
from lianxin.language.pack import Pack
from lianxin.language.papers import Origin, PaperKind

KINDS = {
    "briefing": "简报", "notice": "通知", "minutes": "纪要", "table": "报表", "certificate": "证书", "card": "卡片",
    "poster": "海报",
}  # fmt: skip
LAYOUTS = {"official": "公文格式（GB/T 9704）", "bulletin": "简报版式（报头、报核、报尾）", "sheet": "单页"}
SHOWN = {"above": "分子", "below": "分母", "rate": "比率", "excluded": "不计入"}
BEHIND = {
    "rate": "带这个口径标记的事项",
    "set": "这个集合里的事项",
    "value": "参数和它的依据文件",
    "units": "单位册里这一类的单位",
    "zones": "站点登记的分区",
    "list": "包里这张清单的各项",
    "choices": "包里这一项的各个选项",
    "streams": "包里这个专项的各类",
    "honours": "荣誉登记里已授予的",
    "years": "荣誉登记里逐年的",
    "prizes": "已公布结果的评选里得这个奖的作品",
    "signups": "最近一次这类活动的报名，一人一条，带时刻",
    "signup_hours": "最近一次这类活动的报名，一人一条，带时刻",
    "scheme": "单位册里填这个说法各个部分的单位；对不上就印不出来",
    "survey": "截至当天最近一次没有作废的测评",
    "activity": "起草时选的那场活动的记录",
    "rows": "这个集合里的事项（列表）",
    "ledger": "这本台账的各行（单独成行时列表，写在句子里是行数）",
}
MEASURED = {"value": "测得的比率", "target": "目标", "gap": "差目标几个百分点", "sample": "样本", "margin": "误差"}
ACTIVITY = {
    "title": "活动名称", "when": "时间", "where": "地点", "hosts": "主办单位", "called": "应到的人", "agenda": "议程",
    "resolved": "议定了什么", "attendance": "到会情况", "due": "应到人数", "came": "实到人数",
}  # fmt: skip
STATES = {
    "open": "在办", "closed": "办结", "planned": "计划", "held": "已举行", "cancelled": "取消", "intent": "等同意",
    "active": "在册", "ended": "已结束",
}  # fmt: skip
SETS = {
    "open": "在办",
    "late": "超期",
    "suspended": "挂账",
    "unclaimed": "等人认领",
    "received": "收到的",
    "closed": "办结的",
}


def papers_page(pack: Pack) -> Html:
    """Every template with its figures."""
    shown = [_paper(pack, key, kind) for key, kind in pack.said.papers.items()]
    return join(
        el("h1", "材料模板"),
        el(
            "p",
            "材料里的数不手打，都是引用：核数时把数、时间、口径和背后的记录一起定下来；签发前变了就不能签发，签发后变了出更正。"
            "手打的数会标成“手填”。",
            class_="lead",
        ),
        *(shown or [el("p", "（没有）", class_="quiet")]),
    )


def _paper(pack: Pack, key: str, kind: PaperKind) -> Html:
    limit = pack.said.values[kind.limit.removeprefix("$")].label.zh if kind.limit else "不限"
    facts = [
        ("种类", KINDS[kind.kind]),
        ("版式", LAYOUTS[kind.layout]),
        ("字数", limit),
        ("依据", source(pack, kind.source)),
    ]
    return join(
        el("h2", kind.label.zh, " ", el("code", key), id=f"paper-{key}"),
        el("p", kind.about.zh),
        el("p", chip("要县级以上批准文件，或改为年度考核", "unconfirmed")) if kind.naming else "",
        table(["", "内容"], facts),
        _figures(pack, kind),
    )


def _figures(pack: Pack, kind: PaperKind) -> Html:
    cites = paper.cites([*paper.read(kind.title), *paper.read(kind.text)])
    if not kind.origin:
        rows = [(said(pack, cite), el("code", str(cite)), behind(pack, cite)) for cite in cites]
        return table(["数", "查询", "背后的记录"], rows, "wide") if rows else Html("")
    named = [_origin(pack, one) for one in kind.origin]
    rest = [cite for cite in cites if str(cite) not in {one.cites for one in kind.origin}]
    further = [("（模板另加）", said(pack, cite), el("code", str(cite)), behind(pack, cite)) for cite in rest]
    return join(
        el("h3", "所依据的文稿里的每个数"),
        table(["文稿里的数", "由什么得出", "查询", "背后的记录"], [*named, *further], "wide"),
    )


def _origin(pack: Pack, one: Origin) -> tuple[str | Html, ...]:
    if one.uncounted is not None:
        return (el("b", one.says), el("span", f"不印：{one.uncounted.zh}", class_="quiet"), "—", "—")
    cite = paper.cite(one.cites)
    return (el("b", one.says), said(pack, cite), el("code", one.cites), behind(pack, cite))


NOUNS = {"matters": "事项", "activities": "活动", "ties": "关系", "entries": "记录"}


def behind(pack: Pack, cite: paper.Cite) -> str:
    """The records that a citation counts, in words."""
    if cite.source != "indicator":
        return BEHIND[cite.source]
    rule = pack.said.indicators[cite.key].dated[-1]
    declared: Mapping[str, Any] = getattr(pack.said, rule.counts, {})
    kinds = "、".join(declared[kind].label.zh for kind in rule.kinds if kind in declared)
    figure = (
        declared[rule.kinds[0]].figures[rule.figure].label.zh if rule.figure and rule.counts == "activities" else ""
    )
    return f"{NOUNS[rule.counts]}：{kinds or '各类'}" + (f"的“{figure}”" if figure else "")


def said(pack: Pack, cite: paper.Cite) -> str:
    """A citation in words."""
    label = _label(pack, cite)
    shown = SHOWN.get(cite.get("show"), "")
    kinds = "、".join(_kind(pack, kind) for kind in cite.get("kinds").split(",") if kind)
    inside = pack.said.units[cite.get("in")].name if cite.get("in") in pack.said.units else ""
    narrowed = cite.get("where"), cite.get("period"), STATES.get(cite.get("state"), "")
    return "，".join(part for part in (label, shown, kinds, inside, *narrowed) if part)


def _kind(pack: Pack, key: str) -> str:
    found = pack.said.matters.get(key)
    return found.label.zh if found else key


def _label(pack: Pack, cite: paper.Cite) -> str:
    said_of = pack.said
    if cite.source in ("set", "rows"):
        return SETS.get(cite.key, cite.key)
    if cite.source == "activity":
        return ACTIVITY.get(cite.key, cite.key)
    if cite.source == "zones":
        return f"{said_of.units[cite.key].name}的分区"
    if cite.source == "choices":
        kind, _, name = cite.key.partition(".")
        return f"{said_of.matters[kind].label.zh}：{said_of.matters[kind].fields[name].label.zh}"
    if cite.source == "streams":
        return "、".join(stream.label.zh for stream in said_of.programmes[cite.key].streams.values())
    if cite.source == "prizes":
        kind, _, prize = cite.key.partition(".")
        return f"{said_of.contests[kind].label.zh}：{said_of.contests[kind].prizes[prize].label.zh}"
    if cite.source == "list":
        return "、".join(item.label.zh for item in said_of.lists[cite.key].values())
    if cite.source in ("signups", "signup_hours"):
        what = "报名人数" if cite.source == "signups" else "用了几小时"
        return f"{said_of.activities[cite.key].label.zh}：{what}"
    if cite.source == "survey":
        return f"{said_of.surveys[cite.key].label.zh}：{MEASURED[cite.get('part', 'value')]}"
    declared: dict[str, Mapping[str, Any]] = {
        "scheme": said_of.schemes,
        "ledger": said_of.ledgers,
        "rate": said_of.rates,
        "indicator": said_of.indicators,
        "value": said_of.values,
        "units": said_of.unit_kinds,
        "honours": said_of.honours,
        "years": said_of.honours,
    }
    one = declared.get(cite.source, {}).get(cite.key)
    return str(one.label.zh) if one is not None else cite.key
