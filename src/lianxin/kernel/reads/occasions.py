"""A list of activities as rows that may become some: what took place, with its numbers as they were told, and plans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from lianxin.adapters import offices, seal
from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.models import Roll
from lianxin.kernel.reads.cells import Cells, Faulty
from lianxin.kernel.tie_facts import begin_of, day_of
from lianxin.kernel.who import Who
from lianxin.language import activity as rules
from lianxin.language import bounds, material
from lianxin.language import columns as meanings
from lianxin.language.activities import ActivityKind
from lianxin.language.activity_columns import (
    CARRIERS,
    DATE,
    HELD,
    KIND,
    NUMBER,
    PLACE,
    STATE,
    TEXT,
    TITLE,
    by_name,
    state,
)
from lianxin.language.calendar import SHANGHAI
from lianxin.language.columns import UNIT
from lianxin.language.reason import Refused, because

EARLIEST = 1949
FARTHEST = timedelta(days=3 * 366)
"""Nobody plans beyond this; a farther day is a slip of the hand."""
_HOUR = re.compile(
    r"^(?P<day>.*?\d\D?)\s*(?:[(]?(?:星期|周)[一二三四五六日天][)]?)?\s*(?P<half>上午|下午|晚上|晚)?\s*"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?P<minutes>\d{1,2})?分?)$"
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A row that may become an activity. `ref`: the same one on the same list, by what the row says of it."""

    row: Row
    kind: str
    title: str
    starts_at: datetime
    hosts: tuple[int, ...]
    carriers: tuple[int, ...]
    place_id: int | None
    place_text: str
    text: str
    held: bool
    figures: dict[str, Any]
    fields: dict[str, Any]
    ref: str
    told: bool = False
    """The row itself says that it took place, and not only its day."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The figures as they were told."""

    @property
    def timed(self) -> bool:
        """Whether it says the hour and not only the day."""
        return self.starts_at.astimezone(SHANGHAI).time() != time()


