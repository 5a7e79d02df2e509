"""A real stream of appeals from a CSV file, filed through the same act as every other channel.

Such files are years old, and a deadline needs a calendar that knows its days: so the order of the messages is kept
and their times are spread evenly over the last weeks, the last one now. Reporters are left out: nobody is told about
an old message, and a pseudonym is no way to reach anybody.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lianxin.kernel.acts.filing import Filed, Telling, file
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import CalendarEnds
from lianxin.language.reason import Refused

HEADINGS = {
    "id": ("id", "编号", "留言编号", "工单编号", "单号"),
    "time": ("time", "时间", "留言时间", "来电时间", "受理时间", "created_at", "date"),
    "title": ("title", "标题", "主题", "留言主题"),
    "text": ("text", "body", "content", "内容", "留言详情", "诉求内容", "description"),
}
"""Headings under which the columns are found when nobody names them."""
FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


class NotAStream(Exception):
    """The file has no column that holds what people said; the text says which headings it has."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the file. `at` is as written, without a zone; None when it cannot be read."""

    ref: str
    text: str
    at: datetime | None


@dataclass
class Tally:
    """What became of a stream so far. `again` had been filed before; `why` counts why a person must look."""

    total: int = 0
    done: int = 0
    filed: int = 0
    merged: int = 0
    again: int = 0
    held: int = 0
    to_person: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    natures: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    owners: Counter[int] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)


def read(path: Path, named: dict[str, str], limit: int = 0) -> list[Said]:
    """The messages in the order in which they were written. `named` gives headings that are not guessed. Errors:
    NotAStream."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    heads = [head for head in (rows[0] if rows else {}) if head]
    column = {what: named.get(what) or _found(what, heads) for what in HEADINGS}
    missing = [head for head in named.values() if head and head not in heads]
    if not column["text"] or missing:
        lost = "、".join(missing) or "--text"
        raise NotAStream(f"没有这一列 / no such column: {lost}；表头 / headings: {', '.join(heads) or '—'}")
    found = [_said(row, column, number) for number, row in enumerate(rows[: limit or None], 1)]
    return _in_order(found)


def _found(what: str, heads: list[str]) -> str:
    return next((head for name in HEADINGS[what] for head in heads if head.strip().lower() == name), "")


def _said(row: dict[str, str], column: dict[str, str], number: int) -> Said:
    parts = [(row.get(column[what]) or "").strip() for what in ("title", "text")]
    title, body = parts
    whole = body if body.startswith(title) else f"{title}\n{body}"
    ref = (row.get(column["id"]) or "").strip()[:60] or f"row{number}"
    return Said(ref, whole, _time((row.get(column["time"]) or "").strip()))


def _time(text: str) -> datetime | None:
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the files say no zone; only the order is used
        except ValueError:
            continue
    return None


def _in_order(found: list[Said]) -> list[Said]:
    """By time; a message without one stays behind the one it follows in the file."""
    keyed, last = [], datetime.min  # noqa: DTZ901 - as above
    for one in found:
        last = one.at or last
        keyed.append((last, one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


def spread(count: int, now: datetime, days: int) -> list[datetime]:
    """`count` moments evenly over the last `days` days, the last one now."""
    step = timedelta(days=days) / max(count - 1, 1)
    return [now - step * (count - 1 - at) for at in range(count)]


def pour(said: list[Said], town_id: int, now: datetime, days: int) -> Iterator[Tally]:
    """File the messages one by one, each in its own transaction; yields the tally after each. Stopped half-way and
    begun again it files only the rest."""
    tally = Tally(total=len(said))
    for one, at in zip(said, spread(len(said), now, days), strict=True):
        told = Telling(
            text=one.text,
            town_id=town_id,
            channel="sheet",
            anonymous=True,
            ref=f"stream:{town_id}:{one.ref}",
            received_at=at,
        )
        try:
            _count(tally, file(SYSTEM, told, now))
        except Refused as refused:
            tally.refused[refused.code] += 1
        except CalendarEnds:
            tally.refused["calendar"] += 1
        tally.done += 1
        yield tally


def _count(tally: Tally, filed: Filed) -> None:
    if filed.again:
        tally.again += 1
        return
    if filed.merged:
        tally.merged += 1
        return
    matter, understood = filed.matter, filed.understood
    tally.filed += 1
    tally.held += matter.held
    tally.topics[matter.topic] += 1
    tally.natures[matter.nature] += 1
    tally.kinds[matter.kind] += 1
    tally.owners[matter.owner_id or 0] += 1
    reasons = understood.to_person if understood else []
    tally.to_person += bool(reasons)
    for reason in reasons:
        tally.why[reason.code] += 1
