"""Parted and merged again, whatever had happened before: rows, ties, photos and every count stay provable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel.acts import filing, parting, seal
from lianxin.kernel.acts.filing import Picture, Telling
from lianxin.kernel.acts.joining import teller
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Photo, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.who import NOBODY
from lianxin.language.clock import ClockState
from tests.cast import xiqiao
from tests.jobs.test_measures import settle
from tests.jobs.test_splitting import numbers, rows, verified
from tests.jobs.walks import Walk, replayed

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = [Picture(letter * 64, 4, 3) for letter in "abc"]


def joined(walk: Walk) -> Tie:
    """Somebody who joined: an open matter told once more in nearly the same words, with pictures or none. A third who
    joined as well stays, for the walk."""
    said = f"第{walk.dice.random()}条小巷的路灯坏了，夜里老人出门看不见，请尽快派人来修"
    contact = walk.dice.choice((Contact(), Contact("黎小满", "13800138000")))
    asked = Telling(said, walk.cast.town.pk, kind="request", place_id=walk.cast.unit("qiaoyuan").pk, contact=contact)
    first = filing.file(NOBODY, replace(asked, photos=some(walk)), walk.now)
    walk.now += timedelta(minutes=walk.dice.choice((1, 3000)))
    contact = walk.dice.choice((Contact(), Contact("关小川", "13800138077"), Contact("黎小满", "13800138000")))
    second = filing.file(NOBODY, replace(asked, text=f"{said}。", contact=contact, photos=some(walk)), walk.now)
    third = filing.file(NOBODY, replace(asked, text=f"{said}！", photos=some(walk)), walk.now)
    assert second.merged and third.merged and second.matter.pk == first.matter.pk == third.matter.pk
    return second.tie


def some(walk: Walk) -> tuple[Picture, ...]:
    return tuple(picture for picture in PICTURES if walk.dice.random() < 0.5)


def brought(matter_id: int) -> set[str]:
    """The pictures that the reporters of a matter brought."""
    ties = Tie.objects.filter(matter_id=matter_id, kind="reporter")
    return {digest for tie in ties for digest in tie.data.get("photos", [])}


def standing() -> None:
    """Every row says what its ties, pictures and entries say."""
    entries: dict[int, list[dict[str, Any]]] = {}
    for entry in Entry.objects.filter(matter__isnull=False).order_by("pk").values("matter_id", "data"):
        entries.setdefault(entry["matter_id"], []).append(entry)
    for one in Matter.objects.all():
        ties = Tie.objects.filter(matter=one, kind="reporter").select_related("person")
        assert one.reporters == len([tie for tie in ties if "again" not in tie.data]), one
        counted = [by for tie in ties if "again" not in tie.data and (by := teller(tie.person))]
        assert len(counted) == len(set(counted)) == len({by for tie in ties if (by := teller(tie.person))}), one
        assert set(one.marks) == replayed(entries[one.pk]), one
        reached = any(tie.person and (tie.person.phone_sealed or tie.person.mail_sealed) for tie in ties)
        assert one.contactable == reached or one.outcome == "merged", one
        for tie in ties:
            held = people.of_link(filing.telling.link_of(tie.ref))
            assert held is not None and (held.reporter_tie, held.matter_id) == (tie.pk, one.pk)


@pytest.mark.parametrize("seed", range(4))
def test_parted_and_merged_again_all_is_as_it_was(seed):
    walk, done = Walk(xiqiao(), seed), 0
    clerk = walk.cast.who("clerk")
    settle(walk.now)
    for step in range(70):
        walk.step()
        if step % 7 == 3 and step > 7:
            walk.part(0)
        if step % 7 != 6:
            continue
        tie = joined(walk)
        pk = tie.matter_id or 0
        ids = list(Matter.objects.values_list("pk", flat=True))
        before, count = rows(ids), numbers(walk)
        walk.now += timedelta(minutes=walk.dice.choice((0, 30, 3000, 20000)))
        own = parting.part(clerk, pk, tie.pk, "是两盏灯", walk.now)
        verified(walk)
        standing()
        assert numbers(walk) != count
        assert {photo.digest for photo in Photo.objects.filter(matter=own)} == set(tie.data.get("photos", []))
        assert {photo.digest for photo in Photo.objects.filter(matter=pk)} == brought(pk)
        others = [one for one in before if one["id"] != pk]
        assert rows([one["id"] for one in others]) == others
        clocks = [ClockState.of_line(line) for line in own.clocks]
        assert all(one.running and one.due > walk.now for one in clocks), "a full term, whenever it is parted"
        merge(clerk, own.pk, pk, walk.now)
        verified(walk)
        assert rows(ids) == before
        assert {photo.digest for photo in Photo.objects.filter(matter=pk)} == brought(pk)
        done += 1
    assert done == 10 and "part" in walk.taken
    while seal.seal(walk.now):
        pass
    verdict = seal.verify()
    assert verdict.whole and verdict.entries == Entry.objects.count()
