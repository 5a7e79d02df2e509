"""A8 through the real kernel: a pothole, its duplicate, a whistle, an extension too late, a confirmation."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import clocks, filing, matter, notice, pack, person, seal, unit
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Notice, Tie, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.who import NOBODY, SYSTEM, Who
from lianxin.language.calendar import SHANGHAI, last_day
from lianxin.language.reason import Refused

PACKS = Path(__file__).resolve().parents[2] / "packs"
T0 = datetime(2026, 2, 13, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def town(db: None) -> Unit:
    pack.load_all(PACKS, T0)
    return unit.found_town(SYSTEM, packs.current("shiweitang"), T0)


def holder(town: Unit, name: str, role: str, key: str) -> Who:
    """An invented person with one post."""
    rules = packs.of_town(town.pk)
    who = person.register(name, T0)
    at = town if key == "town" else Unit.objects.get(town=town, key=key)
    person.appoint(SYSTEM, who, role, at, rules, T0, trusted=True)
    held = people.posts(who.pk, T0 + timedelta(seconds=1))
    may = frozenset(power for post in held for power in rules.said.roles[post.role].may)
    return Who(person_id=who.pk, shown=name, posts=held, may=may)


def community(town: Unit) -> Unit:
    return Unit.objects.get(code="440103017009")


def test_a_pothole_is_followed_to_its_end(town: Unit) -> None:
    place = community(town)
    filed = filing.file(
        NOBODY,
        Telling(
            text="投诉:桥东社区五眼桥路口路面有个大坑,电动车摔了好几次,请尽快修补",
            town_id=town.pk,
            nature="complaint",
            topic="road",
            place_id=place.pk,
            contact=Contact("黎小满", "13800138000"),
        ),
        T0,
    )
    found = filed.matter
    assert last_day(found.due_at).isoformat() == "2026-03-12"
    assert found.owner_id is not None
    again = filing.file(
        NOBODY,
        Telling(
            text="投诉:桥东社区五眼桥路口路面有个大坑,电动车摔了好几次,请尽快修补!",
            town_id=town.pk,
            nature="complaint",
            topic="road",
            place_id=place.pk,
        ),
        T0 + timedelta(days=1),
    )
    assert again.merged and again.matter.pk == found.pk
    assert Tie.objects.filter(matter=found, kind="reporter").count() == 2

    clerk = holder(town, "韦明", "clerk", "town")
    worker = holder(town, "岑立", "worker", Unit.objects.get(pk=found.owner_id).key)
    lead = holder(town, "梁可", "lead", Unit.objects.get(pk=found.owner_id).key)
    visitor = holder(town, "苏荷", "visitor", "town")
    now = T0 + timedelta(days=4)
    assert abilities.on(worker, found, now).main.key == "accept"
    matter.take(worker, found.pk, "accept", {}, now)
    with pytest.raises(Refused):
        matter.take(worker, found.pk, "accept", {}, now)
    department = Unit.objects.filter(town=town, kind="department").first()
    matter.take(worker, found.pk, "whistle", {"unit": department.pk, "reason": "路面由区里养护"}, now)
    child = Matter.objects.get(parent=found)
    assert child.owner_id == department.pk and child.due_at is not None

    late = datetime(2026, 3, 13, 0, 0, tzinfo=SHANGHAI)
    assert clocks.ring(late) >= 1
    with pytest.raises(Refused, match="期限已经过了"):
        matter.take(lead, found.pk, "extend", {"reason": "等材料"}, late)
    matter.take(worker, found.pk, "finish", {"result": "已修补并划线"}, late)
    with pytest.raises(Refused):
        matter.take(worker, found.pk, "confirm", {}, late)
    link = people.of_link(filed.key)
    assert link is not None
    matter.take(link, found.pk, "confirm", {"satisfaction": "yes"}, late)
    found.refresh_from_db()
    assert found.is_open, "the other who told of it is asked as well (ADR 0127)"
    matter.take(people.of_link(again.key), found.pk, "confirm", {}, late)
    found.refresh_from_db()
    assert not found.is_open and found.ending == "solved"
    assert "on_time.below" in found.marks and "on_time.above" not in found.marks
    assert "solve.above" in found.marks
    assert not abilities.on(clerk, found, late).main
    assert visitor.person_id is not None


def test_entries_cannot_be_changed_and_seal(town: Unit) -> None:
    from django.db import DatabaseError, connection, transaction

    filing.file(NOBODY, Telling(text="请问老年证去哪里办理?", town_id=town.pk), T0)
    entry = Entry.objects.order_by("-pk").first()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(act="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_entry")


@pytest.mark.django_db(transaction=True)
def test_notices_are_made_once_and_the_chain_holds() -> None:
    pack.load_all(PACKS, T0)
    town = unit.found_town(SYSTEM, packs.current("shiweitang"), T0)
    filing.file(NOBODY, Telling(text="请问老年证去哪里办理?", town_id=town.pk), T0)
    assert seal.seal(T0) > 0
    assert seal.seal(T0) == 0
    assert seal.verify().whole
    assert notice.make(T0) > 0
    count = Notice.objects.count()
    assert count == 1
    notice.make(T0)
    assert Notice.objects.count() == count
    assert notice.deliver(T0).kept == 1
