"""Lists of people from a spreadsheet: sent, settled, checked, put in by the worker in parts, and undone as a whole."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value

from lianxin.adapters import seal
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import enrolling
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import incoming as lists
from lianxin.kernel.reads import packs, people
from lianxin.kernel.reads.incoming import Faulty, Reading
from lianxin.kernel.who import Who
from lianxin.language import columns as meanings
from lianxin.language.columns import NAME
from lianxin.language.reason import Refused, because

PART = 1000
"""Rows put in in one transaction: progress moves with it, and a worker killed half-way loses nothing."""
SHOWN = 300
"""Problems kept; whoever has more puts these right first."""
WAITING = ("checking", "loading")


@transaction.atomic
def send(who: Who, town_id: int, kind_key: str, unit_id: int | None, file: tuple[str, bytes], now: datetime) -> Roll:
    """A file has come: its header is found and its columns are proposed. Errors: Refused, SheetProblem."""
    pack = packs.of_town(town_id)
    kind = lists.kinds(pack).get(kind_key)
    if kind is None or town_id not in who.towns:
        raise Refused(because("kind", "请选这是哪一类名册", "choose which kind of list it is"), field="kind")
    if not set(kind.made_by) & {held.role for held in who.posts if held.town_id == town_id}:
        raise Refused(because("power", "您的岗位不能做这件事", "your post does not allow this"), field="kind")
    name, data = file
    found = lists.table(data, name, kind)
    roll = Roll.objects.create(
        town_id=town_id,
        unit_id=unit_id,
        sent_by_id=who.person_id,
        kind=kind_key,
        name=name,
        file=seal.seal(base64.b85encode(data).decode(), lists.SEAL),
        head=lists.head(found.header),
        headings=list(found.header),
        columns=lists.proposed(town_id, kind_key, kind, found.header),
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
    known = {column.key for column in meanings.columns(packs.of_town(roll.town_id).said.ties[roll.kind])}
    chosen = [column if column in known else "" for column in columns[: len(roll.headings)]]
    chosen += [""] * (len(roll.headings) - len(chosen))
    named = [column for column in chosen if column]
    if NAME not in named:
        raise Refused(because("name", "请指出哪一列是姓名", "say which column holds the names"), field="columns")
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
    roll.kept = enrolling.withdraw(who, roll, now)
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
    reading = Reading(roll, Sender.of(roll, now).who, now)
    try:
        if roll.state == "checking":
            _check(roll, reading, now)
        else:
            _load(roll, reading, now)
    except SheetProblem as problem:
        _write(roll, now, state="checked", problems=[_told(problem)], wrong=1)
    return True


def _check(roll: Roll, reading: Reading, now: datetime) -> None:
    """Every cell of every row; nothing of the list is written but what is wrong with it."""
    problems: list[dict[str, str]] = []
    seen: dict[str, int] = {}
    rows = wrong = 0
    stream = reading.rows()
    while part := list(islice(stream, PART)):
        good = []
        for row in part:
            try:
                entrant = reading.entrant(row)
            except Faulty as faulty:
                wrong += 1
                problems += [_told(problem) for problem in faulty.problems[: max(0, SHOWN - len(problems))]]
                continue
            twice = lists.unsure(entrant, seen)
            if twice is not None:
                wrong += 1
                problems += [_told(twice)] if len(problems) < SHOWN else []
                continue
            good.append(entrant)
        rows += len(part)
        roll.known += len(enrolling.there(roll, good))
        if not _write(roll, now, rows=rows, done=rows, wrong=wrong, known=roll.known, problems=problems):
            return
    _write(roll, now, state="checked")


def _load(roll: Roll, reading: Reading, now: datetime) -> None:
    """Part by part, each with its progress in one transaction; rows already done are passed over."""
    stream = islice(reading.rows(), roll.done, None)
    while part := list(islice(stream, PART)):
        good = []
        for row in part:
            try:
                good.append(reading.entrant(row))
            except Faulty:
                continue
        with transaction.atomic():
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
