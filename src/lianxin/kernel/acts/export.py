"""A ledger or a book (reads.exported) as a file: asked for with a purpose, agreed to by a second person, fetched for a
while, each time noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.export_abilities import may_ask_for, may_decide_on
from lianxin.kernel.models import Export, Unit
from lianxin.kernel.reads import exported, packs
from lianxin.kernel.reads.ledger import Asked
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because

SHORTEST = 4
"""Characters a purpose must have: “备查” says nothing."""


def _refuse(code: str, zh: str, en: str, field: str = "", **parts: object) -> Refused:
    return Refused(because(code, zh, en, **parts), field=field)


@transaction.atomic
def ask(who: Who, unit: Unit, key: str, asked: Asked, purpose: str, now: datetime) -> Export:
    """Ask for a ledger, or a book (reads.exported), as a file. Errors: Refused (no such power; no purpose;
    no row of a book; more rows than a file may hold)."""
    town = unit.town_id
    if who.person_id is None or town is None or not may_ask_for(who, unit, key, now):
        raise _refuse("may_not", "您的岗位不能导出台账", "your post may not export ledgers")
    purpose = purpose.strip()
    if len(purpose) < SHORTEST:
        zh, en = "请写明导出做什么用，至少 {n} 个字", "say what the file is for, in {n} characters or more"
        raise _refuse("purpose", zh, en, "purpose", n=SHORTEST)
    rows = exported.total(who, unit, key, asked, now)
    if not rows and key in exported.BOOKS:
        raise _refuse("empty", "这一年没有记录，没有可导出的", "nothing is on record for that year")
    _fits(town, rows, now)
    said: dict[str, Any] = {"period": str(asked.period), "filters": dict(asked.filters), "sort": asked.sort}
    one = Export.objects.create(
        town_id=town,
        unit=unit,
        ledger=key,
        asked=said,
        purpose=purpose[:200],
        rows=rows,
        by_id=who.person_id,
        asked_at=now,
    )
    bump(exported.VERSION)
    _record(who, "export.ask", "record", now, one, {"ledger": key, "rows": rows, "purpose": purpose})
    return one


def _fits(town_id: int, rows: int, now: datetime) -> None:
    """Refuses more rows than a file may hold: it is never cut short without a word. Errors: Refused."""
    most = int(packs.of_town(town_id).value("export.rows", now.astimezone(SHANGHAI).date()))
    if rows > most:
        zh = "有 {n} 行，一份文件最多 {most} 行，请缩小期间或加筛选"
        raise _refuse(
            "too_many", zh, "{n} rows, a file holds at most {most}; narrow the period or filter", n=rows, most=most
        )


@transaction.atomic
def decide(who: Who, export_id: int, agree: bool, reason: str, now: datetime) -> Export:
    """Agree, or not. Errors: Refused (not his to decide; his own; decided already; no reason for a no)."""
    one = Export.objects.select_for_update().filter(pk=export_id).first()
    if one is None or who.person_id is None or not may_decide_on(who, one):
        raise _refuse("may_not", "您的岗位不能审批导出", "your post may not decide on exports")
    if one.by_id == who.person_id:
        raise _refuse("second_person", "自己申请的要由另一个人审批", "somebody else must decide on your own request")
    if one.decided_at is not None:
        raise _refuse("decided", "已经有人审批过了", "somebody has decided already")
    if not agree and not reason.strip():
        raise _refuse("reason", "不同意要写理由", "say why not", "reason")
    days = int(packs.of_town(one.town_id).value("export.days", now.astimezone(SHANGHAI).date()))
    one.decided_by_id, one.decided_at, one.agreed = who.person_id, now, agree
    one.reason, one.expires_at = reason.strip()[:200], now + timedelta(days=days) if agree else None
    one.save()
    bump(exported.VERSION)
    _record(who, "export.decide", "decide", now, one, {"agreed": agree, "reason": reason})
    return one


@transaction.atomic
def fetch(who: Who, export_id: int, now: datetime) -> Export:
    """Take the file: only who asked, only while it may be fetched. The entry says how many rows it has by now.
    Errors: Refused (also where there are more by now than a file may hold)."""
    one = Export.objects.select_for_update().select_related("unit").filter(pk=export_id, by_id=who.person_id).first()
    if one is None or not may_ask_for(who, one.unit, one.ledger, now):
        raise _refuse("not_yours", "只有申请人自己能取这份文件", "only who asked may fetch this file")
    if not one.agreed:
        raise _refuse("not_agreed", "还没有人同意导出", "nobody has agreed to it yet")
    if one.expires_at is None or now >= one.expires_at:
        raise _refuse("expired", "这份文件已过期，请重新申请", "it has expired; ask again")
    rows = exported.total(who, one.unit, one.ledger, exported.asked_of(one), now)
    _fits(one.town_id, rows, now)
    Export.objects.filter(pk=one.pk).update(fetched=F("fetched") + 1)
    _record(who, "export.fetch", "publish", now, one, {"ledger": one.ledger, "rows": rows, "agreed": one.rows})
    return one


def _record(who: Who, act: str, verb: str, now: datetime, one: Export, data: Mapping[str, Any]) -> None:
    record(who, act, verb, now, town_id=one.town_id, subject=f"export:{one.pk}", data=data)
