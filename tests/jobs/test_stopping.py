"""A worker that is told to stop ends after the part it is at, however far behind it is; the next one does the rest."""

import pytest

from lianxin.jobs import round
from lianxin.kernel.models import Cursor, Entry, Seal
from tests.cast import xiqiao
from tests.jobs.steps import context, tell

pytestmark = pytest.mark.django_db(transaction=True)
SAID = ("路灯坏了三盏", "垃圾两天没人清", "井盖松动响一夜", "树枝挡住了红绿灯")


@pytest.fixture
def behind(monkeypatch):
    """Four matters in four transactions, and parts of one transaction each."""
    cast = xiqiao()
    for text in SAID:
        tell(cast, f"乔园社区三巷{text}，请来看看", topic="")
    monkeypatch.setattr(round, "FOLDED", 1)


def sealed() -> int:
    return sum(Seal.objects.values_list("count", flat=True))


def test_sealing_stops_after_a_part(behind):
    round.seal_entries(context(stopping=True), 0)
    part = sealed()
    assert 0 < part < Entry.objects.count()
    round.seal_entries(context(stopping=False), 0)
    assert sealed() == Entry.objects.count()


@pytest.mark.parametrize(("name", "task"), [("tally", round.fold_tally), ("measures", round.count_measures)])
def test_counting_stops_after_a_part(behind, name, task):
    first, last = (Entry.objects.order_by(order).values_list("tx", flat=True)[0] for order in ("tx", "-tx"))
    Cursor.objects.update_or_create(name=name, defaults={"tx": first - 1})
    task(context(stopping=True), 0)
    assert Cursor.objects.get(pk=name).tx < last
    task(context(stopping=False), 0)
    assert Cursor.objects.get(pk=name).tx >= last
