"""Places in English: they are found by the names the pack gives them, and nobody is seen in them."""

from __future__ import annotations

import pytest

from lianxin.intake.place import Place
from lianxin.intake.places import Gazetteer
from lianxin.intake.privacy import redact

TOWN, QIAODONG, RUYI, BRIDGE, ESTATE, ROAD = 1, 2, 3, 4, 5, 6
PLACES = [
    Place(TOWN, "石围塘街道", "town", english="Shiweitang Sub-district"),
    Place(QIAODONG, "桥东社区", "community", None, (TOWN,), english="Qiaodong"),
    Place(RUYI, "如意社区", "community", None, (TOWN,), english="Ruyi"),
    Place(BRIDGE, "五眼桥", "place", None, (QIAODONG, TOWN), english="Wuyan Bridge"),
    Place(ESTATE, "逸彩庭园", "estate", None, (RUYI, TOWN), english="Yicai Gardens"),
    Place(ROAD, "山村路", "road", None, (RUYI, TOWN), english="Shancun Road"),
]
HERE = Gazetteer(PLACES, TOWN)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Street light broken at Wuyan Bridge", BRIDGE),
        ("street light broken at wuyan bridge, two weeks now", BRIDGE),
        ("NO LIGHT AT WUYAN BRIDGE", BRIDGE),
        ("Rubbish in Yicai Gardens for days", ESTATE),
        ("hole in Shancun Road", ROAD),
        ("逸彩那边Wuyan Bridge的灯坏了", BRIDGE),
        ("Lift broken in Qiaodong Community", QIAODONG),
        ("no water in qiaodong", QIAODONG),
    ],
)
def test_a_place_is_found_by_its_english_name(text, place):
    reading = HERE.find(text)
    assert (reading.best and reading.best.id, reading.sure) == (place, True)


@pytest.mark.parametrize("text", ["the Ruyiju shop is loud", "Wuyan Bridges", "xqiaodong"])
def test_part_of_a_longer_word_is_no_place(text):
    assert HERE.find(text).best is None


@pytest.mark.parametrize(
    "text",
    [
        "Street light broken at Wuyan Bridge",
        "Rubbish in Yicai Gardens and Huifu Gardens",
        "Water on Shancun Road for days",
        "hole at Fangcun Avenue West",
        "Jiaokou Coach Station is dark",
        "a dog in Liwan District",
    ],
)
def test_nobody_is_seen_in_a_place(text):
    assert redact(text)[0] == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Maria Santos lives here", "[姓名] lives here"),
        ("Near Wuyan Bridge Maria Santos fell", "Near Wuyan Bridge [姓名] fell"),
        ("Mr John Park called", "Mr [姓名] called"),
    ],
)
def test_people_beside_places_are_hidden(text, kept):
    assert redact(text)[0] == kept
