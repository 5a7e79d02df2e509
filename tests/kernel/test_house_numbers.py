"""House numbers that a pack gives a road reach what is filed."""

from __future__ import annotations

import copy

import pytest
from django.utils import timezone

from lianxin.kernel.acts import pack as packs_act
from lianxin.kernel.acts.unit import found_town
from lianxin.kernel.models import Unit
from lianxin.kernel.reads.understanding import reader
from lianxin.kernel.who import SYSTEM
from lianxin.language.pack import from_content
from tests.cast import NOW, founded, pack_of

pytestmark = pytest.mark.django_db
ROAD = "huadi_avenue"


def listed(**numbers: str):
    """石围塘 again, with these house numbers of 花地大道."""
    content = copy.deepcopy(dict(pack_of("shiweitang").content))
    content["units"][ROAD]["numbers"] = numbers
    packs_act.publish(SYSTEM, from_content(content), NOW)
    return from_content(content)


def test_an_address_finds_the_community_of_its_door():
    cast = founded("shiweitang")
    said = "花地大道58号门口的路灯坏了"
    before = reader(cast.town.pk).read(said).place
    assert before.best is not None and before.best.id == cast.unit(ROAD).pk
    found_town(SYSTEM, listed(qiaodong="1-99单 2-60双", shanxi="62-双"), NOW)
    at = reader(cast.town.pk).read(said).place
    assert (at.best.id, at.sure, at.reason.code) == (cast.unit("qiaodong").pk, True, "door")
    assert reader(cast.town.pk).read("花地大道66号漏水").place.best.id == cast.unit("shanxi").pk
    # What the pack says later holds from then on; a community that is closed takes its doors along.
    found_town(SYSTEM, listed(shanxi="2-100双"), NOW)
    assert reader(cast.town.pk).read(said).place.best.id == cast.unit("shanxi").pk
    Unit.objects.filter(pk=cast.unit("shanxi").pk).update(closed_at=timezone.now())
    found_town(SYSTEM, listed(shanxi="2-100双", qiaodong="1-99单"), NOW)
    assert reader(cast.town.pk).read(said).place.best.id == cast.unit(ROAD).pk
