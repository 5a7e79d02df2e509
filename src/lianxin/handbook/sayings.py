"""Short Chinese sentences for what a declaration means: who, where to, how long, what follows."""

from __future__ import annotations

from datetime import date

from lianxin.language import dated
from lianxin.language.pack import Pack
from lianxin.language.who import BUILTIN
from lianxin.language.words import Action, Clock, DatedValue, Fraction, LengthBy, MatterKind, Value

UNITS = {
    "workdays": "个工作日",
    "days": "天（自然日）",
    "months": "个月",
    "years": "年",
    "hours": "小时",
    "minutes": "分钟",
    "office_hours": "个办公小时",
    "times": "次",
    "yuan": "元",
    "metres": "米",
    "fraction": "",
    "flag": "",
    "text": "",
}
PERIODS = {"quarter_end": "本季度末", "month_end": "本月末", "year_end": "本年末"}
VERBS = {
    "file": "登记",
    "route": "流转",
    "decide": "决定",
    "record": "记录",
    "attest": "核实",
    "publish": "公开",
    "count": "统计",
}
COUNTS = {
    "solved": "算解决",
    "explained": "办不了已说明，不算解决",
    "unreached": "联系不上或没有回音，不算解决",
    "moved": "转到别处，另行计数",
    "withdrawn": "撤回，不计入",
    "done": "办结",
}
TELLS = {
    "reporters": "反映人",
    "owner": "承办单位",
    "claimer": "认领人",
    "parent": "吹哨单位",
    "approver": "审批人",
    "asker": "提出的人",
}
ROUTES = {
    "rules": "按派单规则重新派",
    "input": "派给所填的单位",
    "fallback": "交兜底单位",
    "place": "交所在社区（村）",
    "nearest_site": "交最近的站点",
}
NATURES = {"consult": "咨询", "help": "求助", "suggest": "建议", "complaint": "投诉", "report": "举报"}
COUNTERS = {
    "transfers": "转办",
    "returns": "退回",
    "reopened": "重新办理",
    "whistles": "吹哨",
    "reminders": "提醒",
    "escalations": "升级",
    "suspensions": "挂账",
    "extensions": "延期",
}
BY = {"nature": "性质", "topic": "主题", "channel": "渠道"}


def who_names(pack: Pack, who: list[str], language: str = "zh") -> str:
    """The roles and parts as people know them."""
    english = language.startswith("en")
    names = []
    for name in who:
        if name in pack.said.roles:
            names.append(pack.said.roles[name].label.say(language))
        else:
            names.append(BUILTIN[name][1 if english else 0])
    return (", " if english else "、").join(names)


def counter(pack: Pack, name: str) -> str:
    """The name of a count: the pack's label `count.<name>`, else that of the common ones."""
    found = pack.said.labels.get(f"count.{name}")
    return found.zh if found else COUNTERS.get(name, name)


def goes_to(kind: MatterKind, step: str, action: Action) -> str | None:
    """The step an action leads to; None when the matter stays where it is."""
    to = action.to
    if to is None and action.route is not None:
        to = kind.first
    return None if to == step else to


def amount(value: Value, item: DatedValue) -> str:
    """A value with its unit, as one says it."""
    if isinstance(item.value, list):
        return "、".join(str(part) for part in item.value)
    if isinstance(item.value, bool):
        return "是" if item.value else "否"
    return f"{item.value}{' ' if UNITS[value.unit] else ''}{UNITS[value.unit]}"


def now(pack: Pack, key: str, on: date) -> str:
    """What a parameter is on a day, in words."""
    value = pack.said.values[key]
    try:
        return amount(value, dated.holding(value, on, key))
    except dated.NoValue:
        return "（这一天没有有效值）"


def length(pack: Pack, clock: Clock, on: date) -> str:
    """How long a clock runs, in words, on a day."""
    if isinstance(clock.length, LengthBy):
        cases = [f"{NATURES.get(key, key)} {_one(pack, said, on)}" for key, said in clock.length.cases.items()]
        return f"按{BY[clock.length.by]}：" + "；".join([*cases, f"其他 {_one(pack, clock.length.otherwise, on)}"])
    said = _one(pack, clock.length, on)
    return f"到所填的那一天；没有填的 {said}" if clock.on_day is not None else said


def _one(pack: Pack, said: str, on: date) -> str:
    return now(pack, said[1:], on) if said.startswith("$") else PERIODS[said]


def share(pack: Pack, said: Fraction, on: date) -> str:
    """A share of a vote: 应到人数的 2/3 以上, 实到人数的过半."""
    body = "应到人数" if said.of == "due" else "实到人数"
    text = said.at_least or said.more_than or "1/2"
    text = str(now(pack, text[1:], on)) if text.startswith("$") else text
    return f"{body}的 {text} 以上（含）" if said.at_least else f"超过{body}的 {text}"


def destination(pack: Pack, to: str) -> str:
    """Where a routing rule sends a matter."""
    if to.startswith("unit:"):
        return pack.said.units[to[5:]].name
    head, _, kind = to.partition(":")
    words = {"place": "所在社区（村）", "filer": "登记单位", "fallback": "兜底单位"}
    if head in words:
        return words[head]
    label = pack.said.unit_kinds[kind].label.zh
    return f"最近的{label}" if head == "nearest" else f"所在地的{label}"
