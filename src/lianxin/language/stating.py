"""Statements at a meeting: which parts may be written when, how long they may be, and the figures they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from lianxin.language.activities import ActivityKind, Statements
from lianxin.language.approx import counted
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because
from lianxin.language.word import FieldDecl


def declared(kind: ActivityKind) -> Statements:
    """What the kind asks people to write. Errors: Refused where it asks for nothing."""
    if kind.statements is None:
        raise Refused(because("statement", "这类活动不写述评", "nobody writes a statement for this"))
    return kind.statements


def open_parts(said: Statements, state: str) -> dict[str, FieldDecl]:
    """The parts that may be written while the activity stands so: before it is on record what is said there, afterwards
    what follows from it."""
    late = state == "held"
    return {name: one for name, one in said.parts.items() if (name in said.after) == late}


def read(
    pack: Pack, said: Statements, given: Mapping[str, str], fields: Mapping[str, FieldDecl], day: date
) -> dict[str, str]:
    """The texts that were given for these fields, blanks left out. Errors: Refused: none of them, or too long."""
    most = int(pack.value(said.most[1:], day))
    found = {}
    for name, text in given.items():
        if name not in fields:
            raise Refused(because("part", "现在不能写这一部分", "this part cannot be written now"), field=name)
        kept = text.replace("\x00", "").strip()
        if len(kept) > most:
            zh, en = "“{label}”写了 {n} 字，最多 {most} 字", "“{en}” has {n} characters, at most {most}"
            label = fields[name].label
            raise Refused(
                because("long", zh, en, label=label.zh, en=label.say("en"), n=len(kept), most=most), field=name
            )
        if kept:
            found[name] = kept
    if not found:
        raise Refused(because("blank", "还没有写内容", "nothing is written yet"), field=next(iter(fields), ""))
    return found


def figures(kind: ActivityKind, given: int) -> dict[str, Any]:
    """The figures that count statements, when so many were given; none where no statement was."""
    names = [name for name, one in kind.figures.items() if one.given] if given else []
    return {name: counted(given).kept() | {"given": True} for name in names}


def typed(kind: ActivityKind, name: str, given: int) -> Reason | None:
    """Why a figure is not typed: statements were given, and are counted."""
    if not (kind.figures[name].given and given):
        return None
    zh = "“{label}”按记下的述评数出来，不能手填"
    en = "“{en}” is counted from the statements on record: it is not typed"
    label = kind.figures[name].label
    return because("given", zh, en, label=label.zh, en=label.say("en"))


def names(fields: Mapping[str, FieldDecl], language: str) -> str:
    """Names of parts in one line."""
    between = "、" if language == "zh" else ", "
    return between.join(one.label.say(language) for one in fields.values())


def written(parts: Mapping[str, str], fields: Iterable[str]) -> bool:
    """Whether something stands in any of these parts."""
    return any(parts.get(name) for name in fields)
