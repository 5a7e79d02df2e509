"""A volunteer's record (民政部令第67号, art. 4): service, training, honours and what was said of it, each an entry by
the unit that organised it. Whoever recorded answers for it; a correction is a new entry by the same unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts import wording
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.visit import again
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.tie_facts import INTENT, day_of, span_of
from lianxin.kernel.who import Held, Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because

DAY = 24 * 60
"""Minutes of a day: nobody serves longer, however many units write it down."""
LONGEST = 80
PARTS = ("training", "honour", "review")


@dataclass(frozen=True, slots=True)
class Service:
    """What is recorded: minutes of real service without the way there, the day, what it was and where."""

    minutes: int
    on: date
    title: str
    place: str = ""
    activity_id: int | None = None
    ref: str = ""


@transaction.atomic
def serve(who: Who, tie_id: int, said: Service, now: datetime) -> Entry:
    """Record a service of a volunteer of the town, by the unit of the recorder's post. The same `ref` again writes
    nothing. Errors: Refused: more than a day holds, a day to come, personal details in the text."""
    tie, held = _issuer(who, tie_id)
    earlier = again(tie.pk, said.ref)
    if earlier is not None:
        return earlier
    if not 0 < said.minutes <= DAY:
        raise Refused(because("minutes", "时长写 1 分钟到 24 小时", "from a minute to 24 hours"), field="minutes")
    rules.happened(said.on, span_of(tie), day_of(now))
    title, place = plain(said.title, "title"), plain(said.place, "place", needed=False)
    fits(tie, said.on, said.minutes)
    told = {
        "minutes": said.minutes, "on": said.on.isoformat(), "title": title, "place": place, "ref": said.ref,
        "by": who.shown, "unit_name": held.unit_name,
    }  # fmt: skip
    return write(who, tie, held.unit_id, "hours.serve", now, told, activity_id=said.activity_id)


@transaction.atomic
def correct(who: Who, entry_id: int, minutes: int, reason: str, now: datetime) -> Entry:
    """Put hours right: so many minutes it really was, 0 takes them back. Only the unit that recorded may.

    Errors: Refused: another's record, more than its day has left."""
    first = Entry.objects.filter(pk=entry_id, act="hours.serve").first()
    if first is None or first.tie_id is None:
        raise Refused(ties.NOT_FOUND)
    tie, held = _issuer(who, first.tie_id, first.unit_id)
    if held.unit_id != first.unit_id:
        raise Refused(
            because(
                "issuer", "这是“{unit}”记录的，由它更正", "“{unit}” recorded this and puts it right", "volunteer-67",
                unit=first.data.get("unit_name", ""),
            )
        )  # fmt: skip
    if not 0 <= minutes <= DAY:
        raise Refused(because("minutes", "时长写 0 到 24 小时", "from 0 to 24 hours"), field="minutes")
    why = plain(reason, "reason")
    fits(tie, date.fromisoformat(first.data["on"]), minutes, instead=first.pk)
    told = {"of": first.pk, "minutes": minutes, "on": first.data["on"], "title": first.data["title"], "reason": why}
    return write(who, tie, held.unit_id, "hours.correct", now, {**told, "by": who.shown, "unit_name": held.unit_name})


@transaction.atomic
def note(who: Who, tie_id: int, part: str, title: str, on: date, now: datetime, *, until: date | None = None) -> Entry:
    """A training (with the day until which its certificate holds), an honour or what was said of a service.

    Errors: Refused."""
    tie, held = _issuer(who, tie_id)
    if part not in PARTS:
        raise Refused(because("part", "请选记什么", "pick what is recorded"), field="part")
    if on > day_of(now):
        raise Refused(because("future", "还没有到的日子，不能先记", "that day has not come yet"), field="on")
    told = {"title": plain(title, "title"), "on": on.isoformat(), "until": until.isoformat() if until else None}
    return write(who, tie, held.unit_id, f"hours.{part}", now, {**told, "by": who.shown, "unit_name": held.unit_name})


def _issuer(who: Who, tie_id: int, unit_id: int | None = None) -> tuple[Tie, Held]:
    """The volunteer's tie, locked, and the post with which this Who records for his unit (for `unit_id` if he holds
    one there): any unit of the town may record."""
    tie, kind = ties.locked(tie_id)
    posts = [held for held in who.posts if held.town_id == tie.town_id and held.role in kind.noted_by]
    if not kind.hours or not posts:
        raise Refused(ties.NOT_YOURS if tie_abilities.may_see(who, kind, tie) else ties.NOT_FOUND)
    if tie.state == INTENT:
        raise Refused(because("intent", "志愿者还没有同意登记", "the volunteer has not consented yet"))
    return tie, next((held for held in posts if held.unit_id == unit_id), posts[0])


def fits(tie: Tie, on: date, more: int, instead: int = 0) -> None:
    """Refuses more minutes than a day has left, corrections counted. `instead`: of which service they take the place.
    Errors: Refused, naming the volunteer."""
    rows = Entry.objects.filter(tie_id=tie.pk, act__in=("hours.serve", "hours.correct"), data__on=on.isoformat())
    stands: dict[int, int] = {}
    for pk, data in rows.order_by("pk").values_list("pk", "data"):
        stands[data.get("of", pk)] = data["minutes"]
    stands.pop(instead, None)
    if sum(stands.values()) + more > DAY:
        zh, en = "{name}这一天记的时长加起来超过 24 小时", "that day would hold more than 24 hours for {name}"
        name = tie.person.shown if tie.person is not None else ""
        raise Refused(because("day-full", zh, en, name=name), field="minutes")


def plain(text: str, field: str, needed: bool = True) -> str:
    """A short text without anybody's details. Errors: Refused."""
    text = " ".join(text.replace("\x00", "").split())
    if (needed and len(text) < 2) or len(text) > LONGEST:
        raise Refused(because("text", "请写 2 到 80 字", "write 2 to 80 characters"), field=field)
    wording.nobody_in(text, field, "这里不写姓名、电话、门牌：{found}", "no names, phones or doors here: {found}")
    return text


def write(who: Who, tie: Tie, unit_id: int, act: str, now: datetime, told: dict[str, Any], **more: Any) -> Entry:
    """One entry of a volunteer's record, by the unit that answers for it."""
    return record(who, act, "record", now, tie_id=tie.pk, unit_id=unit_id, town_id=tie.town_id, ours=told, **more)
