"""Saying which meeting discussed an item before it was voted on, or why none did (重要事项先经支委会研究)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import prior as reads
from lianxin.kernel.who import Who
from lianxin.language import prior as rules
from lianxin.language.reason import Refused, because

LONGEST = 200
"""Characters of a reason."""


@transaction.atomic
def say(who: Who, activity_id: int, line: int, meeting: int | None, why: str, now: datetime) -> Activity:
    """Name the meeting that discussed a line of the agenda first, or say why there was none; saying it again replaces
    it. Errors: Refused (no such line, a meeting that cannot have been it, neither a meeting nor a reason)."""
    found = organised(who, activity_id)
    if found.state == "cancelled":
        raise Refused(because("state", "已经取消，不用再写", "it was cancelled"))
    if line not in {one.line for one in reads.of_activity(found)}:
        raise Refused(
            because("line", "这项议程不用先经别的会议研究", "no other meeting goes before this"), field="prior"
        )
    said = {reads.MEETING: _meeting(found, line, meeting)} if meeting is not None else _why(why)
    kept = {key: value for key, value in found.agenda[line].items() if key not in (reads.MEETING, reads.WHY)}
    found.agenda = [kept | said if n == line else one for n, one in enumerate(found.agenda)]
    found.changed_at = now
    found.save(update_fields=["agenda", "changed_at"])
    record(
        who, "activity.prior", "record", now, activity_id=found.pk, town_id=found.town_id, unit_id=found.unit_id,
        data={"reason": said.get(reads.WHY, "")}, ours={"kind": found.kind, "line": line, "meeting": meeting},
    )  # fmt: skip
    return found


def _meeting(found: Activity, line: int, meeting: int) -> int:
    earlier = Activity.objects.filter(pk=meeting, town_id=found.town_id).exclude(state="cancelled").first()
    if earlier is None or not Tie.objects.filter(activity=earlier, kind="organise", unit_id=found.unit_id).exists():
        raise Refused(because("prior", "没有这次会议，或者不是本支部的", "no such meeting of this unit"), field="prior")
    item = packs.pinned(found.pack_id).said.agenda[found.agenda[line]["kind"]]
    try:
        rules.fits(item, earlier.kind, earlier.starts_at, found.starts_at)
    except Refused as refused:
        raise Refused(*refused.reasons, field="prior") from refused
    return earlier.pk


def _why(why: str) -> dict[str, str]:
    if len(why.strip()) < 2:
        zh, en = "选是哪一次会议，或写明为什么没有先研究", "choose which meeting it was, or say why there was none"
        raise Refused(because("prior", zh, en), field="prior")
    return {reads.WHY: why.strip()[:LONGEST]}
