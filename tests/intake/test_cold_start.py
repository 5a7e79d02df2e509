"""What the common words alone may settle: little, and never somebody's fall as a complaint. All sentences invented."""

from datetime import date
from functools import cache

import pytest

from lianxin.intake.words import Understander
from lianxin.kernel.reads.understanding import vocabularies
from lianxin.language.load import load
from tests.cast import PACKS


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
    "text", ["楼下有人违章停车", "这是什么时候开始的", "恳请处理路灯", "地砖松了容易跌倒", "路灯坏了三天没人管"]
)
def test_one_or_two_words_settle_no_nature(text):
    assert not reader().read(text)["nature"].sure


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("请问老年卡在哪里办，需要什么材料", "consult"),
        ("我要投诉楼下麻将馆半夜扰民，吵得睡不着", "complaint"),
        ("举报：无证经营，涉嫌传销", "report"),
    ],
)
def test_what_is_said_plainly_stands(text, nature):
    read = reader().read(text)["nature"]
    assert (read.best, read.sure) == (nature, True)
