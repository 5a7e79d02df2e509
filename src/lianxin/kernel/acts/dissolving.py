"""A unit that was set up for a task ends with it: nobody belongs to it any more, nothing is planned or sent there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Activity, Matter, Tie, Unit
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.who import Who
from lianxin.language.activity import names
from lianxin.language.reason import Refused, because


@transaction.atomic
def dissolve(who: Who, matter: Matter, kind: str, now: datetime) -> Unit:
    """Close the unit that acts on a matter, with its posts and its roll. Whoever may take the step may do this.

    Errors: Refused: it is not of that kind, it still has other matters, or something is still planned there."""
    found = Unit.objects.select_for_update(of=("self",)).filter(pk=matter.owner_id or 0, closed_at__isnull=True).first()
    if found is None or kind not in names(packs.of_town(matter.town_id), found.kind):
        zh = "这件事不在要撤销的单位名下，请先写明是哪个单位"
        raise Refused(because("closes", zh, "this is not with the unit that is to end"), field="unit")
    open_ = Matter.objects.filter(owner_id=found.pk, is_open=True).exclude(pk=matter.pk).count()
    planned = Activity.objects.filter(unit_id=found.pk, state="planned").count()
    if open_ or planned:
        zh = "“{unit}”还有 {n} 件事、{m} 场活动没有了结，先办完或取消"
        en = "“{unit}” still has {n} open matters and {m} planned activities"
        raise Refused(because("busy", zh, en, unit=found.name, n=open_, m=planned))
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    Tie.objects.filter(roll.on(now), unit=found, kind__in=("post", *roll.BELONGS)).update(until=now)
    bump("units")
    record(
        who, "unit.dissolve", "decide", now, unit_id=found.pk, town_id=matter.town_id, matter_id=matter.pk,
        before=matter.step, after=matter.step, data={"why": found.name},
    )  # fmt: skip
    return found
