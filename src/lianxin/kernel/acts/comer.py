"""How somebody who signed up can be reached: opened for who organises it, with a reason; each look leaves an entry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Person
from lianxin.kernel.reads import coming
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def reveal(who: Who, activity_id: int, tie_id: int, reason: str, now: datetime) -> list[tuple[str, str]]:
    """The contact that was left with a sign-up, a guardian's after it: what it is ("name", "phone", "mail") and what it
    says. Errors: Refused: does not organise it, no reason of two characters, nothing was left or it was erased. The
    entry says who looked and why, never what was seen."""
    found = organised(who, activity_id)
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明为什么要看", "say why you need to see it"), field="reason")
    tie = coming.standing().select_related("toward").filter(pk=tie_id, activity=found, key_hash__isnull=False).first()
    if tie is None:
        raise Refused(because("not-found", "没有这个报名", "there is no such sign-up"))
    opened = [one for person in (tie.person, tie.toward) if person is not None for one in _opened(person)]
    if not opened:
        raise Refused(because("no-contact", "没有留联系方式，或已到期删除", "no contact was left, or it was erased"))
    record(
        who, "activity.reveal", "record", now, activity_id=found.pk, town_id=found.town_id, tie_id=tie.pk,
        subject=f"tie:{tie.pk}", data={"reason": reason.strip()[:200]}, ours={"kind": found.kind},
    )  # fmt: skip
    return opened


def _opened(person: Person) -> list[tuple[str, str]]:
    sealed = [(part, getattr(person, f"{part}_sealed")) for part in ("name", "phone", "mail")]
    return [(part, seal.unseal(bytes(said), f"person.{part}")) for part, said in sealed if said is not None]
