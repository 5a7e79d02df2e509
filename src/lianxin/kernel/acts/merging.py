"""Merging: two open matters of one town are the same thing. One goes on and answers to all who told of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts import joining
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.facts import keep_until
from lianxin.kernel.models import Matter, Photo, Tie
from lianxin.kernel.models.matter import MERGED
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language import clock
from lianxin.language.reason import Refused, because


def refuse(who: Who, matter: Matter, into: Matter) -> None:
    """Why `matter` may not be merged into `into`, if it may not: who may, and two open matters of one town and of one
    kind, of a kind that merges at all. Changes nothing. Errors: Refused."""
    if matter.pk == into.pk:
        raise Refused(because("same", "不能并到它自己", "it cannot be merged into itself"))
    if not all(abilities.holds(who, one, "merge") for one in (matter, into)):
        raise Refused(because("power", "合并由受理员来做", "a clerk may merge"))
    if not (matter.is_open and into.is_open) or matter.town_id != into.town_id or matter.secret or into.secret:
        raise Refused(
            because("merge", "只能把本街镇两件在办的事合在一起", "only two open matters of one town can merge")
        )
    if not packs.pinned(matter.pack_id).joinable(into.kind, matter.kind):
        raise Refused(
            because(
                "kind",
                "只能把同一类的事合在一起，而且这一类的事可以合并",
                "only two matters of one kind can merge, and only of a kind that merges",
            )
        )
    if Matter.objects.filter(lead_id=matter.pk).exists():
        raise Refused(
            because("leads", "这一件上面挂着别的事，先解开再合并", "others hang on this one; let them go first")
        )


@transaction.atomic
def merge(who: Who, matter_id: int, into_id: int, now: datetime) -> Matter:
    """Join one open matter to another: its reporters follow the other, and it ends as merged. Its entry keeps how
    it stood, so that the merge can be taken back while the other is open (splitting.py). Errors: Refused."""
    first, second = sorted((matter_id, into_id))
    pair = {pk: locked(who, pk) for pk in (first, second)}
    matter, into = pair[matter_id], pair[into_id]
    refuse(who, matter, into)
    was = {"clocks": matter.clocks, "marks": matter.marks, "shown": matter.shown}
    was |= {"reporters": matter.reporters}
    was |= _hand_over(matter, into, now)
    _end(matter, into, now)
    note(who, matter, into, "matter.merge", now, {"tells": [], "unmarks": was["marks"], "was": was})
    note(who, into, matter, "matter.absorb", now, {"tells": ["reporters"]})
    return into


def _hand_over(matter: Matter, into: Matter, now: datetime) -> dict[str, list[int]]:
    """Reporters and photos go to the matter that goes on; which they were, which reporters had joined another, or had
    words of their own, before, and which photos stayed because the other has the same picture."""
    moved: dict[str, list[int]] = {"ties": [], "joined": [], "worded": [], "photos": [], "stayed": []}
    for tie in Tie.objects.filter(matter_id=matter.pk, kind="reporter").only("data"):
        moved["ties"].append(tie.pk)
        moved["joined"] += [tie.pk] if tie.data.get("merged") else []
        moved["worded"] += [tie.pk] if "text" in tie.data else []
        # From now on this reporter is one who joined: he reads back his own words, not those of the other's reporter.
        words = tie.data.get("text") or matter.text
        Tie.objects.filter(pk=tie.pk).update(matter_id=into.pk, data={**tie.data, "merged": True, "text": words})
    there = set(Photo.objects.filter(matter_id=into.pk).values_list("digest", flat=True))
    for pk, digest in Photo.objects.filter(matter_id=matter.pk).order_by("pk").values_list("pk", "digest"):
        moved["stayed" if digest in there else "photos"].append(pk)
    Photo.objects.filter(pk__in=moved["photos"]).update(matter_id=into.pk)
    into.reporters += matter.reporters + joining.count_once(into.pk)  # who told both waits as one person
    into.contactable = into.contactable or matter.contactable
    into.changed_at = now
    into.save(update_fields=["reporters", "contactable", "changed_at"])
    return moved


def _end(matter: Matter, into: Matter, now: datetime) -> None:
    """The other one ends as merged: no clock runs, no rate counts it, nothing of it is public."""
    matter.merged_into_id = into.pk
    matter.is_open, matter.closed_at, matter.outcome, matter.ending = False, now, MERGED, "moved"
    matter.due_at = matter.next_at = matter.soon_at = None
    matter.erase_at = keep_until(packs.pinned(matter.pack_id), now)
    matter.shown, matter.changed_at, matter.marks, matter.reporters = False, now, [], 0
    matter.clocks = [clock.end(clock.ClockState.of_line(line), now).line() for line in matter.clocks]
    matter.save()


def note(
    who: Who, matter: Matter, other: Matter, act: str, now: datetime, ours: dict[str, object], reason: str = ""
) -> None:
    """Write what was done to a matter together with another, which is named."""
    record(
        who, act, "route", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step, after=matter.step,
        data={"other": other.pk, "number": other.number, "reason": reason}, ours=ours,
    )  # fmt: skip
