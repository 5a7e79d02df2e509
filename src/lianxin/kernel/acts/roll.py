"""Lists from a spreadsheet: sent, settled, checked, put in by the worker in parts, and undone as a whole."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value

from lianxin.adapters import seal
from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel.acts import enrolling, gathering
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import cells, enrolled, packs, people
from lianxin.kernel.reads import incoming as lists
from lianxin.kernel.reads.cells import Faulty, Tally, told
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.enrolled import Planned
from lianxin.kernel.reads.incoming import Reading
from lianxin.kernel.reads.occasions import Looking
from lianxin.kernel.reads.planned import beside
from lianxin.kernel.who import Who
from lianxin.language.listed import ACTIVITIES
from lianxin.language.reason import Refused, because

PART = 1000
"""Rows put in in one transaction: progress moves with it, and a worker killed half-way loses nothing."""
WAITING = ("checking", "loading")


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
        state="new",
        sent_at=now,
        changed_at=now,
    )
    record(who, "roll.send", "file", now, town_id=town_id, subject=f"roll:{roll.pk}", ours={"kind": kind_key})
    return roll


@transaction.atomic
def settle(
    who: Who, roll_id: int, columns: Sequence[str], now: datetime, meant: Mapping[str, int | None] | None = None
) -> Roll:
    """Say what the columns mean, and which unit by a name that is not its own (None: none any more); the worker then
    checks every cell. Errors: Refused."""
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
    return _moved(who, roll, "roll.settle", "checking", now)


def _meant(roll: Roll, said: Mapping[str, int | None]) -> dict[str, int]:
    """The names a list knows, with those said now. Errors: Refused for a unit of another town, or of none."""
    rows = directory(roll.town_id).rows
    for unit in said.values():
        if unit is not None and (unit not in rows or rows[unit].town_id != roll.town_id):
            zh = "没有这个单位，或者不属于本街镇"
            raise Refused(because("unit", zh, "no such unit of this town"), field="meant")
    return {name[: cells.LONGEST]: unit for name, unit in {**roll.meant, **said}.items() if unit is not None}


@transaction.atomic
def put_in(who: Who, roll_id: int, now: datetime) -> Roll:
    """Put in every row that has no problem; the worker does it. Errors: Refused."""
    roll = mine(who, roll_id, "checked")
    if roll.rows - roll.wrong - roll.known <= 0:
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
    """Take everything back that a list put in, as a whole. What was used meanwhile is kept, and how many. Errors:
    Refused."""
    roll = mine(who, roll_id, "done")
    withdraw = gathering.ungather if roll.kind == ACTIVITIES else enrolling.withdraw
    roll.kept = withdraw(who, roll, now)
    return _moved(who, roll, "roll.undo", "undone", now)


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


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a list, with the posts he holds now: a post that has ended puts nothing in."""

    who: Who

    @staticmethod
    def of(roll: Roll, now: datetime) -> Sender:
        posts = people.posts(roll.sent_by_id, now) if roll.sent_by_id else ()
        return Sender(Who(person_id=roll.sent_by_id, posts=posts, via="sheet"))


def work(now: datetime) -> bool:
    """The worker's part: check, or put in, the list that has waited longest, to its end. Whether there was one."""
    with transaction.atomic():
        roll = Roll.objects.select_for_update(skip_locked=True).filter(state__in=WAITING).order_by("id").first()
    if roll is None:
        return False
    try:
        reading = _reading(roll, Sender.of(roll, now).who, now)
        if roll.state == "checking":
            _check(roll, reading, now)
        else:
            _load(roll, reading, now)
    except SheetProblem as problem:
        _write(roll, now, state="checked", problems=[told(problem)], wrong=1)
    return True


Read = Reading | Looking


