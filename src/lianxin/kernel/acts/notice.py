"""Notices: made from entries exactly once, gathered where they would flood, and carried through one door."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q

from lianxin.adapters import door, seal
from lianxin.kernel.acts import (
    activity_message,
    asked_message,
    branch_message,
    export_message,
    lack_message,
    lapse_message,
    letter,
    message,
)
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.lacking import MORNING
from lianxin.kernel.acts.message import STAFF
from lianxin.kernel.acts.seal import horizon, until
from lianxin.kernel.models import Cursor, Entry, Matter, Notice, Person, Tie
from lianxin.kernel.reads.people import languages
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Text

LINES = 60
"""Lines of a digest; what goes beyond is a number."""
WORK = {
    "new": Text("新到 {n} 件", "new: {n}"),
    "today": Text("今天到期 {n} 件", "due today: {n}"),
    "late": Text("已经超期 {n} 件", "overdue: {n}"),
}
YOURS = Text("您的单位：{head}。", "Your units – {head}.")
MORE = Text("另有 {n} 条，请打开待办查看。", "{n} more: see your list.")
NEWS = Text("今天有 {n} 条消息", "Messages today: {n}")
HEAVY = ("reworded", "told_sealed", "bands", "reading", "simhash", "fields")
"""Columns of a matter that no notice needs."""


def _alone(key: int) -> bool:
    """Whether this transaction is the only one at this work (a lock of the database, gone with the transaction)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(7316, %s)", [key])
        return bool(cursor.fetchone()[0])


