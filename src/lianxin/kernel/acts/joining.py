"""Joining: whoever tells what is known already follows the matter that is there, and no second clock starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts import telling
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.person import person_of
from lianxin.kernel.acts.telling import Filed, Telling
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.who import Who


@dataclass(frozen=True, slots=True)
class Join:
    """A telling, and the matter it joins."""

    told: Telling
    understood: Understanding
    matter_id: int


@transaction.atomic
def join(who: Who, joins: Sequence[Join], now: datetime) -> list[Filed | None]:
    """Each telling joins its matter: its reporter follows it. None for one whose matter has just been closed."""
    if not joins:
        return []
    wanted = sorted({one.matter_id for one in joins})
    locked = Matter.objects.select_for_update(of=("self",)).filter(pk__among=wanted).order_by("pk")
    matters = {matter.pk: matter for matter in locked}
    found = [_tied(who, one, matters[one.matter_id], now) for one in joins]
    filed = [one for one in found if one is not None]
    copied(Person, [one.tie.person for one in filed if one.tie.person is not None])
    for one in filed:
        one.tie.person_id = one.tie.person.pk if one.tie.person is not None else None
    copied(Tie, [one.tie for one in filed])
    changed = {one.matter.pk: one.matter for one in filed}
    for matter in changed.values():
        matter.changed_at = now
    Matter.objects.bulk_update(changed.values(), ["reporters", "changed_at", "contactable"])
    copied(Entry, [_entry(who, one, now) for one in filed])
    return found


def _tied(who: Who, one: Join, matter: Matter, now: datetime) -> Filed | None:
    """The tie of who joins, and the matter as it is with him; neither saved. Who only follows a public matter said
    nothing of his own; what everybody else said beside his words is kept, so that it can be parted (acts.parting)."""
    if not matter.is_open:
        return None
    told = one.told
    tie, key, code = telling.reporter(told, now, merged=True)
    tie.data["text"] = one.understood.public_text  # whoever joins reads back his own words, never a neighbour's
    follows = told.joins is not None and not who.staff and told.text in (matter.public_text, matter.title)
    tie.data |= {"follows": True} if follows else {"told": telling.kept(who, told)}
    tie.matter_id = matter.pk
    tie.person = None if told.anonymous and not told.contact else person_of(told.contact, now)
    matter.reporters += 1
    if told.contact and not matter.contactable:
        matter.contactable = bool(told.contact.phone or told.contact.mail)
    return Filed(matter, tie, key, code, merged=True, understood=one.understood)


def _entry(who: Who, filed: Filed, now: datetime) -> Entry:
    matter, tie = filed.matter, filed.tie
    return entry_of(
        who, "matter.join", "file", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step,
        ours={"tells": ["reporters"], "channel": tie.data["channel"], "tie": tie.pk, "only_tie": tie.pk},
    )  # fmt: skip
