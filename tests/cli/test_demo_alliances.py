"""The demo's joint councils: every list of the page is filled, the branch that leads has its roll, plan stands beside
done."""

from datetime import datetime, timedelta

import pytest

from lianxin.demo import alliances
from lianxin.demo.people import Names
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import alliance, packs, roll
from tests.cli.test_demo_ties import live

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")
START = NOW - timedelta(days=40)


def gathered(key):
    import random  # noqa: PLC0415

    cast = live(key)
    assert alliances.gather(cast, Names(random.Random(2)), START, NOW) == len(alliances.NEEDS)
    return cast, alliances.COUNCILS[key]


@pytest.mark.parametrize("key", alliances.COUNCILS)
def test_every_list_is_filled(key):
    cast, said = gathered(key)
    found = alliance.of_town(cast.holding("governance")[0], cast.town.pk, NOW)
    one = found[cast.where.by_key[said.place].id]
    assert len(one.members) == 2 * len(said.offers) and len(one.resources) == len(said.offers)
    assert [len(some) for some in (one.waiting, one.projects, one.done)] == [2, 3, 1]
    assert [held.state for held in one.meetings] == ["planned", "held"]
    people = roll.members([cast.where.by_key[said.lead].id], NOW)
    assert len(people) == alliances.MEMBERS == len(set(people.values()))


def test_a_unit_with_an_agreement_claims_over_its_link():
    gathered("shiweitang")
    claims = Entry.objects.filter(act="matter.claim")
    assert claims.filter(person__isnull=True).exists() and claims.filter(person__isnull=False).exists()


def test_a_plan_stands_beside_what_is_done():
    cast, _ = gathered("shiweitang")
    streams = packs.of_town(cast.town.pk).said.programmes["year_plan"].streams
    assert all(one.plan and one.indicator for one in streams.values())


def test_a_town_without_a_council_has_none():
    import random  # noqa: PLC0415

    assert alliances.gather(live("junhe"), Names(random.Random(2)), START, NOW) == 0