def make(now: datetime, most: int = 1000) -> int:
    """Turn the entries written since last time into notices; how many entries were read. The position moves in the
    same transaction, so that a worker killed half-way neither loses nor doubles one."""
    with transaction.atomic():
        if not _alone(2):
            return 0
        at, _ = Cursor.objects.get_or_create(name="notices")
        end = until(Entry.objects.filter(tx__gte=at.tx), horizon(), most)
        entries = list(
            Entry.objects.filter(tx__gte=at.tx, tx__lt=end)
            .select_related("matter")
            .defer(*(f"matter__{name}" for name in HEAVY))
            .order_by("tx", "id")
        )
        who, webhook = message.concerned(entries), "webhook" in door.configured()
        made = [notice for entry in entries for notice in message.messages(entry, who, webhook, now)]
        for one in (activity_message, asked_message, branch_message, export_message, lack_message, lapse_message):
            made += one.notices(entries, now)
        letter.settle(made)
        Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        Cursor.objects.filter(pk="notices").update(tx=end)
    return len(entries)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one round of delivery came to."""

    sent: int = 0
    kept: int = 0
    failed: int = 0


def deliver(now: datetime, most: int = 200) -> Carried:
    """Carry waiting notices through the door, at most `most`. What no channel takes stays readable here.

    Each leaves in a transaction of its own. A worker killed between the receiver's thanks and our commit sends that
    one again under the same id (Message-ID, webhook-id), by which receivers know it; none is lost.
    """
    kept = _keep(now, most)
    sent = failed = 0
    while sent + kept + failed < most:
        with transaction.atomic():
            notice = (
                Notice.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(state="waiting", kind="now")
                .filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))
                .order_by("retry_at", "id")
                .first()
            )
            if notice is None:
                break
            match _carry(notice, now):
                case door.Sent():
                    sent += 1
                case door.Kept():
                    kept += 1
                case _:
                    failed += 1
    return Carried(sent, kept, failed)


def _keep(now: datetime, most: int) -> int:
    """Notices to people who left no address need no door: they are marked kept, all at once."""
    waiting = Notice.objects.filter(state="waiting", kind="now", channel="none").order_by("id").values("pk")[:most]
    reason = door.Door().send(door.Notice("", "none", "", ""), now)
    said = reason.reason if isinstance(reason, door.Kept) else ""
    return Notice.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), state="waiting").update(
        state="kept", told_at=now, said=said[:200], tries=1
    )


def _address(notice: Notice) -> str:
    person: Person | None = notice.person or (notice.tie.person if notice.tie else None)
    return seal.unseal(bytes(person.mail_sealed), "person.mail") if person and person.mail_sealed else ""


def _carry(notice: Notice, now: datetime) -> object:
    address = _address(notice) if notice.channel == "mail" else ""
    body, link = message.filled(notice)
    events = notice.channel == "webhook" and notice.entry is not None and notice.matter is not None
    outcome = door.send(
        door.Notice(
            to=address,
            channel="none" if notice.channel == "mail" and not address else notice.channel,
            subject=notice.subject,
            body=body,
            link=link,
            data=message.event(notice.entry, notice.matter) if events else {},  # type: ignore[arg-type]
            id=f"notice-{notice.pk}",
        ),
        now,
        notice.tries,
    )
    notice.tries += 1
    match outcome:
        case door.Sent():
            notice.state, notice.told_at = "sent", now
        case door.Kept(reason):
            notice.state, notice.told_at, notice.said = "kept", now, str(reason)[:200]
        case door.Failed(reason, retry_at):
            notice.said, notice.retry_at = str(reason)[:200], retry_at
            notice.state = "waiting" if retry_at else "failed"
    notice.save(update_fields=["state", "told_at", "said", "tries", "retry_at"])
    return outcome


def digest(now: datetime) -> int:
    """One message a person and day instead of a flood: what is new, due today and late at their units, and everything
    gathered since yesterday. Returns how many people. Called twice, or late, it still tells each person once."""
    local = now.astimezone(SHANGHAI)
    due = datetime.combine(local.date(), MORNING, SHANGHAI)
    due = due if local >= due else due - timedelta(days=1)
    with transaction.atomic():
        if not _alone(3):
            return 0
        at, _ = Cursor.objects.get_or_create(name="digest")
        if at.tx >= int(due.timestamp()):
            return 0
        since = datetime.fromtimestamp(at.tx, SHANGHAI) if at.tx else due - timedelta(days=1)
        waiting = defaultdict(list)
        for notice in Notice.objects.filter(kind="digest", state="waiting").order_by("id"):
            waiting[notice.person_id].append(notice)
        work = _work(since, now)
        people = Person.objects.in_bulk([person for person in {*waiting, *work} if person is not None])
        if not people:
            return 0
        # The entry says that the office was told, and lets the database refuse a second message of this day.
        day = record(SYSTEM, "notice.digest", "publish", now, data={"people": len(people)})
        chosen = languages(people)
        made = [
            _digest(day, one, waiting[pk], work.get(pk, Counter()), now, chosen.get(pk, "zh"))
            for pk, one in people.items()
        ]
        Notice.objects.bulk_create(made, batch_size=500)
        gathered = [notice.pk for notices in waiting.values() for notice in notices]
        Notice.objects.filter(pk__in=gathered).update(state="gathered", told_at=now)
        Cursor.objects.filter(pk="digest").update(tx=int(due.timestamp()))
    return len(made)


def _work(since: datetime, now: datetime) -> dict[int, Counter[str]]:
    """By person: how many open matters of their units came in since, end today, are over."""
    midnight = datetime.combine(now.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)
    rows = (
        Matter.objects.filter(is_open=True, owner__isnull=False)
        .values("owner_id")
        .annotate(
            new=Count("pk", filter=Q(received_at__gte=since)),
            today=Count("pk", filter=Q(due_at__gt=now, due_at__lte=midnight, suspended=False)),
            late=Count("pk", filter=Q(due_at__lte=now, suspended=False)),
        )
    )
    units = {row["owner_id"]: Counter({key: row[key] for key in ("new", "today", "late") if row[key]}) for row in rows}
    busy = [unit for unit, counts in units.items() if counts]
    posts = Tie.objects.filter(kind="post", role__in=STAFF, unit_id__in=busy, until__isnull=True)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for person_id, unit_id in set(posts.values_list("person_id", "unit_id")):
        found[person_id] += units[unit_id]
    return dict(found)


def _digest(
    day: Entry, person: Person, notices: list[Notice], work: Counter[str], now: datetime, language: str
) -> Notice:
    """What was gathered for somebody as one message, in the language he reads."""
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    lines = list(dict.fromkeys(f"· {notice.subject}{colon}{notice.body}" for notice in notices))
    head = comma.join(text.fill(n=work[key]).say(language) for key, text in WORK.items() if work[key])
    more = [MORE.fill(n=len(lines) - LINES).say(language)] if len(lines) > LINES else []
    subject = head or NEWS.fill(n=len(lines)).say(language)
    return Notice(
        entry=day,
        person=person,
        town_id=notices[-1].town_id if notices else None,
        kind="now",
        channel="mail" if person.mail_sealed else "none",
        subject=subject[:120],
        body="\n".join([*([YOURS.fill(head=head).say(language)] if head else []), *lines[:LINES], *more]),
        link=f"{settings.PUBLIC_URL}/desk/",
        made_at=now,
    )