def _reading(roll: Roll, who: Who, now: datetime) -> Read:
    """Who reads the rows of a list. Errors: SheetProblem where the town's rules know the list no more."""
    if roll.kind not in lists.kinds(packs.of_town(roll.town_id)):
        raise SheetProblem("现在的规则里没有这一类名册了。", "The rules know no such list any more.", roll.name)
    return Looking(roll, who, now) if roll.kind == ACTIVITIES else Reading(roll, who, now)


def _check(roll: Roll, reading: Read, now: datetime) -> None:
    """Every cell of every row; nothing of the list is written but what is wrong with it."""
    tally, seen, planned = Tally(), dict[str, int](), Planned()
    stream = reading.rows()
    while part := list(islice(stream, PART)):
        good = _sound(reading, part, tally, seen)
        tally.rows += len(part)
        tally.known += _beside(reading, good, tally, planned, now)
        said = {"rows": tally.rows, "done": tally.rows, "wrong": tally.wrong, "known": tally.known}
        said["moves"] = tally.moves
        strange = [one.kept() for one in reading.strange.values()]
        if not _write(roll, now, **said, problems=tally.problems, unknown=strange):
            return
    _write(roll, now, state="checked")


def _sound(reading: Read, part: Sequence[Row], tally: Tally, seen: dict[str, int]) -> list[Any]:
    """The rows of a part without a fault of their own."""
    good = []
    for row in part:
        try:
            entrant: Any = reading.entrant(row)
        except Faulty as faulty:
            tally.fault(*faulty.problems)
            continue
        twice = reading.twice(entrant, seen)
        if twice is None:
            good.append(entrant)
        else:
            tally.fault(twice)
    return good


def _beside(reading: Read, good: Sequence[Any], tally: Tally, planned: Planned, now: datetime) -> int:
    """How many of these are there already; those for which there is no room are faults."""
    if isinstance(reading, Looking):
        return _moving(reading, good, tally, now)
    found = enrolled.beside(reading, good, planned)
    for problem in found.faults.values():
        tally.fault(problem)
    return len(found.there)


def _moving(reading: Looking, good: Sequence[Any], tally: Tally, now: datetime) -> int:
    """The same of activities: what was planned and is held now moves, if the act that records it would let it."""
    found = beside(reading, good)
    for problem in found.faults.values():
        tally.fault(problem)
    for one in good:
        if one.ref not in found.moves:
            continue
        if wrong := gathering.rehearse(reading, one, found.moves[one.ref], now):
            tally.fault(wrong)
        else:
            tally.moves += 1
    return len(found.there)


def _load(roll: Roll, reading: Read, now: datetime) -> None:
    """Part by part, each with its progress in one transaction; rows already done are passed over."""
    stream = islice(reading.rows(), roll.done, None)
    while part := list(islice(stream, PART)):
        good: list[Any] = []
        for row in part:
            try:
                good.append(reading.entrant(row))
            except Faulty:
                continue
        with transaction.atomic():
            if isinstance(reading, Looking):
                both = gathering.gather(reading, good, now)
                made, roll.moved = both.made, [*roll.moved, *both.moved]
            else:
                made = enrolling.enrol(reading, good, now)
            roll.done += len(part)
            _write(roll, now, done=roll.done, made=_appended(made), moved=roll.moved)
    _write(roll, now, state="done", file=None)
    roll.refresh_from_db(fields=["made"])
    record(
        reading.who, "roll.load", "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}",
        ours={"kind": roll.kind, "made": len(roll.made), "moved": len(roll.moved)},
    )  # fmt: skip


def _write(roll: Roll, now: datetime, **said: object) -> bool:
    """Write how far it is; False when somebody gave the list up meanwhile."""
    for name, value in said.items():
        setattr(roll, name, value)
    there = Roll.objects.filter(pk=roll.pk, state__in=WAITING)
    return bool(there.update(changed_at=now, **said))


def _appended(made: list[int]) -> Func:
    """The ties of a part behind those before: the database joins them, so that no part sends all again."""
    return Func(F("made"), Value(made, ArrayField(BigIntegerField())), function="array_cat")
