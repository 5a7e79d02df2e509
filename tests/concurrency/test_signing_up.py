"""Signing up with real parallel connections: never more than fit, the line in order, nobody lost."""

from datetime import timedelta
from functools import partial

import pytest

from lianxin.kernel.acts import activity, publishing, signup
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee, Signed
from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads.links import link_of
from lianxin.kernel.who import NOBODY, Who
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PLACES, PEOPLE = 12, 60


@pytest.fixture
def concert():
    cast = xiqiao()
    wanted = Plan("concert", "音乐会", NOW + timedelta(days=3), (cast.unit("site_qiaoyuan").pk,), capacity=PLACES)
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
    return publishing.publish(cast.who("leader"), made.pk, "", NOW)


def comer(n):
    return Attendee(Contact(f"街坊{n}", f"138{n:08}"), consent=True, ref=f"form:{n}")


def states(concert):
    ties = Tie.objects.filter(activity=concert, kind="attend").order_by("id")
    return list(ties.values_list("state", flat=True))


def agrees(concert):
    found = Activity.objects.get(pk=concert.pk)
    kept = states(concert)
    assert (found.taken, found.waiting) == (kept.count("signed"), kept.count("waiting"))
    assert found.taken <= PLACES
    return found


def test_capacity_is_never_exceeded_and_the_line_is_in_order(concert):
    works = [partial(signup.sign_up, NOBODY, concert.pk, comer(n), NOW) for n in range(PEOPLE)]
    results = at_once(works)
    assert all(isinstance(one, Signed) for one in results)
    found = agrees(concert)
    assert (found.taken, found.waiting) == (PLACES, PEOPLE - PLACES)
    assert states(concert) == ["signed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert Entry.objects.filter(act="activity.sign").count() == PEOPLE


def test_the_same_form_sent_many_times_is_one_place(concert):
    results = at_once([partial(signup.sign_up, NOBODY, concert.pk, comer(1), NOW) for _ in range(20)])
    assert len({one.tie.pk for one in results}) == 1
    assert sum(not one.again for one in results) == 1
    assert agrees(concert).taken == 1


def test_some_withdraw_while_others_come_and_nobody_is_lost(concert):
    signed = [signup.sign_up(NOBODY, concert.pk, comer(n), NOW) for n in range(PLACES + 8)]
    leaving = [partial(signup.withdraw, Who(reporter_tie=one.tie.pk), one.tie.pk, NOW) for one in signed[:9]]
    coming = [partial(signup.sign_up, NOBODY, concert.pk, comer(100 + n), NOW) for n in range(10)]
    results = at_once([work for pair in zip(leaving, coming, strict=False) for work in pair] + coming[9:])
    assert not [one for one in results if isinstance(one, Exception)]
    found = agrees(concert)
    assert found.taken == PLACES and found.waiting == 9
    ties = Tie.objects.filter(activity=concert, kind="attend").exclude(state="withdrawn").order_by("id")
    kept = list(ties.values_list("state", flat=True))
    assert kept == sorted(kept), "whoever came first has a place before whoever came later"
    assert Entry.objects.filter(act="activity.move_up").count() == 9
    assert len(kept) == PLACES + 8 - 9 + 10


def test_the_key_opens_ones_own_sign_up(concert):
    one = signup.sign_up(NOBODY, concert.pk, comer(1), NOW)
    assert one.key == link_of(one.tie.ref) and signup.of_key(one.key) == one.tie and signup.of_key("x") is None


def test_one_person_at_many_counters_has_one_place(concert):
    """Forms apart from each other, so no `ref` tells that they are the same person: the phone and the name do."""
    forms = [Attendee(Contact("街坊", "13800138000"), consent=True) for _ in range(12)]
    results = at_once([partial(signup.sign_up, NOBODY, concert.pk, form, NOW) for form in forms])
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(refused) == 11 and {one.code for one in refused} == {"again"}
    assert agrees(concert).taken == 1


def test_one_person_cannot_take_two_things_at_the_same_time(concert):
    cast = Activity.objects.get(pk=concert.pk)
    Activity.objects.create(
        kind=cast.kind, title="同时的", pack=cast.pack, town=cast.town, unit=cast.unit, chains=cast.chains,
        starts_at=cast.starts_at, state="planned", shown=True, capacity=PLACES,
    )  # fmt: skip
    both = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    comers = [(pk, Attendee(Contact("街坊", "13800138000"), consent=True)) for pk in both for _ in range(4)]
    results = at_once([partial(signup.sign_up, NOBODY, pk, form, NOW) for pk, form in comers])
    assert sum(isinstance(one, Signed) for one in results) == 1
    assert all(one.code in ("again", "clash") for one in results if isinstance(one, Refused))
    assert Tie.objects.filter(kind="attend", state="signed").count() == 1
