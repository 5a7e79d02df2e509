"""A merge taken back: what was joined by mistake goes on by itself, with its own reporters and photos and what was left
of its terms. The time between does not count against it, as while a matter is suspended (ADR 0102)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts import joining
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.acts.merging import note
from lianxin.kernel.facts import LAID, facts_of, lay
from lianxin.kernel.models import Entry, Matter, Photo, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language import clock
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.reason import Refused, Text, because

PARTED = Text("您反映的事和另一件分开，重新单独办理，由{owner}负责")
NEWS = ("matter.absorb", "matter.let_go", "matter.join", "matter.part", "matter.same")
"""Entries that tell reporters who belongs together; no answer."""
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
    entry = Entry.objects.filter(matter_id=matter.pk, act="matter.merge").order_by("-id").first()
    too_late(into, entry)
    if matter.owner_id is not None and matter.owner_id not in directory(matter.town_id).rows:
        zh, en = "原来办理的单位已经撤销，请重新登记一件", "the unit that acted on it is no more: file the matter anew"
        raise Refused(because("owner", zh, en))
    was: Mapping[str, Any] | None = entry.data.get("was") if entry is not None else None
    if was is None:
        zh = "这次合并是程序更新以前做的，没有记下怎样恢复；请按原话重新登记一件"
        en = "the merge was made before the program kept how to go back: file the matter anew"
        raise Refused(because("unkept", zh, en))
    return was


def too_late(into: Matter, since: Entry | None) -> None:
    """Errors: Refused, where the matter that goes on has ended and its reporters were told something of it since they
    came together (the entry `since`), but for who belongs together: one that its own reporter withdrew answered
    nobody."""
    later = Entry.objects.filter(matter_id=into.pk, pk__gt=since.pk if since is not None else 0)
    if into.is_open or not any("reporters" in one.tells for one in later.exclude(act__in=NEWS)):
        return
    zh = "{number} 已经办结，答复也告诉了反映人，不能再拆；没有办的那一件请重新登记"
    en = "{number} has ended and its answer was told: file what was not done anew"
    raise Refused(because("ended", zh, en, number=into.number))


def returning(was: Mapping[str, Any], into: Matter) -> int:
    """How many people that came with a merged matter would go back with it, who told both among them: who was parted
    since is with a matter of his own."""
    went = set(was["ties"])
    told = [(pk, by) for pk, by, _ in joining.tellings(into.pk) if pk in went]
    ties = Tie.objects.filter(pk__in=went - {pk for pk, _ in told}, matter_id=into.pk, kind="reporter")
    ties = ties.filter(until__isnull=True)
    return len({by for _, by in told}) + ties.exclude(data__has_key="again").count()


@transaction.atomic
def split(who: Who, matter_id: int, now: datetime) -> Matter:
    """Take the merge of a matter back: it is open again at the step where it was, its reporters follow it and are told
    so. What the other was told or given meanwhile stays there. Errors: Refused."""
    into_id = Matter.objects.filter(pk=matter_id).values_list("merged_into_id", flat=True).first()
    pair = {pk: locked(who, pk) for pk in sorted({matter_id, into_id or matter_id})}
    matter, into = pair[matter_id], pair.get(into_id or 0)
    was = refuse(who, matter, into)
    assert into is not None
    since = (matter.closed_at or now).astimezone(SHANGHAI)  # the time since then does not count (reads.reasons)
    _give_back(matter, into, was, now)
    _reopen(matter, was, now)
    owner = directory(matter.town_id).rows.get(matter.owner_id or 0)
    told = PARTED.fill(owner=owner.name) if owner else FREE
    said = {"tells": ["reporters", "owner"], "told": told.zh, "marks": was["marks"]}
    said["apart_since"] = f"{since:%Y-%m-%dT%H:%M}"
    note(who, matter, into, "matter.split", now, said)
    note(who, into, matter, "matter.let_go", now, {"tells": ["owner"]})
    return matter


def _give_back(matter: Matter, into: Matter, was: Mapping[str, Any], now: datetime) -> None:
    """The reporters and photos that came with it go back; whoever joined the other later stays there, and whoever was
    parted since (acts.parting) is with neither."""
    going = Tie.objects.filter(pk__in=was["ties"], matter_id=into.pk, kind="reporter")
    matter.reporters = going.filter(until__isnull=True).exclude(data__has_key="again").count()
    into.reporters -= matter.reporters
    for tie in going.only("data"):
        gone = {name for name, had in (("merged", was["joined"]), ("text", was["worded"])) if tie.pk not in had}
        data = {name: value for name, value in tie.data.items() if name not in gone}
        Tie.objects.filter(pk=tie.pk).update(matter_id=matter.pk, data=data)
    matter.reporters += joining.count_once(matter.pk)  # who told both counts at each
    into.reporters += joining.count_once(into.pk)
    photos_back(matter, into, [*was["photos"], *_stayed(matter, into, was)])
    matter.contactable = matter.contactable and joining.reachable(matter.pk)
    into.contactable = into.contactable and joining.reachable(into.pk)
    into.changed_at = now
    into.save(update_fields=["reporters", "contactable", "changed_at"])


def _stayed(matter: Matter, into: Matter, was: Mapping[str, Any]) -> list[int]:
    """The photos of which the other had the same picture at the merge, so that they stayed: one may have gone there
    since, when who had brought that picture went back (`photos_back`). Merges of before kept none of it, but its
    reporters' ties say which pictures they brought."""
    if "stayed" in was:
        return list(was["stayed"])
    has = Photo.objects.filter(matter_id=matter.pk).values("digest")
    brought = Photo.objects.filter(matter_id=into.pk, kind="told", digest__in=_brought(matter.pk))
    return list(brought.exclude(digest__in=has).values_list("pk", flat=True))


