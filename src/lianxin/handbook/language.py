"""Pages for those who write packs: every word of the language, how to write a kind, how to write a condition."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from lianxin.cases import words as case_words
from lianxin.handbook.gloss import CONDITIONS, FIELDS, MODELS
from lianxin.handbook.markup import Html, el, join, table
from lianxin.language import words
from lianxin.language.pack import Pack

EXAMPLE = """\
matters:
  lamp:                                   # 事项的名字，用小写英文字母
    label: {zh: 路灯报修}
    about: {zh: 路灯不亮，报修到修好}
    source: town-doc                      # 依据哪份文件，在 documents 里写
    first: filed
    filed_by: [anyone, grid]
    fields:
      result: {label: {zh: 维修结果}, type: longtext, purpose: 答复反映人}
    clocks:
      repair: {label: {zh: 修好期限}, runs_at: [filed], length: $lamp.term, main: true}
    steps:
      filed:
        label: {zh: 待维修}
        public: {zh: "已派给{owner}维修"}
        actions:
          fix: {label: {zh: 修好了}, verb: record, who: [worker], needs: [result], to: check, main: true}
      check:
        label: {zh: 待确认}
        public: {zh: 修好了，等反映人看看}
        own: {zh: 修好了，请您看看}
        actions:
          confirm: {label: {zh: 亮了}, verb: attest, who: [reporter], not_by: [fix], to: done, main: true}
          again: {label: {zh: 还不亮}, verb: attest, who: [reporter], to: filed, counts: [reopened]}
      done: {label: {zh: 已修好}, public: {zh: 已修好}, end: fixed}
    endings:
      fixed: {label: {zh: 修好}, counts: solved}

values:
  lamp.term:
    label: {zh: 路灯修好期限}
    unit: workdays
    dated: [{value: 3, since: 2026-01-01, source: town-doc}]
"""
CASE = """\
given:
  people: {小区电工: [{role: worker, at: office_works}]}
cases:
  - case: 路灯三个工作日内修好，本人确认
    cites: [town-doc]
    steps:
      - at: 2026-03-12 09:00
        as: reporter
        file: {kind: lamp, text: 路灯不亮, place: songtang}
        name: 路灯
        expect: {due: 2026-03-17}
      - {at: 2026-03-13 09:00, as: 小区电工, do: fix, on: 路灯, with: {result: 换了灯泡}}
      - {at: 2026-03-13 19:30, as: reporter, do: confirm, on: 路灯, expect: {ended: solved}}
"""


def vocabulary(module: ModuleType) -> dict[str, type[words.Word]]:
    """All words a module declares or offers from beside it, in its order."""
    package = module.__name__.rpartition(".")[0]
    return {
        name: found
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, words.Word) and found is not words.Word
        and found.__module__.rpartition(".")[0] == package
    }  # fmt: skip


def language_page() -> Html:
    """Every word of packs, from the models themselves, with its docstring; then the words of cases."""
    parts = [
        el("h1", "包的语言"),
        el("p", "包里只能写这里列出的词。写了别的词，系统会说出是哪个文件、第几行、怎么改。", class_="lead"),
    ]
    parts += [_word(name, model) for name, model in reversed(vocabulary(words).items())]
    parts.append(el("h2", "案例的语言"))
    parts += [_word(name, model) for name, model in reversed(vocabulary(case_words).items())]
    return join(*parts)


def _word(name: str, model: type[words.Word]) -> Html:
    rows = [
        (
            el("code", field.alias or key),
            kind_of(field.annotation),
            "必须写" if field.is_required() else _default(field),
            FIELDS.get(field.alias or key, ""),
        )
        for key, field in model.model_fields.items()
    ]
    return el(
        "section",
        el("h3", MODELS.get(name, name), " ", el("code", name), id=name),
        el("p", inspect.getdoc(model) or "", class_="quiet", lang="en"),
        table(["词", "写什么", "不写时", "意思"], rows),
    )


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value == "" or value == [] or value == {}:
        return "没有"
    if isinstance(value, bool):
        return "是（true）" if value else "否（false）"
    return "各项默认" if isinstance(value, words.Word) else str(value)


def kind_of(annotation: Any) -> str:
    """What may be written there, in words."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " / ".join(str(one) for one in inside)
    if origin in (list, tuple):
        return f"若干：{kind_of(inside[0])}" if origin is list else " 到 ".join(kind_of(one) for one in inside)
    if origin is dict:
        return f"名字 → {kind_of(inside[1])}"
    if hasattr(annotation, "__metadata__"):
        return kind_of(inside[0])
    if inside:
        return " 或 ".join(dict.fromkeys(kind_of(one) for one in inside if one is not type(None)))
    if inspect.isclass(annotation) and issubclass(annotation, words.Word):
        return annotation.__name__
    known = {
        "str": "文字",
        "int": "整数",
        "float": "数",
        "bool": "是或否",
        "date": "日期",
        "datetime": "时间",
        "Any": "任意",
    }
    return known.get(getattr(annotation, "__name__", str(annotation)), str(annotation))


