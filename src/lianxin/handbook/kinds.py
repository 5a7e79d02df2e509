"""The page of one kind of matter: what it is for, its diagram, every step and action, clocks, fields and endings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.diagram import diagram
from lianxin.handbook.markup import Html, Inside, chip, el, join, lines, table
from lianxin.language.pack import Pack
from lianxin.language.words import Action, FieldDecl, MatterKind, Vote

TYPES = {
    "text": "一行文字",
    "longtext": "一段文字",
    "number": "数字",
    "money": "金额（元）",
    "date": "日期",
    "choice": "选一项",
    "flag": "是或否",
    "unit": "单位",
    "person": "人员",
    "photo": "照片",
    "item": "清单条目",
    "document": "文件",
}
SENSITIVITY = {"public": "可公开", "inner": "内部", "sealed": "加密"}
BOARDS = {"progress": "公开进度栏", "wall": "心愿墙", "notice": "公示栏", "none": "不公开"}
ROUTING = {
    "rules": "按本包的派单规则",
    "place": "交所在社区（村）",
    "filer": "由登记单位办理",
    "nearest_site": "交最近的站点",
}


def kind_page(pack: Pack, key: str, on: date) -> Html:
    """Everything about one kind on one page."""
    kind = pack.kind(key)
    return join(
        el("h1", kind.label.zh, " ", el("code", key)),
        el("p", kind.about.zh, class_="lead"),
        _facts(pack, kind),
        el("div", _drawn(key, pack), _beside(pack, kind), class_="beside"),
        el("h2", "期限"),
        _clocks(pack, kind, on),
        el("h2", "每一步谁做什么"),
        *(_step(pack, key, name, on) for name in kind.steps),
    )


def _drawn(key: str, pack: Pack) -> Html:
    about = "从上往下读。绿色是通常走的路，虚线是未通过时走的路，方块是结束。"
    drawing = el("div", Html(diagram(key, pack)), class_="scroll")
    return el("section", el("h2", "流程图"), el("p", about, class_="quiet"), drawing)


def _beside(pack: Pack, kind: MatterKind) -> Html:
    """What stands beside the diagram on a wide screen."""
    ends = [(el("b", ending.label.zh), sayings.COUNTS[ending.counts]) for ending in kind.endings.values()]
    return el(
        "section",
        el("h2", "结局怎么算"),
        table(["结局", "怎么算"], ends),
        el("h2", "要填的内容"),
        fields(pack, kind.fields),
    )


def _facts(pack: Pack, kind: MatterKind) -> Html:
    facts: list[tuple[str, Inside]] = [
        ("依据", source(pack, kind.source)),
        ("谁登记", sayings.who_names(pack, kind.filed_by)),
        ("派给谁", ROUTING[kind.routing]),
    ]
    if kind.fallback or pack.said.fallback:
        facts.append(("没有去处时", pack.said.units[kind.fallback or str(pack.said.fallback)].name))
    if kind.asks:
        facts.append(("登记时问", "、".join(asked(pack, kind, name).label.zh for name in kind.asks)))
    look = BOARDS[kind.public.board]
    facts.append(("公众看到", look + ("，先由人核对" if kind.public.review and kind.public.board != "none" else "")))
    facts.append(("重复的", "同一地点说同一件事的自动并为一件" if kind.merges else "不合并，各办各的"))
    if kind.secret:
        facts.append(("保密", "只有承办人看得到内容"))
    if kind.rows:
        facts.append(("对应机制", "、".join(kind.rows)))
    return el("dl", *(join(el("dt", name), el("dd", text)) for name, text in facts))


def asked(pack: Pack, kind: MatterKind, name: str) -> FieldDecl:
    """A field of the kind, or a common input."""
    return kind.fields.get(name) or pack.said.inputs[name]


def source(pack: Pack, key: str | None) -> Inside:
    """The title of a document, linked to its place on the page of documents."""
    if key is None:
        return ""
    return el("a", pack.said.documents[key].title, href=f"documents.html#{key}")


def _clocks(pack: Pack, kind: MatterKind, on: date) -> Html:
    rows = []
    for clock in kind.clocks.values():
        keys = [clock.length] if isinstance(clock.length, str) else [*clock.length.cases.values()]
        named = sorted({key[1:] for key in keys if key.startswith("$")})
        rows.append(
            (
                join(el("b", clock.label.zh), *([" ", chip("主要期限", "main")] if clock.main else [])),
                sayings.length(pack, clock, on),
                "收到之日" if clock.counts_from == "receipt" else "进入这一步时",
                "、".join(kind.steps[step].label.zh for step in clock.runs_at),
                "停" if clock.suspends else "不停",
                sayings.now(pack, clock.extend_by[1:], on) if clock.extend_by else "不能延",
                _late(pack, kind, clock.late),
                lines([el("a", key, href=f"values.html#{key}") for key in named] or [source(pack, clock.source)]),
            )
        )
    return table(["期限", "多长", "从何时算", "在哪些步骤走", "挂账时", "可延", "到期时", "参数和依据"], rows, "wide")


def _late(pack: Pack, kind: MatterKind, late: str | None) -> str:
    if late is None:
        return "标为超期"
    for step in kind.steps.values():
        if late in step.actions:
            return step.actions[late].label.zh
    return pack.said.actions[late].label.zh


def _step(pack: Pack, key: str, name: str, on: date) -> Html:
    kind = pack.kind(key)
    step = kind.steps[name]
    running = [clock.label.zh for clock in kind.clocks.values() if name in clock.runs_at]
    said = el(
        "p",
        "公众看到：“",
        step.public.zh,
        "”",
        *(["。反映人看到：“", step.own.zh, "”"] if step.own else []),
        *(["。走的期限：", "、".join(running)] if running else []),
        class_="quiet",
    )
    mark = [" ", chip("结束", "end")] if step.end else []
    head = el("h3", step.label.zh, " ", el("code", name), *mark, id=f"step-{name}")
    actions = pack.actions(key, name)
    rows = [
        _action_row(pack, kind, name, action_key, action, on)
        for action_key, action in sorted(actions.items(), key=lambda item: not item[1].main)
    ]
    if not rows:
        return el("section", head, said)
    heads = ["动作", "谁来做", "要填", "条件", "之后", "依据"]
    return el("section", head, said, table(heads, rows, "wide"))


def _action_row(pack: Pack, kind: MatterKind, step: str, key: str, action: Action, on: date) -> list[Inside]:
    label = [el("b", action.label.zh), " ", el("code", key)]
    if action.main:
        label += [" ", chip("主要", "main")]
    needed = [asked(pack, kind, name).label.zh for name in action.needs]
    maybe = [asked(pack, kind, name).label.zh + "（可不填）" for name in action.may]
    if action.vote:
        needed += [pack.said.inputs[name].label.zh for name in ("due", "present", "in_favour")]
    return [
        join(*label, el("div", sayings.VERBS[action.verb], class_="quiet")),
        sayings.who_names(pack, action.who),
        lines([*needed, *maybe]),
        lines(conditions(pack, kind, action, on)),
        lines(follows(pack, kind, step, action)),
        source(pack, action.source),
    ]


def conditions(pack: Pack, kind: MatterKind, action: Action, on: date) -> Iterator[Inside]:
    """What must hold before an action: other persons, quorums, guards in the words people meet."""
    if action.not_by:
        steps = kind.steps.values()
        found = {name: step.actions[name].label.zh for step in steps for name in action.not_by if name in step.actions}
        found |= {name: one.label.zh for name, one in pack.said.actions.items() if name in action.not_by}
        first = ["登记"] if "file" in action.not_by else []
        yield "不能是这些步骤的办理人：" + "、".join(dict.fromkeys([*first, *found.values()]))
    if action.vote:
        yield from _vote(pack, action.vote, on)
    for guard in action.guards:
        yield join("否则：“", guard.otherwise.zh, "” ", el("code", guard.when))


def _vote(pack: Pack, vote: Vote, on: date) -> Iterator[Inside]:
    yield f"{vote.body.zh}：{sayings.share(pack, vote.quorum, on)}到会才能开"
    yield f"赞成{sayings.share(pack, vote.carried, on)}才通过"
    yield source(pack, vote.source)


def follows(pack: Pack, kind: MatterKind, step: str, action: Action) -> Iterator[Inside]:
    """What an action does, one sentence each."""
    to = sayings.goes_to(kind, step, action)
    yield el("b", "→ " + kind.steps[to].label.zh) if to else "留在这一步"
    if action.vote and action.vote.to_if_lost:
        yield "未通过 → " + kind.steps[action.vote.to_if_lost].label.zh
    if action.route:
        yield sayings.ROUTES[action.route]
    if action.handler:
        yield "由本人经办" if action.handler == "self" else "经办人空出"
    if action.claim:
        yield "认领" if action.claim == "take" else "放回，可再认领"
    if action.clock:
        words = {"suspend": "期限停住", "resume": "期限继续", "extend": "期限延长", "restart": "期限重新起算"}
        yield words[action.clock]
    if action.spawn:
        yield f"另立一件“{pack.kind(action.spawn.kind).label.zh}”，有自己的期限"
    if action.public:
        yield "对公众公开" if action.public == "show" else "从公开处撤下"
    if action.counts:
        yield "计数：" + "、".join(sayings.counter(pack, name) for name in action.counts)
    for name, value in action.sets.items():
        yield f"记“{asked(pack, kind, name).label.zh}”为{'是' if value is True else value}"
    if action.tells:
        yield "告知：" + "、".join(sayings.TELLS[name] for name in action.tells)
    if action.told:
        yield f"告知的话：“{action.told.zh}”"


def fields(pack: Pack, declared: dict[str, FieldDecl]) -> Html:
    """Fields with what they are for and how sensitive they are."""
    rows = []
    for key, field in declared.items():
        kind = TYPES[field.type]
        if field.list:
            kind += f"：{field.list}"
        choices = "、".join(choice.zh for choice in field.choices.values())
        rows.append(
            (
                join(el("b", field.label.zh), " ", el("code", key)),
                join(kind, *([el("div", choices, class_="quiet")] if choices else [])),
                field.why(),
                chip(SENSITIVITY[field.sensitivity], field.sensitivity),
            )
        )
    return table(["内容", "怎么填", "用来做什么", "敏感程度"], rows)
