"""A text in traditional characters, or with its numbers in words, is read as the same text in the other form."""

from __future__ import annotations

import pytest

from lianxin.intake.fingerprint import fingerprint, normalise, same
from lianxin.intake.grams import pieces
from lianxin.intake.likeness import nearness, sketch
from lianxin.intake.traditional import NAMED, simplified
from lianxin.intake.words import Understander, Vocabulary, plain

SIMPLE = "三栋电梯坏了，我要投诉物业乱收费，楼梯里的灯也没有人换"
TRADITIONAL = "三棟電梯壞了，我要投訴物業亂收費，樓梯裏的燈也沒有人換"


def test_both_scripts_speak_for_the_same_answer():
    reader = Understander([Vocabulary("topic", {"lift": {"电梯": 1.0}, "fee": {"亂收費": 2.0}})])
    for text in (SIMPLE, TRADITIONAL):
        assert reader.read(text)["topic"].words == (("乱收费", "fee", 2.0), ("电梯", "lift", 1.0))


def test_both_scripts_are_one_text():
    assert nearness(sketch(SIMPLE, 1), sketch(TRADITIONAL, 1)) == pytest.approx(1.0)
    assert fingerprint(SIMPLE) == fingerprint(TRADITIONAL)
    assert same(SIMPLE, TRADITIONAL)


def test_simplified_texts_stay_as_they_are():
    text = "乾坤大道瞭望台著名的藉口、后面的钟楼"
    assert simplified(text) is text
    assert plain(text) == text
    assert fingerprint("芳村大道西路灯坏了很久没有人来修").bands == (468669281, 725514221, 1281296443, 1980538802)


def test_every_character_is_one_and_is_done_at_once():
    every = "".join(map(chr, range(0x3400, 0xA000)))
    once = simplified(every)
    assert len(once) == len(every)
    assert sum(one != two for one, two in zip(every, once, strict=True)) > 2_500
    assert all(simplified(chr(sign)) == said for sign, said in NAMED.items())


def test_pieces_of_the_index_are_of_simplified_characters():
    assert pieces("電梯壞了") == pieces("电梯坏了") == ["电梯", "梯坏", "坏了"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("山村路十二号", "山村路12号"),
        ("山村路１２号", "山村路12号"),
        ("三棟二單元一〇二室", "3栋2单元102室"),
        ("一百零二号", "102号"),
        ("地铁二号线", "地铁二号线"),
        ("302一室", "302一室"),
        ("一号码", "一号码"),
        ("我们一起等", "我们一起等"),
    ],
)
def test_counted_numbers_are_digits_before_a_door(said, kept):
    assert normalise(said) == kept


def test_a_door_in_words_merges_and_another_door_does_not():
    told = "山村路{}号门口的路灯坏了很久，晚上走路很危险"
    assert same(told.format("十二"), told.format("12"))
    assert fingerprint(told.format("十二")) == fingerprint(told.format("１２"))
    assert not same(told.format("十二"), told.format("13"))
