"""A merge taken back: what was joined by mistake goes on by itself, with its own reporters and photos and what was left
of its terms. The time between does not count against it, as while a matter is suspended (ADR 0102)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.facts import LAID, facts_of, lay
from lianxin.kernel.models import Entry, Matter, Photo, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language import clock
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, Text, because

PARTED = Text("您反映的事和另一件分开，重新单独办理，由{owner}负责")
FREE = Text("您反映的事和另一件分开，重新单独办理")


def refuse(who: Who, matter: Matter, into: Matter | None) -> Mapping[str, Any]:
    """What the merge of `matter` into `into` left to go back to. Changes nothing. Errors: Refused, where it was not
    merged, who asks may not merge, the other has ended, or went into a third, or the merge kept nothing."""
    if into is None or matter.merged_into_id != into.pk:
        raise Refused(because("not-merged", "这一件没有并到别处", "it was not merged into another"))
    if not all(abilities.holds(who, one, "merge") for one in (matter, into)):
        raise Refused(because("power", "拆开合并由受理员来做", "a clerk may take a merge back"))
    if into.merged_into_id is not None:
        zh = "它并到的 {number} 后来又并到了别处，请先把那一件拆出来"
        en = "{number}, into which it went, was merged onward: take that back first"
        raise Refused(because("onward", zh, en, number=into.number))
    if not into.is_open:
        zh = "{number} 已经办结，答复也告诉了反映人，不能再拆；没有办的那一件请重新登记"
        en = "{number} has ended and its answer was told: file what was not done anew"
        raise Refused(because("ended", zh, en, number=into.number))
    was = _was(matter.pk)
    if was is None:
        zh = "这次合并是程序更新以前做的，没有记下怎样恢复；请按原话重新登记一件"
        en = "the merge was made before the program kept how to go back: file the matter anew"
        raise Refused(because("unkept", zh, en))
    return was


def _was(matter_id: int) -> Mapping[str, Any] | None:
    """How the matter stood when it was merged last, by its entry."""
    entry = Entry.objects.filter(matter_id=matter_id, act="matter.merge").order_by("-id").first()
    was: Mapping[str, Any] | None = entry.data.get("was") if entry is not None else None
    return was


@transaction.atomic
def split(who: Who, matter_id: int, now: datetime) -> Matter:
    """Take the merge of a matter back: it is open again at the step where it was, its reporters follow it and are told
    so. What the other was told or given meanwhile stays there. Errors: Refused."""
    into_id = Matter.objects.filter(pk=matter_id).values_list("merged_into_id", flat=True).first()
    pair = {pk: locked(who, pk) for pk in sorted({matter_id, into_id or matter_id})}
    matter, into = pair[matter_id], pair.get(into_id or 0)
    was = refuse(who, matter, into)
    assert into is not None
    _give_back(matter, into, was, now)
    _reopen(matter, was, now)
    owner = directory(matter.town_id).rows.get(matter.owner_id or 0)
    told = PARTED.fill(owner=owner.name) if owner else FREE
    said = {"tells": ["reporters", "owner"], "told": told.zh, "marks": was["marks"]}
    _note(who, matter, into, "matter.split", now, said)
    _note(who, into, matter, "matter.let_go", now, {"tells": []})
    return matter


def _give_back(matter: Matter, into: Matter, was: Mapping[str, Any], now: datetime) -> None:
    """The reporters and photos that came with it go back; whoever joined the other later stays there."""
    for tie in Tie.objects.filter(pk__in=was["ties"], matter_id=into.pk, kind="reporter").only("data"):
        gone = {name for name, had in (("merged", was["joined"]), ("text", was["worded"])) if tie.pk not in had}
        data = {name: value for name, value in tie.data.items() if name not in gone}
        Tie.objects.filter(pk=tie.pk).update(matter_id=matter.pk, data=data)
    Photo.objects.filter(pk__in=was["photos"], matter_id=into.pk).update(matter_id=matter.pk)
    into.reporters -= was["reporters"]
    left = Tie.objects.filter(matter_id=into.pk, kind="reporter", person__isnull=False)
    into.contactable = was["reached"] or left.exists()
    into.changed_at = now
    into.save(update_fields=["reporters", "contactable", "changed_at"])


def _reopen(matter: Matter, was: Mapping[str, Any], now: datetime) -> None:
    """The row stands open again where it stood, its terms longer by the time between; the rates it counts in again."""
    pack, merged_at = packs.pinned(matter.pack_id), matter.closed_at or now
    matter.merged_into_id, matter.is_open = None, True
    matter.shown, matter.reporters = was["shown"], was["reporters"]
    matter.clocks = [_running_on(line, merged_at, now, pack) for line in was["clocks"]]
    lay(matter, facts_of(matter, directory(matter.town_id)), pack, now)
    matter.marks = was["marks"]
    matter.save(update_fields=[*LAID, "merged_into", "reporters"])


def _running_on(line: str, merged_at: datetime, now: datetime, pack: Pack) -> str:
    """A term that ran when the matter was merged runs on; the time between does not count."""
    state = clock.ClockState.of_line(line)
    if not state.running:
        return line
    return clock.resume(clock.suspend(state, merged_at), now, calendar(), pack.windows).line()


def _note(who: Who, matter: Matter, other: Matter, act: str, now: datetime, ours: dict[str, object]) -> None:
    record(
        who, act, "route", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step, after=matter.step,
        data={"other": other.pk, "number": other.number}, ours=ours,
    )  # fmt: skip
