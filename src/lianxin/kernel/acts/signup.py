"""Signing up for an activity: a place, or one in the waiting line; withdrawing and moving up. Never more than fit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from lianxin.adapters import seal
from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.person import Contact, digits, person_of
from lianxin.kernel.acts.retention import SEALED
from lianxin.kernel.acts.telling import spoken
from lianxin.kernel.acts.waiting import fill, one_at_a_time
from lianxin.kernel.models import Activity, Erasure, Person, Tie
from lianxin.kernel.reads import coming, packs
from lianxin.kernel.reads.coming import IN, places
from lianxin.kernel.reads.links import link_of
from lianxin.kernel.who import Who
from lianxin.language import activity as rules
from lianxin.language import keeping
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Reason, Refused, because

RULE = gettext_noop("contact.keep:报名联系方式保留天数（个人信息保护法 第十九条、第四十七条）")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who comes: somebody with a log-in needs nothing more; others leave a way to be reached. `consent`: read and
    agreed. A child's guardian signs up and consents. `language`: in which the form was read ("zh", "en")."""

    contact: Contact = field(default_factory=Contact)
    birth_year: int | None = None
    guardian: Contact = field(default_factory=Contact)
    consent: bool = False
    ref: str | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of it: a place or a place in the line. `key` opens one's own page; `again`: it had come before."""

    tie: Tie
    key: str
    again: bool = False

    @property
    def waiting(self) -> bool:
        return self.tie.state == "waiting"


@transaction.atomic
def sign_up(who: Who, activity_id: int, attendee: Attendee, now: datetime) -> Signed:
    """Sign up; who finds every place taken waits in line. The same `ref`, or the same member, signs up once.
    Errors: Refused (closed, a clash), Incomplete (no consent, no guardian)."""
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
    lacks = dict(_lacking(who, attendee, rules.guardian_age(pack, kind, now.date()) if needed else None))
    if lacks:
        raise Incomplete(lacks)
    _free(who, found, attendee, now)
    fill(found, now)
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


def _lacking(who: Who, attendee: Attendee, below: int | None) -> Iterator[tuple[str, Reason]]:
    """What is not there yet, by field, in the order of the form; `below`: the age under which a guardian must consent.
    Whoever names a guardian signs a child up, whose year of birth decides that (个人信息保护法 第三十一条)."""
    own, guardian = attendee.contact, attendee.guardian
    if who.person_id is None and not own.name:
        yield "name", because("contact", "请写来的人的姓名", "write the name of whoever comes")
    if who.person_id is None and below is None and not own.phone:
        yield "phone", because("contact", "请写电话，有变动才找得到您", "leave a phone, so that you can be reached")
    if who.person_id is None and attendee.birth_year is None and (guardian.name or guardian.phone):
        zh = "给孩子报名，请写孩子的出生年份；给大人报名，这几项不用填"
        yield "birth_year", because("birth-year", zh, "write the year of birth of a child; for others leave this empty")
    if below is not None and not guardian.name:
        zh = "不满 {age} 周岁的孩子要由监护人同意，请写监护人的姓名"
        en = "a guardian consents for a child under {age}: write the guardian's name"
        yield "guardian_name", because("guardian", zh, en, age=below)
    if below is not None and not guardian.phone:
        yield "guardian_phone", because("guardian", "请写监护人的电话", "write the guardian's phone")
    if not attendee.consent:
        yield "consent", because("consent", "请先看过说明并勾选同意", "read the note and agree first")


