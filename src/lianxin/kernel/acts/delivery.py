"""What was done on a promise: counted in 人次, one entry each; put right by a new entry that names the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.visit import again, nothing_private
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import INTENT, day_of, span_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because
from lianxin.language.ties import TieKind


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is told: which commitment, which day, how many people-times, a few words."""

    commitment: str
    on: date
    n: int
    text: str = ""
    ref: str = ""


@transaction.atomic
def deliver(who: Who, tie_id: int, said: Delivery, now: datetime) -> Entry:
    """Write down a delivery, by the office or over the partner's link. The same `ref` again writes nothing.

    Errors: Refused: another tie's link, illness words, personal details, a day to come or outside the term."""
    tie, kind = _mine(who, tie_id, now)
    earlier = again(tie.pk, said.ref)
    if earlier is not None:
        return earlier
    assert kind.deliveries is not None
    today = day_of(now)
    rules.delivered(kind, said.commitment, said.n, said.on, span_of(tie), today)
    pack = packs.pinned(tie.pack_id or 0)
    text = rules.remark(pack, said.text, kind.deliveries.most, kind.deliveries.avoids, today)
    nothing_private(text)
    told = {"commitment": said.commitment, "on": said.on.isoformat(), "n": said.n, "ref": said.ref}
    return _write(who, tie, "tie.deliver", now, told, text)


@transaction.atomic
def correct(who: Who, entry_id: int, n: int, reason: str, now: datetime) -> Entry:
    """Put a delivery right: so many it really was, 0 takes it back. The entry before stays as it was written.

    Errors: Refused without a reason, for a number that cannot be, for somebody else's tie."""
    first = Entry.objects.filter(pk=entry_id, act="tie.deliver").first()
    if first is None or first.tie_id is None:
        raise Refused(ties.NOT_FOUND)
    tie, kind = _mine(who, first.tie_id, now)
    assert kind.deliveries is not None
    if not 0 <= n <= rules.MOST:
        raise Refused(because("count", "人次写 0 到 {most} 的整数", "0 to {most}", most=rules.MOST), field="n")
    reason = reason.strip()
    if len(reason) < 2:
        raise Refused(because("reason", "请写明为什么更正", "say why it is put right"), field="reason")
    text = rules.remark(
        packs.pinned(tie.pack_id or 0), reason, kind.deliveries.most, kind.deliveries.avoids, day_of(now)
    )
    nothing_private(text)
    told = {"of": first.pk, "commitment": first.data["commitment"], "on": first.data["on"], "n": n}
    return _write(who, tie, "tie.correct", now, told, text)


def _mine(who: Who, tie_id: int, now: datetime) -> tuple[Tie, TieKind]:
    tie, kind = ties.locked(tie_id)
    if kind.deliveries is None or not tie_abilities.may_note(who, kind, tie):
        raise Refused(ties.NOT_YOURS if tie_abilities.may_see(who, kind, tie) else ties.NOT_FOUND)
    if tie.state == INTENT:
        raise Refused(because("intent", "还没有生效", "it is not in force yet"))
    return tie, kind


def _write(who: Who, tie: Tie, act: str, now: datetime, told: dict[str, Any], text: str) -> Entry:
    return record(
        who, act, "record", now,
        tie_id=tie.pk, unit_id=tie.other_id if who.tie_id else tie.unit_id, town_id=tie.town_id,
        ours={"kind": tie.kind, **told}, data={"text": text},
    )  # fmt: skip
