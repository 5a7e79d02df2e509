"""Two hands at the last medal, over connections of their own: exactly one gets it; a card loses nothing."""

from datetime import date
from functools import partial

import pytest

from lianxin.kernel.acts import medal, member
from lianxin.kernel.models import Entry, Stock
from lianxin.kernel.reads import medal as reads
from lianxin.kernel.reads import stock as books
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao
from tests.concurrency.threads import at_once
from tests.kernel.organisation import organisation
from tests.kernel.test_medal import YEAR, awarded, back, handed, medals_at, old, receipt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def org():
    return organisation(xiqiao(), 0)


def test_the_last_medal_goes_to_one(org):
    medals_at(org, org.branch, 1)
    people = [old(org, f"老党员{n}") for n in range(8)]
    results = at_once([partial(handed, org, person) for person in people])
    assert sum(isinstance(one, Entry) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Refused)} == {"too-few"} and len(results) == 8
    assert [awarded(person) for person in people].count(YEAR) == 1
    kept = reads.book(org.cast.town.pk, YEAR, None)
    assert (len(kept.moves), len(kept.signed)) == (1, 1)
    assert books.balances(org.cast.town.pk, ["medal"])[0].even
    assert not Stock.objects.filter(unit__isnull=False, n__gt=0).exists()


def test_one_person_is_handed_one(org):
    medals_at(org, org.branch, 5)
    person = old(org)
    results = at_once([partial(handed, org, person)] * 5)
    assert sum(isinstance(one, Entry) for one in results) == 1
    assert all(one.code == "awarded" for one in results if not isinstance(one, Entry))
    assert reads.shelves(org.cast.town.pk)[0].n == 4


def test_one_medal_comes_back_once(org):
    medals_at(org, org.branch, 2)
    person, other = old(org), old(org, "另一位")
    handed(org, person)
    handed(org, other)
    results = at_once([partial(back, org, person)] * 6)
    assert sum(isinstance(one, Entry) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Refused)} == {"unsigned"}
    assert not [one for one in results if not isinstance(one, Entry | Refused)]
    kept = reads.book(org.cast.town.pk, YEAR, None)
    assert (len(kept.moves), len(kept.signed), len(kept.back)) == (1, 1, 1) and kept.even
    assert (awarded(person), awarded(other)) == (None, YEAR) and reads.shelves(org.cast.town.pk)[0].n == 1


def test_back_from_one_and_out_to_another_at_the_same_moment(org):
    medals_at(org, org.branch, 1)
    first, people = old(org), [old(org, f"老党员{n}") for n in range(4)]
    handed(org, first)
    results = at_once([partial(back, org, first), *(partial(handed, org, person) for person in people)])
    assert isinstance(results[0], Entry)
    assert not [one for one in results if not isinstance(one, Entry | Refused)]
    out = sum(isinstance(one, Entry) for one in results[1:])
    assert out <= 1  # the only medal: whoever came after it was back
    kept = reads.book(org.cast.town.pk, YEAR, None)
    assert (len(kept.moves), len(kept.signed), len(kept.back)) == (out, out, 1) and kept.even
    assert [awarded(person) for person in people].count(YEAR) == out and awarded(first) is None
    assert books.balances(org.cast.town.pk, ["medal"])[0].even


def test_dates_mended_meanwhile_do_not_undo_the_medal(org):
    medals_at(org, org.branch, 1)
    person, branch = old(org), org.branch.pk
    mend = partial(
        member.note_dates, org.secretary, branch, person, {"admitted": date(1973, 6, 30)}, NOW
    )  # fmt: skip
    hand = partial(medal.hand_over, org.secretary, branch, person, YEAR, receipt(org), NOW)
    results = at_once([mend, mend, hand, mend, mend])
    assert not [one for one in results if isinstance(one, Exception)]
    assert awarded(person) == YEAR
    assert member.dates_of(org.secretary, branch, person, NOW)[1].admitted == date(1973, 6, 30)
