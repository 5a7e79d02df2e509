"""Living ties that lack something, called to mind once: one entry a kind and unit, and a line in the next digest of
whoever must act. What is done is forgotten, so that the next time it is told anew."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Cursor, Tie, Unit
from lianxin.kernel.reads import lacking as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.lacking import CALLED, Lack
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI

CURSOR = "lacks"
MORNING = time(8, 30)
"""When a day is looked at and its digest is due, Asia/Shanghai. A worker that slept then does it when it wakes."""


def remind(now: datetime) -> int:
    """Call to mind what ties lack since the last look, once a day; how many entries were written. A round killed
    half-way goes on where it was: a tie that was called says so."""
    local = now.astimezone(SHANGHAI)
    due = datetime.combine(local.date(), MORNING, SHANGHAI)
    stamp = int((due if local >= due else due - timedelta(days=1)).timestamp())
    if Cursor.objects.filter(name=CURSOR, tx__gte=stamp).exists():
        return 0
    towns = Unit.objects.filter(kind="town").exclude(pack_key="").order_by("id").values_list("pk", flat=True)
    done = sum(_town(town_id, now) for town_id in towns)
    Cursor.objects.update_or_create(name=CURSOR, defaults={"tx": stamp})
    return done


@transaction.atomic
def _town(town_id: int, now: datetime) -> int:
    lacks: dict[int, dict[str, Lack]] = {}
    for one in reads.of_town(town_id, now):
        lacks.setdefault(one.tie.pk, {})[one.what] = one
    known = Tie.objects.filter(town_id=town_id, kind__in=reads.kinds(packs.of_town(town_id)), data__has_key=CALLED)
    wanted = {*lacks, *known.values_list("pk", flat=True)}
    locked = Tie.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=wanted).order_by("pk")
    fresh, changed = list[Lack](), False
    for tie in locked:
        was, now_lacks = tie.data.get(CALLED, {}), lacks.get(tie.pk, {})
        marks = {what: one.mark for what, one in now_lacks.items()}
        if marks == was:
            continue
        fresh += [one for what, one in now_lacks.items() if was.get(what) != one.mark]
        tie.data = {key: kept for key, kept in tie.data.items() if key != CALLED} | ({CALLED: marks} if marks else {})
        tie.save(update_fields=["data"])
        changed = True
    if changed:
        bump(reads.VERSION)
    groups = reads.grouped(town_id, fresh)
    for group in groups:
        ties = [one.tie.pk for one in group.lacks]
        record(
            SYSTEM, "tie.lack", "record", now, unit_id=group.unit_id, town_id=town_id,
            tie_id=ties[0] if len(ties) == 1 else None, ours={"kind": group.kind, "what": group.what, "ties": ties},
        )  # fmt: skip
    return len(groups)
