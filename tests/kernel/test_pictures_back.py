"""Of several matters with the same picture each has its own again, in whatever order they are parted."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from lianxin.kernel.acts import parting
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry, Photo
from tests.cast import NOW

SAME = Picture("a" * 64, 4, 3)
OTHER = Picture("b" * 64, 4, 3)
LATER = NOW + timedelta(days=1)
TEXTS = (
    "江浦路路灯不亮，晚上看不清路",
    "江浦路人行道的砖松了，踩上去溅水",
    "江浦路口的垃圾桶满了没人收，味道很大",
)
DRAIN = "江浦路口的下水道堵了，一下雨就漫上来"


def held():
    return sorted(Photo.objects.values_list("matter_id", "digest"))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_has_its_own_again_in_every_order(cast, tell, order):
    """Three brought one picture, the other none: it has it as long as one of them is there."""
    drain = tell(DRAIN).matter
    three = [tell(text, photos=(SAME, OTHER) if n == 1 else (SAME,)).matter for n, text in enumerate(TEXTS)]
    before = held()
    for one in three:
        merge(cast.who("clerk"), one.pk, drain.pk, NOW)
    for n, at in enumerate(order):
        split(cast.who("clerk"), three[at].pk, LATER)
        assert Photo.objects.filter(matter=drain, digest=SAME.digest).exists() == (n < 2)
    assert held() == before


def test_merged_again_meanwhile_each_still_has_its_own(cast, tell):
    drain, lamp, brick = tell(DRAIN).matter, *(tell(text, photos=(SAME,)).matter for text in TEXTS[:2])
    before, clerk = held(), cast.who("clerk")
    merge(clerk, lamp.pk, drain.pk, NOW)
    merge(clerk, brick.pk, drain.pk, NOW)
    split(clerk, lamp.pk, LATER)
    merge(clerk, lamp.pk, drain.pk, LATER)
    split(clerk, brick.pk, LATER)
    assert Photo.objects.filter(matter=drain).count() == 1
    split(clerk, lamp.pk, LATER)
    assert held() == before


def test_what_a_reporter_of_the_other_brought_too_is_at_both(cast, tell):
    """He joined while the merged one's picture was there, so his own was not written a second time."""
    drain, lamp = tell(DRAIN).matter, tell(TEXTS[0], photos=(SAME,)).matter
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    joined = tell(DRAIN + "。", photos=(SAME,))
    assert joined.merged and joined.matter.pk == drain.pk and Photo.objects.count() == 1
    split(cast.who("clerk"), lamp.pk, LATER)
    assert held() == sorted([(drain.pk, SAME.digest), (lamp.pk, SAME.digest)])
    own = parting.part(cast.who("clerk"), drain.pk, joined.tie.pk, "不是一处", LATER)
    assert held() == sorted([(own.pk, SAME.digest), (lamp.pk, SAME.digest)])


def test_a_merge_of_before_finds_it_by_what_its_reporter_brought(cast, tell):
    drain, lamp, brick = tell(DRAIN).matter, *(tell(text, photos=(SAME,)).matter for text in TEXTS[:2])
    before, clerk = held(), cast.who("clerk")
    for one in (lamp, brick):
        merge(clerk, one.pk, drain.pk, NOW)
        older = Entry.objects.get(act="matter.merge", matter=one)
        was = {name: value for name, value in older.data["was"].items() if name != "stayed"}
        older.pk, older.data = None, {**older.data, "was": was}
        older.save(force_insert=True)
    for one in (lamp, brick):
        split(clerk, one.pk, LATER)
    assert held() == before