def _free(who: Who, activity: Activity, attendee: Attendee, now: datetime) -> None:
    """Refuses somebody who has signed up for it already, or elsewhere at the same time. Who has no log-in is known by
    phone and name; a family may share a phone, up to so many. Nothing of the earlier sign-up is shown: its link is
    its owner's. Two forms of one person wait for each other, whatever they are for."""
    others = coming.standing()
    if who.person_id is not None:
        one_at_a_time([f"person:{who.person_id}"])
        _no_clash(others.filter(person_id=who.person_id), activity)
        return
    phones = coming.indexes(digits(one.phone) for one in (attendee.contact, attendee.guardian))
    one_at_a_time(phones)
    ties = others.filter(Q(person__phone_index__in=phones) | Q(toward__phone_index__in=phones))
    name, field = "".join(attendee.contact.name.split()), "guardian_phone" if attendee.guardian.phone else "phone"
    here = list(ties.filter(activity=activity))
    if name and any(coming.name_of(tie) == name for tie in here):
        zh = "这个电话和姓名已经报过名了。要改、要退，请用电话和查询码再打开报名时给您的那一页，或找主办单位"
        en = "this phone and name have signed up; open your page again by phone and code, or ask who organises it"
        raise Refused(because("again", zh, en), field=field)
    most = int(packs.of_town(activity.town_id).value("signup.phone", now.date()))
    if len(here) >= most:
        zh, en = (
            "这个电话已经报了 {n} 个人，每个电话最多 {n} 个",
            "this phone has signed up {n} people, the most there can be",
        )
        raise Refused(because("phone", zh, en, n=most), field=field)
    same = [tie.pk for tie in ties.exclude(activity=activity) if name and coming.name_of(tie) == name]
    _no_clash(ties.filter(pk__in=same), activity)


def _no_clash(ties: QuerySet[Tie], activity: Activity) -> None:
    """Refuses where one of these sign-ups is for the same time."""
    clash = coming.at_once(ties.filter(state="signed"), activity).first()
    if clash is not None and clash.activity is not None:
        zh, en = "这个时间您已报了“{title}”，要改请先取消那一个", "you signed up for “{title}” at that time"
        raise Refused(because("clash", zh, en, title=clash.activity.title))


def _tie(who: Who, activity: Activity, attendee: Attendee, version: str, now: datetime) -> Tie:
    person, guardian = None, person_of(attendee.guardian, now)
    if who.person_id is None:
        person = person_of(attendee.contact, now) or Person(created_at=now)
        person.birth_year = attendee.birth_year
        person.save()
    if guardian is not None:
        guardian.save()
    ref = _ref(activity, attendee.ref or uuid.uuid4().hex)
    full = rules.full(places(activity))  # whoever could move up, has: who still waits is somewhere else at that time
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
        data={"consent": version} | ({"guardian": True} if guardian else {}) | spoken(attendee.language),
    )


def of_key(key: str) -> Tie | None:
    """The sign-up that a private link opens."""
    return (
        Tie.objects.select_related("activity", "person", "toward")
        .filter(key_hash=seal.token_hash(key), kind="attend")
        .first()
    )


@transaction.atomic
def withdraw(who: Who, tie_id: int, now: datetime) -> Tie:
    """Give a place back; the first in line moves up, and so may he himself where he waits at that time. `who` is the
    person, holds the private link, or organises it. Errors: Refused."""
    seen = _with_lines(tie_id)
    found = seen.pop(0, None)
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
    for one in (found, *seen.values()):
        fill(one, now)
        one.save(update_fields=["taken", "waiting"])
    return tie


def _with_lines(tie_id: int) -> dict[int, Activity]:
    """The activity of a sign-up under 0, and those for which the same person waits at that time by id: all of them
    locked, in the order in which everybody locks them."""
    tie = coming.standing().select_related("toward").filter(pk=tie_id).first()
    at = Tie.objects.filter(pk=tie_id, kind="attend").values_list("activity_id", flat=True).first() or 0
    lines = coming.clashing(tie, tie.activity, ("waiting",)) if tie is not None and tie.activity is not None else []
    wanted = {at, *(one.activity_id or 0 for one in lines)}
    held = Activity.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    return {0 if one.pk == at else one.pk: one for one in held}


def _own(who: Who, tie: Tie, activity: Activity) -> bool:
    mine = who.person_id is not None and who.person_id == tie.person_id
    return mine or who.reporter_tie == tie.pk or abilities.organises(who, activity)


@transaction.atomic
def move_up(who: Who, activity_id: int, now: datetime) -> int:
    """Let the line move up where there is room, e.g. after more places were made; how many moved. Errors: Refused."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or not (who.clock or abilities.organises(who, found)):
        raise Refused(because("not-found", "没有这个活动", "there is no such activity"))
    moved = fill(found, now)
    found.save(update_fields=["taken", "waiting"])
    return moved


def forget(now: datetime, most: int = 500) -> int:
    """Erase what visitors left to be reached, once its keeping time after the activity is over; how many people."""
    gone = keeping.before(packs.current("base"), "contact.keep", now)
    over = Tie.objects.filter(kind="attend", activity__starts_at__lt=gone)
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
