"""Many hands at one shelf, over connections of their own: no kit is handed out twice, no two terms overlap."""

from functools import partial

import pytest

from lianxin.kernel.acts import stock, tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.models import Entry, Stock, Tie
from lianxin.kernel.reads import stock as books
from lianxin.language.reason import Refused
from tests.concurrency.threads import at_once
from tests.kernel.ties import NOW, TODAY, street

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return street()


def kit(cast, n, source, to, **more):
    return Move("kit", n, source, to, cast.town.pk, cast.unit("qiaodong_station").pk, TODAY, **more)


def test_forty_people_at_once_take_thirty_kits(cast):
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    people = [Holder(person_id=cast.people[name].pk) for name in ("member", "secretary", "leader", "clerk")]
    who = cast.who("governance")
    stock.move(who, kit(cast, 30, OUTSIDE, station), NOW)
    works = [partial(stock.move, who, kit(cast, 1, station, people[n % 4]), NOW) for n in range(40)]
    results = at_once(works)
    assert sum(isinstance(one, Entry) for one in results) == 30
    assert all(one.code == "too-few" for one in results if not isinstance(one, Entry))
    found = books.balances(cast.town.pk, ["kit"])[0]
    assert (found.issued, found.held, found.there) == (30, 30, 0) and found.even


def test_moves_to_and_fro_at_once_wait_for_nobody(cast):
    one, other = Holder(unit_id=cast.unit("qiaodong_station").pk), Holder(unit_id=cast.unit("qiaodong").pk)
    who = cast.who("governance")
    for holder in (one, other):
        stock.move(who, kit(cast, 20, OUTSIDE, holder), NOW)
    ways = [(one, other), (other, one)]
    results = at_once([partial(stock.move, who, kit(cast, 1, *ways[n % 2]), NOW) for n in range(32)])
    assert all(isinstance(result, Entry) for result in results)
    assert list(Stock.objects.order_by("pk").values_list("n", flat=True)) == [20, 20]


def test_one_submission_at_once_moves_once(cast):
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    works = [partial(stock.move, cast.who("governance"), kit(cast, 5, OUTSIDE, station, ref="tap"), NOW)] * 8
    results = at_once(works)
    assert {one.pk for one in results} == {Entry.objects.get(act="stock.move").pk}
    assert Stock.objects.get().n == 5


def test_a_post_of_a_team_is_given_once(cast):
    who, unit = cast.who("governance"), cast.unit("branch_qiaodong").pk
    wanted = [Wanted("team", cast.town.pk, unit, TODAY, name=f"翟少康{n}", slot="leader") for n in range(8)]
    results = at_once([partial(tie.make, who, one, NOW) for one in wanted])
    assert [type(one) for one in results].count(Tie) == 1
    assert all(isinstance(one, Refused) and one.code == "slot-full" for one in results if not isinstance(one, Tie))
