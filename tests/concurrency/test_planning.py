"""The same form of a plan sent at the same moment, over connections of their own: one activity for everybody."""

from datetime import timedelta
from functools import partial

import pytest

from lianxin.kernel.acts import activity
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Activity, Entry, Tie
from tests.cast import NOW, xiqiao
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT, TIMES = NOW + timedelta(days=3), 8


@pytest.fixture
def cast():
    return xiqiao()


def concert(cast, ref):
    return Plan("concert", "周五音乐会", AT, (cast.unit("site_qiaoyuan").pk,), ref=ref)


def test_the_same_form_at_once_is_planned_once_and_each_gets_the_first(cast):
    who, town = cast.who("governance"), cast.town.pk
    for turn in range(3):
        wanted = concert(cast, f"form:{turn}")
        results = at_once([partial(activity.plan, who, town, wanted, NOW) for _ in range(TIMES)])
        assert [one for one in results if isinstance(one, Exception)] == []
        assert {one.pk for one in results} == {Activity.objects.get(ref=f"form:{turn}").pk}
    assert Entry.objects.filter(act="activity.plan").count() == 3 == Tie.objects.filter(kind="organise").count()


def test_a_series_sent_twice_at_once_is_one_series(cast):
    until = (AT + timedelta(days=21)).date()
    one = partial(
        activity.series, cast.who("governance"), cast.town.pk, concert(cast, "form:series"), "week", until, NOW
    )
    results = at_once([one] * TIMES)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert len({tuple(made.pk for made in planned) for planned in results}) == 1
    assert Activity.objects.count() == len(results[0]) == 4


def test_two_forms_at_once_are_two(cast):
    plans = [concert(cast, f"form:{n}") for n in range(TIMES)]
    results = at_once([partial(activity.plan, cast.who("governance"), cast.town.pk, one, NOW) for one in plans])
    assert len({one.pk for one in results}) == TIMES
