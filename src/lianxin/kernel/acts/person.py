"""People, their posts, their accounts: who may come in, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from lianxin.adapters import masks, seal
from lianxin.kernel.acts import rows
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Account, Invitation, Person, Tie, Unit
from lianxin.kernel.reads import people
from lianxin.kernel.reads.branch import ends_of
from lianxin.kernel.tie_facts import begin_of, day_of
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Contact:
    """What a reporter may leave: all of it optional."""

    name: str = ""
    phone: str = ""
    mail: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.mail)


def digits(phone: str) -> str:
    """A phone as its digits (and a leading +)."""
    return "".join(filter(str.isdigit, phone))


def person_of(contact: Contact, now: datetime) -> Person | None:
    """A person with sealed contact data, not saved yet; None when nothing was left."""
    if not contact:
        return None
    phone, name = digits(contact.phone), contact.name.replace("\x00", "")
    return rows.new(
        Person,
        shown=masks.mask_name(name) if name else "",
        name_sealed=seal.seal(name, "person.name") if name else None,
        phone_sealed=seal.seal(phone, "person.phone") if phone else None,
        phone_shown=masks.mask_phone(phone) if phone else "",
        phone_index=seal.blind_index(phone, "person.phone") if phone else None,
        tail_index=seal.blind_index(phone[-4:], "person.tail") if len(phone) >= 4 else None,
        mail_sealed=seal.seal(contact.mail, "person.mail") if contact.mail else None,
        created_at=now,
    )


def register(name: str, now: datetime) -> Person:
    """A person known by name to the office: staff, members, officers. Their name is shown in the office."""
    return Person.objects.create(shown=name, created_at=now)


@transaction.atomic
def appoint(
    who: Who,
    person: Person,
    role: str,
    unit: Unit,
    pack: Pack,
    now: datetime,
    *,
    since: date | None = None,
    trusted: bool = False,
) -> Tie:
    """Give a person a post from `since` on (now unless said): terms count from that day, not from the day of writing it
    down. Errors: Refused when the role does not exist, the appointer may not manage people, the day is to come, or the
    post has a term and somebody else holds it or held it on that day."""
    if role not in pack.said.roles:
        raise Refused(because("role", "没有“{role}”这个角色", "there is no role “{role}”", role=role), field="role")
    if not trusted:
        _must_appoint(who, person, unit)
        if not pack.said.roles[role].in_town:
            zh, en = "这个岗位不在街镇任职，由上级开通", "this post stands above towns and is given there"
            raise Refused(because("above", zh, en), field="role")
    held = Tie.objects.filter(kind="post", role=role, person=person, unit=unit, until__isnull=True).first()
    if held is not None:
        return held
    begins = begin_of(since) if since is not None else now
    if begins > now:
        raise Refused(because("since", "任职日期不能晚于今天", "nobody is appointed from a day to come"), field="since")
    _nobody_else(role, unit, pack, begins, now)
    tie = Tie.objects.create(kind="post", role=role, person=person, unit=unit, since=begins)
    record(
        who,
        "post.appoint",
        "decide",
        now,
        unit_id=unit.pk,
        town_id=unit.town_id,
        subject=f"person:{person.pk}",
        data={"role": role, "unit_name": unit.name} | ({"since": since.isoformat()} if since is not None else {}),
    )
    return tie


def _must_appoint(who: Who, person: Person, unit: Unit) -> None:
    must(who, "manage_people", unit)
    if person.pk == who.person_id:
        zh, en = "不能给自己任职，请另一位管理员来做", "ask another administrator to appoint you"
        raise Refused(because("self", zh, en), field="role")


def _nobody_else(role: str, unit: Unit, pack: Pack, begins: datetime, now: datetime) -> None:
    """Refuse a second holder of a post that has a term (a branch's secretary): terms of one post do not overlap."""
    if ends_of(pack, role, unit.kind, day_of(begins), day_of(now)) is None:
        return
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # of two who appoint at once the second sees the first
    held = Tie.objects.filter(kind="post", role=role, unit=unit).select_related("person")
    other = held.filter(Q(until__isnull=True) | Q(until__gt=begins)).first()
    if other is None:
        return
    name = other.person.shown if other.person else ""
    if other.until is None:
        zh, en = "{name}还在这个岗位上，请先登记卸任", "{name} holds this post: let that end first"
    else:
        zh, en = "{name}在这个岗位上到{last}为止，任职日期要在那以后", "{name} held this post until {last}: begin later"
    last = day_of(other.until).isoformat() if other.until else ""
    raise Refused(because("overlap", zh, en, name=name, last=last), field="since" if other.until else "unit")


@transaction.atomic
def take_on(
    who: Who,
    person: Person | None,
    name: str,
    role: str,
    unit: Unit,
    pack: Pack,
    now: datetime,
    since: date | None = None,
) -> tuple[Person, Tie]:
    """Give a post to somebody known, or to somebody new by name. Errors: Refused, and then nobody was registered."""
    person = person or register(name, now)
    return person, appoint(who, person, role, unit, pack, now, since=since)


@transaction.atomic
def end_post(who: Who, tie_id: int, now: datetime) -> None:
    """End a post: from now on it opens nothing. Errors: Refused."""
    tie = Tie.objects.select_for_update(of=("self",)).select_related("unit").get(pk=tie_id, kind="post")
    assert tie.unit is not None
    must(who, "manage_people", tie.unit)
    if tie.until is None:
        Tie.objects.filter(pk=tie.pk).update(until=now)
        record(
            who,
            "post.end",
            "decide",
            now,
            unit_id=tie.unit_id,
            town_id=tie.unit.town_id,
            subject=f"person:{tie.person_id}",
            data={"role": tie.role, "unit_name": tie.unit.name},
        )


@transaction.atomic
def open_account(username: str, password: str, person: Person, now: datetime, *, checked: bool = True) -> Account:
    """A log-in for a person. Errors: Refused when the name is taken or the password too weak."""
    username = username.strip().lower()
    if not username or len(username) > 40:
        raise Refused(because("username", "请写一个登录名（40 字以内）", "choose a log-in name"), field="username")
    if Account.objects.filter(username=username).exists():
        raise Refused(because("taken", "这个登录名已经有人用了", "this log-in name is taken"), field="username")
    account = Account(username=username, person=person, made_at=now, password_at=now)
    if checked:
        try:
            validate_password(password, account)
        except ValidationError as error:
            said = "；".join(error.messages)
            raise Refused(because("password", "{said}", "{said}", said=said), field="password") from error
    account.password = make_password(password)
    account.save()
    return account


def speak(who: Who, language: str) -> None:
    """The holder of an account chose in which language he reads: "zh" or "en". What he is told is written in it from
    now on. No entry: how pages are shown to somebody is his own business. Without an account it does nothing."""
    if who.account_id is not None:
        Account.objects.filter(pk=who.account_id).exclude(language=language).update(language=language)


@transaction.atomic
def invite(who: Who, person: Person, unit: Unit, now: datetime, *, trusted: bool = False) -> str:
    """A one-time link secret with which `person` sets a log-in within seven days. `trusted` when the installation
    itself invites its first administrator. Errors: Refused."""
    if not trusted:
        must(who, "manage_people", unit)
    key = seal.secret_token()
    Invitation.objects.filter(person=person, used_at__isnull=True).update(ends_at=now)
    Invitation.objects.create(
        key_hash=seal.token_hash(key),
        person=person,
        made_by_id=who.person_id,
        made_at=now,
        ends_at=now + INVITATION_LASTS,
    )
    record(who, "account.invite", "decide", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"person:{person.pk}")
    return key


@transaction.atomic
def accept_invitation(key: str, username: str, password: str, now: datetime) -> Account:
    """The invited person sets name and password; the link works once. Errors: Refused (too late, used, weak)."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(key_hash=seal.token_hash(key)).first()
    if found is None or found.used_at is not None or found.ends_at <= now:
        raise Refused(
            because(
                "invitation",
                "这个邀请链接已经用过或过期了，请向邀请您的人再要一个",
                "this invitation was used or is over; ask for a new one",
            )
        )
    existing = Account.objects.filter(person_id=found.person_id).first()
    if existing is not None:
        try:
            validate_password(password, existing)
        except ValidationError as error:
            said = "；".join(error.messages)
            raise Refused(because("password", "{said}", "{said}", said=said), field="password") from error
        existing.password, existing.password_at, existing.is_active = make_password(password), now, True
        existing.save(update_fields=["password", "password_at", "is_active"])
        account = existing
    else:
        account = open_account(username, password, found.person, now)
    Invitation.objects.filter(pk=found.pk).update(used_at=now)
    return account


def must(who: Who, power: str, unit: Unit) -> None:
    """Refuses unless a post that gives `power` itself stands in the unit's town or above it. Errors: Refused."""
    here = [held for held in who.posts if held.unit_id in unit.chain or held.town_id == unit.town_id]
    if any(power in people.powers(held) for held in here):
        return
    raise Refused(because("power", "您的岗位不能做这件事", "your post does not allow this"))
