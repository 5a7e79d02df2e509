"""The line of those who wait for a place: who moves up when one comes free, and who is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from lianxin.adapters import seal
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads import coming
from lianxin.kernel.reads.coming import places
from lianxin.kernel.who import SYSTEM
from lianxin.language import activity as rules


def one_at_a_time(keys: Iterable[bytes | str]) -> None:
    """Holds whoever signs up by the same keys until this transaction ends (a lock of the database)."""
    numbers = {seal.blind_index(str(key), "signup.lock")[:8] for key in keys}
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(number, "big", signed=True)])


def fill(activity: Activity, now: datetime) -> int:
    """Fills what is free from the line, in its order; who has a place elsewhere at that time is passed over. How many
    moved; the caller holds the activity and saves its counts."""
    moved = 0
    if not activity.waiting or rules.full(places(activity)):
        return moved
    line = Tie.objects.filter(activity=activity, kind="attend", state="waiting").select_related("person", "toward")
    for first in line.order_by("id"):
        if rules.full(places(activity)):
            break
        one_at_a_time([f"person:{first.person_id}", *coming.phones_of(first)])
        if coming.clashing(first, activity, ("signed",)):
            _pass_over(activity, first, now)
            continue
        first.state = "signed"
        first.save(update_fields=["state"])
        activity.taken, activity.waiting, moved = activity.taken + 1, activity.waiting - 1, moved + 1
        record(
            SYSTEM, "activity.move_up", "decide", now, activity_id=activity.pk, town_id=activity.town_id,
            tie_id=first.pk, before="waiting", after="signed", ours={"kind": activity.kind},
        )  # fmt: skip
    return moved


def _pass_over(activity: Activity, tie: Tie, now: datetime) -> None:
    """Tells somebody once that a place was free while he had one elsewhere; he keeps his place in the line."""
    if not Entry.objects.filter(tie_id=tie.pk, act="activity.pass_over").exists():
        record(
            SYSTEM, "activity.pass_over", "decide", now, activity_id=activity.pk, town_id=activity.town_id,
            tie_id=tie.pk, before="waiting", after="waiting", ours={"kind": activity.kind},
        )  # fmt: skip
