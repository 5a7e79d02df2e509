"""惠及人次 is counted from deliveries: people-times, by the day of the delivery, with every correction laid on."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import delivery, measures
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.reads import agreement, measures_check, versions
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.reads.measures_view import everything
from lianxin.language.period import read
from lianxin.language.tie import Span
from tests.kernel import ties

pytestmark = pytest.mark.django_db
MONTH = read("2026-11")


@pytest.fixture
def cast():
    versions.forget()
    yield ties.street()
    versions.forget()


def told(cast, unit=None, period=MONTH):
    return reads.result(unit or cast.town, "people_served", period, cast.now).above.least


def count(cast):
    measures.fold(cast.now)
    measures.recount(cast.town.pk, cast.now)
    while measures.walk(cast.now):
        pass


def test_people_times_of_deliveries_as_corrected(cast):
    office = cast.who("governance")
    two = [ties.agreement(cast), ties.agreement(cast, "partner_clinic", 2)]
    day = ties.TODAY - timedelta(days=3)
    first = delivery.deliver(office, two[0].pk, Delivery("visit", day, 30, "义诊"), cast.now)
    delivery.deliver(office, two[1].pk, Delivery("green", day - timedelta(days=40), 12, "优先挂号"), cast.now)
    count(cast)
    assert (told(cast), told(cast, period=read("2026-10")), told(cast, period=read("2026"))) == (30, 12, 42)
    assert told(cast, cast.unit("partner_hospital")) == 30, "the partner's own count, and not the other's"
    delivery.correct(office, first.pk, 25, "多记了五人次", cast.now)
    assert told(cast) == 25, "a correction counts at once, before the worker"
    measures.fold(cast.now)
    assert told(cast) == 25 and not list(measures_check.records_wrong()) and not measures_check.sums_wrong()
    grid = agreement.grid(cast.town.pk, "baiyi", Span(MONTH.first, MONTH.last), cast.now)
    assert grid.total() == told(cast)
    assert [row.record for row in everything(cast.town, "people_served.above", MONTH, 9)] == [first.pk]
    delivery.correct(office, first.pk, 0, "记错了人", cast.now)
    assert told(cast) == 0 and everything(cast.town, "people_served.above", MONTH, 9) == []
    measures.fold(cast.now)
    assert told(cast, period=read("2026")) == 12 and not measures_check.sums_wrong()


def test_what_is_counted_in_times_is_no_people(cast):
    """A joint activity is one time, however many came; service to residents is people-times."""
    office, made = cast.who("governance"), ties.agreement(cast, kind="agreement")
    delivery.deliver(office, made.pk, Delivery("activity", ties.TODAY, 5, "联合活动"), cast.now)
    assert told(cast) == 0
    delivery.deliver(office, made.pk, Delivery("service", ties.TODAY, 7, "上门服务"), cast.now)
    assert told(cast) == 7
