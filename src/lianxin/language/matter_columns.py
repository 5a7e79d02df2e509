"""What a list of requests may say in its columns: what was said, where, when, by whom, and what its kind asks."""

from __future__ import annotations

from lianxin.language.columns import Column
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.language.words import FieldDecl

TEXT, PLACE, NAME, PHONE, DATE, NUMBER, KIND = "text", "place", "name", "phone", "date", "number", "kind"
_COMMON = {
    TEXT: (
        Text("内容", "What was said"),
        "内容 诉求内容 反映内容 诉求描述 问题描述 事项内容 工单内容 主要内容 具体内容 诉求 描述 text content",
    ),
    PLACE: (Text("地点", "Place"), "地点 地址 事发地点 发生地点 诉求地址 具体地址 place address"),
    NAME: (Text("姓名", "Name"), "姓名 反映人 来电人 诉求人 投诉人 联系人 群众姓名 name"),
    PHONE: (Text("电话", "Phone"), "电话 联系电话 手机 手机号 手机号码 来电号码 电话号码 联系方式 phone mobile"),
    DATE: (Text("时间", "Received"), "时间 反映时间 来电时间 受理时间 登记时间 受理日期 登记日期 日期 date received"),
    NUMBER: (Text("编号", "Number"), "编号 工单编号 工单号 受理编号 来文编号 number"),
    KIND: (Text("类型", "Kind"), "类型 诉求类型 事项类型 类别 诉求类别 诉求性质 性质 kind type"),
}
MUST = (TEXT,)
"""Without this no row is a request."""
NOT_IN_A_CELL = ("photo", "person")
"""Types of answer that no cell can hold."""


def asked(pack: Pack, kind: str) -> dict[str, FieldDecl]:
    """What a kind asks when it is filed, as far as a cell can say it; nothing that would have to be sealed."""
    found = {name: pack.asked(kind, name) for name in pack.kind(kind).asks}
    return {
        name: one for name, one in found.items() if one.type not in NOT_IN_A_CELL and one.sensitivity != "sealed"
    }  # fmt: skip


def columns(pack: Pack) -> list[Column]:
    """Everything a list of requests may say: the common columns, and what any kind of the pack asks."""
    found = [Column(key, label, tuple(words.split()), key in MUST) for key, (label, words) in _COMMON.items()]
    fields: dict[str, list[FieldDecl]] = {}
    for kind in pack.said.matters:
        for name, declared in asked(pack, kind).items():
            fields.setdefault(name, []).append(declared)
    taken = {column.label.zh for column in found}
    for name, many in fields.items():
        label = many[0].label if many[0].label.zh not in taken else None
        words = tuple(dict.fromkeys([*(one.label.zh for one in many), name]))
        shown = label.text() if label else Text(f"{many[0].label.zh}（{name}）", f"{many[0].label.say('en')} ({name})")
        taken.add(shown.zh)
        found.append(Column(f"field.{name}", shown, words))
    return found
