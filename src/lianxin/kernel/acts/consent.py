"""Consent to a tie: given with the text's version, the way and whose it is; withdrawn at any time, and then it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import ACTIVE, ENDED, day_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because

WITHDRAWN = "withdrawn"


@transaction.atomic
def give(who: Who, tie_id: int, said: Mapping[str, Any], now: datetime) -> Tie:
    """Write down that consent was given: from now on the tie is in force. Errors: Refused (older text, a child without
    its guardian, a tie that has ended)."""
    tie, kind = ties.mine(who, tie_id)
    if kind.consent is None or tie.state == ENDED:
        raise Refused(because("no-consent", "这一项不用再征得同意", "no consent is asked for here"))
    born = Person.objects.values_list("birth_year", flat=True).get(pk=tie.person_id) if tie.person_id else None
    kept = rules.consented(packs.pinned(tie.pack_id or 0), kind, said, born, day_of(now))
    tie.data["consent"], tie.state = kept, ACTIVE
    tie.save(update_fields=["data", "state"])
    _note(who, tie, "tie.consent", "attest", now, kept)
    return tie


@transaction.atomic
def withdraw(who: Who, tie_id: int, now: datetime) -> Tie:
    """Consent is withdrawn: the tie ends, what went through it ends, and what is sealed about it is erased by the next
    round and not only after its time (PIPL 15, 47). Errors: Refused."""
    tie, kind = ties.mine(who, tie_id)
    kept = tie.data.get("consent")
    if kind.consent is None or not kept:
        raise Refused(because("no-consent", "没有可以撤回的同意", "there is no consent to withdraw"))
    if kept.get("withdrawn"):
        return tie
    tie.data["consent"] = {**kept, "withdrawn": day_of(now).isoformat()}
    _note(who, tie, "tie.withdraw", "decide", now, {"version": kept["version"]})
    if tie.state == ENDED:
        tie.save(update_fields=["data"])
    else:
        reason = WITHDRAWN if WITHDRAWN in kind.reasons else next(iter(kind.reasons))
        ties.finish(who, tie, kind, reason, now)
    return tie


def _note(who: Who, tie: Tie, act: str, verb: str, now: datetime, told: Mapping[str, Any]) -> None:
    record(
        who, act, verb, now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after=tie.state or "", ours={"kind": tie.kind, **told},
    )  # fmt: skip
