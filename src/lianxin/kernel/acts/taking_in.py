"""The worker's part of a list from a spreadsheet: every cell checked, then put in by parts, each with its progress."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value

from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel.acts import enrolling, gathering, posting, reclassing, reporting
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.reclassing import Reclassed
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import enrolled, packs, people, reports
from lianxin.kernel.reads import incoming as lists
from lianxin.kernel.reads.cells import SHOWN, STAYS, Faulty, Tally, told
from lianxin.kernel.reads.enrolled import Planned
from lianxin.kernel.reads.incoming import Reading
from lianxin.kernel.reads.occasions import Looking
from lianxin.kernel.reads.officers import Officers
from lianxin.kernel.reads.planned import beside
from lianxin.kernel.reads.reports import Reporting
from lianxin.kernel.who import Who
from lianxin.language.listed import ACTIVITIES, MATTERS, POSTS
from lianxin.language.reason import Refused

PART = 1000
"""Rows put in in one transaction: progress moves with it, and a worker killed half-way loses nothing."""
REQUESTS = 500
"""The same for requests. Until a part is written, nobody else files what is near-identical to one of it at its place:
that is a fraction of a second, since what each becomes is worked out before."""
WAITING = ("checking", "loading", "undoing")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a list, with the posts he holds now: a post that has ended puts nothing in."""

    who: Who

    @staticmethod
    def of(roll: Roll, now: datetime) -> Sender:
        posts = people.posts(roll.sent_by_id, now) if roll.sent_by_id else ()
        return Sender(Who(person_id=roll.sent_by_id, posts=posts, via="sheet"))


def work(now: datetime) -> bool:
    """The worker's part: check, put in, or take back the list that has waited longest, to its end. Whether there was
    one."""
    with transaction.atomic():
        roll = Roll.objects.select_for_update(skip_locked=True).filter(state__in=WAITING).order_by("id").first()
    if roll is None:
        return False
    who = Sender.of(roll, now).who
    if roll.state == "undoing":
        _undo(who, roll, now)
        return True
    try:
        reading = _reading(roll, who, now)
        if roll.state == "checking":
            _check(roll, reading, now)
        else:
            _load(roll, reading, now)
    except SheetProblem as problem:
        _write(roll, now, state="checked", problems=[told(problem)], wrong=1)
    return True


def _undo(who: Who, roll: Roll, now: datetime) -> None:
    """Take a long list back; where that is refused (the sender's post has ended), it stands as before and says why."""
    try:
        if roll.kind == MATTERS:
            _by_parts(who, roll, now)
        _take_back(who, roll.pk, now)
    except Refused as refused:
        why = {"zh": refused.say("zh"), "en": refused.say("en"), STAYS: "1"}
        _write(roll, now, state="done", problems=[*(one for one in roll.problems if STAYS not in one), why])


def _by_parts(who: Who, roll: Roll, now: datetime) -> None:
    """Requests first in parts, each with its progress: whoever opens one of them meanwhile waits for a part and not for
    all. Killed half-way, the next worker goes on; what was worked on and is kept is counted at the end."""
    for at in range(0, len(roll.made), PART):
        with transaction.atomic():
            part = roll.made[at : at + PART]
            reporting.unreport_part(who, roll, part, now)
            _write(roll, now, done=at + len(part))
    _write(roll, now, done=roll.rows)


@transaction.atomic
def _take_back(who: Who, roll_id: int, now: datetime) -> None:
    """A long list taken back as a whole: all of it (of requests, what is still there) or, killed half-way, nothing."""
    roll = Roll.objects.select_for_update(of=("self",)).filter(pk=roll_id, state="undoing").first()
    if roll is not None:
        withdraw(who, roll, now)


def withdraw(who: Who, roll: Roll, now: datetime) -> None:
    """Take back what a list put in and nobody has used since; how many are kept stands in it. To be called in a
    transaction that holds it."""
    ways = {ACTIVITIES: gathering.ungather, MATTERS: reporting.unreport, POSTS: posting.unpost}
    back = ways.get(roll.kind, _unenrol)
    roll.kept, roll.state, roll.changed_at = back(who, roll, now), "undone", now
    roll.save(update_fields=["kept", "state", "changed_at"])
    record(
        who, "roll.undo", "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}",
        ours={"kind": roll.kind, "rows": roll.rows, "made": len(roll.made), "moved": len(roll.moved),
              "kept": roll.kept},
    )  # fmt: skip


def _unenrol(who: Who, roll: Roll, now: datetime) -> int:
    return reclassing.restore(who, roll, now) + enrolling.withdraw(who, roll, now)


