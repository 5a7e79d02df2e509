"""Signing up for an activity: a place, or one in the waiting line; withdrawing and moving up. Never more than fit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lianxin.adapters import seal
from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.person import Contact, person_of
from lianxin.kernel.acts.retention import SEALED
from lianxin.kernel.models import Activity, Erasure, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.links import link_of
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import activity as rules
from lianxin.language.activity import Places
from lianxin.language.reason import Refused, because

IN = ("signed", "waiting")
USUAL = timedelta(hours=2)
"""How long an activity without a written end is taken to last when two of them might clash."""
RULE = "contact.keep:报名联系方式保留天数（个人信息保护法 第十九条、第四十七条）"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who comes: somebody with a log-in needs nothing more; others leave a way to be reached. `consent`: read and
    agreed. A child's guardian signs up and consents."""

    contact: Contact = field(default_factory=Contact)
    birth_year: int | None = None
    guardian: Contact = field(default_factory=Contact)
    consent: bool = False
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of it: a place or a place in the line. `key` opens one's own page; `again`: it had come before."""

    tie: Tie
    key: str
    again: bool = False

    @property
    def waiting(self) -> bool:
        return self.tie.state == "waiting"


def places(activity: Activity) -> Places:
    """What signing up depends on."""
    return Places(
        activity.state, activity.shown, activity.starts_at, activity.closes_at, activity.capacity, activity.taken
    )


@transaction.atomic
def sign_up(who: Who, activity_id: int, attendee: Attendee, now: datetime) -> Signed:
    """Sign up; who finds every place taken waits in line. The same `ref`, or the same member, signs up once.
    Errors: Refused (closed, no consent, no guardian, a clash)."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or not (found.shown or abilities.may_see(who, found)):
        raise Refused(because("not-found", "没有这个活动", "there is no such activity"))
    earlier = _earlier(who, found, attendee)
    if earlier is not None:
        return Signed(earlier, link_of(earlier.ref), again=True)
    pack = packs.pinned(found.pack_id)
    kind = pack.said.activities[found.kind]
    closed = rules.closed(kind, places(found), now)
    if closed is not None:
        raise Refused(closed)
    assert kind.sign_up is not None
    needed = rules.guardian_needed(pack, kind, attendee.birth_year, now.date())
    _agreed(who, attendee, needed)
    if who.person_id is not None:
        _no_clash(who.person_id, found)
    tie = _tie(who, found, attendee, kind.sign_up.version, now)
    if tie.state == "signed":
        found.taken += 1
    else:
        found.waiting += 1
    found.save(update_fields=["taken", "waiting"])
    record(
        who, "activity.sign", "file", now, activity_id=found.pk, town_id=found.town_id, tie_id=tie.pk,
        after=tie.state or "", ours={"kind": found.kind, "consent": kind.sign_up.version, "guardian": needed or None},
    )  # fmt: skip
    return Signed(tie, link_of(tie.ref))


def _ref(activity: Activity, ref: str) -> str:
    return f"sign:{activity.pk}:{ref}"[:120]


def _earlier(who: Who, activity: Activity, attendee: Attendee) -> Tie | None:
    ties = Tie.objects.filter(activity=activity, kind="attend")
    if attendee.ref:
        found = ties.filter(ref=_ref(activity, attendee.ref)).first()
        if found is not None:
            return found
    return ties.filter(person_id=who.person_id, state__in=IN).first() if who.person_id is not None else None


def _agreed(who: Who, attendee: Attendee, guardian_needed: bool) -> None:
    if not attendee.consent:
        raise Refused(because("consent", "请先看过说明并勾选同意", "read the note and agree first"), field="consent")
    if guardian_needed and not (attendee.guardian.name and attendee.guardian.phone):
        zh = "不满十四周岁的孩子要由监护人同意，请写监护人的姓名和电话"
        raise Refused(because("guardian", zh, "a guardian consents for a child: name and phone"), field="guardian_name")
    if who.person_id is None and not guardian_needed and not (attendee.contact.name and attendee.contact.phone):
        zh = "请写姓名和电话，有变动才找得到您"
        raise Refused(because("contact", zh, "leave a name and a phone, so that you can be reached"), field="phone")


def _no_clash(person_id: int, activity: Activity) -> None:
    """Refuses somebody who is signed up elsewhere at the same time."""
    ends = activity.ends_at or activity.starts_at + USUAL
    near = Activity.objects.filter(
        Q(ends_at__gt=activity.starts_at) | Q(ends_at__isnull=True, starts_at__gt=activity.starts_at - USUAL),
        ties__kind="attend", ties__person_id=person_id, ties__state="signed", state="planned", starts_at__lt=ends,
    ).exclude(pk=activity.pk)  # fmt: skip
    clash = near.first()
    if clash is not None:
        zh, en = "这个时间您已报了“{title}”，要改请先取消那一个", "you signed up for “{title}” at that time"
        raise Refused(because("clash", zh, en, title=clash.title))


def _tie(who: Who, activity: Activity, attendee: Attendee, version: str, now: datetime) -> Tie:
    person, guardian = None, person_of(attendee.guardian, now)
    if who.person_id is None:
        person = person_of(attendee.contact, now) or Person(created_at=now)
        person.birth_year = attendee.birth_year
        person.save()
    if guardian is not None:
        guardian.save()
    ref = _ref(activity, attendee.ref or uuid.uuid4().hex)
    full = rules.full(places(activity)) or activity.waiting > 0
    return Tie.objects.create(
        kind="attend",
        person_id=who.person_id or (person.pk if person else None),
        toward=guardian,
        activity=activity,
        town_id=activity.town_id,
        state="waiting" if full else "signed",
        since=now,
        ref=ref,
        key_hash=seal.token_hash(link_of(ref)),
        data={"consent": version, **({"guardian": True} if guardian else {})},
    )


def of_key(key: str) -> Tie | None:
    """The sign-up that a private link opens."""
    return Tie.objects.select_related("activity", "person").filter(key_hash=seal.token_hash(key), kind="attend").first()


@transaction.atomic
def withdraw(who: Who, tie_id: int, now: datetime) -> Tie:
    """Give a place back; the first in line moves up. `who` is the person, holds the private link, or organises it.
    Errors: Refused."""
    seen = Tie.objects.filter(pk=tie_id, kind="attend").values_list("activity_id", flat=True).first()
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=seen or 0).first()
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id).first()
    if found is None or tie is None or not _own(who, tie, found):
        raise Refused(because("not-found", "没有这个报名", "there is no such sign-up"))
    if tie.state == "withdrawn":
        return tie
    if found.state != "planned" or found.starts_at <= now:
        raise Refused(because("begun", "活动已经开始、结束或取消，不用再退", "it has begun, is over or cancelled"))
    if tie.state == "signed":
        found.taken -= 1
    else:
        found.waiting -= 1
    was, tie.state = tie.state or "", "withdrawn"
    tie.save(update_fields=["state"])
    record(
        who, "activity.withdraw", "record", now, activity_id=found.pk, town_id=found.town_id, tie_id=tie.pk,
        before=was, after="withdrawn", ours={"kind": found.kind},
    )  # fmt: skip
    _move_up(found, now)
    found.save(update_fields=["taken", "waiting"])
    return tie


def _own(who: Who, tie: Tie, activity: Activity) -> bool:
    mine = who.person_id is not None and who.person_id == tie.person_id
    return mine or who.reporter_tie == tie.pk or abilities.organises(who, activity)


@transaction.atomic
def move_up(who: Who, activity_id: int, now: datetime) -> int:
    """Let the line move up where there is room, e.g. after more places were made; how many moved. Errors: Refused."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or not (who.clock or abilities.organises(who, found)):
        raise Refused(because("not-found", "没有这个活动", "there is no such activity"))
    moved = _move_up(found, now)
    found.save(update_fields=["taken", "waiting"])
    return moved


