"""One transaction that wrote more than a follower reads at once is read whole, and passed."""

import pytest
from django.db import transaction

from lianxin.kernel.acts import likeness, measures, notice, seal, tally
from lianxin.kernel.models import Cursor, Entry, Seal
from tests.cast import xiqiao
from tests.jobs.steps import tell

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4
SAID = ("路灯坏了三盏", "垃圾两天没人清", "井盖松动响一夜", "树枝挡住了红绿灯")


@pytest.fixture
def cast():
    made = xiqiao()
    with transaction.atomic():
        for text in SAID:
            tell(made, f"乔园社区三巷{text}，请来看看", topic="")
    return made


@pytest.mark.parametrize(
    ("name", "follow"),
    [
        ("tally", lambda now, most: tally.fold(most)),
        ("notices", notice.make),
        ("measures", measures.fold),
        ("issues", likeness.follow),
    ],
)
def test_a_transaction_larger_than_a_round_does_not_hold_it_up(cast, name, follow):
    last = Entry.objects.order_by("-tx").values_list("tx", flat=True)[0]
    before = Entry.objects.order_by("tx").values_list("tx", flat=True)[0]
    Cursor.objects.update_or_create(name=name, defaults={"tx": before - 1})
    rounds = 0
    while follow(cast.now, MANY - 2):
        rounds += 1
        assert rounds < 100
    assert rounds and Cursor.objects.get(pk=name).tx > last


def test_it_is_sealed_whole(cast):
    while seal.seal(cast.now, MANY - 2):
        pass
    entries, sealed = Entry.objects.count(), sum(Seal.objects.values_list("count", flat=True))
    assert entries == sealed > MANY
    largest = max(Seal.objects.values_list("count", flat=True))
    assert largest >= MANY and seal.verify().whole