def writing_page() -> Html:
    """How to write a kind of matter, step by step, with a whole example that loads."""
    steps = [
        "先找依据：哪份文件规定了这件事，多少天、多少钱、谁来办。写进 documents；没有公开规定的，写明“本地自定”。",
        "把天数、金额、比例写成参数（values），带上起止日期和依据。以后改规定只加一行，旧事按旧规定。",
        "写步骤（steps）：事情会停在哪几处。每一步写上反映人看到的话。",
        "写动作（actions）：每一步谁能做什么、必须填什么、之后到哪一步。核实的人要和办的人不同，用 not_by。",
        "写期限（clocks）：停在哪些步骤时在走，到期系统做什么。",
        "写结局（endings）：解决、已说明、联系不上要分开，后两种不算解决。",
        "写案例（cases 文件夹）：把文件里的数字变成一步步的例子。",
        "检查：lianxin pack check packs/你的包。有错会说出文件、行号和改法；案例会一个个跑。",
        "看手册：lianxin pack handbook packs/你的包 --out handbook，打开 index.html，请办事的同志看一遍。",
    ]
    return join(
        el("h1", "怎么写一个事项"),
        el("p", "不用会编程。包是 YAML 文件：缩进表示从属，冒号后面写内容，# 后面是说明。", class_="lead"),
        el("ol", *(el("li", text) for text in steps)),
        el("h2", "一个完整的例子"),
        el("pre", el("code", EXAMPLE)),
        el("h2", "它的案例"),
        el("pre", el("code", CASE)),
        el("h2", "改名和替换"),
        el("p", "自己的包写 extends: 上级的包。同名的一项，以自己写的为准；只想改个叫法，用 labels 写路径和新名称："),
        el(
            "pre",
            el(
                "code",
                "labels:\n  matters/request/label: {zh: 民情}\n  matters/request/steps/doing/label: {zh: 在办}\n",
            ),
        ),
    )


def conditions_page(pack: Pack) -> Html:
    """What conditions may say, with examples, and all conditions of this pack."""
    rows = [(el("code", name), meaning, el("code", example)) for name, (meaning, example) in CONDITIONS.items()]
    signs = [
        ("==  !=  <  <=  >  >=", "等于、不等于、大小"),
        ("&&  ||  !", "并且、或者、不是"),
        ("in", "在里面：'leader' in actor.roles"),
        ("has(…)", "有没有填：has(given.cost)"),
        ("条件 ? 甲 : 乙", "对就是甲，不对就是乙"),
    ]
    used = [
        (f"{kind.label.zh}，{step.label.zh}，{action.label.zh}", el("code", guard.when), guard.otherwise.zh)
        for kind in pack.said.matters.values()
        for step in kind.steps.values()
        for action in step.actions.values()
        for guard in action.guards
    ]
    return join(
        el("h1", "条件怎么写"),
        el("p", "条件用 CEL 写，这是公开的标准。写错名字的包不能用，会说出是哪一行。", class_="lead"),
        el("h2", "可以用的名字"),
        table(["名字", "里面有什么", "例子"], rows),
        el("h2", "符号"),
        table(["写法", "意思"], [(el("code", sign), text) for sign, text in signs]),
        el("h2", "本包里的条件"),
        table(["在哪里", "条件", "不满足时说"], used, "wide"),
    )


def unexplained() -> Iterator[str]:
    """Words of packs without a Chinese meaning; the tests want none."""
    for name, model in vocabulary(words).items():
        if name not in MODELS:
            yield name
        yield from (f"{name}.{key}" for key, field in model.model_fields.items() if (field.alias or key) not in FIELDS)
