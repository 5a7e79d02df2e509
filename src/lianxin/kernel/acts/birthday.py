"""Political birthdays called to mind: the branch's secretary hears how many there are on a day, a week before it.

No name stands in the notice or in the entry, since the day of admission is sealed: names are opened on the branch's
page, where the look is written down. Whoever declined a public greeting is counted apart: a word in private is still
welcome, and a secretary who is not told might congratulate him before all. Whose membership is suspended is left out.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.member_card import Dates, opened
from lianxin.kernel.models import Card, Cursor, Tie, Unit
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import SYSTEM
from lianxin.language import birthday

CURSOR = "birthdays"
CATCH_UP = 31
"""Days that a worker which slept makes up for; what is longer ago helps nobody."""
PART = 1000
"""Cards opened at once."""


@transaction.atomic
def remind(now: datetime) -> int:
    """Call to mind the birthdays that come near, each once; to how many branches and days. Run again on the same day
    it does nothing; the position moves in the same transaction."""
    today = day_of(now)
    Cursor.objects.get_or_create(name=CURSOR, defaults={"tx": today.toordinal() - 1})
    at = Cursor.objects.select_for_update().get(name=CURSOR)
    first = max(at.tx + 1, today.toordinal() - CATCH_UP)
    asked = [date.fromordinal(number) for number in range(first, today.toordinal() + 1)]
    if not asked:
        return 0
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        called = [birthday.called(packs.current(key), day, today) for day in asked]
        done += _town(town_id, [day for day in called if day >= today], now)
    Cursor.objects.filter(pk=at.pk).update(tx=today.toordinal())
    return done


def _town(town_id: int, days: list[date], now: datetime) -> int:
    ties = Tie.objects.filter(roll.on(now), kind=roll.MEMBERSHIP, town_id=town_id, person__isnull=False)
    units = dict(ties.values_list("person_id", "unit_id"))
    found: dict[tuple[date, int], Counter[bool]] = {}
    people = iter(units)
    while part := list(islice(people, PART)):
        for card in Card.objects.filter(person_id__in=part, kind="member"):
            dates, unit = opened(card), units[card.person_id]
            for day in (day for day in days if unit is not None and born_on(dates, day)):
                found.setdefault((day, unit or 0), Counter())[dates.greet] += 1
    for (day, unit), counts in sorted(found.items()):
        said = {"on": day.isoformat(), "n": counts[True], "quiet": counts[False]}
        record(SYSTEM, "birthday.remind", "record", now, unit_id=unit, town_id=town_id, ours=said)
    return len(found)


def born_on(dates: Dates, day: date) -> bool:
    """Whether a day is the political birthday of somebody who lives and whose membership is not suspended."""
    return dates.alive and dates.suspended is None and birthday.falls(dates.admitted, day)
