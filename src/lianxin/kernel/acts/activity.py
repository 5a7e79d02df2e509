"""Planning what will take place: plan, change, cancel, a whole series. What took place is recorded in `holding`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import signup, wording
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Attachment, Tie, Voted
from lianxin.kernel.reads import box, packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import activity as rules
from lianxin.language import answers, contested, recurrence
from lianxin.language.activities import ActivityKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

NOT_FOUND = because("not-found", "没有这个活动，或者不在您的范围内", "there is no such activity within your scope")
LONGEST = timedelta(days=31)
TYPED = ("title", "text", "place_text", "agenda", "fields")
"""Parts of a plan that a person wrote in words."""
CHANGED = (*TYPED, "starts_at", "ends_at", "place_id", "capacity", "closes_at", "hosts", "carriers")
"""Parts of a plan that a change may change, as its entry names them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will take place. `hosts` (主办) come first, the first of them is whose activity it is; `carriers` (承办).

    `agenda`: lines with `kind`, `text` and, where it is about one, `matter`; a test vote names its `appraisal`; an
    election how many `seats` and `candidates` there are. `ref` plans it once.
    """

    kind: str
    title: str
    starts_at: datetime
    hosts: tuple[int, ...]
    carriers: tuple[int, ...] = ()
    ends_at: datetime | None = None
    place_id: int | None = None
    place_text: str = ""
    text: str = ""
    agenda: tuple[Mapping[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    capacity: int | None = None
    closes_at: datetime | None = None
    programme_id: int | None = None
    ref: str | None = None


@transaction.atomic
def plan(who: Who, town_id: int, wanted: Plan, now: datetime, series_id: int | None = None) -> Activity:
    """Plan an activity; planning the same `ref` again, or at the same moment, gives the first. Errors: Refused with
    every reason."""
    if wanted.ref:
        _one_by_one(wanted.ref)
    earlier = Activity.objects.filter(ref=wanted.ref).first() if wanted.ref else None
    if earlier is not None:
        return earlier
    pack_id = packs.current_id(packs.key_of_town(town_id))
    pack, where = packs.pinned(pack_id), directory(town_id)
    wanted = _checked(who, pack, where, wanted)
    made = Activity(
        kind=wanted.kind, pack_id=pack_id, town_id=town_id, state="planned", series_id=series_id, ref=wanted.ref,
        programme_id=wanted.programme_id, made_at=now,
    )  # fmt: skip
    _lay(made, wanted, where, now)
    made.save(force_insert=True)
    _organisers(made, wanted, now)
    record(
        who, "activity.plan", "file", now, activity_id=made.pk, town_id=town_id, unit_id=made.unit_id, after="planned",
        data={"title": made.title}, ours={"kind": made.kind, "starts": made.starts_at.isoformat()},
    )  # fmt: skip
    return made


def _one_by_one(ref: str) -> None:
    """Who plans the same waits until the first is there (a lock of the database, until this transaction ends)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"activity.plan:{ref}"])


def _checked(who: Who, pack: Pack, where: Directory, wanted: Plan) -> Plan:
    """The plan with the kind's own fields in their declared types. Errors: Refused."""
    units = [*wanted.hosts, *wanted.carriers]
    if not wanted.hosts:
        raise Refused(because("host", "请选主办单位", "name who hosts it"), field="hosts")
    if any(unit not in where.rows for unit in units):
        raise Refused(because("unit", "没有这个单位，或不属于本街镇", "no such unit of this town"), field="hosts")
    kind = rules.kind_of(pack, wanted.kind)
    items = [str(line.get("kind", "")) for line in wanted.agenda]
    rules.may_organise(pack, wanted.kind, [where.rows[unit].kind for unit in wanted.hosts], items)
    abilities.must_organise(who, pack, wanted.kind, where.town_id, wanted.hosts[0])
    for line in wanted.agenda:
        if line.get("seats") and line.get("candidates"):
            item = pack.said.agenda[line["kind"]]
            contested.must_hold(pack, item, line["seats"], line["candidates"], wanted.starts_at.date())
    _sensible(kind, wanted, where)
    return replace(wanted, fields=answers.filled(pack, kind.fields, (), wanted.fields))


