"""What makes the ties of a well-spelt pack wrong: names that lead nowhere, terms without a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from lianxin.language.listed import ACTIVITIES, MATTERS, POSTS, lists, twice
from lianxin.language.offered import AVAILABLE, windows
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.language.source import Fault, Key, Tree
from lianxin.language.tie import FIRST
from lianxin.language.ties import Sheet, TieEnd, TieKind

KERNEL = frozenset({"post", "reporter", "organise", "attend", "path", "statement"})
"""Kinds of tie that the product itself makes."""
DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[469]|11)-(29|30)|(0[13578]|1[02])-(29|3[01])")
"""A day, MM-DD, that every year has."""
LONGEST = 20
"""Characters of a kind's name."""


class Checker(Protocol):
    """What the checker of the whole pack does for its parts."""

    pack: Pack
    tree: Tree

    def dangling(self, at: Key, what_zh: str, what_en: str, name: str, known: object) -> Iterator[Fault]: ...
    def source(self, at: Key, name: str | None) -> Iterator[Fault]: ...
    def people(self, at: Key, who: list[str]) -> Iterator[Fault]: ...


def faults(check: Checker) -> Iterator[Fault]:
    """Everything wrong with ties, words to avoid, cards, certificates and stock."""
    said = check.pack.said
    for key, kind in said.ties.items():
        yield from _kind(check, key, kind)
    for key, avoided in said.avoided.items():
        yield from check.source(("avoided", key), avoided.source)
    for key, card in said.cards.items():
        yield from check.source(("cards", key), card.source)
        yield from check.dangling(("cards", key, "services"), "清单", "list", card.services, said.lists)
        for unit_kind in card.of:
            yield from check.dangling(("cards", key, "of"), "单位类别", "kind of unit", unit_kind, said.unit_kinds)
    for key, certificate in said.certificates.items():
        yield from check.source(("certificates", key), certificate.source)
        yield from check.people(("certificates", key, "made_by"), certificate.made_by)
        timed = {name for name, kind in said.ties.items() if kind.hours}
        yield from check.dangling(
            ("certificates", key, "over"), "记时长的关系", "tie with hours", certificate.over, timed
        )
    for key, item in said.stock.items():
        yield from check.source(("stock", key), item.source)
        yield from check.people(("stock", key, "moved_by"), item.moved_by)
        yield from _value(check, ("stock", key, "warn"), item.warn)
    yield from _hours(check)
    yield from _lists(check)


def _hours(check: Checker) -> Iterator[Fault]:
    """Hours of the week that volunteers' answers mean are written so that they can be read."""
    for key, value in check.pack.said.values.items():
        for dated in value.dated if key.startswith(AVAILABLE) else ():
            try:
                windows([str(dated.value)])
            except Refused as refused:
                zh, en = "写成“1-5 08:00-18:00”", "write “1-5 08:00-18:00”"
                yield check.tree.fault(("values", key, "dated"), refused.say("zh"), refused.say("en"), zh, en)


def _lists(check: Checker) -> Iterator[Fault]:
    """Columns of one list by the same name: a heading of a spreadsheet could mean either."""
    for key, listed in lists(check.pack).items():
        at: Key = ("ties", key, "fields")
        if key in (ACTIVITIES, MATTERS, POSTS):
            at = (key.strip("*"),)
        for name in twice(listed):
            zh, en = "名册“{list}”里有两列都叫“{name}”", "two columns of the list “{list}” are called “{name}”"
            said = {"list": listed.label.zh, "name": name}
            yield check.tree.fault(
                at, zh.format(**said), en.format(**said), "给其中一列换个名字", "call one of them otherwise"
            )


def _value(check: Checker, at: Key, name: str | None) -> Iterator[Fault]:
    if name is not None:
        yield from check.dangling(at, "参数", "value", name, check.pack.said.values)


def _kind(check: Checker, key: str, kind: TieKind) -> Iterator[Fault]:
    said, at = check.pack.said, ("ties", key)
    if key in KERNEL or len(key) > LONGEST:
        yield from check.dangling(
            at, "可用的关系名（20 个字母以内，不与系统自有的重名）", "free name of a tie", key, ()
        )
    yield from check.source(at, kind.source)
    yield from check.people((*at, "made_by"), kind.made_by)
    for name in kind.noted_by:
        yield from check.dangling((*at, "noted_by"), "角色", "role", name, {*said.roles, FIRST})
    for word in ("first", "other"):
        yield from _end(check, (*at, word), getattr(kind, word))
    for name in kind.needs:
        yield from check.dangling((*at, "needs"), "字段", "field", name, kind.fields)
    yield from _lapses(check, at, kind)
    for name, field in kind.fields.items():
        if field.list is not None:
            yield from check.dangling((*at, "fields", name, "list"), "清单", "list", field.list, said.lists)
    yield from _value(check, (*at, "keep"), kind.keep)
    yield from _value(check, (*at, "invites"), kind.invites)
    if kind.invites is not None and (kind.first.of, kind.other.of) != ("unit", "unit"):
        zh, en = "只有两个单位之间的关系能给对方链接", "only a tie between two units gives the other a link"
        yield check.tree.fault((*at, "invites"), zh, en, "删去 invites", "take invites out")
    if kind.sheet is not None and (kind.rhythm is None or kind.first.of != "person"):
        zh, en = "反馈单写的是一个人做的事，要先有 rhythm", "a sheet tells what a person did: it needs a rhythm"
        yield check.tree.fault((*at, "sheet"), zh, en, "补上 rhythm，或删去 sheet", "add a rhythm, or take sheet out")
    yield from _wanted(check, (*at, "sheet"), kind.sheet)
    yield from _classes(check, at, kind)
    yield from _parts(check, at, kind)