class Looking(Cells):
    """Reads the rows of one list of activities for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        super().__init__(roll, who, now)
        self.labels = {key: kind.label.text() for key, kind in self.pack.said.activities.items()}
        self.may: dict[tuple[str, tuple[int, ...]], Refused | None] = {}

    def entrant(self, row: Row) -> Occasion:
        """One row. Errors: Faulty with all its cells."""
        wrong = Faulty()
        title = self.text(row, TITLE)
        if not 2 <= len(title) <= 120:
            wrong.problems.append(self.problem(row, TITLE, "请写活动名称，2 到 120 个字。", "Write a title."))
        key = self._kind(row, wrong)
        starts_at = self._starts(row, wrong)
        hosts = self._units(row, UNIT, wrong) or ((self.roll.unit_id,) if self.roll.unit_id else ())
        carriers = self._units(row, CARRIERS, wrong)
        if not hosts and not self.text(row, UNIT):
            wrong.problems.append(self.nobody(row, UNIT, ""))
        if not key or starts_at is None or not hosts:
            raise wrong
        self._organised(row, key, hosts, carriers, wrong)
        kind = self.pack.said.activities[key]
        held = self._held(row, kind, starts_at, wrong)
        figures = self._figures(row, kind, starts_at, wrong)
        fields = self._fields(row, key, kind, held, wrong)
        self._needed(row, kind, held, figures, wrong)
        if wrong.problems:
            raise wrong
        place = self.text(row, PLACE)
        return Occasion(
            row, key, title, starts_at, hosts, carriers, self.named(place) if place else None, place[:200],
            self.text(row, TEXT), held, figures, fields, self._ref(row, key, title, starts_at, hosts[0]),
            told=held and bool(figures or state(self.text(row, STATE)) == HELD),
            texts={name: self.text(row, f"figure.{name}") for name in figures},
        )  # fmt: skip

    def _kind(self, row: Row, wrong: Faulty) -> str:
        try:
            return meanings.option(self.text(row, KIND), self.labels, "活动类别")
        except Refused as refused:
            wrong.problems.append(self.refused(row, KIND, refused))
            return ""

    def _starts(self, row: Row, wrong: Faulty) -> datetime | None:
        """When it begins; a list that says the day alone means the whole day."""
        found = moment(self.value(row, DATE))
        if found is None:
            zh = "请把日期写到日，如 2026-03-12，或 2026-03-12 09:30；几天的写第一天。"
            wrong.problems.append(
                self.problem(row, DATE, zh, "Write the day, as 2026-03-12 or 2026-03-12 09:30; of several, the first.")
            )
        elif found.year < EARLIEST or found > self.now + FARTHEST:
            wrong.problems.append(self.problem(row, DATE, "请核对年份。", "Is this the right year?"))
            return None
        return found

    def _units(self, row: Row, key: str, wrong: Faulty) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for text in meanings.apart(self.text(row, key)):
            unit = self.named(text)
            if unit is None:
                wrong.problems.append(self.nobody(row, key, text))
            else:
                found[unit] = None
        return tuple(found)

    def _organised(self, row: Row, kind: str, hosts: tuple[int, ...], more: tuple[int, ...], wrong: Faulty) -> None:
        """Whether these units may, and whether the sender may for the first of them; looked up once for the same."""
        for key, units in ((UNIT, hosts), (CARRIERS, more)):
            if units and (kind, units) not in self.may:
                self.may[kind, units] = self._refusal(kind, units, key == UNIT)
            refusal = self.may[kind, units] if units else None
            if refusal is not None:
                wrong.problems.append(self.refused(row, key, refusal))

    def _refusal(self, kind: str, units: tuple[int, ...], first: bool) -> Refused | None:
        try:
            if first:
                rules.may_organise(self.pack, kind, [self.where.rows[unit].kind for unit in units], [])
                abilities.must_organise(self.who, self.pack, kind, self.roll.town_id, units[0])
        except Refused as refused:
            return refused
        return None

    def _held(self, row: Row, kind: ActivityKind, starts_at: datetime, wrong: Faulty) -> bool:
        """Whether it took place: as the row says, else what lies in the past did. What has not come yet cannot have."""
        said = state(self.text(row, STATE))
        if said is None:
            zh = "请写“已开展”或“计划”；取消了的不用导入。"
            wrong.problems.append(self.problem(row, STATE, zh, "Write held or planned; leave out what was cancelled."))
            return False
        if said != HELD and (said or day_of(starts_at) >= self.today):
            return False
        try:
            rules.happened(starts_at, self.now)
        except Refused as refused:
            wrong.problems.append(self.refused(row, STATE, refused))
        if by_name(kind):
            zh = "这类活动开展后要记到人，请在日程里逐场记录；这里可以导入计划。"
            wrong.problems.append(self.problem(row, KIND, zh, "Who came is recorded by name; only plans come in here."))
        for _, lack in material.lacking(self.pack, kind, (), (), day_of(starts_at)):
            zh = f"{lack.say('zh')}，请在日程里逐场记录；这里可以导入计划。"
            en = f"{lack.say('en')}; only plans come in here."
            wrong.problems.append(self.problem(row, KIND, zh, en))
        return True

    def _figures(self, row: Row, kind: ActivityKind, starts_at: datetime, wrong: Faulty) -> dict[str, Any]:
        """What was counted, as it was told: “180余人” keeps its bounds."""
        found: dict[str, Any] = {}
        for column in self.listed.columns:
            group, _, name = column.key.partition(".")
            text = self.text(row, column.key) if group == "figure" else ""
            if not text:
                continue
            try:
                if name not in kind.figures:
                    zh, en = "“{kind}”不记这个数", "{en} does not count this"
                    raise Refused(because("figure", zh, en, "", kind=kind.label.zh, en=kind.label.say("en")))
                if starts_at > self.now:
                    raise Refused(because("future", "还没到时间，先不填人数", "it has not begun: leave this open"))
                found |= rules.figures(kind, {name: text})
            except Refused as refused:
                wrong.problems.append(self.refused(row, column.key, refused))
        try:
            bounds.parts(kind, found)
        except Refused as refused:
            wrong.problems.append(self.refused(row, f"figure.{refused.field}", refused))
        return found

    def _fields(self, row: Row, key: str, kind: ActivityKind, held: bool, wrong: Faulty) -> dict[str, Any]:
        needed = [name for name in kind.needs if name in kind.fields] if held else []
        found = self.answers(row, kind.fields, needed, wrong, of=key)
        for column in self.listed.columns:
            group, _, name = column.key.partition(".")
            if group == "field" and name not in kind.fields and self.text(row, column.key):
                zh, en = f"“{kind.label.zh}”没有这一项。", f"{kind.label.say('en')} does not ask this."
                wrong.problems.append(self.problem(row, column.key, zh, en))
        return found

    def _needed(self, row: Row, kind: ActivityKind, held: bool, figures: dict[str, Any], wrong: Faulty) -> None:
        for name in kind.needs if held else ():
            if name in kind.figures and name not in figures:
                label = kind.figures[name].label
                zh, en = f"还要填“{label.zh}”。", f"Fill in {label.say('en')}."
                wrong.problems.append(self.problem(row, f"figure.{name}", zh, en))

    def _ref(self, row: Row, kind: str, title: str, starts_at: datetime, host: int) -> str:
        """By its number where the office gives one, else by kind, organiser, time and title."""
        number = self.text(row, NUMBER)
        same = f"number:{number}:{title}" if number else f"{kind}:{host}:{starts_at.isoformat()}:{title}"
        return f"roll:{self.roll.town_id}:{seal.blind_index(f'{self.roll.town_id}:{same}', 'roll.ref').hex()[:64]}"

    def twice(self, entrant: Occasion, seen: dict[str, int]) -> SheetProblem | None:
        """A row that stands on the list already."""
        zh, en = "和第 {n} 行是同一场活动", "the same activity as in row {n}"
        return self.repeated(entrant.row, entrant.ref, seen, zh, en)


def moment(value: Any) -> datetime | None:
    """The moment a cell says, midnight where it says the day alone; None where it does not say the day."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value
    day = offices.exact_day(value)
    if day is not None:
        return begin_of(day)
    found = _HOUR.match(offices.said(value))
    day = offices.exact_day(found["day"].strip()) if found else None
    if found is None or day is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["minutes"] or 0)
    hour += 12 if found["half"] in ("下午", "晚上", "晚") and hour < 12 else 0
    return datetime.combine(day, time(hour, minute), SHANGHAI) if hour < 24 and minute < 60 else None
