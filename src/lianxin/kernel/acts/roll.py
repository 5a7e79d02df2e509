"""Lists from a spreadsheet: sent, settled, checked, put in by the worker in parts, and undone as a whole."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from lianxin.kernel.reads import cells, enrolled, occasions, packs, people
from lianxin.kernel.reads import incoming as lists
from lianxin.kernel.reads.cells import Faulty
from lianxin.kernel.reads.enrolled import Planned
from lianxin.kernel.reads.incoming import Reading
from lianxin.kernel.reads.occasions import Looking
from lianxin.kernel.who import Who
from lianxin.language.listed import ACTIVITIES
from lianxin.language.reason import Refused, because

PART = 1000
"""Rows put in in one transaction: progress moves with it, and a worker killed half-way loses nothing."""
SHOWN = 300
"""Problems kept; whoever has more puts these right first."""
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
    roll = Roll.objects.create(
        town_id=town_id,
        unit_id=unit_id,
        sent_by_id=who.person_id,
        kind=kind_key,
        name=name,
        file=seal.seal(base64.b85encode(data).decode(), cells.SEAL),
        head=lists.head(found.header),
        headings=list(found.header),
        columns=lists.proposed(town_id, kind_key, found.header),
        state="new",
        sent_at=now,
        changed_at=now,
    )
    record(who, "roll.send", "file", now, town_id=town_id, subject=f"roll:{roll.pk}", ours={"kind": kind_key})
    return roll


@transaction.atomic
def settle(who: Who, roll_id: int, columns: Sequence[str], now: datetime) -> Roll:
    """Say what the columns mean; the worker then checks every cell. Errors: Refused."""
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
    return _moved(who, roll, "roll.settle", "checking", now)


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
    told = {"kind": roll.kind, "rows": roll.rows, "made": len(roll.made), "kept": roll.kept}
    record(who, act, "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}", ours=told)
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
        _write(roll, now, state="checked", problems=[_told(problem)], wrong=1)
    return True


Read = Reading | Looking


def _reading(roll: Roll, who: Who, now: datetime) -> Read:
    """Who reads the rows of a list. Errors: SheetProblem where the town's rules know the list no more."""
    if roll.kind not in lists.kinds(packs.of_town(roll.town_id)):
        raise SheetProblem("现在的规则里没有这一类名册了。", "The rules know no such list any more.", roll.name)
    return Looking(roll, who, now) if roll.kind == ACTIVITIES else Reading(roll, who, now)


@dataclass
class Tally:
    """What a check has found so far: rows, those there already, problems shown, and how many rows have one."""

    rows: int = 0
    known: int = 0
    wrong: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)

    def fault(self, *found: SheetProblem) -> None:
        """A row with problems."""
        self.wrong += 1
        self.problems += [_told(problem) for problem in found[: max(0, SHOWN - len(self.problems))]]


def _check(roll: Roll, reading: Read, now: datetime) -> None:
    """Every cell of every row; nothing of the list is written but what is wrong with it."""
    tally, seen, planned = Tally(), dict[str, int](), Planned()
    stream = reading.rows()
    while part := list(islice(stream, PART)):
        good = _sound(reading, part, tally, seen)
        tally.rows += len(part)
        tally.known += _beside(reading, good, tally, planned)
        said = {"rows": tally.rows, "done": tally.rows, "wrong": tally.wrong, "known": tally.known}
        if not _write(roll, now, **said, problems=tally.problems):
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


def _beside(reading: Read, good: Sequence[Any], tally: Tally, planned: Planned) -> int:
    """How many of these are there already; those for which there is no room are faults."""
    if isinstance(reading, Looking):
        return len(occasions.there(reading.roll, good))
    found = enrolled.beside(reading, good, planned)
    for problem in found.faults.values():
        tally.fault(problem)
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
                made = gathering.gather(reading, good, now)
            else:
                made = enrolling.enrol(reading, good, now)
            roll.done += len(part)
            _write(roll, now, done=roll.done, made=_appended(made))
    _write(roll, now, state="done", file=None)
    roll.refresh_from_db(fields=["made"])
    record(
        reading.who, "roll.load", "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}",
        ours={"kind": roll.kind, "made": len(roll.made)},
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


def _told(problem: SheetProblem) -> dict[str, str]:
    return {"zh": problem.zh, "en": problem.en}
