"""Asking people to a meeting by name: delegates, members and residents whom no roll lists, where the rule says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.ends import known
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Tie, Voted
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language import turnout
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because


@transaction.atomic
def ask(who: Who, activity_id: int, person_id: int, now: datetime) -> Tie:
    """Ask somebody to a meeting by name, before it is recorded; asking again changes nothing. Errors: Refused: the rule
    asks nobody by name, nobody of this town, recorded already."""
    found = _asking(who, activity_id)
    if not known(found.town_id).filter(pk=person_id).exists():
        raise Refused(because("person", "请选本街镇认识的人", "choose somebody the town knows"), field="person")
    tie, made = Tie.objects.get_or_create(
        ref=f"attend:{found.pk}:{person_id}",
        defaults={
            "kind": "attend", "person_id": person_id, "activity": found, "town_id": found.town_id,
            "state": "signed", "role": turnout.NAMED, "since": now,
        },
    )  # fmt: skip
    if made:
        _note(who, found, "activity.ask", tie, now)
    return tie


@transaction.atomic
def leave_out(who: Who, activity_id: int, person_id: int, now: datetime) -> None:
    """Take somebody off the list of those asked by name. Errors: Refused: not on it, has voted, recorded already."""
    found = _asking(who, activity_id)
    tie = Tie.objects.filter(activity=found, kind="attend", role=turnout.NAMED, person_id=person_id).first()
    if tie is None:
        raise Refused(because("person", "名单里没有这个人", "this person is not on the list"), field="person")
    if Voted.objects.filter(activity=found, person_id=person_id).exists():
        raise Refused(because("voted", "已经投了票，不能再去掉", "the ballot is in the box"), field="person")
    _note(who, found, "activity.leave_out", tie, now)
    tie.delete()


def _asking(who: Who, activity_id: int) -> Activity:
    found = organised(who, activity_id)
    pack = packs.pinned(found.pack_id)
    day = found.starts_at.astimezone(SHANGHAI).date()
    if not turnout.asks_by_name(pack, pack.said.activities[found.kind], day):
        raise Refused(because("rule", "这类会议不逐个点名请人", "nobody is asked to this kind by name"))
    if found.state != "planned":
        raise Refused(because("state", "会已经记录或取消，名单不能再改", "it is recorded or cancelled: the list stays"))
    return found


def _note(who: Who, activity: Activity, act: str, tie: Tie, now: datetime) -> None:
    record(
        who, act, "record", now, activity_id=activity.pk, town_id=activity.town_id, unit_id=activity.unit_id,
        subject=f"person:{tie.person_id}", ours={"kind": activity.kind},
    )  # fmt: skip
