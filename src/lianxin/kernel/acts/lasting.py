"""What the days do to ties with nobody asking: one begins on its first day, and is over the day after its last. Each
has its entry, so that what is counted follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import ACTIVE, AHEAD, INTENT, LAST_DAY
from lianxin.kernel.who import SYSTEM


def follow(now: datetime, most: int = 500) -> int:
    """Begin every tie whose first day has come, end every one whose last day has passed; how many. Run again it does
    nothing twice, and after days of a stop it does what they brought."""
    begins, ends = Q(data__has_key=AHEAD, since__lte=now), Q(until__lte=now)
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        kinds = list(packs.current(key).said.ties)
        here = Tie.objects.filter(town_id=town_id, kind__in=kinds, pack__isnull=False, state__in=(ACTIVE, INTENT))
        for pk in here.filter(begins).order_by("id").values_list("pk", flat=True)[: most - done]:
            done += _begin(pk, now)
        for pk in here.filter(ends).order_by("until", "id").values_list("pk", flat=True)[: most - done]:
            done += _expire(pk, now)
    return done


@transaction.atomic
def _begin(tie_id: int, now: datetime) -> bool:
    tie, _ = ties.locked(tie_id)
    if tie.data.pop(AHEAD, None) is None:
        return False
    tie.save(update_fields=["data"])
    record(
        SYSTEM, "tie.begin", "record", now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after=tie.state or "", ours={"kind": tie.kind},
    )  # fmt: skip
    return True


@transaction.atomic
def _expire(tie_id: int, now: datetime) -> bool:
    tie, kind = ties.locked(tie_id)
    if tie.state not in (ACTIVE, INTENT) or tie.until is None or tie.until > now:
        return False
    ties.finish(SYSTEM, tie, kind, LAST_DAY, now, passed=tie.until)
    return True