def _sensible(kind: ActivityKind, wanted: Plan, where: Directory) -> None:
    if not wanted.title.strip():
        raise Refused(because("title", "请写活动名称", "give it a name"), field="title")
    if wanted.ends_at is not None and not wanted.starts_at <= wanted.ends_at <= wanted.starts_at + LONGEST:
        raise Refused(
            because("ends", "结束时间要在开始之后（31天以内）", "it must end after it begins"), field="ends_at"
        )
    if wanted.closes_at is not None and wanted.closes_at > wanted.starts_at:
        raise Refused(
            because("closes", "报名要在活动开始以前截止", "signing up ends before it begins"), field="closes_at"
        )
    if wanted.capacity is not None and (wanted.capacity < 1 or kind.sign_up is None):
        raise Refused(
            because("capacity", "名额至少 1 个，而且这类活动要能报名", "at least one place"), field="capacity"
        )
    if wanted.place_id is not None and wanted.place_id not in where.rows:
        raise Refused(because("place", "这个地点不在本街镇", "this place is not in this town"), field="place")
    unknown = set(wanted.fields) - set(kind.fields)
    if unknown:
        zh = "没有“{name}”这一项"
        raise Refused(because("field", zh, "no such field: {name}", name="、".join(sorted(unknown))))


def _lay(activity: Activity, wanted: Plan, where: Directory, now: datetime) -> None:
    activity.title, activity.text = wanted.title.strip()[:120], wanted.text
    activity.unit_id, activity.place_id = wanted.hosts[0], wanted.place_id
    activity.place_text = wanted.place_text[:200]
    activity.starts_at, activity.ends_at = wanted.starts_at, wanted.ends_at
    activity.closes_at, activity.capacity = wanted.closes_at, wanted.capacity
    activity.fields = dict(wanted.fields)
    pack = packs.pinned(activity.pack_id)
    activity.agenda = [box.laid(activity.town_id, pack, line) for line in wanted.agenda]
    activity.chains = sorted({unit for one in (*wanted.hosts, *wanted.carriers) for unit in where.chain(one)})
    activity.changed_at = now


def _organisers(activity: Activity, wanted: Plan, now: datetime) -> None:
    roles = [*((unit, "host") for unit in wanted.hosts), *((unit, "carry") for unit in wanted.carriers)]
    Tie.objects.bulk_create(
        Tie(kind="organise", role=role, unit_id=unit, activity=activity, town_id=activity.town_id, since=now)
        for unit, role in reversed(dict(reversed(roles)).items())
    )