def _move_up(activity: Activity, now: datetime) -> int:
    moved = 0
    while activity.waiting and not rules.full(places(activity)):
        first = Tie.objects.filter(activity=activity, kind="attend", state="waiting").order_by("id").first()
        if first is None:
            break
        first.state = "signed"
        first.save(update_fields=["state"])
        activity.taken, activity.waiting, moved = activity.taken + 1, activity.waiting - 1, moved + 1
        record(
            SYSTEM, "activity.move_up", "decide", now, activity_id=activity.pk, town_id=activity.town_id,
            tie_id=first.pk, before="waiting", after="signed", ours={"kind": activity.kind},
        )  # fmt: skip
    return moved


def forget(now: datetime, most: int = 500) -> int:
    """Erase what visitors left to be reached, once its keeping time after the activity is over; how many people."""
    kept = int(packs.current("base").value("contact.keep", now.date()))
    over = Tie.objects.filter(kind="attend", activity__starts_at__lt=now - timedelta(days=kept))
    left = Person.objects.filter(erased_at__isnull=True, account__isnull=True, name_sealed__isnull=False)
    found = left.filter(Q(ties__in=over) | Q(ties_toward__in=over)).distinct()[:most]
    for person in found:
        with transaction.atomic():
            had = [name for name in SEALED if getattr(person, name) is not None]
            Person.objects.filter(pk=person.pk).update(
                **dict.fromkeys(SEALED), shown="", phone_shown="", birth_year=None, erased_at=now
            )
            Erasure.objects.create(at=now, what="person", row=person.pk, rule=RULE, fields=had)
    return len(found)