Read = Reading | Looking | Reporting | Officers


def _reading(roll: Roll, who: Who, now: datetime) -> Read:
    """Who reads the rows of a list. Errors: SheetProblem where the town's rules know the list no more."""
    if roll.kind not in lists.kinds(packs.of_town(roll.town_id)):
        raise SheetProblem("现在的规则里没有这一类名册了。", "The rules know no such list any more.", roll.name)
    if roll.kind == MATTERS:
        return Reporting(roll, who, now)
    if roll.kind == POSTS:
        return Officers(roll, who, now)
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
        if not _write(roll, now, **said, problems=tally.told(), unknown=strange):
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
        finally:
            tally.gap(*reading.gaps)
            reading.gaps.clear()
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
    if isinstance(reading, Reporting):
        return len(reports.there(good))
    if isinstance(reading, Officers):
        given = posting.rehearse(reading, good, now)
        for problem in given.problems:
            tally.fault(problem)
        tally.double(*reading.doubles(good))
        return given.known
    found = enrolled.beside(reading, good, planned)
    for problem in found.faults.values():
        tally.fault(problem)
    for one in good:
        if one.ref in found.differs:
            tally.differ(reading.differs(one, found.differs[one.ref][1]))
    return len(found.there) - len(found.differs)


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
    with closing(_parts(roll, reading, now)) as parts:
        for count, good in parts:
            with transaction.atomic():
                roll.done += count
                _write(roll, now, done=roll.done, **_put(roll, reading, good, now))
    _write(roll, now, state="done", file=None)
    roll.refresh_from_db(fields=["made"])
    record(
        reading.who, "roll.load", "record", now, town_id=roll.town_id, subject=f"roll:{roll.pk}",
        ours={"kind": roll.kind, "made": len(roll.made), "moved": len(roll.moved)},
    )  # fmt: skip


def _parts(roll: Roll, reading: Read, now: datetime) -> Generator[tuple[int, Sequence[Any]]]:
    """The rows that are not done yet, part by part: how many, and what can be put in of them."""
    if isinstance(reading, Reporting):
        return reporting.drawn(reading, _rows(roll, reading, REQUESTS), roll.rows - roll.done, now)
    return _rows(roll, reading, PART)


def _rows(roll: Roll, reading: Read, size: int) -> Generator[tuple[int, list[Any]]]:
    stream = islice(reading.rows(), roll.done, None)
    while part := list(islice(stream, size)):
        good: list[Any] = []
        for row in part:
            try:
                good.append(reading.entrant(row))
            except Faulty:
                continue
        yield len(part), good


def _put(roll: Roll, reading: Read, good: Sequence[Any], now: datetime) -> dict[str, Any]:
    """Put a part in; what the list says of itself afterwards."""
    if isinstance(reading, Looking):
        both = gathering.gather(reading, good, now)
        return {"made": _appended(both.made), "moved": [*roll.moved, *both.moved]}
    if isinstance(reading, Reporting):
        filed = reporting.report(reading, good, now)
        refused = [told(problem) for problem in filed.problems]
        return {
            "made": _appended(filed.made), "moved": [*roll.moved, *filed.joined], "wrong": roll.wrong + len(refused),
            "problems": [*roll.problems, *refused][:SHOWN],
        }  # fmt: skip
    if isinstance(reading, Officers):
        given = posting.post(reading, good, now)
        refused = [one for one in map(told, given.problems) if one not in roll.problems]  # not told by the check
        return {"made": _appended(given.made), "wrong": roll.wrong + len(refused),
                "problems": [*roll.problems, *refused][:SHOWN]}  # fmt: skip
    made = enrolling.enrol(reading, good, now)
    changed = reclassing.reclass(reading, good, now) if roll.changes and reading.kind.classes else Reclassed()
    return {
        "made": _appended(made), "moved": [*roll.moved, *changed.was], "wrong": roll.wrong + len(changed.problems),
        "problems": [*roll.problems, *map(told, changed.problems)][:SHOWN],
    }  # fmt: skip


def _write(roll: Roll, now: datetime, **said: object) -> bool:
    """Write how far it is; False when somebody gave the list up meanwhile."""
    for name, value in said.items():
        setattr(roll, name, value)
    there = Roll.objects.filter(pk=roll.pk, state__in=WAITING)
    return bool(there.update(changed_at=now, **said))


def _appended(made: list[int]) -> Func:
    """The ties of a part behind those before: the database joins them, so that no part sends all again."""
    return Func(F("made"), Value(made, ArrayField(BigIntegerField())), function="array_cat")
