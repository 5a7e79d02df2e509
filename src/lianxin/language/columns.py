"""What a list of ties may say in its columns, by the declaration of their kind: headings, and a cell as an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, Text, because
from lianxin.language.ties import TieKind
from lianxin.language.words import FieldDecl

NAME, PHONE, BORN, UNIT, SINCE, UNTIL, CONSENT = "name", "phone", "born", "unit", "since", "until", "consent"
"""Columns every kind may have; the others are the fields of the kind, as `field.<key>`."""
OTHER, SLOT, CLASS = "other", "slot", "class"
"""The other end of a tie between two units; the place in a team; the class of a person."""
_COMMON = {
    NAME: (Text("姓名", "Name"), "姓名 名字 人员姓名 志愿者姓名 党员姓名 户主 户主姓名 name"),
    PHONE: (Text("电话", "Phone"), "电话 手机 手机号 手机号码 联系电话 电话号码 联系方式 phone mobile"),
    BORN: (Text("出生日期", "Born"), "出生日期 出生年月 出生年份 出生年月日 生日 born birthdate"),
    SINCE: (
        Text("从哪天起", "Since"),
        "从哪天起 登记日期 注册日期 加入日期 转入日期 转入时间 登记时间 开始日期 since",
    ),
    UNTIL: (Text("到哪天为止", "Until"), "到哪天为止 截止日期 结束日期 期满日期 到期日期 until"),
}
_UNITS = (
    "单位 所在单位 所属单位 登记单位 党支部 所在党支部 所属党支部 支部 所在支部 "
    "党组织 所在党组织 社区 所在社区 村居 unit branch"
)
_OTHERS = "单位名称 单位全称 单位 对方单位 合作单位 共建单位 成员单位 驻区单位 乙方 partner"
_OURS = "甲方 我方 牵头单位 牵头党组织 党组织 签约党组织 社区 所在社区 村居 unit"
_SLOTS = "岗位 职务 队内职务 队内岗位 分工 slot role"
_CLASSES = "人员类别 人员类型 政治面貌 class"
_TEAMS = "队伍名称 所在队伍 队名 team"
_CONSENTS = "是否同意 同意 本人同意 知情同意 签订同意书 consent"
_ALSO = {
    "id_number": "身份证 身份证号 身份证号码 公民身份号码 证件号码 idnumber",
    "credit_code": "统一社会信用代码 信用代码",
}
_CALLED = {
    "skills": "特长 专长 技能 技能特长 服务特长",
    "available": "可服务时间 服务时间 空闲时间 有空时间",
    "languages": "语言 方言",
}
"""What offices call some fields besides their own names."""
_APART = re.compile(r"[、,，;；/|\s]+")
YES = frozenset({"是", "同意", "已同意", "有", "√", "✓", "y", "yes", "1", "true"})
NO = frozenset({"", "否", "不同意", "未", "无", "×", "n", "no", "0", "false"})


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a list may say. `words`: headings that mean it."""

    key: str
    label: Text
    words: tuple[str, ...]
    needed: bool = False


def listed(kind: TieKind) -> bool:
    """Whether a kind comes in as a list: people at a unit (a roll, a team), or units tied to one."""
    return kind.other.of == "unit"


def of_people(kind: TieKind) -> bool:
    """Whether the rows of its list are people."""
    return kind.first.of == "person"


def columns(kind: TieKind) -> list[Column]:
    """Everything a list of this kind may say, what is needed first to last."""
    found = _people(kind) if of_people(kind) else _units(kind)
    if kind.consent is not None:
        found.append(Column(CONSENT, Text("是否同意", "Consent"), tuple(_CONSENTS.split())))
    for key, declared in kind.fields.items():
        words = (declared.label.zh, key, *_ALSO.get(declared.form or "", "").split(), *_CALLED.get(key, "").split())
        found.append(Column(f"field.{key}", declared.label.text(), words, key in kind.needs))
    return found


