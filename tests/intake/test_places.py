"""Where a text is about: endings, ambiguity, context of the town, sites and roads. Names and codes are real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.addresses import address
from lianxin.intake.place_names import stem
from lianxin.intake.places import Gazetteer, Place

CITY, LIWAN, PANYU, SWT, SHIQIAO, QIAODONG, OTHER = 1, 2, 3, 4, 5, 6, 7
PLACES = [
    Place(CITY, "广州市", "city", "4401"),
    Place(LIWAN, "荔湾区", "district", "440103", (CITY,)),
    Place(PANYU, "番禺区", "district", "440113", (CITY,)),
    Place(SWT, "石围塘街道", "town", "440103017", (LIWAN, CITY)),
    Place(SHIQIAO, "市桥街道", "town", "440113007", (PANYU, CITY)),
    Place(QIAODONG, "桥东社区居委会", "community", "440103017009", (SWT, LIWAN, CITY)),
    Place(OTHER, "桥东社区居民委员会", "community", "440113007045", (SHIQIAO, PANYU, CITY)),
    Place(8, "山村社区居委会", "community", "440103017001", (SWT, LIWAN, CITY)),
    Place(9, "芳雅苑社区居委会", "community", "440103017011", (SWT, LIWAN, CITY)),
    Place(10, "桥东党群服务驿站", "site", None, (QIAODONG, SWT, LIWAN, CITY), ("桥东驿站",)),
    Place(11, "龙溪花园", "estate", None, (QIAODONG, SWT, LIWAN, CITY)),
    Place(12, "芳村大道西", "road", None, (SWT, LIWAN, CITY)),
    Place(13, "桥东正街", "road", None, (QIAODONG, SWT, LIWAN, CITY)),
    Place(14, "如意社区居委会", "community", "440103017004", (SWT, LIWAN, CITY), ("如意",)),
]
ANYWHERE = Gazetteer(PLACES)
HERE = Gazetteer(PLACES, SWT)
OWN = Gazetteer([one for one in PLACES if one.id not in (PANYU, SHIQIAO, OTHER)], SWT)


def test_a_bare_community_name_never_decides_alone():
    reading = ANYWHERE.find("桥东社区的路灯坏了")
    assert not reading.sure
    assert {one.place.id for one in reading.candidates} == {QIAODONG, OTHER}
    assert reading.reason.say() == "叫“桥东社区”的有2个，请人工判断是哪一个"


def test_not_even_a_name_that_exists_once_without_its_street():
    reading = ANYWHERE.find("芳雅苑社区垃圾没人收")
    assert (reading.best.id, reading.sure, reading.reason.code) == (9, False, "only_name")


def test_in_the_towns_own_context_the_only_one_of_that_name_decides():
    reading = HERE.find("桥东社区的路灯坏了")
    assert (reading.best.id, reading.sure) == (QIAODONG, True)
    assert reading.reason.say() == "本街道内只有一个桥东社区"
    (candidate,) = reading.candidates
    assert candidate.matched == "桥东社区" and candidate.span == (0, 4)


@pytest.mark.parametrize(
    "text",
    [
        "石围塘街道桥东社区路灯坏了",
        "石围塘桥东社区",
        "荔湾区桥东社区居委会门口",
        "荔湾石围塘街桥东居委会",
        "石围塘办事处桥东社区居民委员会",
        "桥东社区,在荔湾区",
    ],
)
def test_a_name_above_it_in_the_text_decides(text):
    reading = ANYWHERE.find(text)
    assert (reading.best.id, reading.sure, reading.reason.code) == (QIAODONG, True, "named")


def test_the_text_may_name_another_town_than_the_one_it_was_filed_in():
    reading = HERE.find("市桥街道桥东社区路灯坏了")
    assert (reading.best.id, reading.sure, reading.reason.code) == (OTHER, False, "outside")


def test_a_division_the_list_does_not_know_in_front_keeps_it_from_deciding():
    reading = OWN.find("番禺区市桥街道桥东社区路灯坏了")
    assert not reading.sure and reading.reason.code == "other_division"
    assert OWN.find("我们社区桥东社区居委会").sure


def test_a_street_that_does_not_hold_the_community_is_a_conflict():
    reading = ANYWHERE.find("市桥街道芳雅苑社区")
    assert not reading.sure and reading.reason.code == "conflict"


def test_only_the_town_is_named():
    reading = HERE.find("石围塘街道办事处的工作人员")
    assert (reading.best.id, reading.sure, reading.reason.code) == (SWT, False, "only_upper")


@pytest.mark.parametrize(
    ("text", "place"),
    [("龙溪花园3栋电梯坏了", 11), ("桥东驿站的空调", 10), ("桥东党群服务驿站门口", 10), ("桥东正街12号门口井盖", 13)],
)
def test_sites_estates_and_roads_of_the_town_decide(text, place):
    reading = HERE.find(text)
    assert (reading.best.id, reading.sure) == (place, True)


def test_the_deepest_place_of_one_line_is_best():
    assert HERE.find("桥东社区龙溪花园").best.id == 11
    assert HERE.find("龙溪花园,在桥东社区").best.id == 11


def test_two_places_go_to_a_person():
    reading = HERE.find("桥东社区和山村社区交界处")
    assert not reading.sure and reading.reason.code == "several"
    assert {one.place.id for one in reading.candidates} == {QIAODONG, 8}


@pytest.mark.parametrize("text", ["我住在桥东,路灯坏了", "石围塘街道桥东", "如意的路灯坏了", "来自如意"])
def test_a_name_without_its_ending_counts_where_the_words_speak_of_a_place(text):
    assert HERE.find(text).sure


@pytest.mark.parametrize("text", ["祝大家万事如意", "如意幸福生活", "大桥东侧堵车", "今天天气很好", ""])
def test_a_name_that_is_just_a_word_is_no_place(text):
    reading = HERE.find(text)
    assert (reading.candidates, reading.best, reading.sure, reading.reason.code) == ((), None, False, "no_place")


def test_a_scanned_site_is_sure_whatever_the_text_says():
    reading = HERE.find("山村社区路灯坏了", site_id=10)
    assert (reading.best.id, reading.sure, reading.reason.say()) == (10, True, "扫码地点：桥东党群服务驿站")
    assert [one.place.id for one in reading.candidates] == [10, 8]
    assert HERE.find("路灯坏了", site_id=999).best is None


@pytest.mark.parametrize(
    ("name", "kind", "telling"),
    [
        ("桥东社区居民委员会", "community", "桥东"),
        ("桥东居委会", "community", "桥东"),
        ("石井村村民委员会", "community", "石井"),
        ("新村村委会", "community", "新村"),
        ("简村社区居委会", "community", "简村"),
        ("河村委会", "community", "河村"),
        ("源城区上城街道下城社区居民委员会", "community", "下城"),
        ("广东省河源市和平县大坝镇石井村村民委员会", "community", "石井"),
        ("圩镇居委会", "community", "圩镇"),
        ("石围塘街道", "town", "石围塘"),
        ("西樵镇", "town", "西樵"),
        ("佛山市南海区", "district", "南海"),
        ("龙溪花园", "estate", "龙溪花园"),
    ],
)
def test_the_telling_part_of_a_name(name, kind, telling):
    assert stem(name, kind, ("上城街道",)) == telling


def test_addresses_in_a_text():
    found = address("我住在花地大道12号,和平路十五号之二旁边,和12号线无关")
    assert [(one.road, one.number) for one in found] == [("花地大道", "12号"), ("和平路", "十5号之2")]


def test_a_listed_road_is_put_in_its_community():
    (one,) = HERE.addresses("桥东正街12号门口积水")
    assert (one.place.id, [place.id for place in one.communities]) == (13, [QIAODONG])
    (unlisted,) = HERE.addresses("和平路3号")
    assert unlisted.place is None
    assert [one.road for one in address("芳村大道西12号油烟")] == ["芳村大道西"]


def test_towns_of_many_communities_of_one_name():
    twin = Gazetteer([*PLACES, Place(20, "桥东村委会", "village", None, (SWT, LIWAN, CITY))], SWT)
    assert twin.find("桥东村的路").best.id == 20 or not twin.find("桥东村的路").sure


@given(st.text(alphabet="桥东社区居委会石围塘街道荔湾区市村正街龙溪花园12号住在,", max_size=40))
def test_readings_are_true_to_the_text(text):
    for gazetteer in (ANYWHERE, HERE, OWN):
        reading = gazetteer.find(text)
        assert all(text[slice(*one.span)] == one.matched for one in reading.candidates)
        assert not reading.sure or reading.best is not None
        assert reading.reason.say() and reading.reason.say("en")
        if gazetteer is OWN and reading.sure:
            assert SWT in (reading.best.id, *reading.best.ancestors)
