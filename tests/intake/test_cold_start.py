"""What the common words alone may settle: little, and never somebody's fall as a complaint. All sentences invented."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from lianxin.intake.words import Understander
from lianxin.kernel.reads.understanding import vocabularies
from lianxin.language.load import load
from tests.cast import PACKS

NATURES = {"c": "consult", "h": "help", "s": "suggest", "k": "complaint", "r": "report"}


@cache
def reader():
    return Understander(vocabularies(load(PACKS / "base", date(2026, 3, 11))))


@pytest.mark.parametrize(
    "text",
    [
        "投诉！路面坑洼没人管，老人跌倒了，严重影响出行",
        "太吵了没人管，有人晕倒在楼下",
        "救命，投诉多次一直没有解决",
        "井盖坏了没人管，投诉无果，昨晚有人受伤",
    ],
)
def test_somebody_hurt_is_no_complaint(text):
    nature = reader().read(text)["nature"]
    assert nature.best == "help" or not nature.sure


@pytest.mark.parametrize(
    "text",
    [
        "楼下有人违章停车",
        "这是什么时候开始的",
        "恳请处理路灯",
        "河水又黑又臭",
        "河道整治何时完工",
        "举报工厂偷排",
        "灯不亮，能派人来修一下吗",
        "建议你们看一看",
        "希望尽快处理",
    ],
)
def test_words_of_which_people_mean_two_things_settle_no_nature(text):
    assert not reader().read(text)["nature"].sure


@pytest.mark.parametrize("text", ["路灯坏了", "地砖松了容易跌倒", "路灯坏了三天没人管", "井盖不见了", "水浸"])
def test_what_is_plainly_broken_is_a_complaint(text):
    read = reader().read(text)["nature"]
    assert (read.best, read.sure) == ("complaint", True)


def test_one_plain_word_settles_nothing_in_a_long_text():
    long = "桥东社区的情况是这样的，前年开始整治以后大家都觉得比以前好了许多，" * 2
    assert not reader().read(long + "后来路灯坏了")["nature"].sure
    assert reader().read(long + "特此投诉")["nature"].sure


@pytest.mark.parametrize("text", ["小学旁边的路灯坏了", "公交站后面路灯坏了", "菜市场门口路灯坏了"])
def test_a_place_beside_which_it_is_says_no_topic(text):
    read = reader().read(text)["topic"]
    assert (read.best, read.sure) == ("light", True)


@cache
def sample():
    rows = yaml.safe_load((Path(__file__).parent / "cold_said.yaml").read_text(encoding="utf-8"))
    return [(topic, NATURES[row[0]], row[1]) for topic, said in rows.items() for row in said]


@pytest.mark.parametrize(("kind", "at", "least"), [("nature", 1, 0.65), ("topic", 0, 0.9)])
def test_most_of_what_residents_write_stands_and_is_right(kind, at, least):
    stood = [(row[at], read) for row in sample() if (read := reader().read(row[2])[kind]).sure]
    assert len(stood) >= least * len(sample())
    assert sum(read.best == asked for asked, read in stood) >= 0.98 * len(stood)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("请问老年卡在哪里办，需要什么材料", "consult"),
        ("我要投诉楼下麻将馆半夜扰民，吵得睡不着", "complaint"),
        ("举报：无证经营，涉嫌传销", "report"),
        ("图书室几点关门", "consult"),
        ("建议在公园后门加装两盏路灯", "suggest"),
        ("想请人教老人用手机", "help"),
    ],
)
def test_what_is_said_plainly_stands(text, nature):
    read = reader().read(text)["nature"]
    assert (read.best, read.sure) == (nature, True)
