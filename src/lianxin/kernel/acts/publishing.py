"""Showing an activity to the public, after a look by somebody who did not record it; taking it back. A plan may be
shown by whoever planned it: a call has to go out at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import wording
from lianxin.kernel.acts.activity import locked
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Entry
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language import activity as rules
from lianxin.language.reason import Refused, because


@transaction.atomic
def publish(who: Who, activity_id: int, text: str, now: datetime) -> Activity:
    """Show it: title, time, place, counts and this text, and its sign-up page; where nobody wrote when signing up
    ends, it ends as the kind says (`SignUp.open`). Errors: Refused: no such post, personal
    details left in what the public reads, or the record is one's own."""
    found = locked(who, activity_id)
    if not abilities.may_publish(who, found):
        raise Refused(because("not-yours", "由党建与治理办或街镇领导核对后公开", "the office or a leader looks first"))
    if found.state == "cancelled":
        raise Refused(because("state", "已经取消，不用公开", "it was cancelled"))
    if found.state == "held" and _recorded_by(found) == who.person_id:
        raise Refused(
            because(
                "same-person", "记录是您写的，请另一位核对后公开", "you wrote the record: somebody else looks first"
            )
        )
    said = text.strip() or found.text
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    words = rules.public_words(kind, found.title, found.place_text, said, found.fields)
    wording.nobody_in(words, "text", *wording.PUBLIC)
    ours: dict[str, str] = {"kind": found.kind}
    closes = _closes(found, now)
    if closes is not None:
        found.closes_at, ours["closes"] = closes, closes.isoformat()
    found.text, found.shown, found.held, found.changed_at = said, True, False, now
    found.save(update_fields=["text", "shown", "held", "changed_at", "closes_at"])
    record(
        who, "activity.publish", "publish", now, activity_id=found.pk, town_id=found.town_id, before=found.state,
        after=found.state, ours=ours,
    )  # fmt: skip
    return found


def _closes(activity: Activity, now: datetime) -> datetime | None:
    """When signing up ends from now on, where the pack says for how long it is open and nobody wrote it."""
    if activity.closes_at is not None or activity.state != "planned":
        return None
    pack = packs.pinned(activity.pack_id)
    return rules.closes(pack, pack.said.activities[activity.kind], activity.starts_at, now)


def _recorded_by(activity: Activity) -> int | None:
    """Who wrote the record as it stands."""
    written = Entry.objects.filter(activity=activity, act__in=("activity.hold", "activity.correct"))
    return written.order_by("-id").values_list("person_id", flat=True).first()


@transaction.atomic
def take_back(who: Who, activity_id: int, reason: str, now: datetime) -> Activity:
    """No longer show it. Errors: Refused."""
    found = locked(who, activity_id)
    if not abilities.may_publish(who, found):
        raise Refused(because("not-yours", "由党建与治理办或街镇领导撤下", "the office or a leader takes it back"))
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明为什么撤下", "say why"), field="reason")
    found.shown, found.changed_at = False, now
    found.save(update_fields=["shown", "changed_at"])
    record(
        who, "activity.take_back", "publish", now, activity_id=found.pk, town_id=found.town_id, before=found.state,
        after=found.state, data={"reason": reason.strip()[:300]}, ours={"kind": found.kind},
    )  # fmt: skip
    return found
