"""What a list of activities may say in its columns: what took place or is planned, when, by whom, and how many came."""

from __future__ import annotations

from lianxin.language.activities import ActivityKind
from lianxin.language.columns import UNIT, Column
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

TITLE, KIND, DATE, CARRIERS, PLACE, STATE, TEXT, NUMBER = (
    "title", "kind", "date", "carriers", "place", "state", "text", "number",
)  # fmt: skip
_COMMON = {
    TITLE: (Text("活动名称", "Title"), "活动名称 活动主题 活动标题 名称 主题 标题 title"),
    KIND: (Text("活动类别", "Kind"), "活动类别 活动类型 活动种类 类别 类型 kind"),
    DATE: (Text("活动日期", "Date"), "活动日期 活动时间 开展日期 开展时间 举办日期 举办时间 日期 时间 date"),
    UNIT: (
        Text("主办单位", "Organiser"),
        "主办单位 主办 组织单位 开展单位 举办单位 单位名称 单位 所在单位 党支部 支部 社区 村居 unit",
    ),
    CARRIERS: (Text("承办单位", "Carried out by"), "承办单位 承办 协办单位 协办 carriers"),
    PLACE: (Text("活动地点", "Place"), "活动地点 开展地点 举办地点 地点 place"),
    STATE: (Text("是否已开展", "Held or planned"), "是否已开展 是否开展 开展情况 完成情况 活动状态 状态 state"),
    TEXT: (Text("活动内容", "What it is about"), "活动内容 主要内容 活动简介 内容 简介 说明 备注 text"),
    NUMBER: (Text("活动编号", "Number"), "活动编号 台账编号 编号 number"),
}
MUST = (TITLE, KIND, DATE)
"""Without these no row is an activity."""
_HEADS = "人数 参与人数 到场人数 出席人数 参加人次 heads"
FILES = ("photo", "document")
"""Types of answer that are files, put to an activity on its page."""
HELD, PLANNED = "held", "planned"
_STATES = {
    HELD: "已开展 已完成 已举办 已办 已结束 完成 开展 是 √ ✓ held done yes y 1 true",
    PLANNED: "计划 计划中 待开展 未开展 未完成 拟开展 筹备 否 planned no n 0 false",
}


def columns(pack: Pack) -> list[Column]:
    """Everything a list of activities may say: the common columns, and every number and field of the pack's kinds."""
    found = [Column(key, label, tuple(words.split()), key in MUST) for key, (label, words) in _COMMON.items()]
    kinds = list(pack.said.activities.values())
    for key in dict.fromkeys(key for kind in kinds for key in kind.figures):
        labels = [kind.figures[key].label for kind in kinds if key in kind.figures]
        words = (*(one.zh for one in labels), key, *(_HEADS.split() if key == "heads" else ()))
        found.append(Column(f"figure.{key}", labels[0].text(), tuple(dict.fromkeys(words))))
    for key in dict.fromkeys(key for kind in kinds for key in kind.fields):
        declared = [kind.fields[key] for kind in kinds if key in kind.fields]
        if declared[0].type in FILES:
            continue
        labels = [one.label for one in declared]
        found.append(Column(f"field.{key}", labels[0].text(), tuple(dict.fromkeys([*(one.zh for one in labels), key]))))
    return found


def state(text: str) -> str | None:
    """Whether a cell says that it took place: held, planned, "" for nothing; None for what nobody understands."""
    said = text.lower()
    if not said:
        return ""
    return next((key for key, words in _STATES.items() if said in words.split()), None)


def by_name(kind: ActivityKind) -> bool:
    """Whether what took place is written down by name, which no list of numbers can say."""
    return kind.attendance == "people"
