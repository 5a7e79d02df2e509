"""Where an address is on a road that runs through several communities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianxin.intake.places import Gazetteer
from lianxin.language.stretch import stretches
from tests.intake.test_places import PLACES, QIAODONG, SWT

ROAD, SHANCUN, ESTATE = 12, 8, 11


def listed(**numbers: str) -> Gazetteer:
    """The town's gazetteer, 芳村大道西 with these house numbers."""
    ids = {"qiaodong": QIAODONG, "shancun": SHANCUN}
    found = tuple(replace(one, unit=ids[str(one.unit)]) for one in stretches(numbers))
    return Gazetteer([replace(one, stretches=found) if one.id == ROAD else one for one in PLACES], SWT)


DOORS = listed(qiaodong="1-99单 2-40双", shancun="101-单 42-双")
PLAIN = Gazetteer(PLACES, SWT)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("芳村大道西12号门口路灯坏了", QIAODONG),
        ("芳村大道西１５号之二楼道堆杂物", QIAODONG),
        ("芳村大道西十五号楼上漏水", QIAODONG),
        ("芳村大道西一百零一号门口积水", SHANCUN),
        ("石围塘街道芳村大道西58号", SHANCUN),
        ("芳村大道西42号至60号一带停水", SHANCUN),
        ("山村社区芳村大道西58号", SHANCUN),
        ("桥东社区龙溪花园,芳村大道西12号", ESTATE),
    ],
)
def test_the_door_says_in_which_community(text, place):
    reading = DOORS.find(text)
    assert (reading.best.id, reading.sure) == (place, True)


def test_the_reason_names_road_and_community_and_not_the_door():
    reading = DOORS.find("芳村大道西12号302房漏水")
    assert (reading.reason.code, reading.reason.say()) == ("door", "芳村大道西的这段门牌在桥东社区居委会")
    assert [one.place.id for one in reading.candidates] == [QIAODONG, ROAD]
    assert "12" not in reading.reason.say() + reading.reason.say("en")


@pytest.mark.parametrize(
    "text",
    [
        "桥东社区芳村大道西58号路灯坏了",
        "龙溪花园旁芳村大道西101号",
        "芳村大道西12号到芳村大道西101号都没水",
        "芳村大道西38-46号没水",
        "芳村大道西12号和101号",
    ],
)
def test_doors_that_lie_elsewhere_go_to_a_person(text):
    reading = DOORS.find(text)
    assert not reading.sure and reading.reason.code == "doors_apart"
    assert {QIAODONG, SHANCUN} & {one.place.id for one in reading.candidates}


def test_a_door_the_list_does_not_hold_leaves_the_road():
    reading = listed(qiaodong="1-9").find("芳村大道西12号")
    assert (reading.best.id, reading.sure, reading.reason.say()) == (ROAD, True, "读到地址，芳村大道西在本街镇")


@pytest.mark.parametrize("gazetteer", [PLAIN, DOORS])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("桥东社区芳村大道西的路灯坏了", QIAODONG),
        ("龙溪花园门口芳村大道西积水", ESTATE),
        ("桥东正街8号对面芳村大道西", 13),
    ],
)
def test_a_road_through_several_communities_contradicts_none(gazetteer, text, place):
    reading = gazetteer.find(text)
    assert (reading.best.id, reading.sure) == (place, True)


def test_two_such_roads_still_go_to_a_person():
    twin = replace(PLACES[11], id=21, name="花地大道")
    reading = Gazetteer([*PLACES, twin], SWT).find("芳村大道西和花地大道路口")
    assert not reading.sure and reading.reason.code == "several"
