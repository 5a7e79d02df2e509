"""The demo's ties: 38 ↔ 19 stand on the board, the grid has done and undone cells, the book of kits is even."""

from datetime import datetime, timedelta

import pytest

from lianxin.demo import ties
from lianxin.demo.people import Cast, Names, settle
from lianxin.kernel.acts import pack, unit
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import agreement, packs, pairing
from lianxin.kernel.reads import stock as books
from lianxin.kernel.who import SYSTEM
from lianxin.language.tie import Span
from tests.cast import pack_of

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")
START = NOW - timedelta(days=40)


def live(key) -> Cast:
    import random  # noqa: PLC0415

    pack.publish(SYSTEM, pack_of("base"), START)
    pack.publish(SYSTEM, pack_of(key), START)
    names = Names(random.Random(1))
    cast = settle(unit.found_town(SYSTEM, packs.current(key), START), names, START)
    assert ties.bind(cast, names, START, NOW) > 5
    return cast


def test_thirty_eight_and_nineteen():
    cast = live("shangcheng")
    seen = pairing.board(cast.holding("leader")[0], cast.town.pk, "household", NOW)
    assert (seen.pairs, seen.members, seen.households, seen.mean, seen.uncovered) == (38, 38, 19, "2.0", 0)
    assert seen.rows == []


def test_five_institutions():
    cast = live("shiweitang")
    grid = agreement.grid(cast.town.pk, "baiyi", Span(START.date(), NOW.date()), NOW)
    assert grid.cells == 20 and 0 < grid.done < 20
    assert books.balances(cast.town.pk, ["kit"])[0].even
    assert pairing.board(cast.holding("leader")[0], cast.town.pk, "household", NOW).uncovered == 1
    assert Tie.objects.filter(kind="volunteer").count() == len(ties.SKILLS)


@pytest.mark.parametrize("key", ["xiqiao", "junhe"])
def test_the_other_towns(key):
    cast = live(key)
    assert books.balances(cast.town.pk, ["kit"])[0].even
    assert Tie.objects.filter(town=cast.town, kind="volunteer").count() == len(ties.SKILLS)