def _brought(matter_id: int) -> set[str]:
    """The pictures that the reporters who stand with a matter brought, as far as their ties say so."""
    ties = Tie.objects.filter(matter_id=matter_id, kind="reporter", data__has_key="photos")
    return {digest for photos in ties.values_list("data__photos", flat=True) for digest in photos}


def photos_back(matter: Matter, into: Matter, ids: list[int]) -> None:
    """Its photos are its own again. Where another that was merged into the same has one of the pictures, which stayed
    with it because the other had one, that one goes there now; where a reporter who is left there brought the picture
    too, it is at both."""
    moving = list(Photo.objects.filter(pk__in=ids, matter_id=into.pk).order_by("pk"))
    Photo.objects.filter(pk__in=[one.pk for one in moving]).update(matter_id=matter.pk)
    digests = [one.digest for one in moving]
    others = Photo.objects.filter(matter__merged_into_id=into.pk, digest__in=digests).exclude(matter_id=matter.pk)
    first = {photo.digest: photo.pk for photo in others.order_by("-pk")}
    Photo.objects.filter(pk__in=first.values()).update(matter_id=into.pk)
    both = _brought(into.pk) - first.keys()
    for one in moving:
        if one.digest in both:
            one.pk, one.matter_id = None, into.pk
            one.save(force_insert=True)


def _reopen(matter: Matter, was: Mapping[str, Any], now: datetime) -> None:
    """The row stands open again where it stood, its terms longer by the time between; the rates it counts in again."""
    merged_at = matter.closed_at or now
    matter.merged_into_id, matter.is_open = None, True
    matter.shown, matter.clocks = was["shown"], was["clocks"]
    pack, facts = packs.pinned(matter.pack_id), facts_of(matter, directory(matter.town_id))
    try:
        states = clock.all_stood_still(pack, facts.kind, facts.clocks, facts.ruling, merged_at, now, calendar())
        facts = replace(facts, clocks=tuple(states))
    except CalendarEnds as ends:
        raise Refused(because("calendar", ends.zh, ends.en)) from None
    lay(matter, facts, pack, now)
    matter.marks = was["marks"]
    matter.save(update_fields=[*LAID, "merged_into", "reporters", "contactable"])
