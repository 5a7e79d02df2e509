"""Counts for indicators against the records themselves, whenever the worker has counted or not."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction

from lianxin.kernel.acts import measures
from lianxin.kernel.models import Counted, Matter, Measure, Unit
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.reads import measures_check, measures_view
from lianxin.kernel.reads.counting import marked
from lianxin.language.indicator import PARTS
from lianxin.language.period import Period, read
from tests.cast import NOW, xiqiao
from tests.jobs.steps import answer, close, staff_of, tell
from tests.jobs.walks import Walk
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = read("2026")
SOME_DAYS = Period(date(2026, 3, 12), date(2026, 4, 3))


def settle(now=NOW) -> None:
    """All that the worker would do in its rounds until nothing is left."""
    measures.fold(now)
    measures.begin(now)
    while measures.fold(now) or measures.walk(now):
        pass


def by_hand(unit: Unit, period: Period) -> dict[str, int]:
    """Counted from the matters, one after the other."""
    found: Counter[str] = Counter()
    for _, marks in marked("matters", Matter.objects.values_list("pk", flat=True)).values():
        for mark in marks:
            if unit.pk in mark.units and (mark.day in period or mark.day.year == 1):
                found[mark.name] += mark.least
    return dict(found)


def told(unit: Unit, period: Period) -> dict[str, int]:
    keys = [key for key in reads.pack_of(unit).said.indicators if key != "transfers"]
    found = {}
    for key, answered in reads.results(unit, keys, period, NOW).items():
        parts = (answered.above.least, answered.below.least if answered.below else 0, answered.excluded)
        found |= {f"{key}.{part}": n for part, n in zip(PARTS, parts, strict=True) if n}
    return found


@pytest.mark.parametrize("seed", [3, 8])
def test_counts_are_those_of_the_records_at_any_moment(seed):
    walk = Walk(xiqiao(), seed)
    settle(walk.now)
    town = walk.cast.town
    units = [town, town.parent, *Unit.objects.filter(town=town, kind__in=("community", "office")).order_by("pk")[:4]]
    for step in range(60):
        walk.step()
        if step % 9 == 0:
            measures.fold(walk.now, 7)  # fewer than there are: the rest is counted while reading
        if step % 12 == 0:
            for unit in units:
                for period in (YEAR, SOME_DAYS):
                    if reads.pack_of(unit).said.indicators:
                        assert told(unit, period) == by_hand(unit, period), (step, unit.name)
            assert not list(measures_check.records_wrong()) and not measures_check.sums_wrong()
    settle(walk.now)
    assert by_hand(town, YEAR) and told(town, YEAR) == by_hand(town, YEAR)
    assert not list(measures_check.records_wrong()) and not measures_check.sums_wrong()


def test_every_number_is_its_list():
    walk = Walk(xiqiao(), 4)
    settle(walk.now)
    for _ in range(40):
        walk.step()
    for _ in range(2):
        for key in walk.cast.pack.said.indicators:
            answered = reads.result(walk.cast.town, key, YEAR, walk.now)
            for part in PARTS:
                rows = measures_view.everything(walk.cast.town, f"{key}.{part}", YEAR, 10_000)
                amount = getattr(answered, part)
                n = amount if isinstance(amount, int) else amount.least if amount else 0
                assert len(rows) == len({(row.noun, row.record) for row in rows}) == n, (key, part)
            months = measures_view.trend(walk.cast.town, key, YEAR)
            assert not months or sum(month.above.least for month in months) == answered.above.least
        settle(walk.now)


def test_killed_half_way_nothing_is_lost_or_doubled(monkeypatch):
    cast = xiqiao()
    settle()
    close(cast, tell(cast))
    before = told(cast.town, YEAR)

    def killed(moved):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(measures, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            measures.fold(NOW)
    assert told(cast.town, YEAR) == before == by_hand(cast.town, YEAR)
    assert not Counted.objects.exists()
    settle()
    assert measures.fold(NOW) == 0 and told(cast.town, YEAR) == before
    assert not measures_check.sums_wrong()


def test_a_recount_goes_on_where_it_was_stopped():
    cast = xiqiao()
    for n in range(7):
        tell(cast, f"第{n}盏路灯坏了，夜里看不见路，请来修", topic="")
    measures.fold(NOW)  # the first time: what is older is the walk's
    measures.begin(NOW)
    assert measures.walk(NOW, 3) == 3
    assert reads.recounting([cast.town.pk]) == (3, measures.Recount.objects.get(pk=cast.town.pk).total)
    while measures.walk(NOW, 3):
        pass
    assert reads.recounting([cast.town.pk]) is None
    assert told(cast.town, YEAR) == by_hand(cast.town, YEAR)
    assert measures.begin(NOW) == 0  # nothing has changed


def test_damage_is_named_and_mended():
    cast = xiqiao()
    answer(cast, tell(cast))
    settle()
    Measure.objects.filter(unit_id=cast.town.pk, mark="requests_received.above").update(least=99)
    wrong = measures_check.sums_wrong()
    assert [(one.what, one.should, one.stands) for one in wrong] == [("requests_received.above", "1–1", "99–1")]
    measures.resum("requests_received.above")
    assert not measures_check.sums_wrong()
    Counted.objects.filter(mark="open_now.above").delete()
    assert [one.what for one in measures_check.records_wrong()] == ["matters"]
    measures.recount(cast.town.pk, NOW)
    while measures.walk(NOW):
        pass
    for mark in {one.what for one in measures_check.sums_wrong()}:
        measures.resum(mark)
    assert not list(measures_check.records_wrong()) and told(cast.town, YEAR) == by_hand(cast.town, YEAR)


def test_what_is_committed_late_is_neither_lost_nor_doubled():
    cast = xiqiao()
    settle()
    staff_of(cast, tell(cast, "河边的栏杆断了一截，走路要当心").matter)
    begun, folded = threading.Event(), threading.Event()

    def late():
        try:
            with transaction.atomic():
                answer(cast, tell(cast))
                begun.set()
                folded.wait()
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(PATIENCE)
    try:
        answer(cast, tell(cast, "小巷里的路灯坏了，夜里老人出门看不见", topic=""))
        measures.fold(NOW)
        assert told(cast.town, YEAR) == by_hand(cast.town, YEAR)
    finally:
        folded.set()
        thread.join()
    for _ in range(3):
        assert told(cast.town, YEAR) == by_hand(cast.town, YEAR)
        measures.fold(NOW)
    assert not measures_check.sums_wrong()
