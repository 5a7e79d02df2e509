"""Notices: made from entries exactly once, gathered where they would flood, and carried through one door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from lianxin.adapters import door, seal
from lianxin.kernel.acts.seal import horizon
from lianxin.kernel.models import Cursor, Entry, Matter, Notice, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.links import link_of
from lianxin.language.calendar import last_day
from lianxin.language.reason import Text

QUIET = frozenset({"matter.file", "matter.join"})
"""Acts that reach the owner's staff through the daily digest's own count and not one by one."""
STAFF = ("worker", "lead", "community")


def make(now: datetime, most: int = 1000) -> int:
    """Turn the entries written since last time into notices; how many entries were read. The position moves in the
    same transaction, so that a worker killed half-way neither loses nor doubles one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(7316, 2)")
            if not cursor.fetchone()[0]:
                return 0
        at, _ = Cursor.objects.get_or_create(name="notices")
        end = horizon()
        rows = Entry.objects.filter(tx__gte=at.tx, tx__lt=end).order_by("tx", "id").values_list("tx", flat=True)
        cut = next(iter(rows[most : most + 1]), None)
        if cut is not None:
            end = cut if cut > at.tx else cut + 1
        entries = list(
            Entry.objects.filter(tx__gte=at.tx, tx__lt=end)
            .select_related("matter", "matter__owner", "matter__place")
            .order_by("tx", "id")
        )
        made = [notice for entry in entries if entry.matter_id for notice in _of_entry(entry, now)]
        Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        Cursor.objects.filter(pk="notices").update(tx=end)
    return len(entries)


def _of_entry(entry: Entry, now: datetime) -> Iterable[Notice]:
    matter = entry.matter
    assert matter is not None
    tells = entry.data.get("tells", [])
    if "reporters" in tells:
        yield from _to_reporters(entry, matter, now)
    if {"owner", "approver"} & set(tells) and entry.act not in QUIET:
        yield from _to_staff(entry, matter, matter.owner_id, now)
    if "parent" in tells and matter.parent_id:
        yield from _to_staff(entry, matter, matter.filed_at_id, now)
    if "claimer" in tells and matter.claimer_id:
        yield Notice(
            entry=entry,
            person_id=matter.claimer_id,
            matter=matter,
            town_id=matter.town_id,
            kind="now",
            subject=f"{matter.number} {_step(matter).zh}",
            body=said(entry, matter).zh,
            link=f"{settings.PUBLIC_URL}/mine",
            made_at=now,
        )


def _step(matter: Matter) -> Text:
    return packs.pinned(matter.pack_id).kind(matter.kind).steps[matter.step].label.text()


def said(entry: Entry, matter: Matter) -> Text:
    """What an entry tells in plain words: the action's own sentence, or what the public reads at the step."""
    pack = packs.pinned(matter.pack_id)
    kind = pack.kind(matter.kind)
    step = kind.steps.get(entry.after or matter.step)
    text = Text(entry.data["told"]) if entry.data.get("told") else (step.public.text() if step else Text(""))
    where = directory(matter.town_id)
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    parts: dict[str, Any] = {"owner": owner.name if owner else "", **entry.data.get("answers", {})}
    if matter.due_at:
        parts["due"] = f"{last_day(matter.due_at):%-m月%-d日}"
    return text.fill(**parts)


def _to_reporters(entry: Entry, matter: Matter, now: datetime) -> Iterable[Notice]:
    only = entry.data.get("only_tie")
    ties = Tie.objects.filter(matter_id=matter.pk, kind="reporter").select_related("person")
    pack = packs.pinned(matter.pack_id)
    asks = [
        a for a in pack.actions(matter.kind, entry.after or matter.step).values() if a.one_tap and "reporter" in a.who
    ]
    for tie in ties if only is None else ties.filter(pk=only):
        if entry.data.get("tie") == tie.pk and entry.act not in QUIET:
            continue  # who did it needs no telling
        link = f"{settings.PUBLIC_URL}/r/{link_of(tie.ref)}"
        body = said(entry, matter).zh
        if asks and matter.is_open:
            body += f"\n解决了请点：{link}/yes\n还没解决请点：{link}/no"
        reachable = tie.person is not None and tie.person.mail_sealed is not None
        yield Notice(
            entry=entry,
            tie=tie,
            matter=matter,
            town_id=matter.town_id,
            kind="now",
            channel="mail" if reachable else "none",
            subject=f"{matter.number} {_step(matter).zh}",
            body=body,
            link=link,
            made_at=now,
        )


def _to_staff(entry: Entry, matter: Matter, unit_id: int | None, now: datetime) -> Iterable[Notice]:
    if unit_id is None:
        return
    posts = Tie.objects.filter(kind="post", unit_id=unit_id, role__in=STAFF, until__isnull=True)
    for person_id in set(posts.values_list("person_id", flat=True)):
        if person_id == entry.person_id:
            continue
        yield Notice(
            entry=entry,
            person_id=person_id,
            matter=matter,
            town_id=matter.town_id,
            kind="digest",
            subject=f"{matter.number} {matter.title}",
            body=said(entry, matter).zh,
            link=f"{settings.PUBLIC_URL}/matter/{matter.pk}",
            made_at=now,
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """What one round of delivery came to."""

    sent: int = 0
    kept: int = 0
    failed: int = 0


def deliver(now: datetime, most: int = 200) -> Carried:
    """Carry waiting notices through the door, one transaction each. What no channel takes stays readable here."""
    sent = kept = failed = 0
    for _ in range(most):
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
            match _carry(notice, _address(notice), now):
                case door.Sent():
                    sent += 1
                case door.Kept():
                    kept += 1
                case _:
                    failed += 1
    return Carried(sent, kept, failed)


def _address(notice: Notice) -> str:
    person: Person | None = notice.person or (notice.tie.person if notice.tie else None)
    return seal.unseal(bytes(person.mail_sealed), "person.mail") if person and person.mail_sealed else ""


def _carry(notice: Notice, address: str, now: datetime) -> object:
    outcome = door.send(
        door.Notice(
            to=address,
            channel=notice.channel if address or notice.channel != "mail" else "none",
            subject=notice.subject,
            body=notice.body,
            link=notice.link,
            data={"matter": notice.matter_id},
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
    notice.save()
    return outcome


def digest(now: datetime) -> int:
    """One message a person instead of a flood: everything gathered for the day. Returns how many people."""
    people = Notice.objects.filter(kind="digest", state="waiting").values_list("person_id", flat=True).distinct()
    told = 0
    for person_id in list(people):
        with transaction.atomic():
            waiting = list(
                Notice.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(kind="digest", state="waiting", person_id=person_id)
                .order_by("id")
            )
            if not waiting:
                continue
            person = Person.objects.get(pk=person_id)
            lines = list(dict.fromkeys(f"· {notice.subject}:{notice.body}" for notice in waiting))
            Notice.objects.create(
                person_id=person_id,
                town_id=waiting[-1].town_id,
                kind="now",
                channel="mail" if person.mail_sealed else "none",
                subject=f"今天有 {len(lines)} 件事的消息",
                body="\n".join(lines[:60]),
                link=f"{settings.PUBLIC_URL}/desk/",
                made_at=now,
            )
            Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(state="gathered", told_at=now)
            told += 1
    return told
