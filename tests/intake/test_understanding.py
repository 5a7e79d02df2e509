"""The one door: a telling goes in, everything that is understood comes out, and doubt goes to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.places import Gazetteer, Place
from lianxin.intake.understanding import MOST, Reader, TooLong, Unreadable, clean
from lianxin.intake.words import Understander, Vocabulary

READER = Reader(
    Understander(
        [
            Vocabulary("nature", {"complaint": {"投诉": 2}, "help": {"求助": 2, "帮忙": 1}}),
            Vocabulary("topic", {"lamp": {"路灯": 2}, "noise": {"太吵": 2}}),
        ]
    ),
    Gazetteer(
        [
            Place(1, "石围塘街道", "town", "440103017"),
            Place(2, "桥东社区居委会", "community", "440103017009", (1,)),
            Place(3, "桥东党群服务驿站", "site", None, (2, 1)),
        ],
        1,
    ),
)


def test_a_clear_sentence_needs_nobody():
    seen = READER.read("我要投诉桥东社区的路灯坏了")
    assert (seen.nature.best, seen.topic.best, seen.place.best.id) == ("complaint", "lamp", 2)
    assert seen.to_person == [] and seen.private == [] and seen.public_text == seen.text


BRIDGE = Reader(
    Understander(
        [
            Vocabulary(
                "topic", {"road": {"桥": 2}, "drain": {"坑渠": 2}, "party": {"社区活动": 2}, "bus": {"客运站": 2}}
            ),
            Vocabulary("nature", {}),
        ]
    ),
    Gazetteer(
        [
            Place(1, "石围塘街道", "town", "440103017"),
            Place(2, "桥东社区居委会", "community", "440103017009", (1,)),
            Place(3, "五眼桥", "site", None, (2, 1)),
            Place(4, "滘口客运站", "site", None, (1,)),
        ],
        1,
    ),
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("五眼桥这边行，坑渠盖烂了", "drain"),
        ("桥东社区坑渠塞了", "drain"),
        ("５０㎡，桥东社区坑渠塞了", "drain"),
        ("滘口客运站门口的坑渠塞了", "drain"),
        ("滘口客运站门口有人", None),
        ("桥东社区活动几点开始", "party"),  # only what lies wholly inside the name is the name's
        ("村里的桥断了，在五眼桥旁边", "road"),
        ("客运站太脏", "bus"),
    ],
)
def test_a_word_inside_a_places_name_says_where_and_not_what(text, topic):
    seen = BRIDGE.read(text)
    assert (seen.topic.best, seen.topic.second) == (topic, None)
    assert BRIDGE.read_all([{"text": text}, {"text": "路"}, {"text": text}])[2] == seen


def test_places_are_looked_for_once(monkeypatch):
    looked = []
    mentions = Gazetteer.mentions
    monkeypatch.setattr(Gazetteer, "mentions", lambda self, text: looked.append(text) or mentions(self, text))
    BRIDGE.read("桥东社区坑渠塞了")
    BRIDGE.read_all([{"text": "五眼桥断了"}])
    assert looked == ["桥东社区坑渠塞了", "五眼桥断了"]


def test_doubt_goes_to_a_person_with_every_reason():
    seen = READER.read("晚上有点烦")
    assert [reason.code for reason in seen.to_person] == ["no_word", "no_place"]
    assert all(reason.say("zh") and reason.say("en") for reason in seen.to_person)


def test_what_a_person_chose_stands():
    seen = READER.read("晚上有点烦", given_nature="help", given_topic="noise", given_place=3)
    assert (seen.nature.best, seen.topic.best, seen.place.best.id) == ("help", "noise", 3)
    assert {one.reason.say() for one in (seen.nature, seen.topic, seen.place)} == {"由登记人选择"}
    assert seen.to_person == []


def test_a_scanned_site_is_the_place():
    assert READER.read("求助,太吵", site_id=3).place.best.id == 3


def test_a_given_place_that_is_not_listed_is_not_believed():
    assert READER.read("求助,太吵", given_place=99).place.best is None


def test_private_things_are_masked_and_named():
    seen = READER.read("求助:我叫王小兰,电话13812345678,桥东社区的路灯坏了")
    assert seen.public_text == "求助:我叫[姓名],电话[电话],桥东社区的路灯坏了"
    assert [span.kind for span in seen.private] == ["name", "phone"]


def test_two_numbers_in_one_text_do_not_make_two_texts():
    one = READER.read("桥东社区的路灯坏了三天,电话13812345678")
    other = READER.read("桥东社区的路灯坏了三天,电话13987654321")
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize("text", ["", "   \n\t", "!!!,。??", "😀🙏", "\x00\x01", "…—", "\u202e"])
def test_nothing_to_read_is_told_kindly(text):
    with pytest.raises(Unreadable) as caught:
        READER.read(text)
    assert "一句话" in caught.value.say() and "sentence" in caught.value.say("en")


def test_five_thousand_characters_are_the_most():
    assert READER.read("灯" * MOST).text == "灯" * MOST
    with pytest.raises(TooLong) as caught:
        READER.read("灯" * 10_000_000)
    assert "10000000" in caught.value.say() and "5000" in caught.value.say("en")


def test_control_and_direction_signs_go_and_markup_stays():
    assert clean("路\x00灯\x07坏\u202e了\r\n<b>急</b>\ud800") == "路灯坏了\n<b>急</b>"
    assert clean("<script>alert(1)</script>") == "<script>alert(1)</script>"
    assert clean("𠮷老师👨‍👩‍👧来过") == "𠮷老师👨‍👩‍👧来过"


def test_a_learned_reader_may_stand_in_for_the_words():
    class Learned:
        def read(self, text, named=()):
            return READER.understander.read("投诉路灯")

    assert Reader(Learned(), READER.gazetteer).read("灯不亮").topic.best == "lamp"


def test_a_pack_without_words_sends_everything_to_a_person():
    seen = Reader(Understander([]), Gazetteer([])).read("路灯坏了")
    assert [reason.code for reason in seen.to_person] == ["no_word", "no_place"]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        seen = READER.read(text)
    except Unreadable:
        return
    assert seen.text == clean(seen.text)
    assert bool(seen.to_person) != (seen.nature.sure and seen.topic.sure and seen.place.sure)
