"""Requests from a spreadsheet: every cell checked before anything is filed, and the same row never filed twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from lianxin.adapters import sheets
from lianxin.adapters.sheets import Record, SheetProblem
from lianxin.intake.understanding import clean
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.acts.person import Contact, digits
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused

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
    try:
        clean(text)
    except Refused as refused:
        raise row.problem("内容", refused.say("zh"), refused.say("en")) from refused
    phone = _phone(row)
    place_id = _place(row["地点"], where)
    kind, nature = _kind(row, pack)
    return Telling(
        text=text,
        town_id=town_id,
        channel="sheet",
        kind=kind,
        nature=nature,
        place_id=place_id,
        place_text=row["地点"] if place_id is None else "",
        contact=Contact(name=row["姓名"][:40], phone=phone),
        ref=_ref(row, town_id, text, phone),
        received_at=_received(row, now),
    )


def _ref(row: Record, town_id: int, text: str, phone: str) -> str:
    number = row["编号"]
    if not number:
        same = "\x1f".join((text, row["地点"], phone, row["时间"]))
        number = hashlib.sha256(same.encode()).hexdigest()[:32]
    return f"sheet:{town_id}:{number}"[:120]


def _phone(row: Record) -> str:
    said = row["电话"]
    found = digits(said)
    if said and not 7 <= len(found) <= 13:
        raise row.problem("电话", f"“{said}”不像电话号码。", f'"{said}" is not a phone number.')
    return found


def _received(row: Record, now: datetime) -> datetime | None:
    value = row.value("时间")
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("/", "-").strip())
        except ValueError:
            raise row.problem(
                "时间", f"“{value}”读不出时间，请写成 2026-03-12 09:30。", "Write it as 2026-03-12 09:30."
            ) from None
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise row.problem("时间", "读不出时间，请写成 2026-03-12 09:30。", "Write it as 2026-03-12 09:30.")
        value = datetime.combine(value, time())
    at = value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value
    if at > now:
        raise row.problem("时间", "时间在将来，请核对。", "The time lies in the future.")
    return at


def _place(name: str, where: Directory) -> int | None:
    """The unit of this town that is called so, if only one is; otherwise the text stays and the reader looks."""
    return one_of([row.id for row in where.rows.values() if name and name in (row.name, *row.aliases)])


def one_of(found: Iterable[int]) -> int | None:
    """The only one of several, else None."""
    ids = set(found)
    return ids.pop() if len(ids) == 1 else None


def _kind(row: Record, pack: Pack) -> tuple[str, str]:
    said = row["类型"]
    if not said:
        return "", ""
    kinds = [key for key, kind in pack.said.matters.items() if said in (key, kind.label.zh, kind.label.en)]
    if kinds:
        return kinds[0], ""
    natures = pack.said.understanding.get("nature")
    labels = natures.labels.items() if natures else ()
    for key, label in labels:
        if said in (key, label.zh, label.en):
            return "", key
    known = "、".join([label.zh for _, label in labels] + [kind.label.zh for kind in pack.said.matters.values()])
    raise row.problem("类型", f"没有“{said}”这个类型，可以写：{known}。", f'There is no kind "{said}".')
