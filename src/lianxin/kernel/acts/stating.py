"""Statements at a meeting (党员述评): people are asked to write one, write it, and are told what was said to it.

The text is its writer's, and for the body that holds the meeting. It stands in the tie and nowhere else: entries say
that something was written and which part, and never what.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lianxin.kernel.acts import ends
from lianxin.kernel.acts.activity import NOT_FOUND, organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Erasure, Tie, Unit
from lianxin.kernel.reads import packs, stated
from lianxin.kernel.reads.stated import ASKED, GIVEN, STATEMENT, WRITTEN
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import keeping, stating
from lianxin.language.activities import Statements
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

RULE = gettext_noop("attachment.keep:活动结束后述评保留天数（个人信息保护法 第十九条）")


@transaction.atomic
def ask(who: Who, activity_id: int, person_id: int, now: datetime) -> Tie:
    """Ask somebody the town knows by name to write a statement, where the roll does not say who does; asked once.
    Errors: Refused."""
    found = organised(who, activity_id)
    _declared(found)
    if ends.strangers(found.town_id, [person_id]) and person_id not in stated.writers(found):
        raise Refused(because("person", "请从名单里选一个人", "choose somebody of the list"), field="person")
    tie = _tie(found, person_id)
    if tie is not None:
        return tie
    made = _made(found, person_id, now)
    _note(who, "activity.ask_statement", found, made, now)
    return made


@transaction.atomic
def write(who: Who, activity_id: int, person_id: int, given: Mapping[str, str], now: datetime) -> Tie:
    """Write one's statement, or the open parts of it anew; whoever runs the meeting may write down what somebody says
    to him. Errors: Refused: called off, not among those who write one, nothing written, too long."""
    # Not `locked`: a member without a post sees no plan of his branch, and writes his statement all the same.
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or not stated.may_read(who, found, person_id):
        raise Refused(NOT_FOUND)
    pack, said = _declared(found)
    tie = _tie(found, person_id)
    if tie is None and person_id not in stated.writers(found):
        zh, en = (
            "这次述评的名单里没有您；请组织的人先点名",
            "you are not on the list: ask whoever runs it",
        )
        raise Refused(because("writer", zh, en))
    tie = tie or _made(found, person_id, now)
    parts = stating.read(pack, said, given, stating.open_parts(said, found.state), day_of(now))
    tie.data = {**tie.data, "parts": {**tie.data.get("parts", {}), **parts}}
    tie.state = WRITTEN if tie.state == ASKED else tie.state
    tie.save(update_fields=["data", "state"])
    _note(who, "activity.state", found, tie, now, sorted(parts))
    return tie


@transaction.atomic
def give(who: Who, activity_id: int, people: frozenset[int], now: datetime) -> Activity:
    """Say who gave his statement at the meeting; the figures that count them follow. Errors: Refused: not begun, or
    somebody who is not among those who write one."""
    found = organised(who, activity_id)
    _declared(found)
    _begun(found, now)
    held = {tie.person_id: tie for tie in stated.ties(found)}
    if not people <= {*held, *stated.writers(found)}:
        raise Refused(because("person", "名单变了，请刷新再试", "the list has changed: try again"), field="given")
    for person in sorted(people - held.keys()):
        held[person] = _made(found, person, now)  # said by heart, nothing written
    for tie in held.values():
        state = GIVEN if tie.person_id in people else WRITTEN if tie.data.get("parts") else ASKED
        if tie.state != state:
            tie.state = state
            tie.save(update_fields=["state"])
    if found.state == "held":
        kind = packs.pinned(found.pack_id).said.activities[found.kind]
        kept = {name: one for name, one in found.figures.items() if not one.get("given")}
        found.figures = kept | stating.figures(kind, len(people))
        found.save(update_fields=["figures"])
    _note(who, "activity.give_statements", found, None, now, people=len(people))
    return found


@transaction.atomic
def reply(who: Who, activity_id: int, person_id: int, given: Mapping[str, str], now: datetime) -> Tie:
    """Write down what was said to somebody's statement: comments, a remark. Errors: Refused: not begun, no statement,
    nothing written, too long."""
    found = organised(who, activity_id)
    pack, said = _declared(found)
    _begun(found, now)
    tie = _tie(found, person_id)
    if tie is None:
        raise Refused(because("writer", "这个人还没有述评", "there is no statement of this person yet"))
    replies = stating.read(pack, said, given, said.replies, day_of(now))
    tie.data = {**tie.data, "replies": {**tie.data.get("replies", {}), **replies}}
    tie.save(update_fields=["data"])
    _note(who, "activity.answer_statement", found, tie, now, sorted(replies))
    return tie


def erase(now: datetime, most: int = 500) -> int:
    """Erase what statements and their answers say once the papers of their meeting are no longer kept; how many. That
    one was given stays, as the number that counts it. Run again it finds nothing."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        until = keeping.before(packs.current(key), "attachment.keep", now)
        over = Q(activity__ends_at__lte=until) | Q(activity__ends_at__isnull=True, activity__starts_at__lte=until)
        rows = Tie.objects.filter(over, kind=STATEMENT, activity__town_id=town_id).exclude(data={})
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[: most - done])
        with transaction.atomic():
            locked = Tie.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
            gone = list(locked.values_list("pk", flat=True))
            Tie.objects.filter(pk__in=gone).update(data={})
            Erasure.objects.bulk_create(
                Erasure(at=now, what="statement", row=one, rule=RULE, fields=["parts", "replies"]) for one in gone
            )
        done += len(gone)
    return done


def _declared(activity: Activity) -> tuple[Pack, Statements]:
    pack = packs.pinned(activity.pack_id)
    said = stating.declared(pack.said.activities[activity.kind])
    if activity.state == "cancelled":
        raise Refused(because("state", "已经取消，不用写述评", "it was cancelled: nobody writes one"))
    return pack, said


def _begun(activity: Activity, now: datetime) -> None:
    if activity.starts_at > now:
        raise Refused(because("future", "还没有开始，开了再记", "it has not begun yet"))


def _tie(activity: Activity, person_id: int) -> Tie | None:
    return stated.ties(activity).filter(person_id=person_id).first()


def _made(activity: Activity, person_id: int, now: datetime) -> Tie:
    return Tie.objects.create(
        kind=STATEMENT, person_id=person_id, activity=activity, state=ASKED, since=now,
        ref=f"{STATEMENT}:{activity.pk}:{person_id}",
    )  # fmt: skip


def _note(
    who: Who, act: str, activity: Activity, tie: Tie | None, now: datetime, parts: list[str] | None = None,
    people: int | None = None,
) -> None:  # fmt: skip
    record(
        who, act, "record", now, activity_id=activity.pk, town_id=activity.town_id, unit_id=activity.unit_id,
        tie_id=tie.pk if tie is not None else None,
        subject=f"person:{tie.person_id}" if tie is not None else "",
        ours={"kind": activity.kind, "parts": parts, "people": people},
    )  # fmt: skip
