"""What is sealed about a person for one purpose: kept apart, opened with a reason, each time with an entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel import tie_abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Card, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because
from lianxin.language.ties import TieKind


def open_fields(kind: TieKind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that may stand in the open inside the office."""
    return {name: value for name, value in answers.items() if kind.fields[name].sensitivity != "sealed"}


def keep(kind: TieKind, name: str, person: Person | None, answers: Mapping[str, Any], now: datetime) -> None:
    """Seal the sensitive answers on a card of the person."""
    told = {key: value for key, value in answers.items() if kind.fields[key].sensitivity == "sealed"}
    if person is None or not told:
        return
    Card.objects.update_or_create(
        person=person,
        kind=f"tie.{name}",
        defaults={
            "sealed": seal.seal(json.dumps(told, ensure_ascii=False), f"card.tie.{name}"),
            "purpose": "；".join(kind.fields[key].why() for key in told)[:200],
            "audience": kind.label.zh[:60],
            "created_at": now,
        },
    )


def drop(person_id: int, name: str) -> None:
    """Erase what is sealed about a person for one kind of tie: he took the last of it back."""
    Card.objects.filter(person_id=person_id, kind=f"tie.{name}").delete()


def opened(person_id: int, name: str) -> dict[str, Any]:
    """What a card says; empty without one. Whoever calls this writes the entry."""
    found = Card.objects.filter(person_id=person_id, kind=f"tie.{name}").first()
    said: dict[str, Any] = json.loads(seal.unseal(bytes(found.sealed), f"card.tie.{name}")) if found else {}
    return said


@transaction.atomic
def reveal(who: Who, tie_id: int, reason: str, now: datetime, *, ours: bool = False) -> dict[str, str]:
    """Who is behind a sealed end of a tie: name, phone and what its card says, for those who make or note the tie.
    `ours`: the reason is the product's own words, in which a number such as 138-2026-0001 is nobody's telephone.

    Errors: Refused without a reason of two characters, without the part, or when it was erased. The entry says who
    looked and why, never what was seen."""
    tie = Tie.objects.select_related("person", "toward").filter(pk=tie_id, town__isnull=False).first()
    kind = packs.pinned(tie.pack_id).said.ties[tie.kind] if tie is not None and tie.pack_id else None
    if tie is None or kind is None or who.tie_id is not None or not tie_abilities.may_see(who, kind, tie):
        raise Refused(
            because("not-found", "没有这项关系，或者不在您的范围内", "there is no such tie within your scope")
        )
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明为什么要看", "say why you need to see it"), field="reason")
    person, name = (tie.person, tie.kind) if not kind.first.staff else (tie.toward, kind.other.through or tie.kind)
    if kind.first.staff and kind.other.staff:
        person, name = tie.person, tie.kind
    if person is None or person.erased_at is not None:
        raise Refused(because("no-contact", "没有登记，或已到期删除", "nothing is kept, or it was erased"))
    found = {
        part: seal.unseal(getattr(person, f"{part}_sealed"), f"person.{part}")
        for part in ("name", "phone")
        if getattr(person, f"{part}_sealed") is not None
    }
    found |= {key: str(value) for key, value in opened(person.pk, name).items()}
    record(
        who, "tie.reveal", "record", now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id,
        **{"ours" if ours else "data": {"reason": reason.strip()[:200]}},
    )  # fmt: skip
    return found
