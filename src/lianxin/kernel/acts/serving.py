"""Hours of service out of a recorded activity: nobody writes them a second time. Each volunteer who came is recorded by
the unit whose activity it is; a correction of the record corrects them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lianxin.kernel.acts import hours
from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads import packs, serving
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language.activities import ActivityKind
from lianxin.language.reason import Refused, because


def credit(who: Who, activity: Activity, now: datetime, reason: str = "") -> None:
    """Bring the volunteers' records in step with the record of an activity; nothing where its kind counts no hours.
    What the unit put right for one of them alone stays, as long as the record says that he came. Errors: Refused: no
    such length, a day that is full."""
    kind = packs.pinned(activity.pack_id).said.activities[activity.kind]
    if kind.hours is None:
        return
    minutes, stood = _minutes(kind, activity), serving.stands(activity.pk)
    came = {tie.pk: tie for tie in serving.came(activity)}
    for tie in Tie.objects.select_for_update(of=("self",)).filter(pk__in={*came, *stood}).order_by("pk"):
        first = stood.get(tie.pk)
        wanted = minutes if tie.pk in came else 0
        if first is None:
            if wanted:
                hours.fits(tie, day_of(activity.starts_at), wanted)
                _serve(who, activity, kind, tie, wanted, now)
        elif first.minutes != wanted and (first.derived or not wanted):
            hours.fits(tie, day_of(activity.starts_at), wanted - first.minutes)
            _correct(who, activity, tie, first.entry, wanted, reason, now)


def _minutes(kind: ActivityKind, activity: Activity) -> int:
    """How long each served. Errors: Refused."""
    text = str(activity.fields.get(kind.hours or "", "")).strip()
    if not text:
        return 0
    try:
        found = round(float(text) * 60)
    except (ValueError, OverflowError):
        found = -1
    if not 0 <= found <= hours.DAY:
        zh, en = "服务时长写小时数，最多 24", "write the hours of service as a number, at most 24"
        raise Refused(because("minutes", zh, en), field=kind.hours or "")
    return found


def _title(kind: ActivityKind, activity: Activity) -> tuple[str, str]:
    """What a record says it was, and where: the kind alone where the title or place names somebody."""
    try:
        return hours.plain(activity.title, "title"), hours.plain(activity.place_text, "place", needed=False)
    except Refused:
        return kind.label.zh, ""


def _serve(who: Who, activity: Activity, kind: ActivityKind, tie: Tie, minutes: int, now: datetime) -> None:
    title, place = _title(kind, activity)
    told = {
        "minutes": minutes, "on": day_of(activity.starts_at).isoformat(), "title": title, "place": place,
        "ref": f"{serving.REF}{activity.pk}:{tie.pk}", **_signed(who, activity),
    }  # fmt: skip
    hours.write(who, tie, activity.unit_id, "hours.serve", now, told, activity_id=activity.pk)


def _correct(who: Who, activity: Activity, tie: Tie, first: Entry, minutes: int, reason: str, now: datetime) -> None:
    told = {
        "of": first.pk, "minutes": minutes, "on": first.data["on"], "title": first.data["title"],
        "ref": f"{serving.REF}{activity.pk}:{tie.pk}:{now.isoformat()}", **_signed(who, activity),
    }  # fmt: skip
    hours.write(
        who, tie, activity.unit_id, "hours.correct", now, told, activity_id=activity.pk, data={"reason": reason}
    )


def _signed(who: Who, activity: Activity) -> dict[str, Any]:
    return {"by": who.shown, "unit_name": activity.unit.name}
