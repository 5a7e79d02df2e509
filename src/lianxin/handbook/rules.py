"""Pages of what a pack rests on: parameters with their documents, routing, lists, rates."""

from __future__ import annotations

from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.kinds import fields, source
from lianxin.handbook.markup import Html, chip, el, join, lines, table
from lianxin.language import dated
from lianxin.language.pack import Pack
from lianxin.language.vocabulary import VocabularyDecl
from lianxin.language.words import DatedValue, Value

GRADES = {"law": "法律", "official": "正式文件", "press": "公开报道", "unconfirmed": "尚未核实", "local": "本地自定"}
CLASSES = {"basic": "基本履职", "joint": "配合履职", "withdrawn": "收回事项"}


def values_page(pack: Pack, on: date) -> Html:
    """Every parameter: what it is now, what it was, and the document it rests on."""
    rows = []
    for key, value in pack.said.values.items():
        holding = _holding(value, on, key)
        rows.append(
            (
                el("span", el("b", value.label.zh), el("div", el("code", key)), id=key),
                sayings.now(pack, key, on),
                lines(_dated(pack, value, item, item is holding) for item in value.dated),
                lines(_used(pack, key)) or "—",
            )
        )
    return join(
        el("h1", "期限和参数"),
        el("p", f"下面是 {on.isoformat()} 有效的值；以前的值一并列出，旧事按当时的值办。", class_="lead"),
        table(["参数", "现在", "有效期和依据", "用在"], rows, "wide"),
    )


def _holding(value: Value, on: date, key: str) -> DatedValue | None:
    try:
        return dated.holding(value, on, key)
    except dated.NoValue:
        return None


def _dated(pack: Pack, value: Value, item: DatedValue, holds: bool) -> Html:
    until = f"至 {item.until.isoformat()}" if item.until else "起"
    grade = pack.said.documents[item.source].grade
    return join(
        el("b" if holds else "span", sayings.amount(value, item)),
        f"，{item.since.isoformat()} {until}，",
        source(pack, item.source),
        f" {item.article}" if item.article else "",
        " ",
        chip(GRADES[grade], grade),
    )


def _used(pack: Pack, key: str) -> list[Html]:
    """Kinds whose clocks, votes or guards name a value."""
    found = []
    for name, kind in pack.said.matters.items():
        actions = [action for step in kind.steps for action in pack.actions(name, step).values()]
        said = [clock.model_dump_json() for clock in kind.clocks.values()]
        said += [action.model_dump_json() for action in actions]
        if any(f'"${key}"' in text or f"value['{key}']" in text for text in said):
            found.append(el("a", kind.label.zh, href=f"kind-{name}.html"))
    return found


def documents_page(pack: Pack) -> Html:
    """Every document that a value or a rule rests on."""
    rows = []
    for key, document in pack.said.documents.items():
        rows.append(
            (
                el("span", el("b", document.title), el("div", el("code", key)), id=key),
                lines([document.issuer, document.number]),
                document.date.isoformat(),
                chip(GRADES[document.grade], document.grade),
                document.note,
            )
        )
    about = "“尚未核实”的，上线前要对照原件；“本地自定”的，由街道（镇）换成自己的文件。"
    return join(
        el("h1", "依据文件"),
        el("p", about, class_="lead"),
        table(["文件", "发文机关和文号", "日期", "可靠程度", "说明"], rows, "wide"),
    )