def _people(kind: TieKind) -> list[Column]:
    found = [Column(key, label, tuple(words.split()), key == NAME) for key, (label, words) in _COMMON.items()]
    other, name = kind.other.label, found[0]
    found[0] = Column(NAME, name.label, (*name.words, f"{kind.first.label.zh}姓名"), True)
    units = _UNITS.split() if not kind.slots else [*_TEAMS.split(), *_UNITS.split()]
    found.insert(1, Column(UNIT, other.text(), (other.zh, *units)))
    if kind.slots:
        found.insert(2, Column(SLOT, Text("岗位", "Place in the team"), tuple(_SLOTS.split())))
    if kind.classes:
        zh = kind.first.label.zh
        words = (f"{zh}类别", f"{zh}类型", f"{zh}性质", *_CLASSES.split())
        found.insert(2, Column(CLASS, Text(f"{zh}类别", "Class"), words, True))
    return found


def _units(kind: TieKind) -> list[Column]:
    first, other = kind.first.label, kind.other.label
    return [
        Column(OTHER, other.text(), (other.zh, *_OTHERS.split()), True),
        Column(UNIT, first.text(), (first.zh, *_OURS.split())),
        *(Column(key, _COMMON[key][0], tuple(_COMMON[key][1].split())) for key in (SINCE, UNTIL)),
    ]


def proposed(headings: Sequence[str], known: Sequence[Column]) -> list[str]:
    """Which column each heading means, "" for none: the same word first, then a word the heading holds; each once."""
    found, left = [""] * len(headings), {column.key: column for column in known}
    for fits in (_same, _holds):
        for at, heading in enumerate(headings):
            best = next((key for key, column in left.items() if not found[at] and fits(heading, column)), None)
            if best is not None:
                found[at] = best
                del left[best]
    return found


def _same(heading: str, column: Column) -> bool:
    return heading in column.words


def _holds(heading: str, column: Column) -> bool:
    return any(len(word) > 1 and word in heading for word in column.words)


def answer(pack: Pack, declared: FieldDecl, text: str) -> str | list[str]:
    """A cell as the answer to a field: choices and items of lists by what they are called. Errors: Refused."""
    options = {key: label.text() for key, label in declared.choices.items()}
    if declared.type == "item" and declared.list:
        options = {key: item.label.text() for key, item in pack.said.lists.get(declared.list, {}).items()}
    if declared.type not in ("choice", "item") or not options:
        return text
    parts = apart(text) if declared.several else [text]
    chosen = [option(part, options, declared.label.zh) for part in parts]
    return chosen if declared.several else chosen[0]


def apart(text: str) -> list[str]:
    """Several things in one cell, each by itself."""
    return [part for part in _APART.split(text) if part]


def _plain(said: str) -> str:
    """Words without blanks, wide and narrow signs alike."""
    return "".join(normalize("NFKC", said).split())


def option(said: str, options: Mapping[str, Text], label: str) -> str:
    """The one of some options that a cell means, brackets and blanks written either way. Errors: Refused, naming
    them."""
    plain, named = _plain(said), {key: _plain(text.zh) for key, text in options.items()}
    for key, text in options.items():
        if said in (key, text.en) or plain == named[key]:
            return key
    near = [key for key, zh in named.items() if len(plain) > 1 and (plain in zh or zh in plain)]
    if len(near) == 1:
        return near[0]
    raise Refused(_unknown(said, options, label))


def classed(kind: TieKind, said: str) -> str:
    """The class that a cell means: its own name or another word for exactly it. A word that only resembles one is
    none: whoever has no vote is not to get one by a spelling. Errors: Refused, naming them."""
    text = "".join(said.split())
    for key, one in kind.classes.items():
        means = (key, one.zh, one.en or "", *kind.also.get(key, []))
        if text and text.casefold() in {"".join(word.split()).casefold() for word in means}:
            return key
    options = {key: one.text() for key, one in kind.classes.items()}
    if text:
        raise Refused(_unknown(said, options, "类别"))
    zh, en = "、".join(one.zh for one in options.values()), ", ".join(one.say("en") for one in options.values())
    raise Refused(because("class", "请写类别：{zh}", "write the class: {en}", zh=zh, en=en))


def _unknown(said: str, options: Mapping[str, Text], label: str) -> Reason:
    zh = "、".join(text.zh for text in options.values())
    en = ", ".join(text.say("en") for text in options.values())
    return because(
        "option", "“{label}”里没有“{said}”，可以写：{zh}", "“{said}” is not known; one may write: {en}",
        "", label=label, said=said[:20], zh=zh, en=en,
    )  # fmt: skip
