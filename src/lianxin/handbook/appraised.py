"""The page of appraisals, contests and honours: every item, criterion and prize with its number and document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, Inside, el, join, table
from lianxin.language import contest as judging
from lianxin.language.appraisals import Amount, Appraisal, Honour, Item
from lianxin.language.contests import Contest, Prize, Round
from lianxin.language.exact import number, plain
from lianxin.language.pack import Pack
from lianxin.language.points import items

OF = {"unit": "单位", "site": "站点（阵地）", "matter": "事项", "work": "作品", "person": "个人（只登记，不计分）"}
NAMING = {
    "none": "不命名、不授牌",
    "approved": "命名授牌：须有县级以上机关批准文件，或改为年度考核",
    "yearly": "年度考核，不命名、不授牌",
}
MISSING = {
    "zero": "没有数据计零分",
    "exclude": "没有数据不计，同一级其余各项按比例折算",
    "block": "没有数据不能告知初评结果",
}
EVIDENCE = {"matter": "事项", "activity": "活动", "entry": "记录", "tie": "关系", "document": "文件"}


def appraised_page(pack: Pack, on: date) -> Html:
    """Appraisals, contests and honours of a pack, with the numbers of a day."""
    said = pack.said
    return join(
        el("h1", "考核、评选和荣誉"),
        el("p", "考核和评选的是单位、站点、事项和作品，不给人打分、排名；个人荣誉只登记，不计算。", class_="lead"),
        el("h2", "考核"),
        *(part for key, one in said.appraisals.items() for part in _appraisal(pack, key, one, on)),
        el("h2", "评选"),
        *(part for key, one in said.contests.items() for part in _contest(pack, key, one, on)),
        el("h2", "荣誉"),
        table(
            ["荣誉", "授予谁", "名额", "公示", "命名", "依据"],
            [_honour(pack, key, one, on) for key, one in said.honours.items()],
            "wide",
        ),
    )


def _appraisal(pack: Pack, key: str, one: Appraisal, on: date) -> Iterator[Html]:
    yield el("h3", one.label.zh, " ", el("code", key), id=f"appraisal-{key}")
    yield el("p", one.about.zh)
    facts = [
        ("考核谁", OF[one.of]),
        ("谁组织", sayings.who_names(pack, one.runs)),
        ("谁打分", sayings.who_names(pack, one.scorers) if one.scorers else "不打分"),
        ("异议期", _value(pack, one.objection, on)),
        ("等次", "、".join(grade.zh for grade in one.grades.values()) or "—"),
        ("问题整改", f"列成“{pack.said.matters[one.becomes].label.zh}”，下一期先看它" if one.becomes else "—"),
        ("命名授牌", NAMING[one.naming]),
        ("依据", join(source(pack, one.source), f" {one.article}" if one.article else "")),
    ]
    yield table(["", "规定"], facts)
    if one.parts:
        rows = [
            (
                join("　" * path.count("/"), el("b", item.label.zh), "（单项）" if item.apart else ""),
                _amount(pack, item.most, on),
                _amount(pack, item.least, on),
                _amount(pack, item.weight, on),
                _whence(pack, item, on),
                "、".join(EVIDENCE[kind] for kind in item.evidence) or "—",
                source(pack, item.source),
            )
            for path, item in items(one.parts)
        ]
        yield table(["评分项", "封顶", "保底", "权重", "怎么得分", "引用什么", "依据"], rows, "wide")


def _whence(pack: Pack, item: Item, on: date) -> str:
    """Where the points of an item come from, and what becomes of it where its indicator has no data."""
    if item.indicator is not None and item.target is not None:
        one = pack.said.rates.get(item.indicator) or pack.said.indicators.get(item.indicator)
        name = one.label.zh if one is not None else item.indicator
        return f"指标“{name}”÷ {_amount(pack, item.target, on)}；{MISSING[item.missing]}"
    if item.each is not None:
        start = _amount(pack, item.begins, on)
        return f"{'从 ' + start + ' 分起，' if start != '0' else ''}每条依据 {_amount(pack, item.each, on)} 分"
    return "下面各项之和"


def _contest(pack: Pack, key: str, one: Contest, on: date) -> Iterator[Html]:
    rule = judging.rules(pack, one, on)
    yield el("h3", one.label.zh, " ", el("code", key), id=f"contest-{key}")
    yield el("p", one.about.zh)
    marks = [
        f"{criterion.label.zh} 0–{plain(rule.most[name])} 分，权重 {plain(rule.weights[name])}"
        for name, criterion in one.criteria.items()
    ]
    turns = [el("div", *_round(pack, said, on)) for said in one.rounds.values()]
    prizes = [_tier(pack, prize, on) for prize in one.prizes.values()]
    ties = "、".join(one.criteria[name].label.zh for name in one.equals)
    last = "由评委会决定" if one.settle == "jury" else "抽签"
    facts = [
        ("评谁", OF[one.of]),
        ("谁组织", sayings.who_names(pack, one.runs)),
        ("评分标准", el("div", *(el("div", text) for text in marks))),
        ("计分", f"去掉最高、最低各 {rule.drop} 张评分表，至少剩 {rule.fewest} 张，取平均，最后保留两位小数"),
        ("回避", "评委不评本单位" if one.recuse else "不回避"),
        ("并列", f"先比{ties}，再{last}" if ties else last),
        ("报名", _entering(pack, one, on)),
        ("轮次", el("div", *turns) if turns else "一轮"),
        ("奖项", "、".join(prizes)),
        ("公示", _value(pack, one.notice, on) if one.notice else "—"),
        ("命名授牌", NAMING[one.naming]),
        ("依据", join(source(pack, one.source), f" {one.article}" if one.article else "")),
    ]
    yield table(["", "规定"], facts)


def _tier(pack: Pack, prize: Prize, on: date) -> str:
    """A tier with its places, as a number or as a share of what was entered."""
    if prize.share is not None:
        return f"{prize.label.zh} 参评的 {_amount(pack, prize.share, on)}（进一）"
    return f"{prize.label.zh} {'至少 ' if prize.open else ''}{_amount(pack, prize.quota or 0, on)} 个"


def _entering(pack: Pack, one: Contest, on: date) -> str:
    if one.entering is None:
        return "由组织的单位统一报名"
    most = f"，一个单位最多 {_amount(pack, one.entering.most, on)} 件" if one.entering.most is not None else ""
    who = sayings.who_names(pack, one.entering.who)
    return f"{who}替本单位报名，开始以后 {_value(pack, one.entering.open, on)}{most}"


def _round(pack: Pack, said: Round, on: date) -> Iterator[Inside]:
    yield el("b", said.label.zh)
    if said.draw:
        yield "，先抽签定次序"
    if said.criteria:
        marks = (f"{one.label.zh}（权重 {_amount(pack, one.weight, on)}）" for one in said.criteria.values())
        yield f"，按{'、'.join(marks)}打分"
    if said.on is not None:
        yield f"，{_tier(pack, said.on, on)}"
    if said.notice is not None:
        yield f"，公示 {_value(pack, said.notice, on)}"


def _honour(pack: Pack, key: str, one: Honour, on: date) -> tuple[Inside, ...]:
    return (
        join(el("b", one.label.zh), " ", el("code", key), el("div", one.about.zh), _named(pack, one, on)),
        OF[one.of],
        _amount(pack, one.quota, on) if one.quota is not None else "—",
        _value(pack, one.notice, on) if one.notice else "—",
        NAMING[one.naming],
        source(pack, one.source),
    )


def _named(pack: Pack, one: Honour, on: date) -> Inside:
    """By which vote a name comes about, and what a name without one means."""
    if one.voted is None:
        return ""
    needed = one.needs_vote is not None and bool(pack.value(one.needs_vote[1:], on))
    without = "没有会议表决的不能推荐" if needed else "没有会议表决的标明“没有会议记录”"
    return el("div", f"推荐由议程“{pack.said.agenda[one.voted].label.zh}”表决；{without}")


def _amount(pack: Pack, said: Amount, on: date) -> str:
    return plain(number(pack, said, on))


def _value(pack: Pack, said: str, on: date) -> str:
    return sayings.now(pack, said[1:], on)
