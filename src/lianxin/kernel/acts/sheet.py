"""Requests from a spreadsheet: every cell checked before anything is filed, and the same row never filed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from lianxin.adapters import sheets
from lianxin.adapters.sheets import Record, SheetProblem
from lianxin.intake.understanding import clean
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.reads import packs, reports
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language.calendar import CalendarEnds
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused

T = TypeVar("T")
NEEDED = ("内容",)
OPTIONAL = ("地点", "姓名", "电话", "时间", "编号", "类型")
MOST = 5000
"""Rows of one import; a longer list is split, so that what went wrong can still be read."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that may be filed."""

    row: Record
    telling: Telling


@dataclass
class Checked:
    """A sheet read without filing anything: the rows that may be filed, and every problem with its cell."""

    ready: list[Ready] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    repeated: int = 0


@dataclass
class Progress:
    """How far an import is. `known` rows had been filed before, `merged` joined a matter that says the same."""

    total: int
    done: int = 0
    filed: int = 0
    merged: int = 0
    known: int = 0
    problems: list[SheetProblem] = field(default_factory=list)


def check(data: bytes, name: str, town_id: int, now: datetime) -> Checked:
    """Read a sheet for a town and check every cell; nothing is written. Errors: SheetProblem for the sheet itself."""
    found, seen = Checked(), set()
    where, pack = directory(town_id), packs.of_town(town_id)
    rows = sheets.records(sheets.rows(data, name, max_rows=MOST + 1), NEEDED, OPTIONAL)
    for row in rows:
        try:
            telling = _telling(row, town_id, where, pack, now)
        except SheetProblem as problem:
            found.problems.append(problem)
            continue
        if telling.ref in seen:
            found.repeated += 1
            continue
        seen.add(telling.ref)
        found.ready.append(Ready(row, telling))
    return found


def load(who: Who, checked: Checked, now: datetime, every: int = 50) -> Iterator[Progress]:
    """File the rows one by one, each in its own transaction; yields how far it is. Stopped half-way, running it again
    files only the rest."""
    progress = Progress(len(checked.ready))
    for ready in checked.ready:
        try:
            filed = file(who, ready.telling, now)
        except Refused as refused:
            progress.problems.append(ready.row.problem(refused_column(refused), refused.say("zh"), refused.say("en")))
        except CalendarEnds as ends:
            progress.problems.append(ready.row.problem("时间", ends.zh, ends.en))
        else:
            progress.known += filed.again
            progress.merged += filed.merged and not filed.again
            progress.filed += not filed.merged and not filed.again
        progress.done += 1
        if progress.done % every == 0:
            yield progress
    yield progress


def refused_column(refused: Refused) -> str:
    """The heading a refusal speaks of."""
    return {"place": "地点", "kind": "类型", "text": "内容"}.get(refused.field, "内容")


def _telling(row: Record, town_id: int, where: Directory, pack: Pack, now: datetime) -> Telling:
    text = row["内容"]
    _read(row, "内容", lambda: clean(text))
    phone = _read(row, "电话", lambda: reports.phone(row["电话"]))
    place_id = reports.place_of(row["地点"], where)
    kind, nature = _read(row, "类型", lambda: reports.kind_of(row["类型"], pack))
    return Telling(
        text=text,
        town_id=town_id,
        channel="sheet",
        kind=kind,
        nature=nature,
        place_id=place_id,
        place_text=row["地点"] if place_id is None else "",
        contact=Contact(name=row["姓名"][:40], phone=phone),
        ref=reports.ref(town_id, row["编号"], text, row["地点"], row["时间"], phone),
        received_at=_read(row, "时间", lambda: reports.received(row.value("时间"), now)),
    )


def _read(row: Record, heading: str, read: Callable[[], T]) -> T:
    """A cell as its rule reads it. Errors: SheetProblem at the cell."""
    try:
        return read()
    except Refused as refused:
        raise row.problem(heading, refused.say("zh") + "。", refused.say("en") + ".") from refused
