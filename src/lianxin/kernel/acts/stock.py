"""Kits and medals: double entry. Each move takes from one holder and gives to another; none falls below nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts.ends import known
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.tie import NOT_YOURS
from lianxin.kernel.models import Entry, Stock
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because
from lianxin.language.seniority import MEDAL, SOURCE
from lianxin.language.ties import StockItem

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds: a unit, a person of the town, or neither (outside: bought in, or used up)."""

    unit_id: int | None = None
    person_id: int | None = None

    @property
    def outside(self) -> bool:
        return self.unit_id is None and self.person_id is None


OUTSIDE = Holder()


@dataclass(frozen=True, slots=True)
class Move:
    """So many of an item (of one date of expiry) from one holder to another; `unit_id` is the unit that keeps the
    book. From outside is taking in, to outside is using up."""

    item: str
    n: int
    source: Holder
    to: Holder
    town_id: int
    unit_id: int
    expires_on: date | None = None
    reason: str = ""
    ref: str = ""


@transaction.atomic
def move(who: Who, said: Move, now: datetime) -> Entry:
    """Move stock. The same `ref` again moves nothing. A medal goes to a person against a receipt only, by
    `medal.hand_over`. Errors: Refused: more than is there, an item that is not handed back, an expiry where there is
    none."""
    if said.item == MEDAL and said.to.person_id is not None:
        zh, en = (
            "纪念章发给本人要签收，请到支部的年度名册上发放",
            "hand it over, signed for, on the branch’s list of the year",
        )
        raise Refused(because("signed", zh, en, SOURCE), field="to")
    return shift(who, said, now)


def shift(who: Who, said: Move, now: datetime, branch_id: int | None = None, undoes: int | None = None) -> Entry:
    """One move within a transaction; `branch_id`: the branch whose member is handed it, `undoes`: the entry of a move
    made by mistake, which this one takes back. Errors: Refused."""
    item = packs.of_town(said.town_id).said.stock.get(said.item)
    if item is None:
        raise Refused(because("item", "没有这种物品", "there is no such thing"), field="item")
    if tie_abilities.standing(who, said.town_id, said.unit_id, item.moved_by) is None:
        raise Refused(NOT_YOURS)
    _check(said, item, undoes is not None)
    rows = _rows(said)
    before = Entry.objects.filter(act="stock.move", town_id=said.town_id, data__ref=said.ref)
    earlier = before.first() if said.ref else None
    if earlier is not None:
        return earlier
    _fresh(said, now)
    _take(said, item, rows)
    if not said.to.outside:
        Stock.objects.filter(pk=rows[said.to].pk).update(n=F("n") + said.n)
    ours = {
        "item": said.item, "n": said.n, "kind": step(said.source, said.to), "ref": said.ref,
        "from": _said(said.source), "to": _said(said.to), "unit_name": directory(said.town_id).rows[said.unit_id].name,
        "expires_on": said.expires_on.isoformat() if said.expires_on else None, "branch": branch_id,
        "undoes": undoes,
    }  # fmt: skip
    data = {"reason": said.reason[:80]}
    return record(who, "stock.move", "record", now, unit_id=said.unit_id, town_id=said.town_id, ours=ours, data=data)


def step(source: Holder, to: Holder) -> str:
    """What a move is called: received, issued, returned, consumed, or passed on between units."""
    if source.outside:
        return "received"
    if to.outside:
        return "consumed"
    if to.person_id is not None:
        return "issued"
    return "returned" if source.person_id is not None else "passed"


def _check(said: Move, item: StockItem, undone: bool) -> None:
    if not 0 < said.n <= MOST:
        raise Refused(because("count", "数量写 1 到 {most} 的整数", "1 to {most}", most=MOST), field="n")
    if said.source == said.to:
        raise Refused(because("same", "从哪里到哪里不能相同", "from and to are the same"), field="to")
    if said.to.person_id is not None and said.source.unit_id is None:
        raise Refused(
            because("by-unit", "先入库，再由单位发到人", "things come to a unit first, and from it to people"),
            field="source",
        )
    if said.source.person_id is not None and not item.returns and not said.to.outside and not undone:
        raise Refused(
            because("stays", "“{zh}”留给本人，不收回", "“{en}” stays with whoever got it", item.source,
                    zh=item.label.zh, en=item.label.say("en")),
            field="to",
        )  # fmt: skip
    if item.expires is (said.expires_on is None):
        zh, en = (
            ("请写有效期到哪天", "say until when it may be used") if item.expires else ("没有有效期", "no expiry here")
        )
        raise Refused(because("expires", zh, en), field="expires_on")
    where = directory(said.town_id)
    for holder, name in ((said.source, "source"), (said.to, "to")):
        row = where.rows.get(holder.unit_id or 0)
        unit_wrong = holder.unit_id is not None and (row is None or row.town_id != said.town_id)
        person_wrong = holder.person_id is not None and not known(said.town_id).filter(pk=holder.person_id).exists()
        if unit_wrong or person_wrong:
            raise Refused(because("holder", "请选本街镇的单位或人", "pick a unit or person of this town"), field=name)


def _fresh(said: Move, now: datetime) -> None:
    """What has expired is neither taken in nor handed out; it comes back and is written off."""
    if said.expires_on is None or said.expires_on >= day_of(now):
        return
    if said.source.outside or said.to.person_id is not None:
        zh = "这一批的有效期到 {day}，已经过期，不能入库或发出；请从库里用掉核销"
        en = "it expired on {day}: neither taken in nor handed out; write it off as used up"
        raise Refused(because("expired", zh, en, day=said.expires_on.isoformat()), field="expires_on")


def _rows(said: Move) -> dict[Holder, Stock]:
    """The rows of both holders, made if need be and locked in one order: two moves never wait for each other."""
    wanted = [holder for holder in (said.source, said.to) if not holder.outside]
    ids = {}
    for holder in sorted(wanted, key=lambda one: (one.unit_id or 0, one.person_id or 0)):
        own: dict[str, Any] = {"unit_id": holder.unit_id, "person_id": holder.person_id, "expires_on": said.expires_on}
        row, _ = Stock.objects.get_or_create(item=said.item, town_id=said.town_id, **own)
        ids[holder] = row.pk
    locked = {
        row.pk: row for row in Stock.objects.select_for_update(of=("self",)).filter(pk__in=ids.values()).order_by("pk")
    }
    return {holder: locked[pk] for holder, pk in ids.items()}


def _take(said: Move, item: StockItem, rows: dict[Holder, Stock]) -> None:
    if said.source.outside:
        return
    there = rows[said.source].n
    if there < said.n:
        raise Refused(
            because(
                "too-few", "这里只有 {there} {unit}，不够 {n} {unit}", "there are only {there} here, not {n}",
                there=there, n=said.n, unit=item.unit.zh,
            ),
            field="n",
        )  # fmt: skip
    Stock.objects.filter(pk=rows[said.source].pk).update(n=F("n") - said.n)


def _said(holder: Holder) -> str:
    if holder.outside:
        return "outside"
    return f"unit:{holder.unit_id}" if holder.unit_id is not None else f"person:{holder.person_id}"
