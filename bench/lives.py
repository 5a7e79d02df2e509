"""Matters that real acts have lived through, as templates: the row, its entries, its reporters, its notices."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from lianxin.kernel.models import Entry, Matter, Notice, Person, Tie, Unit
from lianxin.language.clock import moment, written

SECONDS = re.compile(r"(?<!\S)[12]\d{9}(?:\.\d{1,6})?(?!\S)")
"""An instant as clocks and steps are kept (language.clock)."""


@dataclass
class Life:
    """One template. `start` is when its matter was received; entries come in the order in which they happened."""

    number: int
    matter: dict[str, Any]
    entries: list[dict[str, Any]] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """When it was received."""
        return self.matter["received_at"]  # type: ignore[no-any-return]

    @property
    def is_open(self) -> bool:
        """Whether it is still in hand."""
        return bool(self.matter["is_open"])

    def earlier(self, by: timedelta) -> dict[str, Any]:
        """The row as if everything had happened so much earlier, the instants inside its JSON too."""
        row = {name: value - by if isinstance(value, datetime) else value for name, value in self.matter.items()}
        return row | {name: moved(row[name], by) for name in self.timed}

    @cached_property
    def timed(self) -> list[str]:
        """The JSON columns that hold instants."""
        data = {name: value for name, value in self.matter.items() if isinstance(value, (dict, list)) and value}
        return [name for name, value in data.items() if moved(value, timedelta(days=1)) != value]


def moved(data: Any, by: timedelta) -> Any:
    """JSON with its instants moved back: ISO texts with a time, and seconds since 1970, alone or among other words."""
    if isinstance(data, dict):
        return {name: moved(value, by) for name, value in data.items()}
    if isinstance(data, list):
        return [moved(value, by) for value in data]
    if isinstance(data, str) and len(data) > 18 and data[4:5] == "-" and data[10:11] == "T":
        return (datetime.fromisoformat(data) - by).isoformat()
    if isinstance(data, str) and SECONDS.search(data):
        return SECONDS.sub(lambda said: written(moment(said[0]) - by), data)
    if isinstance(data, (int, float)) and 1.5e9 < data < 4e9:
        return data - type(data)(by.total_seconds())
    return data


FIRST = 10_000
"""Copies have keys from here on; templates lie below."""


def lives(town: Unit) -> list[Life]:
    """The templates of a town: what its own people filed and worked on."""
    made = Matter.objects.filter(town=town, pk__lt=FIRST, merged_into=None, parent=None, secret=False)
    made = made.exclude(children__isnull=False).exclude(is_open=True, merged__isnull=False).order_by("pk")
    rows = [row for row in made.values() if not row["is_open"] or row["kind"] == "request"]
    found = {row["id"]: Life(number, row) for number, row in enumerate(rows)}
    for entry in Entry.objects.filter(matter_id__in=found).order_by("at", "id").values():
        found[entry["matter_id"]].entries.append(entry)
    people: dict[int, list[Life]] = defaultdict(list)
    for tie in Tie.objects.filter(matter_id__in=found, kind="reporter").order_by("id").values():
        found[tie["matter_id"]].ties.append(tie)
        people[tie["person_id"] or 0].append(found[tie["matter_id"]])
    for person in Person.objects.filter(pk__in=people).values():
        for life in people[person["id"]]:
            life.people[person["id"]] = person
    for notice in Notice.objects.filter(matter_id__in=found).order_by("id").values():
        found[notice["matter_id"]].notices.append(notice)
    return list(found.values())


def readable(data: Any) -> str:
    """JSON as text, for tests that compare."""
    return json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
