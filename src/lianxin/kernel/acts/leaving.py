"""Leaving: one of several who told of a matter takes back what he told. It goes on for the others (ADR 0118). Whoever
only follows it stops following."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.joining import count_once, reachable
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.solved import teller
from lianxin.kernel.who import Who
from lianxin.language import procedure
from lianxin.language.reason import Refused, because


def for_himself(who: Who, matter: Matter, action: str) -> bool:
    """Whether a step takes a matter back that others told of as well: nobody takes theirs back. No query but where a
    reporter takes back."""
    if who.reporter_tie is None:
        return False
    pack = packs.pinned(matter.pack_id)
    kind, meant = pack.kind(matter.kind), pack.actions(matter.kind, matter.step).get(action)
    end = kind.steps[meant.to].end if meant is not None and meant.to is not None else None
    return end is not None and kind.endings[end].counts == "withdrawn" and others(who, matter)


def others(who: Who, matter: Matter) -> bool:
    """Whether somebody else stands with a matter: neither he who asks nor what he told a second time. One query."""
    ties = Tie.objects.filter(matter_id=matter.pk, kind="reporter", until__isnull=True).select_related("person")
    standing = {tie.pk: teller(tie.person) for tie in ties.only("person__phone_index", "person__shown")}
    mine = standing.pop(who.reporter_tie or 0, None)
    return any(by is None or by != mine for by in standing.values())


def leave(who: Who, matter: Matter, action: str, given: Mapping[str, Any], now: datetime) -> None:
    """He follows the locked matter no longer, is counted and told no more, and its unit is told. Errors: Refused, as
    the step itself."""
    facts = facts_of(matter, directory(matter.town_id))
    pack = packs.pinned(matter.pack_id)
    said = procedure.take(pack, calendar(), facts, action, who.actor(matter.pk), given, now).answers
    tie = _tie(who, matter)
    _let_go(matter, tie, now)
    record(
        who, "matter.leave", "record", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step, data={"reason": str(said.get("reason", ""))}, ours={"tells": ["owner"], "tie": tie.pk},
    )  # fmt: skip


@transaction.atomic
def stop(who: Who, now: datetime) -> Matter:
    """Whoever only follows a matter follows it no longer: he is counted and told no more, open or closed, and nobody is
    told that he went. Pressed again it changes nothing. Errors: Refused, to who told it himself: he takes it back."""
    matter = Matter.objects.select_for_update(of=("self",)).filter(pk=who.matter_id or 0).first()
    if matter is None or not who.follows:
        zh, en = "只有跟进别人反映的事才能不再跟进", "only who follows what others told can stop following"
        raise Refused(because("told", zh, en))
    tie = _tie(who, matter)
    if tie.until is None:
        _let_go(matter, tie, now)
        record(
            who, "matter.unfollow", "record", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
            after=matter.step, ours={"tie": tie.pk},
        )  # fmt: skip
    return matter


def _tie(who: Who, matter: Matter) -> Tie:
    """The locked tie of who came with his link. Errors: Refused, where it stands with another matter by now."""
    ties = Tie.objects.select_for_update(of=("self",)).select_related("person").filter(matter_id=matter.pk)
    tie = ties.filter(pk=who.reporter_tie or 0).first()
    if tie is None:
        zh = "您反映的事刚刚换到了另一件上，请刷新看看"
        raise Refused(because("gone", zh, "it has just gone to another matter, please reload"))
    return tie


def _let_go(matter: Matter, tie: Tie, now: datetime) -> None:
    """The tie ends, and the locked matter counts those who are left."""
    counted = "again" not in tie.data
    tie.until = max(now, tie.since)
    tie.data = {name: value for name, value in tie.data.items() if name != "differs"}
    tie.save(update_fields=["until", "data"])
    # Where he said it again, his telling that stays is the one that counts.
    matter.reporters += count_once(matter.pk) - (1 if counted else 0)
    matter.contactable = matter.contactable and reachable(matter.pk)
    matter.changed_at = now
    matter.save(update_fields=["reporters", "contactable", "changed_at"])
