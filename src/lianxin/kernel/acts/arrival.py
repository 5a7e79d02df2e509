"""Who came to a task and when: kept in wartime only. Back in peacetime only how many came to the task, and between
which moments, stays (突发事件应对法, P10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Erasure, Matter, Tie
from lianxin.kernel.reads import packs, wartime
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because

LONGEST = 20
RULE = gettext_noop("arrival:转回平时，战时记下的个人到达时刻删除，只留任务的人数和时间（突发事件应对法）")


@transaction.atomic
def note(who: Who, matter_id: int, name: str, now: datetime, ref: str = "") -> Tie:
    """Keep that somebody has arrived at a task, now. The entry names nobody. Errors: Refused: in peacetime, at another
    step, somebody who has no step to take here."""
    found = Matter.objects.select_for_update(of=("self",)).filter(pk=matter_id).first()
    if found is None or not abilities.may_see(who, found):
        raise Refused(because("not-found", "没有这件事，或者不在您的范围内", "there is no such matter in your scope"))
    if not found.is_open or found.step not in packs.pinned(found.pack_id).kind(found.kind).timed:
        raise Refused(because("step", "这一步不记到达时刻", "no arrivals are kept at this step"))
    if abilities.on(who, found, now).main is None:
        raise Refused(because("not-yours", "由带队的人记", "whoever leads the team keeps this"))
    if not wartime.on(found.town_id):
        zh = "平时只记任务的时间，不记个人到达时刻；有授权的人宣布战时以后才记"
        raise Refused(because("peace", zh, "arrivals of people are kept in wartime only", "emergency-law"))
    said = " ".join(name.replace("\x00", "").split())
    if not 0 < len(said) <= LONGEST:
        raise Refused(because("name", "请写姓名，最多 20 字", "write a name of at most 20 characters"), field="name")
    kept = f"arrival:{found.pk}:{ref}"[:120] if ref else None
    earlier = Tie.objects.filter(ref=kept).first() if kept else None
    if earlier is not None:
        return earlier
    tie = Tie.objects.create(
        kind=wartime.ARRIVAL, matter=found, town_id=found.town_id, since=now, ref=kept, data={"name": said}
    )
    record(who, "arrival.note", "record", now, matter_id=found.pk, town_id=found.town_id, before=found.step,
           after=found.step)  # fmt: skip
    return tie


def stand_down(who: Who, matter: Matter, before: str, now: datetime) -> int:
    """A matter took a step: when it left one that lets arrivals be kept, and no other of its town stands at one, they
    are erased; each task keeps how many came and between which moments. How many were erased."""
    pack = packs.pinned(matter.pack_id)
    left = wartime.lets(pack, matter.kind, before) and not wartime.lets(pack, matter.kind, matter.step)
    if not left or wartime.on(matter.town_id, but=matter.pk):
        return 0
    tasks: dict[int, list[Tie]] = {}
    rows = Tie.objects.select_for_update(of=("self",)).filter(town_id=matter.town_id, kind=wartime.ARRIVAL)
    for tie in rows.order_by("since", "pk"):
        tasks.setdefault(tie.matter_id or 0, []).append(tie)
    for task, ties in tasks.items():
        first, last = (f"{one.since.astimezone(SHANGHAI):%m-%d %H:%M}" for one in (ties[0], ties[-1]))
        came = {"arrived": [len(ties), first, last]}
        record(who, "arrival.stand_down", "record", now, matter_id=task, town_id=matter.town_id, data=came)
        Erasure.objects.bulk_create(
            Erasure(at=now, what="arrival", row=one.pk, rule=RULE, fields=["name", "since"]) for one in ties
        )
    return rows.delete()[0]
