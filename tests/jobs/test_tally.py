"""The counts of the public board against the matters themselves, whenever the worker has folded or not."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from lianxin.kernel.acts import tally
from lianxin.kernel.models import Matter, Tally
from lianxin.kernel.models.tally import ALWAYS
from lianxin.kernel.reads import measures_check
from lianxin.kernel.reads.tally import counted
from lianxin.language.calendar import SHANGHAI
from tests.cast import NOW, xiqiao
from tests.jobs.steps import answer, staff_of, tell
from tests.jobs.walks import Walk
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def by_hand(town_id: int, since: date | None) -> dict[str, int]:
    """Counted from the matters, one after the other."""
    found: Counter[str] = Counter()
    for marks, at in Matter.objects.filter(town_id=town_id).values_list("marks", "received_at"):
        if since is None or at.astimezone(SHANGHAI).date() >= since:
            found.update(marks)
    return dict(found)


def told(town_id: int, since: date | None) -> dict[str, int]:
    return {mark: n for mark, n in counted(town_id, since).items() if n}


@pytest.mark.parametrize("seed", [2, 5])
def test_counts_are_those_of_the_matters_at_any_moment(seed):
    walk = Walk(xiqiao(), seed)
    town, first = walk.cast.town.pk, NOW.date()
    folded = 0
    for step in range(70):
        walk.step()
        if step % 9 == 0:
            folded += tally.fold(7)  # fewer than there are: the rest is added while reading
        if step % 5 == 0:
            days = [None, first, first + timedelta(days=3), walk.now.date()]
            assert [told(town, day) for day in days] == [by_hand(town, day) for day in days], step
    assert folded and by_hand(town, None)
    while tally.fold():
        pass
    kept = sorted(Tally.objects.exclude(n=0).values_list("town_id", "day", "mark", "n"))
    tally.recount()
    assert sorted(Tally.objects.values_list("town_id", "day", "mark", "n")) == kept
    assert told(town, None) == by_hand(town, None)


def test_folding_twice_counts_once_and_reads_little_afterwards():
    cast = xiqiao()
    answer(cast, tell(cast))
    before = told(cast.town.pk, None)
    assert before
    while tally.fold():
        pass
    assert tally.fold() == 0 and told(cast.town.pk, None) == before


def test_what_is_committed_late_is_neither_lost_nor_doubled():
    cast = xiqiao()
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
        other = tell(cast, "小巷里的路灯坏了，夜里老人出门看不见", topic="")
        answer(cast, other)
        tally.fold()
        tally.recount()
        assert told(cast.town.pk, None) == by_hand(cast.town.pk, None)
    finally:
        folded.set()
        thread.join()
    for _ in range(3):
        assert told(cast.town.pk, None) == by_hand(cast.town.pk, None)
        tally.fold()
    tally.recount()
    assert told(cast.town.pk, None) == by_hand(cast.town.pk, None)


def test_a_count_that_is_not_that_of_the_matters_is_named_and_mended():
    """`lianxin measures verify` compares; `rebuild` counts anew."""
    cast = xiqiao()
    answer(cast, tell(cast))
    assert measures_check.tally_wrong() == [], "what the worker has not folded yet is no difference"
    while tally.fold():
        pass
    assert measures_check.tally_wrong() == []
    row = Tally.objects.exclude(n=0).exclude(day=ALWAYS).order_by("mark").first()
    Tally.objects.filter(town=row.town_id, day=row.day, mark=row.mark).update(n=row.n + 3)
    wrong = measures_check.tally_wrong()
    assert [(one.what, one.should, one.stands) for one in wrong] == [(row.mark, str(row.n), str(row.n + 3))]
    assert "西樵镇" in wrong[0].where and str(row.day) in wrong[0].where
    Tally.objects.filter(day=ALWAYS).delete()
    assert {one.where for one in measures_check.tally_wrong()} == {wrong[0].where, "西樵镇 全部 all days"}
    tally.recount()
    assert measures_check.tally_wrong() == []
