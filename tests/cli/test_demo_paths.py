"""The demo's dates of applicants and members: a branch whose page has something to say on any day."""

import random
from datetime import datetime

import pytest

from lianxin.demo import paths
from lianxin.demo.people import Names
from lianxin.kernel.acts import birthday, path
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import paths as reads
from lianxin.language.calendar import SHANGHAI
from tests.cli.test_demo_ties import live

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on", ["2026-11-26", "2026-03-31", "2028-02-29", "2026-05-02"])
def test_a_branch_has_applicants_and_members_on_their_paths_whatever_the_day(on):
    now = datetime.fromisoformat(f"{on}T10:00:00").replace(tzinfo=SHANGHAI)
    cast = live("shiweitang")
    assert paths.walk(cast, Names(random.Random(3)), now) == 6
    found = reads.of_branch(packs.of_town(cast.town.pk), cast.where.by_key["branch_qiaodong"].id)
    assert {key: len(rows) for key, rows in found.items()} == {"joining": 4, "lost": 1, "elsewhere": 1}
    assert path.remind(now) >= 3 and path.remind(now) == 0
    assert birthday.remind(now) == 1


def test_a_town_without_such_a_branch_has_none():
    assert paths.walk(live("junhe"), Names(random.Random(3)), datetime(2026, 11, 26, 10, tzinfo=SHANGHAI)) == 0
