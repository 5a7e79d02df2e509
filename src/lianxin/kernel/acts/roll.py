"""Lists from a spreadsheet: sent, settled, checked, put in by the worker in parts, and undone as a whole."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.taking_in import WAITING, withdraw, work
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import cells, packs
from lianxin.kernel.reads import incoming as lists
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.columns import CLASS
from lianxin.language.reason import Refused, because

AT_ONCE = 500
"""Rows that are taken back while somebody waits for the page."""
__all__ = ["WAITING", "drop", "put_in", "send", "settle", "undo", "work"]


@transaction.atomic
def send(who: Who, town_id: int, kind_key: str, unit_id: int | None, file: tuple[str, bytes], now: datetime) -> Roll:
    """A file has come: its header is found and its columns are proposed. Errors: Refused, SheetProblem."""
    listed = lists.kinds(packs.of_town(town_id)).get(kind_key)
    if listed is None or town_id not in who.towns:
        raise Refused(because("kind", "请选这是哪一类名册", "choose which kind of list it is"), field="kind")
    if not listed.roles & {held.role for held in who.posts if held.town_id == town_id}:
        raise Refused(because("power", "您的岗位不能做这件事", "your post does not allow this"), field="kind")
    name, data = file
    found = cells.table(data, name, listed)
    meant = lists.proposed(town_id, kind_key, found.header)
    roll = Roll.objects.create(
        town_id=town_id,
        unit_id=unit_id,
        sent_by_id=who.person_id,
        kind=kind_key,
        name=name,
        file=seal.seal(base64.b85encode(data).decode(), cells.SEAL),
        head=lists.head(found.header),
        headings=list(found.header),
        columns=meant.columns,
        meant=meant.units,
        changes=meant.changes,
        state="new",
        sent_at=now,
        changed_at=now,
    )
    record(who, "roll.send", "file", now, town_id=town_id, subject=f"roll:{roll.pk}", ours={"kind": kind_key})
    return roll


@transaction.atomic
def settle(
    who: Who, roll_id: int, columns: Sequence[str], now: datetime, meant: Mapping[str, int | None] | None = None,
    all_are: str = "",
) -> Roll:  # fmt: skip
    """Say what the columns mean, and which unit by a name that is not its own (None: none any more); the worker then
    checks every cell. `all_are`: the class of everybody on a list that has no column for it. Errors: Refused, also
    where neither a column nor the sender says of which class its people are."""
    roll = mine(who, roll_id, "new", "checked")
    listed = lists.kinds(packs.of_town(roll.town_id))[roll.kind]
    known = {column.key for column in listed.columns}
    chosen = [column if column in known else "" for column in columns[: len(roll.headings)]]
    chosen += [""] * (len(roll.headings) - len(chosen))
    named = [column for column in chosen if column]
    lacking = [column.label for column in listed.columns if column.key in listed.must and column.key not in named]
    if lacking:
        zh, en = "、".join(label.zh for label in lacking), ", ".join(label.say("en") for label in lacking)
        raise Refused(
            because("name", "请指出哪一列是：{zh}", "say which column is: {en}", zh=zh, en=en), field="columns"
        )
    if len(named) != len(set(named)):
        raise Refused(because("twice", "有两列选了同一个意思", "two columns mean the same"), field="columns")
    roll.columns, roll.done, roll.wrong, roll.known, roll.rows, roll.problems = chosen, 0, 0, 0, 0, []
    roll.moves, roll.unknown = 0, []
    roll.meant = _meant(roll, meant or {})
    roll.all_are = _class_of_all(roll, named, all_are)
    return _moved(who, roll, "roll.settle", "checking", now)


def _class_of_all(roll: Roll, columns: Sequence[str], said: str) -> str:
    """The class of everybody where no column says it; "" where one does, or there are no classes. Errors: Refused."""
    kind = packs.of_town(roll.town_id).said.ties.get(roll.kind)
    if kind is None or not kind.classes or CLASS in columns:
        return ""
    if said not in kind.classes:
        zh = "请指出哪一列是类别（{zh}）；表里没有这一列、上面的人都是同一类的，请在“都是哪一类”里选明"
        en = "say which column is the class ({en}); if there is none and all are of one class, say which"
        named = kind.classes.values()
        all_zh, all_en = "、".join(one.zh for one in named), ", ".join(one.say("en") for one in named)
        raise Refused(because("class", zh, en, zh=all_zh, en=all_en), field="all_are")
    return said


def _meant(roll: Roll, said: Mapping[str, int | None]) -> dict[str, int]:
    """The names a list knows, with those said now. Errors: Refused for a unit of another town, or of none."""
    rows = directory(roll.town_id).rows
    for unit in said.values():
        if unit is not None and (unit not in rows or rows[unit].town_id != roll.town_id):
            zh = "没有这个单位，或者不属于本街镇"
            raise Refused(because("unit", zh, "no such unit of this town"), field="meant")
    return {name[: cells.LONGEST]: unit for name, unit in {**roll.meant, **said}.items() if unit is not None}


@transaction.atomic
def put_in(who: Who, roll_id: int, now: datetime, changes: bool = False) -> Roll:
    """Put in every row that has no problem; the worker does it. `changes`: who is there already in another class gets
    the one that the list says; else he keeps his. Errors: Refused."""
    roll = mine(who, roll_id, "checked")
    kind = packs.of_town(roll.town_id).said.ties.get(roll.kind)
    roll.changes = changes and kind is not None and bool(kind.classes)
    stays = roll.moves if kind is not None and not roll.changes else 0
    if roll.rows - roll.wrong - roll.known - stays <= 0:
        raise Refused(because("nothing", "没有可以导入的行", "there is no row to put in"))
    roll.done = 0
    return _moved(who, roll, "roll.put_in", "loading", now)


@transaction.atomic
def drop(who: Who, roll_id: int, now: datetime) -> Roll:
    """Give a list up before it is in: its file is gone at once. Errors: Refused."""
    roll = mine(who, roll_id, "new", "checking", "checked")
    roll.file = None
    return _moved(who, roll, "roll.drop", "dropped", now)


@transaction.atomic
def undo(who: Who, roll_id: int, now: datetime) -> Roll:
    """Take everything back that a list put in, as a whole; a long one the worker takes back, as a whole too. What was
    used meanwhile is kept, and how many. Errors: Refused."""
    roll = mine(who, roll_id, "done")
    if len(roll.made) + len(roll.moved) > AT_ONCE:
        roll.state, roll.changed_at = "undoing", now
        roll.save(update_fields=["state", "changed_at"])
    else:
        withdraw(who, roll, now)
    return roll


def mine(who: Who, roll_id: int, *states: str) -> Roll:
    """A list of his own town at one of these states, locked. Errors: Refused."""
    roll = Roll.objects.select_for_update(of=("self",)).filter(pk=roll_id, town_id__in=who.towns).first()
    if roll is None or roll.sent_by_id != who.person_id:
        raise Refused(because("not-found", "没有这份名册，或者不是您导入的", "there is no such list of yours"))
    if roll.state not in states:
        raise Refused(because("moved", "这份名册已经走到下一步了，请刷新再看", "the list has moved on; look again"))
    return roll


def _moved(who: Who, roll: Roll, act: str, state: str, now: datetime) -> Roll:
    roll.state, roll.changed_at = state, now
    roll.save()
    counted = {
        "kind": roll.kind,
        "rows": roll.rows,
        "made": len(roll.made),
        "moved": len(roll.moved),
        "kept": roll.kept,
    }
    record(who, act, "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}", ours=counted)
    return roll