def locked(who: Who, activity_id: int) -> Activity:
    """The activity, locked for this transaction, if he may see it. Errors: Refused."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or not abilities.may_see(who, found):
        raise Refused(NOT_FOUND)
    return found


def organised(who: Who, activity_id: int) -> Activity:
    """The activity, locked, if he may change and record it. Errors: Refused."""
    found = locked(who, activity_id)
    abilities.must_organise(who, packs.pinned(found.pack_id), found.kind, found.town_id, found.unit_id)
    return found


@transaction.atomic
def change(who: Who, activity_id: int, wanted: Plan, now: datetime) -> Activity:
    """Change what was planned: all of it is said anew, the entry keeps both; who waits moves up into new places.

    Nothing changed writes nothing. Errors: Refused (held or cancelled; fewer places than taken; a box was voted in;
    words the public reads are changed by somebody who may not publish)."""
    found = organised(who, activity_id)
    if found.state != "planned":
        raise Refused(because("state", "已开展或已取消的不能改计划；记录有误请用更正", "only a plan can be changed"))
    where = directory(found.town_id)
    wanted = _checked(who, packs.pinned(found.pack_id), where, replace(wanted, kind=found.kind))
    if wanted.capacity is not None and wanted.capacity < found.taken:
        zh, en = "已经有 {n} 人报名，名额不能更少", "{n} have signed up already: it cannot be fewer"
        raise Refused(because("capacity", zh, en, n=found.taken), field="capacity")
    before = as_planned(found)
    if before == replace(wanted, kind=found.kind, ref=found.ref, programme_id=found.programme_id):
        return found
    _lay(found, wanted, where, now)
    after = as_planned(found, wanted)
    _may_differ(who, found, before, after)
    found.save()
    if before.agenda != after.agenda:
        _relined(found, rules.moved(before.agenda, after.agenda))
    Tie.objects.filter(activity=found, kind="organise").delete()
    _organisers(found, wanted, now)
    record(
        who, "activity.change", "record", now, activity_id=found.pk, town_id=found.town_id, before="planned",
        after="planned", **_differing(before, after),
    )  # fmt: skip
    signup.move_up(SYSTEM, found.pk, now)
    found.refresh_from_db(fields=["taken", "waiting"])
    return found


def _relined(activity: Activity, moved: Mapping[int, int]) -> None:
    """Files go with their line of the agenda; those of a line that is gone stay with the whole."""
    for file in Attachment.objects.filter(activity=activity, line__isnull=False):
        Attachment.objects.filter(pk=file.pk).update(line=moved.get(file.line or 0))


def as_planned(activity: Activity, organised_as: Plan | None = None) -> Plan:
    """The plan as it stands, to be changed in part with `replace`; who organises it is read unless it is known."""
    if organised_as is None:
        rows = Tie.objects.filter(activity=activity, kind="organise").order_by("id").values_list("unit_id", "role")
        ties = [(unit, role) for unit, role in rows if unit is not None]
        hosts = tuple(unit for unit, role in ties if role == "host")
        carriers = tuple(unit for unit, role in ties if role != "host")
    else:
        hosts, carriers = organised_as.hosts, organised_as.carriers
    return Plan(
        activity.kind, activity.title, activity.starts_at, hosts, carriers,
        ends_at=activity.ends_at, place_id=activity.place_id, place_text=activity.place_text, text=activity.text,
        agenda=tuple(activity.agenda), fields=activity.fields, capacity=activity.capacity,
        closes_at=activity.closes_at, programme_id=activity.programme_id, ref=activity.ref,
    )  # fmt: skip


def _may_differ(who: Who, activity: Activity, before: Plan, after: Plan) -> None:
    """Refuses an agenda that moves under ballots, and words that go to the public unseen."""
    if before.agenda != after.agenda and Voted.objects.filter(activity=activity).exists():
        zh = "已经有人投票，议程不能再改"
        raise Refused(because("voted", zh, "somebody has voted: the agenda stays"), field="agenda")
    if not activity.shown:
        return
    if (before.title, before.text) != (after.title, after.text) and not abilities.may_publish(who, activity):
        zh = "已公开的名称和说明由党建与治理办或街镇领导改；时间、地点、名额可以直接改"
        raise Refused(because("shown", zh, "words shown to the public are changed by who may publish"), field="title")
    kind = packs.pinned(activity.pack_id).said.activities[activity.kind]
    words = rules.public_words(kind, after.title, after.place_text, after.text, after.fields)
    wording.nobody_in(words, "text", *wording.PUBLIC)


def _differing(before: Plan, after: Plan) -> dict[str, Any]:
    """What an entry keeps of a change: each value before and after; words a person typed are masked by `record`."""
    typed, ours = dict[str, list[Any]](), dict[str, list[Any]]()
    for name in CHANGED:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            said = [one.astimezone(SHANGHAI).isoformat() if isinstance(one, datetime) else one for one in (was, now)]
            (typed if name in TYPED else ours)[name] = said
    moved = bool({"starts_at", "ends_at", "place_id", "place_text"} & {*typed, *ours})
    return {"data": {"words": typed}, "ours": {"kind": after.kind, "changed": ours, "moved": moved}}


@transaction.atomic
def cancel(who: Who, activity_id: int, reason: str, now: datetime) -> Activity:
    """Call it off, with a reason that those who signed up read. Errors: Refused."""
    found = organised(who, activity_id)
    if found.state == "cancelled":
        return found
    if found.state != "planned":
        raise Refused(because("state", "已经开展，不能取消；记录有误请用更正", "it was held already"))
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明为什么取消，报名的人和该到会的人会看到", "say why"), field="reason")
    found.state, found.changed_at = "cancelled", now
    found.save(update_fields=["state", "changed_at"])
    record(
        who, "activity.cancel", "decide", now, activity_id=found.pk, town_id=found.town_id, before="planned",
        after="cancelled", data={"reason": reason.strip()[:300]}, ours={"kind": found.kind},
    )  # fmt: skip
    return found


@transaction.atomic
def series(who: Who, town_id: int, first: Plan, every: str, until: date, now: datetime) -> list[Activity]:
    """Plan a whole series: the first and its later occurrences, at the same hour. Errors: Refused, CalendarEnds."""
    pack = packs.of_town(town_id)
    kind = rules.kind_of(pack, first.kind)
    if kind.series is None:
        raise Refused(because("every", "这类活动不排系列", "this kind has no series"), field="every")
    start = first.starts_at.astimezone(SHANGHAI).date()
    days = recurrence.days(kind.series, every, start, until, calendar())
    if not days:
        raise Refused(because("until", "这段时间里一场也排不上", "no day falls into this time"), field="until")
    made: list[Activity] = []
    for number, day in enumerate(days):
        moved = timedelta(days=(day - start).days)
        one = replace(
            first,
            starts_at=first.starts_at + moved,
            ends_at=first.ends_at + moved if first.ends_at else None,
            closes_at=first.closes_at + moved if first.closes_at else None,
            ref=f"{first.ref}:{number}" if first.ref else None,
        )
        made.append(plan(who, town_id, one, now, series_id=made[0].pk if made else None))
    return made
