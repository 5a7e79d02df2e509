"""What is where: balances, what was issued, returned, consumed and is held, and what expires soon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from lianxin.kernel.models import Entry, Person, Stock
from lianxin.kernel.reads.directory import directory
from lianxin.language.pack import Pack
from lianxin.language.seniority import MEDAL

PAGE = 50
"""Moves on a page."""
FLOWS = ("received", "issued", "returned", "consumed", "passed")


@dataclass(frozen=True, slots=True)
class Balance:
    """One item of a town. `issued` = `returned` + `used_by_people` + `held`; `there` is what lies at units."""

    item: str
    received: int
    issued: int
    returned: int
    consumed: int
    used_by_people: int
    held: int
    there: int

    @property
    def even(self) -> bool:
        """Whether the book agrees with the balances."""
        handed = self.issued == self.returned + self.used_by_people + self.held
        return handed and self.received == self.consumed + self.held + self.there


def balances(town_id: int, items: list[str]) -> list[Balance]:
    """The book of each item, from the entries, beside what the rows say. Two queries."""
    flows: dict[str, dict[str, int]] = {item: dict.fromkeys((*FLOWS, "used_by_people"), 0) for item in items}
    for data in Entry.objects.filter(act="stock.move", town_id=town_id).values_list("data", flat=True):
        found = flows.get(data["item"])
        if found is not None:
            found[data["kind"]] += data["n"]
            if data["kind"] == "consumed" and str(data["from"]).startswith("person:"):
                found["used_by_people"] += data["n"]
    held: dict[tuple[str, bool], int] = {}
    rows = Stock.objects.filter(town_id=town_id).values_list("item", "person_id").annotate(n=Sum("n"))
    for item, person_id, n in rows:
        key = (item, person_id is not None)
        held[key] = held.get(key, 0) + n
    return [
        Balance(
            item, said["received"], said["issued"], said["returned"], said["consumed"], said["used_by_people"],
            held.get((item, True), 0), held.get((item, False), 0),
        )
        for item, said in flows.items()
    ]  # fmt: skip


def holders(town_id: int, named: Collection[str], most: int = 300) -> list[Stock]:
    """Who holds what now, units first; people only with the items in `named`. One query."""
    seen = Q(person__isnull=True) | Q(item__in=named)
    found = Stock.objects.filter(seen, town_id=town_id, n__gt=0).select_related("unit", "person")
    return list(found.order_by("item", "person_id", "unit_id", "expires_on")[:most])


def named_items(pack: Pack, kept: Collection[str]) -> list[str]:
    """The items whose holders are told by name to somebody who keeps the books of `kept`. Who has a medal of fifty
    years stands on his branch's list of the year, nowhere else."""
    return [item for item in pack.said.stock if item in kept and item != MEDAL]


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of an item: when, how many, what it is called (`FLOWS`), from where and to where ("": somebody not
    named)."""

    entry: Entry
    n: int
    kind: str
    source: str
    to: str


def moves(town_id: int, item: str, kind: str, named: bool, before: int | None = None) -> list[Moved]:
    """The moves of an item, the newest first, all or of one kind; `before` is the entry the page before ended with.
    `named`: whether people may be told by name. Two queries."""
    found = Entry.objects.filter(act="stock.move", town_id=town_id, data__item=item)
    if kind:
        found = found.filter(data__kind=kind)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("unit").order_by("-id")[: PAGE + 1])
    ends = {end for row in rows for end in (row.data["from"], row.data["to"]) if str(end).startswith("person:")}
    people = {int(end[7:]) for end in ends} if named else set()
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "shown")) if people else {}
    where = directory(town_id).rows

    def said(end: str) -> str:
        kind, _, pk = end.partition(":")
        if kind == "unit":
            return where[int(pk)].name if int(pk) in where else ""
        return names.get(int(pk), "") if kind == "person" else kind

    return [Moved(row, row.data["n"], row.data["kind"], said(row.data["from"]), said(row.data["to"])) for row in rows]


def expiring(rows: list[Stock], pack: Pack, today: date) -> list[Stock]:
    """What expires within the days that its pack says, or is over already; the earliest first."""
    found = []
    for row in rows:
        declared = pack.said.stock.get(row.item)
        if row.expires_on is None or declared is None or declared.warn is None:
            continue
        if row.expires_on <= today + timedelta(days=int(pack.value(declared.warn, today))):
            found.append(row)
    return sorted(found, key=lambda row: (row.expires_on or today, row.pk))
