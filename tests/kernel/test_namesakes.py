"""A community's name in a town's own reader, the division list beside it: names of other towns keep it from deciding.
Codes and names are those of the list; sentences are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lianxin.intake.places import PlaceReading
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.acts.unit import Division, import_divisions
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import versions
from lianxin.kernel.reads.understanding import reader
from lianxin.kernel.who import NOBODY, SYSTEM
from tests.cast import NOW, Cast, founded

GUANGZHOU = ("4401", "广州市")
LISTED = [
    Division("440103017009", "桥东社区居委会", "440103017", "石围塘街道", "440103", "荔湾区", *GUANGZHOU),
    Division("440113007045", "桥东社区居民委员会", "440113007", "市桥街道", "440113", "番禺区", *GUANGZHOU),
    Division("440105008012", "桥东社区居委会", "440105008", "素社街道", "440105", "海珠区", *GUANGZHOU),
    Division("440111100201", "秀水村委会", "440111100", "人和镇", "440111", "白云区", *GUANGZHOU),
    Division("440113017001", "穗石社区居委会", "440113017", "小谷围街道", "440113", "番禺区", *GUANGZHOU),
    Division("440104015001", "东华社区居委会", "440104015", "东华街道", "440104", "越秀区", *GUANGZHOU),
    Division("440104016001", "建设社区居委会", "440104016", "建设街道", "440104", "越秀区", *GUANGZHOU),
    Division("440605125001", "沥中社区居委会", "440605125", "大沥镇", "440605", "南海区", "4406", "佛山市"),
]  # fmt: skip


@pytest.fixture
def town(db: None) -> Iterator[Cast]:
    versions.forget()
    cast = founded("shiweitang")
    import_divisions(SYSTEM, LISTED, NOW)
    versions.forget()
    yield cast
    versions.forget()


def read(town: Cast, text: str) -> PlaceReading:
    return reader(town.town.pk).read(text).place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("市桥桥东社区路灯坏了", "outside"),
        ("番禺桥东社区路灯坏了", "outside"),
        ("市桥街道桥东社区路灯坏了", "outside"),
        ("番禺区市桥街桥东社区路灯坏了", "outside"),
        ("市桥那边的桥东社区路灯坏了", "outside"),
        ("小谷围那边的桥东社区路灯坏", "conflict"),
        ("小谷围桥东社区路灯坏", "conflict"),
        ("我是小谷围的，桥东社区路灯坏了", "conflict"),
        ("东华街桥东社区居委会", "conflict"),
        ("大沥桥东社区路灯坏", "other_division"),
        ("大沥那边的桥东社区路灯坏", "other_division"),
        ("人和的秀水社区没有水", "outside"),
    ],
)
def test_a_town_named_without_its_ending_keeps_a_namesake_from_deciding(town, text, code):
    found = read(town, text)
    assert (found.sure, found.reason.code) == (False, code), found.reason.say()


@pytest.mark.parametrize(
    "text",
    [
        "桥东社区路灯坏了",
        "石围塘桥东社区路灯坏了",
        "荔湾区桥东社区路灯坏了",
        "住在桥东，楼道灯不亮",
        "正在建设的桥东社区公园很吵",
        "建设桥东社区口袋公园",
        "我们那边的桥东社区路灯坏了",
        "去东华街买菜回来，桥东社区的路灯坏了",
    ],
)
def test_words_that_name_no_other_town_leave_it_to_the_towns_own(town, text):
    found = read(town, text)
    assert found.sure, found.reason.say()
    assert found.best is not None and found.best.id == town.unit("qiaodong").pk


def test_namesakes_are_candidates_each_with_where_it_is(town):
    found = read(town, "小谷围那边的桥东社区路灯坏")
    own, *others = found.candidates
    assert own.place.id == town.unit("qiaodong").pk
    assert {one.reason.say() for one in others} == {
        "桥东社区在番禺区市桥街道，不在本街镇，请人工判断",
        "桥东社区在海珠区素社街道，不在本街镇，请人工判断",
    }


def test_filed_with_another_town_named_it_waits_for_a_person(town):
    matter = file(NOBODY, Telling("市桥桥东社区路灯坏了", town.town.pk), NOW).matter
    assert matter.unsure and matter.place_id is None
    assert file(NOBODY, Telling("桥东社区楼道灯坏了", town.town.pk), NOW).matter.place_id == town.unit("qiaodong").pk


def test_only_namesakes_and_the_divisions_of_the_city_are_held(town):
    places = reader(town.town.pk).gazetteer.places.values()
    foreign = [one for one in places if one.kind == "community" and town.town.pk not in one.ancestors]
    assert {one.name for one in foreign} == {"桥东社区居民委员会", "桥东社区居委会", "秀水村委会"}
    assert Unit.objects.filter(kind="community", name="穗石社区居委会").exists()
    assert not any(one.name == "大沥镇" for one in places)


def test_a_filing_asks_nothing_about_other_towns(town, django_assert_num_queries):
    asked = reader(town.town.pk)
    with django_assert_num_queries(0):
        assert reader(town.town.pk) is asked
        asked.read("市桥桥东社区路灯坏了")


def test_a_listed_road_with_a_number_decides_and_says_its_community(town):
    found = read(town, "五眼桥涌边街8号门口积水")
    assert (found.best.id, found.sure) == (town.unit("wuyanqiao_lane").pk, True)
    assert found.reason.say() == "读到地址，五眼桥涌边街在桥东社区"
    assert read(town, "芳村大道西12号油烟").reason.say() == "读到地址，芳村大道西在本街镇"
    assert read(town, "五眼桥涌边街积水").reason.code == "town"


def test_an_address_on_a_road_that_is_not_listed_is_told_to_whoever_decides(town):
    found = read(town, "桥东正街12号门口积水")
    assert not found.sure
    assert found.reason.say() == "读到地址，“桥东正街”不在本街镇的地名里，请人工判断在哪个社区"
    assert [(one.place.id, one.reason.say()) for one in found.candidates] == [
        (town.unit("qiaodong").pk, "路名里有“桥东”")
    ]
    assert read(town, "石围塘和平路三号门口积水").reason.code == "unlisted_road"
    assert read(town, "桥东社区和平路3号门口积水").sure
    assert read(town, "我要坐12号线").reason.code == "no_place"


def test_what_is_kept_of_an_address_names_no_door(town):
    matter = file(NOBODY, Telling("我住桥东正街12号301房，楼道漏水", town.town.pk), NOW).matter
    assert matter.unsure and "桥东正街" in matter.reading["place"]["why"]
    said = "".join(re.findall(r"'([^']*)'", str(matter.reading)))  # words alone: an id may be any number
    assert "桥东正街" in said and "12" not in said and "301" not in said


def test_a_town_founded_later_contradicts_from_then_on(town):
    assert read(town, "石牌桥东社区路灯坏了").sure
    import_divisions(
        SYSTEM, [Division("440106004001", "石牌社区", "440106004", "石牌街道", "440106", "天河区", *GUANGZHOU)], NOW
    )
    versions.forget()
    assert not read(town, "石牌桥东社区路灯坏了").sure