def _classes(check: Checker, at: Key, kind: TieKind) -> Iterator[Fault]:
    """Classes of people who have none, or who stand in places of a team; other words of a class that is none, or of
    two."""
    for name in kind.also:
        yield from check.dangling((*at, "also"), "类别", "class", name, kind.classes)
    if kind.classes and (kind.slots or kind.first.of != "person"):
        zh, en = (
            "classes 分的是人，不和队伍的岗位（slots）一起写",
            "classes are of people, and not beside places of a team",
        )
        yield check.tree.fault((*at, "classes"), zh, en, "删去 classes 或 slots", "take classes or slots out")
    words = [word for several in kind.also.values() for word in several]
    for word in sorted({word for word in words if words.count(word) > 1}):
        zh, en = f"“{word}”写在两个类别下", f"“{word}” means two classes"
        yield check.tree.fault((*at, "also"), zh, en, "只留一处", "leave it in one")


def _lapses(check: Checker, at: Key, kind: TieKind) -> Iterator[Fault]:
    """What runs out is an answer that is a date and no secret; when it is called to mind is a value."""
    for name, value in kind.lapses.items():
        field = kind.fields.get(name)
        yield from _value(check, (*at, "lapses", name), value)
        if field is None:
            yield from check.dangling((*at, "lapses", name), "字段", "field", name, kind.fields)
        elif field.type != "date" or field.sensitivity == "sealed":
            zh, en = f"“{name}”不是日期，或者是加密的", f"“{name}” is no date, or it is sealed"
            yield check.tree.fault(
                (*at, "lapses", name), zh, en, "只写公开的日期字段", "name an open field of type date"
            )


def _wanted(check: Checker, at: Key, sheet: Sheet | None) -> Iterator[Fault]:
    """What a sheet asks for is a value; the day by which one comes for the first time is a day of any year."""
    for word in ("wanted", "first_by"):
        said = getattr(sheet, word, None)
        if said is not None:
            yield from check.dangling((*at, word), "参数", "value", said[1:], check.pack.said.values)
    first = check.pack.said.values.get(sheet.first_by[1:]) if sheet is not None and sheet.first_by else None
    for one in first.dated if first is not None else ():
        if not DAY_OF_YEAR.fullmatch(str(one.value)):
            zh, en = f"“{one.value}”不是一年里的一天", f"“{one.value}” is no day of a year"
            yield check.tree.fault((*at, "first_by"), zh, en, "写成 MM-DD，如 06-30", "write MM-DD, such as 06-30")


def _end(check: Checker, at: Key, end: TieEnd) -> Iterator[Fault]:
    said = check.pack.said
    for name in end.kinds:
        yield from check.dangling((*at, "kinds"), "单位类别", "kind of unit", name, said.unit_kinds)
    if end.through is not None:
        yield from check.dangling((*at, "through"), "关系", "tie", end.through, said.ties)


def _parts(check: Checker, at: Key, kind: TieKind) -> Iterator[Fault]:
    said = check.pack.said
    if kind.consent is not None:
        yield from check.source((*at, "consent"), kind.consent.source)
        yield from _value(check, (*at, "consent", "own_from"), kind.consent.own_from)
    if kind.cover is not None:
        yield from check.dangling((*at, "cover", "by"), "关系", "tie", kind.cover.by, said.ties)
    for word in ("rhythm", "deliveries"):
        part = getattr(kind, word)
        if part is not None:
            yield from _value(check, (*at, word, "most"), part.most)
            for name in part.avoids:
                yield from check.dangling((*at, word, "avoids"), "不写的话", "set of words", name, said.avoided)
    if kind.rhythm is not None:
        yield from _value(check, (*at, "rhythm", "every"), kind.rhythm.every)
    if kind.deliveries is not None:
        yield from check.source((*at, "deliveries"), kind.deliveries.source)
    yield from _value(check, (*at, "term", "most"), kind.term.most)
    yield from _value(check, (*at, "term", "renew_before"), kind.term.renew_before)
    if kind.term.renewal is not None:
        yield from check.dangling((*at, "term", "renewal"), "事项类别", "kind", kind.term.renewal, said.matters)
