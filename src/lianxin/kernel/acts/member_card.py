"""A member's card: the few dates that are Party data. It lies sealed; the acts that open it say so in an entry."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from lianxin.adapters import seal
from lianxin.kernel.models import Card, Person
from lianxin.language.reason import Refused, because
from lianxin.language.seniority import Member

PURPOSE = "政治生日、党龄和“光荣在党50年”（只在这三件事用）"
AUDIENCE = "所在支部书记和街镇党建办"
DAYS = ("admitted", "confirmed", "starts")
WRITTEN = (*DAYS, "suspended")
"""Days that lie in a card. `suspended` follows from a member's path and is never typed (acts.path)."""
FOUNDED = date(1921, 7, 1)


@dataclass(frozen=True, slots=True)
class Dates(Member):
    """What the card of a member holds: what the rule needs, and `awarded_because`: how the medal is known, where given
    before this book; `good`, `not_good`: the year for which the branch confirmed conduct, or did not; `greet`: a public
    greeting on the political birthday is welcome."""

    awarded_because: str = ""
    good: int | None = None
    not_good: int | None = None
    good_because: str = ""
    greet: bool = True

    def standing(self, year: int) -> bool | None:
        """What the branch said of a year; None while it said nothing."""
        return True if self.good == year else False if self.not_good == year else None


def opened(card: Card | None) -> Dates:
    """What a card holds; nothing yet where there is none."""
    if card is None:
        return Dates()
    kept = json.loads(seal.unseal(bytes(card.sealed), "card.member"))
    said: dict[str, Any] = {
        name: date.fromisoformat(value) if name in WRITTEN and value else value for name, value in kept.items()
    }
    return Dates(**said)


def held(person_id: int) -> Dates:
    """What the card of somebody holds, held until the transaction ends: two who write it come one after the other."""
    Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=person_id).first()
    return opened(Card.objects.filter(person_id=person_id, kind="member").first())


def welcomes(person_id: int) -> bool:
    """Whether somebody welcomes a public greeting on his political birthday, told to himself."""
    return opened(Card.objects.filter(person_id=person_id, kind="member").first()).greet


def keep(person_id: int, dates: Dates, now: datetime) -> None:
    """Seal the card anew."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(dates).items()}
    sealed = seal.seal(json.dumps(kept), "card.member")
    Card.objects.update_or_create(
        person_id=person_id, kind="member",
        defaults={"sealed": sealed, "purpose": PURPOSE, "audience": AUDIENCE},
        create_defaults={"sealed": sealed, "purpose": PURPOSE, "audience": AUDIENCE, "created_at": now},
    )  # fmt: skip


def must_be(dates: Dates, today: date) -> None:
    """Refuses dates that cannot be. Errors: Refused."""
    for name in WRITTEN:
        day = getattr(dates, name)
        if day is not None and not FOUNDED <= day <= today:
            zh, en = "日期在 1921-07-01 和今天之间", "a day between 1921-07-01 and today"
            raise Refused(because("dates", zh, en), field=name)
    if dates.admitted and dates.confirmed and dates.confirmed < dates.admitted:
        zh, en = "日期前后不对：转正不会早于入党", "these dates cannot be: confirmed before being admitted"
        raise Refused(because("dates", zh, en), field="confirmed")
    if not 0 <= dates.stopped <= 1200:
        zh, en = "停止党籍的月数写 0 到 1200", "months not counted: 0 to 1200"
        raise Refused(because("stopped", zh, en), field="stopped")
    if dates.starts is not None and not 0 < len(dates.starts_because.strip()) <= 200:
        zh, en = "另定党龄起算日要写明依据，不超过 200 字", "say why it starts there, in at most 200 characters"
        raise Refused(because("reason", zh, en), field="starts_because")
