"""A path's card: the day of every stage, sealed. The acts that open it say so in an entry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from lianxin.adapters import seal
from lianxin.kernel.models import Card, Tie

PURPOSE = "发展党员和党员日期的下一步提醒（只在这件事用）"
AUDIENCE = "所在支部书记和街镇党建办"
SEALED = "card.path"


@dataclass(frozen=True, slots=True)
class Walked:
    """What is kept of a path: days by stage in their order, the numbers asked, reasons where one was due, and when
    something was last noted at the present stage."""

    days: dict[str, date] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    noted: date | None = None

    @property
    def stage(self) -> str:
        """The stage reached last."""
        return next(reversed(self.days))


def kind_of(tie_id: int) -> str:
    """The kind of the card that belongs to a tie: each path of a person has its own."""
    return f"path.{tie_id}"


def opened(tie: Tie) -> Walked:
    """What the card of a path holds; nothing where it was erased."""
    card = Card.objects.filter(person_id=tie.person_id or 0, kind=kind_of(tie.pk)).first()
    if card is None:
        return Walked()
    kept = json.loads(seal.unseal(bytes(card.sealed), SEALED))
    days = {stage: date.fromisoformat(day) for stage, day in kept["days"]}
    noted = date.fromisoformat(kept["noted"]) if kept["noted"] else None
    return Walked(days, kept["numbers"], kept["reasons"], noted)


def keep(tie: Tie, walked: Walked, now: datetime) -> None:
    """Seal the card anew."""
    days = [[stage, day.isoformat()] for stage, day in walked.days.items()]
    noted = walked.noted.isoformat() if walked.noted else ""
    kept = {"days": days, "numbers": walked.numbers, "reasons": walked.reasons, "noted": noted}
    said = {"sealed": seal.seal(json.dumps(kept), SEALED), "purpose": PURPOSE, "audience": AUDIENCE}
    Card.objects.update_or_create(
        person_id=tie.person_id or 0, kind=kind_of(tie.pk), defaults=said, create_defaults={**said, "created_at": now}
    )


def drop(tie: Tie) -> bool:
    """Erase the card; whether there was one."""
    return bool(Card.objects.filter(person_id=tie.person_id or 0, kind=kind_of(tie.pk)).delete()[0])
