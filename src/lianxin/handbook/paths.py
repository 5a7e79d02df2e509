"""Paths of applicants and members: each stage, what may follow, how long between, and the document that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, Inside, el, join, lines, table
from lianxin.language.calendar import Calendar
from lianxin.language.ground import Ground
from lianxin.language.pack import Pack
from lianxin.language.paths import MemberPath, Stage, Wait

BOUNDS = {"least": "不早于{n}", "beyond": "要超过{n}", "within": "{n}以前，到时提醒", "at_most": "最迟{n}"}
ROLL = {"probationary": "登上名册（预备党员）", "full": "名册改为正式党员", "leave": "从名册转出"}
CARD = {"admitted": "入党日期", "confirmed": "转正日期", "stopped": "停止党籍起", "resumed": "停止的月数扣减党龄"}


def paths(pack: Pack, on: date) -> Html:
    """A table for each path."""
    return join(
        el("h2", "发展党员和党员日期"),
        el(
            "p",
            "只记日期、提醒下一步，每一步由组织决定；姓名（申请人）和日期加密，只有支部书记和街镇党建办打开，打开留记录。",
            class_="quiet",
        ),
        *(_path(pack, key, path, on) for key, path in pack.said.paths.items()),
    )


def _path(pack: Pack, key: str, path: MemberPath, on: date) -> Html:
    kinds = "、".join(pack.said.unit_kinds[kind].label.zh for kind in path.units if kind in pack.said.unit_kinds)
    barred = [f"{rule.why.zh}（{rule.article}）" for rule in path.barred]
    ahead = f"提前 {sayings.now(pack, path.ahead[1:], on)}提醒书记"
    return join(
        el("h3", path.label.zh, " ", el("code", key)),
        el("p", lines([path.about.zh, f"由{kinds}登记，{ahead}", *barred]), class_="quiet"),
        table(
            ["阶段", "之后", "隔多久、填什么", "依据"],
            [_stage(pack, path, name, stage, on) for name, stage in path.stages.items()],
        ),
    )


def _stage(pack: Pack, path: MemberPath, name: str, stage: Stage, on: date) -> tuple[Inside, ...]:
    follow = "、".join(path.stages[key].label.zh for key in stage.next) or "结束"
    asked = [one.source for one in stage.asks.values()]
    ground = Ground(pack, Calendar.builtin())
    said = [
        *(ground.cite(wait, on)[0] for wait in stage.waits),
        *(one.source for one in stage.through if on >= one.since),
    ]
    sources = list(dict.fromkeys([*said, *asked])) or [path.source]
    return (
        el("span", el("b", stage.label.zh), " ", el("code", name)),
        follow,
        lines(_rules(pack, path, stage, on)) or "—",
        lines([source(pack, key) for key in sources]),
    )


def _rules(pack: Pack, path: MemberPath, stage: Stage, on: date) -> Iterator[str]:
    for one_before in stage.through:
        if on >= one_before.since:
            yield f"必须先{path.stages[one_before.stage].label.zh}（{one_before.since.isoformat()} 起）"
    for wait in stage.waits:
        yield f"从{path.stages[wait.after].label.zh}起：{'；'.join(_bounds(pack, wait, on))}"
    if stage.every is not None and stage.noted is not None:
        yield f"{stage.noted.zh}：每 {sayings.now(pack, stage.every[1:], on)}一次"
    for one in stage.asks.values():
        span = " 至 ".join(sayings.now(pack, value[1:], on) for value in (one.least, one.most) if value is not None)
        usual = "，不同的写明原因" if one.usual else ""
        yield f"{one.label.zh}：{span if one.most else f'不少于 {span}'}{usual}"
    if stage.card is not None:
        yield CARD[stage.card]
    if stage.roll is not None:
        yield ROLL[stage.roll]


def _bounds(pack: Pack, wait: Wait, on: date) -> Iterator[str]:
    for word, said in BOUNDS.items():
        value = getattr(wait, word)
        if value is not None:
            yield said.format(n=f" {sayings.now(pack, value[1:], on)}")
