"""A word that begins the name of a road no list holds speaks for no answer; every other word still does."""

from __future__ import annotations

import pytest

from lianxin.intake.words import Understander, Vocabulary

TOPICS = Vocabulary(
    "topic",
    {
        "refuse": {"垃圾": 1.0, "垃圾桶": 1.0},
        "water": {"水厂": 1.0, "积水": 1.0, "水管": 1.0},
        "road": {"施工": 1.0, "路面": 1.0, "公路": 1.0, "铁路": 1.0, "桥": 1.0, "修一下": 1.0, "高架": 1.0},
        "light": {"路灯": 1.0},
        "noise": {"烧烤": 1.0, "麻将": 1.0},
        "parking": {"停车": 1.0, "占道": 1.0},
    },
)
READER = Understander([TOPICS])


def spoke(text, named=()):
    return {word for word, _, _ in READER.read(text, named)["topic"].words}


@pytest.mark.parametrize(
    "text",
    [
        "水厂路12号",
        "新水厂路十五号三楼",
        "麻将巷8号隔壁",
        "桥街20号",
        "烧烤街中段3号",
        "麻将大街一巷",
        "垃圾桶桥5-9号",
        "我住水厂路。",
        "我家在老水厂路，",
        "走到垃圾桶路口",
        "水厂路附近",
        "从麻将街到菜场",
        "经过水厂路上",
        "乔园社区水厂路一带",
        "请看：水厂路",
        "水廠路附近",
        # What befalls roads begins the name of one all the same where a number follows, or somebody lives there.
        "积水路12号",
        "我住积水路。",
        "家在积水路附近",
        "在积水路中段，",
        # A thing names a road by its crossing too.
        "在水厂路口",
        "住水管路旁",
    ],
)
def test_a_word_that_begins_a_roads_name_does_not_speak(text):
    assert spoke(text) == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("垃圾桶路灯都坏了", {"垃圾桶", "路灯"}),
        ("积水路口太多", {"积水"}),
        ("施工路段没有警示", {"施工"}),
        ("乱停车路边", {"停车"}),
        ("水管道堵", {"水管"}),
        ("公路上", {"公路"}),
        ("铁路桥下面", {"铁路", "桥"}),
        ("修一下路，谢谢", {"修一下"}),
        ("占道路两边", {"占道"}),
        ("在烧烤街上", {"烧烤"}),
        ("住高架桥旁", {"高架", "桥"}),
        ("水厂公路旁", {"水厂", "公路"}),
        ("扔垃圾路过", {"垃圾"}),
        ("水厂停水", {"水厂"}),
        ("桥路面", {"桥", "路面"}),
        ("在积水路口", {"积水"}),
        ("到积水路口就走不了", {"积水"}),
        ("在積水路口", {"积水"}),
        ("在积水路边等车", {"积水"}),
        ("在积水路面上滑倒", {"积水", "路面"}),
        ("经过积水路段", {"积水"}),
        ("从施工路上走", {"施工"}),
        ("在施工路中摔倒", {"施工"}),
        ("住在停车路旁", {"停车"}),
        ("走到积水街口", {"积水"}),
        ("在积水桥上", {"积水", "桥"}),
        ("积水路旁", {"积水"}),
    ],
)
def test_every_other_word_still_speaks(text, words):
    assert spoke(text) == words


def test_a_name_before_it_makes_it_a_road():
    text = "听涛苑水厂路口没有灯"
    assert spoke(text) == {"水厂"}
    assert spoke(text, [(0, 3)]) == set()


def test_a_name_before_what_befalls_a_road_says_where_it_befalls():
    assert spoke("听涛苑积水路口没有灯", [(0, 3)]) == {"积水"}


@pytest.mark.parametrize("where", ["路口", "路边", "路面", "路段", "路上", "路中", "路旁", "街口", "巷口"])
@pytest.mark.parametrize("before", ["", "在", "到", "经过", "我家在", "南门社区", "，"])
def test_every_edge_of_a_road_leaves_what_befalls_it_to_speak(before, where):
    assert "施工" in spoke(f"{before}施工{where}") and "停车" in spoke(f"{before}停车{where}不方便")
