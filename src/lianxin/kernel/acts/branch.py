"""A branch's year: why something was not held, and matters that remind of terms coming to their end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import filing
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.acts.term import ref_of
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.branch import PERIOD, term_of
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.roll import on
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import activity as rules
from lianxin.language import rhythm
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because
from lianxin.language.recurrence import months_on


@transaction.atomic
def explain(who: Who, town_id: int, unit_id: int, kind: str, period: str, reason: str, now: datetime) -> Tie:
    """Say why something was not held in a period; saying it again replaces it. Errors: Refused."""
    pack = packs.of_town(town_id)
    declared = rules.kind_of(pack, kind)
    year = PERIOD.fullmatch(period)
    if declared.rhythm is None or year is None:
        raise Refused(because("period", "这一项没有规定次数", "nothing is due here"))
    if period not in [one.key for one in rhythm.periods(declared.rhythm.every, int(year[1]))]:
        raise Refused(because("period", "没有这个时段", "there is no such period"))
    if unit_id not in directory(town_id).rows:
        raise Refused(because("unit", "没有这个单位", "there is no such unit"))
    abilities.must_organise(who, pack, kind, town_id, unit_id)
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明原因，例如“并入下月”", "say why"), field="reason")
    ref = f"gap:{unit_id}:{kind}:{period}"
    tie, made = Tie.objects.get_or_create(
        ref=ref,
        defaults={
            "kind": "gap", "role": kind, "unit_id": unit_id, "town_id": town_id, "state": period, "since": now,
            "data": {"reason": reason.strip()[:200]},
        },
    )  # fmt: skip
    if not made:
        Tie.objects.filter(pk=tie.pk).update(data={"reason": reason.strip()[:200]}, since=now)
    record(
        who, "activity.explain", "record", now, tie_id=tie.pk, unit_id=unit_id, town_id=town_id,
        data={"reason": reason.strip()[:200]}, ours={"kind": kind, "period": period},
    )  # fmt: skip
    return tie


def remind(now: datetime, most: int = 100) -> int:
    """Raise a matter for every post whose term ends soon, once for each term; how many."""
    posts = Tie.objects.filter(on(now), kind="post", unit__town_id__isnull=False).select_related("unit", "person")
    done = 0
    for tie in posts.order_by("id").iterator():
        if done >= most:
            break
        done += _remind(tie, now)
    return done


def _remind(tie: Tie, now: datetime) -> bool:
    assert tie.unit is not None and tie.unit.town_id is not None
    key = packs.key_of_town(tie.unit.town_id)
    if not key:
        return False
    pack, today = packs.current(key), now.astimezone(SHANGHAI).date()
    named = term_of(pack, tie, tie.unit.kind, today)
    if named is None or "ends" in tie.data.get("term", {}):  # moved: the matter that moved it is still open
        return False
    posting, _, ends = named
    if months_on(ends, -int(pack.value(posting.remind[1:], today))) > today:
        return False
    ref = ref_of(tie.pk, ends)
    if Tie.objects.filter(ref=ref).exists():
        return False
    role = pack.said.roles[tie.role].label.zh
    telling = Telling(
        f"{tie.unit.name}{role}任期到 {ends.isoformat()} 届满，请按期准备；提前或延期须经上级批准",
        tie.unit.town_id,
        channel="internal",
        kind=posting.becomes,
        fields={"ends": ends.isoformat()},
        site_id=tie.unit.parent_id or tie.unit_id,
        anonymous=True,
        ref=ref,
    )
    filed = filing.file(SYSTEM, telling, now)
    assert isinstance(filed.matter, Matter)
    return not filed.again
