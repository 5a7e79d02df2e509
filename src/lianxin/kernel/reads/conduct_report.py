"""The self-check as a document: functions, the five prohibitions, and what was looked through."""

from __future__ import annotations

from datetime import date

from lianxin.adapters.gongwen import Block, Paper, Piece
from lianxin.kernel.reads import conduct
from lianxin.kernel.reads.conduct import Check, Rule
from lianxin.language.pack import Pack


def report(pack: Pack, town: str, today: date) -> Paper:
    """The document, in Chinese as offices hand it in."""
    rows = [("序号", "不得", "自查结果")]
    rows += [(str(one.number), one.said.zh, "没有" if one.absent else "有，须整改") for one in conduct.rules(pack)]
    blocks = [
        _heading("一、功能清单"),
        Block(
            "table",
            rows=(("类别", "功能"), *((name.zh, "、".join(labels)) for name, labels in conduct.functions(pack))),
        ),
        _heading("二、“五个不得”自查"),
        Block("table", rows=tuple(rows)),
        _heading("三、怎么查的"),
        *(_checked(one, check) for one in conduct.rules(pack) for check in one.checks),
    ]
    return Paper(
        "official", f"“连心”功能清单和“五个不得”自查表（{town}）", blocks=tuple(blocks), signed=town,
        dated=f"{today.year}年{today.month}月{today.day}日",
    )  # fmt: skip


def _heading(said: str) -> Block:
    return Block("heading", (Piece(said),), 1)


def _checked(rule: Rule, check: Check) -> Block:
    result = "，没有。" if not check.found else f"，发现：{'、'.join(check.found)}。"
    return Block("paragraph", (Piece(f"第{rule.number}项：在{check.looked.zh}{result}"),))
