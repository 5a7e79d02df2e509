"""A matter that names a place of another town: one press leads to the step that tells where to go."""

from __future__ import annotations

import html

import pytest
from tests.cast import NOW

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.unit import Division, import_divisions
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import versions
from lianxin.kernel.who import SYSTEM

THERE = ("440604011009", "民乐社区居民委员会", "440604011", "石湾街道", "440604", "禅城区", "4406", "佛山市")
SAID = "您说的“民乐社区”在禅城区石湾街道，请向那里反映"


@pytest.fixture
def elsewhere(cast, tell):
    import_divisions(SYSTEM, [Division(*THERE)], NOW)
    versions.forget()
    return tell("石湾那边的民乐社区路灯坏了", place=None).matter


def test_the_step_stands_beside_the_place_with_its_reason_written(elsewhere, at_desk):
    client = at_desk("clerk")
    address = f"/matter/{elsewhere.pk}/do/refer"
    assert f'href="{address}?away=1"' in client.get(f"/matter/{elsewhere.pk}").content.decode()
    assert SAID in html.unescape(client.get(f"{address}?away=1").content.decode())
    assert SAID not in html.unescape(client.get(address).content.decode()), "whoever comes by himself writes himself"
    assert client.post(address, {"reason": SAID}).status_code == 302
    elsewhere.refresh_from_db()
    assert elsewhere.outcome == "referred" and not elsewhere.is_open
    assert SAID in Entry.objects.get(matter=elsewhere, act="matter.refer").data["answers"]["reason"]


def test_it_stands_where_no_place_of_the_town_is_named_and_for_those_who_may(cast, elsewhere, tell, at_desk):
    here = tell("民乐社区的路灯坏了", place=None).matter
    assert "away=1" not in at_desk("clerk").get(f"/matter/{here.pk}").content.decode()
    correct(cast.who("clerk"), elsewhere.pk, NOW, place_id=cast.unit("jiangpu").pk)
    assert "away=1" not in at_desk("clerk").get(f"/matter/{elsewhere.pk}").content.decode(), "somebody said where it is"


def test_whoever_may_not_refer_it_is_not_asked(elsewhere, at_desk):
    page = at_desk("leader").get(f"/matter/{elsewhere.pk}").content.decode()
    assert "不在本街镇" in page and "away=1" not in page


def test_a_town_that_stands_before_the_place_is_named_whole(tell, at_desk):
    one = tell("投诉禅城区石湾街道民乐社区的路灯坏了", place=None).matter
    address = f"/matter/{one.pk}/do/refer?away=1"
    assert f'href="{address}"' in at_desk("clerk").get(f"/matter/{one.pk}").content.decode()
    assert SAID in html.unescape(at_desk("clerk").get(address).content.decode())
