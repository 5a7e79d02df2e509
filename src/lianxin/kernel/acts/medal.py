"""The medal 光荣在党50年 comes into somebody's hands: out of stock, signed for and on the card, all at once; and back.

Who may have it follows from the dates and from what the branch confirmed. The receipt says on which day, in which way
and who signed; no signature is kept as a picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import member, stock
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.member_card import held, keep
from lianxin.kernel.acts.stock import Holder, Move
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import medal as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language import seniority
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because

WAYS = ("together", "home")
SIGNED = ("self", "family")
MOST_REASON = 80


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a medal was handed over: from the stock of which unit, on which day, together with others or at home, and
    signed for by whom."""

    source_id: int
    day: date
    way: str
    signed: str


@transaction.atomic
def hand_over(who: Who, unit_id: int, person_id: int, year: int, receipt: Receipt, now: datetime) -> Entry:
    """Hand the medal of a year to a member whom the branch confirmed: one leaves the stock, the receipt is written, the
    card says so. Errors: Refused: not proposed, not confirmed, nothing in stock, nobody signed."""
    unit = member.led(who, unit_id)
    member.on_roll(person_id, unit, now)
    if person_id == who.person_id:
        raise Refused(because("self", "本人的纪念章由别人发放", "somebody else hands it over"))
    _signed(receipt, year, now.astimezone(SHANGHAI).date())
    dates = held(person_id)
    found = seniority.eligible(packs.of_town(unit.town_id or unit.pk), dates, year, dates.standing(year))
    if not found.proposed:
        raise Refused(found.reason)
    if dates.good != year:
        zh, en = "支部还没有确认这一年的一贯表现", "the branch has not confirmed good standing for this year"
        raise Refused(because("unconfirmed", zh, en, seniority.SOURCE))
    out = Move(
        seniority.MEDAL, 1, Holder(unit_id=receipt.source_id), Holder(person_id=person_id), unit.town_id or unit.pk,
        receipt.source_id,
    )  # fmt: skip
    moved = stock.shift(who, out, now, unit.pk)
    keep(person_id, replace(dates, awarded=year, awarded_because=""), now)
    ours = {
        "year": year, "day": receipt.day.isoformat(), "way": receipt.way, "signed": receipt.signed, "move": moved.pk,
        "unit_name": unit.name,
    }  # fmt: skip
    return record(
        who, "medal.hand_over", "record", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}",
        ours=ours,
    )  # fmt: skip


def _signed(receipt: Receipt, year: int, today: date) -> None:
    years = seniority.handed_in(today)
    if year not in years:
        zh, en = "只发放 {first} 年和 {last} 年的", "only those of {first} and {last} are handed over now"
        raise Refused(because("year", zh, en, first=years[0], last=years[1]), field="year")
    if receipt.way not in WAYS or receipt.signed not in SIGNED:
        raise Refused(
            because("receipt", "请选怎样发放、谁签收", "say how it was handed over and who signed"), field="signed"
        )
    if not date(year, 1, 1) <= receipt.day <= today:
        zh, en = "签收日期在 {year}-01-01 和今天之间", "signed between {year}-01-01 and today"
        raise Refused(because("day", zh, en, year=year), field="day")


@transaction.atomic
def take_back(who: Who, unit_id: int, person_id: int, reason: str, now: datetime) -> Entry:
    """Take back a medal that was handed over by mistake: it returns to the stock it left, the card says nothing of it
    any more, move and receipt stay in the book beside this entry with its reason. Errors: Refused: no receipt that
    stands, no reason, another stock."""
    unit = member.led(who, unit_id)
    if person_id == who.person_id:
        raise Refused(because("self", "本人的纪念章由别人收回", "somebody else takes it back"))
    said = reason.strip()
    if not 0 < len(said) <= MOST_REASON:
        zh, en = "请写明为什么收回，不超过 {most} 字", "say why it is taken back, in at most {most} characters"
        raise Refused(because("reason", zh, en, most=MOST_REASON), field="reason")
    town, dates = unit.town_id or unit.pk, held(person_id)
    signed = reads.receipt_of(town, person_id)
    if signed is None or signed.unit_id != unit.pk:
        zh, en = (
            "本支部没有这个人的签收记录，或者已经收回",
            "no receipt of this person stands here, or it was taken back",
        )
        raise Refused(because("unsigned", zh, en))
    out = Entry.objects.get(pk=signed.data["move"])
    shelf = out.unit_id or 0
    if not tie_abilities.standing(who, town, shelf, packs.of_town(town).said.stock[seniority.MEDAL].moved_by):
        zh, en = (
            "这枚是从“{name}”出库的，请管那里库存的人收回",
            "it left the stock of “{name}”: who keeps it takes it back",
        )
        raise Refused(because("shelf", zh, en, name=out.data["unit_name"]))
    back = Move(seniority.MEDAL, 1, Holder(person_id=person_id), Holder(unit_id=shelf), town, shelf, reason=said)
    moved = stock.shift(who, back, now, unit.pk, out.pk)
    keep(person_id, replace(dates, awarded=None, awarded_because=""), now)
    return record(
        who, "medal.take_back", "record", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}",
        data={"reason": said},
        ours={"year": signed.data["year"], "receipt": signed.pk, "move": moved.pk, "unit_name": unit.name},
    )  # fmt: skip


@transaction.atomic
def note_earlier(who: Who, unit_id: int, person_id: int, year: int | None, reason: str, now: datetime) -> None:
    """Write that a member had the medal before this town's book began, and how that is known; None takes it back. It
    counts neither as stock nor as a receipt. Errors: Refused."""
    unit = member.led(who, unit_id)
    member.on_roll(person_id, unit, now)
    dates, town = held(person_id), unit.town_id or unit.pk
    if reads.receipt_of(town, person_id) is not None:
        raise Refused(because("signed", "已有签收记录，不能另写", "there is a receipt; it stands"), field="awarded")
    begun = reads.begun(town) or now.astimezone(SHANGHAI).year
    first = seniority.years(packs.of_town(town), now.astimezone(SHANGHAI).date())[0]
    if year is not None and not first <= year < begun:
        zh, en = (
            "写 {first} 到 {last} 年；之后的按签收发放",
            "{first} to {last}; later ones are handed over and signed for",
        )
        raise Refused(because("year", zh, en, seniority.SOURCE, first=first, last=begun - 1), field="awarded")
    said = reason.strip()
    if not 0 < len(said) <= 200:
        zh, en = "请写明依据，不超过 200 字", "say how it is known, in at most 200 characters"
        raise Refused(because("reason", zh, en), field="awarded_because")
    keep(person_id, replace(dates, awarded=year, awarded_because=said if year else ""), now)
    record(who, "medal.earlier", "record", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person_id}")
