"""The page of what lasts between two ends: ties, words that are avoided, cards, certificates, stock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.kinds import fields, source
from lianxin.handbook.markup import Html, Inside, el, join, lines, table
from lianxin.language.pack import Pack
from lianxin.language.tie import FIRST
from lianxin.language.ties import TieEnd, TieKind

ONCE = {"pair": "同一对只有一个", "first": "甲方同时只有一个", "other": "乙方同时只有一个"}
SHEETS = {"quarter": "每季度一张", "half_year": "每半年一张"}
COUNTS = {"people_times": "人次", "times": "次"}


def ties_page(pack: Pack, on: date) -> Html:
    """Every kind of tie with what follows from it, then the rest."""
    said = pack.said
    avoided = [
        (el("span", one.label.zh, id=f"avoided-{key}"), "、".join(one.words), one.rather.zh, source(pack, one.source))
        for key, one in said.avoided.items()
    ]
    cards = [(one.label.zh, one.about.zh, source(pack, one.source)) for one in said.cards.values()]
    papers = [
        (one.label.zh, one.about.zh, _roles(pack, one.made_by), source(pack, one.source))
        for one in said.certificates.values()
    ]
    things = [
        (one.label.zh, one.unit.zh, "收回或用掉" if one.returns else "留给本人", _roles(pack, one.moved_by))
        for one in said.stock.values()
    ]
    return join(
        el("h1", "结对、协议和队伍"),
        el("p", "长期的关系：谁和谁、谁来定、要记什么、多久一次、结束后保留多少天。", class_="lead"),
        *(_kind(pack, key, kind, on) for key, kind in said.ties.items()),
        el("h2", "不写进记录的话"),
        table(["哪一类", "词", "换成怎样说", "依据"], avoided, "wide"),
        el("h2", "便民联系卡"),
        table(["卡", "说明", "依据"], cards),
        el("h2", "证明"),
        table(["证明", "说明", "谁出具", "依据"], papers),
        el("h2", "物品"),
        table(["物品", "单位", "之后", "谁收发"], things),
    )


def _kind(pack: Pack, key: str, kind: TieKind, on: date) -> Html:
    return el(
        "section",
        el("h2", kind.label.zh, " ", el("code", key), id=f"tie-{key}"),
        el("p", kind.about.zh),
        table(["事项", "规定"], list(_facts(pack, kind, on))),
        fields(pack, kind.fields) if kind.fields else "",
    )


def _facts(pack: Pack, kind: TieKind, on: date) -> Iterator[tuple[str, Inside]]:
    yield "依据", source(pack, kind.source)
    yield "两端", lines([_end(pack, kind.first), _end(pack, kind.other)])
    yield "谁来定", _roles(pack, kind.made_by)
    if kind.noted_by:
        yield "谁来记", _roles(pack, kind.noted_by)
    yield "不重叠", ONCE[kind.once]
    yield "结束的原因", "、".join(one.zh for one in kind.reasons.values())
    yield "结束后保留", sayings.now(pack, kind.keep, on)
    if kind.consent is not None:
        own = sayings.now(pack, kind.consent.own_from, on)
        yield (
            f"同意书（{kind.consent.version}）",
            lines([kind.consent.text.zh, el("span", "本人可以同意的年龄：", own)]),
        )
    if kind.cover is not None:
        yield "至少", f"{kind.cover.least} 个{pack.said.ties[kind.cover.by].label.zh}"
    if kind.rhythm is not None:
        about = "、".join(one.zh for one in kind.rhythm.about.values())
        yield "多久记一次", lines([sayings.now(pack, kind.rhythm.every, on), about])
    if kind.sheet is not None:
        yield kind.sheet.label.zh, lines([SHEETS[kind.sheet.every], kind.sheet.about.zh])
    if kind.deliveries is not None:
        said = [f"{one.label.zh}（{COUNTS[one.counts]}）" for one in kind.deliveries.commitments.values()]
        yield "承诺", lines([*said, "联络员用专用链接填报" if kind.deliveries.link else ""])
    if kind.invites is not None:
        yield "给对方单位的链接有效", sayings.now(pack, kind.invites, on)
    if kind.term.most is not None:
        yield "一期最长", sayings.now(pack, kind.term.most, on)
    if kind.term.renew_before is not None:
        yield "到期前提出续签", sayings.now(pack, kind.term.renew_before, on)
    for name, value in kind.lapses.items():
        yield f"{kind.fields[name].label.zh}：提前提醒", sayings.now(pack, value, on)
    if kind.classes:
        yield "类别", "、".join(one.zh for one in kind.classes.values())
    if kind.slots:
        yield (
            "岗位",
            "、".join(f"{one.label.zh}（{one.least} 到 {one.most or '不限'} 人）" for one in kind.slots.values()),
        )


def _end(pack: Pack, end: TieEnd) -> str:
    kinds = "、".join(pack.said.unit_kinds[name].label.zh for name in end.kinds)
    what = "人" if end.of == "person" else (kinds or "单位")
    through = f"，先要是{pack.said.ties[end.through].label.zh}" if end.through else ""
    return f"{end.label.zh}：{what}{'' if end.staff else '（加密）'}{through}"


def _roles(pack: Pack, names: list[str]) -> str:
    return "、".join("本人" if name == FIRST else pack.said.roles[name].label.zh for name in names)
