"""Reading by a pack's words: best answer, doubt in plain words, negation, longest word."""

from __future__ import annotations

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from lianxin.intake.words import Bound, Understander, Vocabulary, declared, given
from lianxin.language.reason import Text
from lianxin.language.vocabulary import VocabularyDecl

NATURE = Vocabulary(
    "nature",
    {
        "complaint": {"投诉": 2, "扰民": 1, "太吵": 1, "违规": 1},
        "help": {"求助": 2, "帮忙": 1, "请修": 1},
        "enquiry": {"请问": 1.5, "怎么办理": 1.5, "咨询": 2},
        "praise": {"感谢": 1},
    },
    sure=1.5,
    margin=0.5,
    names={"complaint": Text("投诉", "complaint"), "help": Text("求助", "help"), "enquiry": Text("咨询", "enquiry")},
)
TOPIC = Vocabulary("topic", {"lamp": {"路灯": 2}, "water": {"漏水": 2, "水": 0.5}, "agent": {"投诉电话": 2}}, sure=1.0)
READER = Understander([NATURE, TOPIC])


def nature(text: str):
    return READER.read(text)["nature"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("我要投诉楼下烧烤店扰民", "complaint"),
        ("请问老年卡怎么办理", "enquiry"),
        ("求助:楼上漏水", "help"),
        ("我要ＴＯＵ投诉", "complaint"),
        ("不得不投诉了", "complaint"),
        ("能不能投诉物业", "complaint"),
    ],
)
def test_the_best_answer_is_sure_when_enough_speaks_for_it(text, key):
    reading = nature(text)
    assert (reading.best, reading.sure) == (key, True)
    assert reading.reason.code == "words" and reading.words


def test_two_answers_about_equal_go_to_a_person_with_both_reasons():
    reading = nature("我要投诉,也求助")
    assert (reading.best, reading.second, reading.sure, reading.margin) == ("complaint", "help", False, 0)
    assert reading.reason.say() == "“投诉”和“求助”的依据差不多：“投诉”；“求助”，请人工判断"
    assert "a person decides" in reading.reason.say("en")


def test_too_little_is_a_suggestion_only():
    reading = nature("店里太吵")
    assert (reading.best, reading.sure, reading.reason.code) == ("complaint", False, "too_little")


def test_no_word_at_all():
    reading = nature("今天天气很好")
    assert (reading.best, reading.second, reading.sure, reading.score) == (None, None, False, 0)
    assert reading.reason.say() == "没有找到能判断的词，请人工判断"


@pytest.mark.parametrize("text", ["这不是投诉", "我并非投诉", "不想投诉谁", "我不投诉"])
def test_a_negated_word_does_not_speak(text):
    reading = nature(text)
    assert reading.best is None and "否定" in reading.reason.say()


def test_a_negated_word_leaves_the_others_their_say():
    assert nature("不是投诉,是咨询").best == "enquiry"


def test_the_longer_word_of_one_question_hides_the_shorter_and_other_questions_keep_theirs():
    readings = READER.read("投诉电话打不通,漏水")
    assert [word for word, _, _ in readings["topic"].words] == ["投诉电话", "漏水"]
    assert readings["nature"].best == "complaint"


def test_a_word_counts_once_however_often_it_is_said():
    assert nature("投诉投诉投诉").score == nature("投诉").score == 2


def test_an_empty_vocabulary_and_none_at_all():
    assert Understander([]).read("路灯坏了") == {}
    assert Understander([Vocabulary("nature", {})]).read("路灯坏了")["nature"].best is None


def test_a_word_may_speak_for_two_answers():
    reading = Understander([Vocabulary("n", {"a": {"请": 1}, "b": {"请": 1}}, margin=0.1)]).read("请")["n"]
    assert (reading.best, reading.second, reading.sure) == ("a", "b", False)


def test_what_a_person_chose_is_sure():
    reading = given("complaint")
    assert reading.sure and reading.best == "complaint" and reading.reason.say() == "由登记人选择"


@cases(st.lists(st.sampled_from(["投诉", "求助", "请问", "不是", "路灯", "漏水", "。", "太吵"]), max_size=12))
def test_sure_means_the_packs_bounds_hold(pieces):
    for kind, reading in READER.read("".join(pieces)).items():
        bounds = READER.vocabularies[kind]
        assert reading.sure == (
            reading.best is not None and reading.score >= bounds.sure and reading.margin >= bounds.margin
        )
        assert reading.reason.say() and reading.reason.say("en")


SHORT = Vocabulary(
    "n",
    {"a": {"坏了": 3, "吗$": 3, "^建议": 3, "建议": 1}, "b": {"请": 1}},
    5.0,
    5.0,
    bounds={"a": Bound(5.0, 5.0, 2.5)},
)


@pytest.mark.parametrize(
    ("text", "score"),
    [("好吗？灯", 3), ("吗啡", 0), ("灯，建议修", 3), ("我的建议", 1), ("建议", 3), ("ㄅ建议吗", 4), ("是吗\n好", 3)],
)
def test_a_word_may_speak_only_at_the_start_or_end_of_a_clause(text, score):
    assert Understander([SHORT]).read(text)["n"].score == score


def test_a_short_text_has_its_own_bound_for_score_and_lead():
    reader = Understander([SHORT])
    assert reader.read("坏了")["n"].sure
    assert reader.read("坏了" + "零" * 58)["n"].sure
    assert not reader.read("坏了" + "零" * 59)["n"].sure
    assert not reader.read("坏了，请")["n"].sure  # a lead of 2


def test_an_answer_without_bounds_keeps_those_of_the_question():
    assert Understander([SHORT]).read("请")["n"].sure is False


def test_what_a_pack_declares_is_what_is_read():
    said = VocabularyDecl.model_validate(
        {"label": {"zh": "问", "en": "Q"}, "labels": {"a": {"zh": "甲", "en": "A"}}, "words": {"a": {"灯": 2}},
         "sure": 3, "margin": 2, "bounds": {"a": {"margin": 1, "short": 1.5}}}
    )  # fmt: skip
    assert declared("q", said).bounds == {"a": Bound(3, 1, 1.5)}
    assert declared("q", said).least("a", 10) == (1.5, 1.5)
    assert declared("q", said).least("a", 61) == (3, 1)