def routing_page(pack: Pack) -> Html:
    """Routing rules in order, what a sentence becomes, and where everything else lands."""
    rules = [
        (str(number), rule.why.zh, sayings.destination(pack, rule.to), el("code", rule.when), source(pack, rule.source))
        for number, rule in enumerate(pack.said.routing, 1)
    ]
    parts = [
        el("h1", "派单规则"),
        el("p", "从上往下看，第一条对得上的就按它派，理由随事项保存。", class_="lead"),
        table(["序", "理由", "派给", "条件", "依据"], rules, "wide"),
    ]
    if pack.said.fallback:
        unit = pack.said.units[pack.said.fallback].name
        parts.append(el("p", "都对不上的：交", el("b", unit), "，由人判断，不会没人管。"))
    parts.append(el("h2", "没有选类别时登记成什么"))
    if pack.said.filing:
        filing = pack.said.filing
        rows = [
            (str(number), rule.why.zh, pack.kind(rule.to).label.zh, el("code", rule.when))
            for number, rule in enumerate(filing.rules, 1)
        ]
        parts.append(table(["序", "理由", "登记成", "条件"], rows, "wide"))
        parts.append(el("p", "都对不上的登记成：", el("b", pack.kind(filing.default).label.zh)))
    parts.append(el("h2", "各类事项自己的去处"))
    from_kind = {"place": "交所在社区（村）", "filer": "由登记单位办理", "nearest_site": "交最近的站点"}
    kinds = [(kind.label.zh, from_kind.get(kind.routing, "按上面的规则")) for kind in pack.said.matters.values()]
    parts.append(table(["事项", "去处"], kinds))
    return join(*parts, *_understanding(pack))


def _understanding(pack: Pack) -> list[Html]:
    """The words by which a sentence is understood, each with its weight."""
    parts = []
    for key, vocabulary in pack.said.understanding.items():
        rows = []
        for answer, label in vocabulary.labels.items():
            said = sorted(vocabulary.words.get(answer, {}).items(), key=lambda item: (-item[1], item[0]))
            rows.append((el("b", label.zh), "、".join(f"{word} {weight:g}" for word, weight in said)))
        about = f"得分到 {vocabulary.sure:g}、比第二名多 {vocabulary.margin:g} 才算有把握，否则交人判断。"
        about += "".join(_bound(vocabulary, answer) for answer in vocabulary.bounds if answer in vocabulary.labels)
        head = el("h2", vocabulary.label.zh, " ", el("code", key))
        parts.append(join(head, el("p", about, class_="quiet"), table(["判断", "说到这些词（和分量）"], rows)))
    return parts


def _bound(asked: VocabularyDecl, answer: str) -> str:
    """From when on one answer stands by itself, where that differs."""
    one = asked.bounds[answer]
    sure = asked.sure if one.sure is None else one.sure
    margin = asked.margin if one.margin is None else one.margin
    short = "" if one.short is None else f"（60 字以内 {one.short:g}）"
    return f"“{asked.labels[answer].zh}”：得分到 {sure:g}、多 {margin:g}{short}。"


def lists_page(pack: Pack) -> Html:
    """Catalogues, such as the duty list or the list of great matters."""
    parts = [el("h1", "清单")]
    for name, items in pack.said.lists.items():
        rows = [
            (
                join(el("b", item.label.zh), " ", el("code", key)),
                CLASSES.get(item.klass, item.klass),
                item.lead,
                join(source(pack, item.source), f" {item.article}" if item.article else ""),
            )
            for key, item in items.items()
        ]
        parts += [el("h2", el("code", name), id=name), table(["条目", "类别", "牵头", "依据"], rows)]
    return join(*parts)


def rates_page(pack: Pack) -> Html:
    """Rates with their 口径: what is below, above and left out."""
    parts = [
        el("h1", "指标和口径"),
        el("p", "每个数都点得开，分子、分母和不计入的各是哪些事。", class_="lead"),
    ]
    for key, rate in pack.said.rates.items():
        rows = [
            ("分母", el("code", rate.below)),
            ("分子", el("code", rate.above)),
            ("不计入", el("code", rate.excluded)),
            ("依据", source(pack, rate.source)),
        ]
        parts += [
            el("h2", rate.label.zh, " ", el("code", key)),
            el("p", rate.about.zh),
            table(["", "条件"], rows),
        ]
    return join(*parts)


def inputs_page(pack: Pack) -> Html:
    """Common inputs and shared actions, which every kind may use."""
    actions = [
        (
            join(el("b", action.label.zh), " ", el("code", key)),
            sayings.who_names(pack, action.who),
            "、".join(kind.label.zh for kind in pack.said.matters.values() if key in kind.shared) or "—",
        )
        for key, action in pack.said.actions.items()
    ]
    return join(
        el("h1", "共用的动作和内容"),
        el("h2", "共用动作"),
        table(["动作", "谁来做", "用在"], actions),
        el("h2", "共用内容"),
        fields(pack, pack.said.inputs),
    )
