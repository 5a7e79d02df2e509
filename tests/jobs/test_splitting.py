"""Merged and taken back, whatever had happened before: rows, ties, photos and every count are as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel.acts import filing, seal, tally
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.joining import teller
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry, Matter, Photo, Tie, Unit
from lianxin.kernel.reads import calendar, measures_check
from lianxin.kernel.reads.tally import counted
from lianxin.kernel.who import NOBODY
from lianxin.language.calendar import last_day
from lianxin.language.clock import ClockState
from tests.cast import xiqiao
from tests.jobs.test_measures import YEAR, settle, told
from tests.jobs.walks import Walk

pytestmark = pytest.mark.django_db(transaction=True)
WRITTEN = ("changed_at", "clocks", "due_at", "soon_at", "next_at")
"""What may differ: when a row was written, and its terms (looked at by themselves)."""


def rows(ids: list[int]) -> list[dict[str, Any]]:
    found = Matter.objects.filter(pk__in=ids).order_by("pk").values()
    return [{name: value for name, value in one.items() if name not in WRITTEN} for one in found]


def hanging(ids: list[int]) -> list[Any]:
    ties = Tie.objects.filter(matter_id__in=ids).order_by("pk").values_list("pk", "matter_id", "kind", "data")
    photos = Photo.objects.filter(matter_id__in=ids).order_by("pk").values_list("pk", "matter_id", "kind", "shown")
    return [*ties, *photos]


def numbers(walk: Walk) -> tuple[Any, ...]:
    """Every indicator of the town and of what lies in it, and the marks behind the boards."""
    units = [walk.cast.town, *Unit.objects.filter(town=walk.cast.town, kind__in=("community", "office"))[:3]]
    return [told(unit, YEAR) for unit in units], counted(walk.cast.town.pk, None)


def verified(walk: Walk) -> None:
    settle(walk.now)
    while tally.fold():
        pass
    assert not list(measures_check.records_wrong())
    assert measures_check.sums_wrong() == measures_check.tally_wrong() == []


def pair(walk: Walk) -> tuple[int, int]:
    """Two open requests that the clerk may merge: one just told, and one that was worked on, if there is one."""
    asked = Telling(f"第{walk.dice.random()}条小巷的路灯坏了，夜里老人出门看不见", walk.cast.town.pk, kind="request")
    one = filing.file(NOBODY, replace(asked, contact=Contact("黎小满", "13800138000")), walk.now).matter.pk
    mates = Matter.objects.filter(is_open=True, kind="request", secret=False, town=walk.cast.town).exclude(pk=one)
    known = list(mates.order_by("pk").values_list("pk", flat=True))
    if not known:
        other = replace(asked, text="围墙裂了怕倒下来")
        return one, filing.file(NOBODY, other, walk.now).matter.pk
    first, second = one, walk.dice.choice(known)
    both(walk, one, walk.dice.choice(("", "黎小满", "关小川")))
    both(walk, second, walk.dice.choice(("", "黎小满", "关小川")))
    turned = walk.dice.random() < 0.5 and not Matter.objects.filter(lead_id=second).exists()
    return (second, first) if turned else (first, second)


def both(walk: Walk, pk: int, name: str) -> None:
    """Somebody joins a matter, who may have told the other of the two as well."""
    if name:
        told = Telling(
            "我家门口也是这样", walk.cast.town.pk, kind="request", joins=pk, contact=Contact(name, "13800138000")
        )
        filing.file(NOBODY, told, walk.now)


def people(pk: int) -> int:
    """How many people told of a matter: a phone and a name once, whoever left no phone by each telling."""
    ties = Tie.objects.filter(matter_id=pk, kind="reporter").select_related("person")
    known = [teller(tie.person) for tie in ties]
    return len(set(known) - {None}) + known.count(None)


@pytest.mark.parametrize("seed", range(5))
def test_merged_and_taken_back_all_is_as_it_was(seed):
    walk, done = Walk(xiqiao(), seed), 0
    clerk = walk.cast.who("clerk")
    for step in range(70):
        walk.step()
        if step % 7 != 6:
            continue
        found = pair(walk)
        for at, pk in enumerate(found):
            for digest in ("a", "b" if at else "c"):
                size = {"kind": "told", "width": 9, "height": 9, "added_at": walk.now}
                Photo.objects.get_or_create(matter_id=pk, digest=digest * 64, defaults=size)
        verified(walk)
        ids = list(Matter.objects.values_list("pk", flat=True))
        before, lines = (rows(ids), hanging(ids), numbers(walk)), Matter.objects.get(pk=found[0]).clocks
        merge(clerk, *found, walk.now)
        assert Matter.objects.get(pk=found[1]).reporters == people(found[1])
        began, walk.now = walk.now, walk.now + timedelta(minutes=walk.dice.choice((0, 30, 3000, 20000)))
        verified(walk)
        assert numbers(walk) != before[2] or not before[0][ids.index(found[0])]["marks"]
        split(clerk, found[0], walk.now)
        assert (rows(ids), hanging(ids), numbers(walk)) == before
        verified(walk)
        assert numbers(walk) == before[2]
        stood_still(lines, Matter.objects.get(pk=found[0]).clocks, began, walk.now)
        done += 1
    assert done == 10
    while seal.seal(walk.now):
        pass
    verdict = seal.verify()
    assert verdict.whole and verdict.entries == Entry.objects.count()


def stood_still(before: list[str], after: list[str], began: Any, ended: Any) -> None:
    """Each term has what it had left, and no more: the working days in between were given again, and no others."""
    for old, new in zip(map(ClockState.of_line, before), map(ClockState.of_line, after), strict=True):
        if old.state != "running" or began >= old.due:
            assert new == old
            continue
        assert (new.state, new.started, new.fired) == (old.state, old.started, old.fired)
        if old.unit == "workdays":
            between = calendar.calendar().workdays_between
            gained = between(last_day(old.due), last_day(new.due)) if new.due > old.due else 0
            # Stopped on its last day and gone on with on a day off: what was left of that day is the next working one.
            last = began.date() == last_day(old.due) and began.date() < ended.date()
            off = not calendar.calendar().is_workday(ended.date())
            assert gained == between(began.date(), ended.date()) + (last and off), (old, new)
        else:
            assert new.due - old.due <= timedelta(days=(ended.date() - began.date()).days), (old, new)
