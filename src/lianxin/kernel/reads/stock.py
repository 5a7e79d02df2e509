"""What is where: balances, what was issued, returned, consumed and is held, and what expires soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from lianxin.kernel.models import Entry, Stock
from lianxin.language.pack import Pack

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


def holders(town_id: int, most: int = 300) -> list[Stock]:
    """Who holds what now, units first. One query."""
    found = Stock.objects.filter(town_id=town_id, n__gt=0).select_related("unit", "person")
    return list(found.order_by("item", "person_id", "unit_id", "expires_on")[:most])


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
