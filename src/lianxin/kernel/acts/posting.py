"""Many posts from a list: each given by the same act as one by one, and taken back as a whole while nobody has used
his log-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import enrolling
from lianxin.kernel.acts.person import end_post, take_on
from lianxin.kernel.models import Account, Invitation, Roll, Tie, Unit
from lianxin.kernel.reads.officers import Officer, Officers, colleague, there
from lianxin.kernel.who import Who
from lianxin.language.post_columns import ROLE, SINCE, UNIT
from lianxin.language.reason import Refused

COLUMNS = {"role": ROLE, "since": SINCE, "unit": UNIT}


@dataclass
class Given:
    """What a part of a list did: the posts it gave, how many stood before, and what was refused after all."""

    made: list[int] = field(default_factory=list)
    known: int = 0
    problems: list[SheetProblem] = field(default_factory=list)


def post(reading: Officers, officers: Sequence[Officer], now: datetime) -> Given:
    """Give the posts that nobody of that name holds there yet. To be called in a transaction."""
    given, before = Given(), there(officers)
    units = Unit.objects.in_bulk({one.unit_id for one in officers})
    for one in officers:
        if one.ref in before:
            given.known += 1
            continue
        before.add(one.ref)
        try:
            person, unit = colleague(one), units[one.unit_id]
            _, tie = take_on(reading.who, person, one.name, one.role, unit, reading.pack, now, one.since)
        except Refused as refused:
            given.problems.append(reading.refused(one.row, COLUMNS.get(refused.field, ROLE), refused))
        else:
            given.made.append(tie.pk)
    return given


def rehearse(reading: Officers, officers: Sequence[Officer], now: datetime) -> Given:
    """The same with everything taken back: what would be refused, each at its cell."""
    with transaction.atomic():
        given = post(reading, officers, now)
        transaction.set_rollback(True)
    return given


def unpost(who: Who, roll: Roll, now: datetime) -> int:
    """End the posts a list gave to those who have no log-in yet, and erase whoever came with it alone. How many are
    kept, since their holders have one. To be called in a transaction. Errors: Refused, where he may not any more."""
    ties = Tie.objects.select_for_update(of=("self",)).filter(pk__among=roll.made, until__isnull=True)
    rows = list(ties.values_list("pk", "person_id"))
    people = {person for _, person in rows if person is not None}
    used = set(Account.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    gone = [(tie, person) for tie, person in rows if person not in used]
    for tie, _ in gone:
        end_post(who, tie, now)
    fresh = {person for _, person in gone if person is not None}
    Invitation.objects.filter(person_id__in=fresh, used_at__isnull=True).update(ends_at=now)
    others = Tie.objects.filter(person_id__in=fresh).exclude(pk__among=roll.made)
    enrolling.forget(fresh - set(others.values_list("person_id", flat=True)), roll, now)
    return len(rows) - len(gone)
