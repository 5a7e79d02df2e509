"""The words shown for an answer are words: parted at their borders, and none of them a place, a figure or a filler."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lianxin.intake import evidence
from lianxin.intake.lexicon import NONE, Lexicon
from lianxin.intake.training import Example, learn

SPOTS = ("环城路1号对面", "客运站旁边", "民乐村口", "江浦东路12号")
SAID = {
    "噪音": ("{}工地晚上施工噪音太大了", "{}的工地半夜施工"),
    "占道": ("{}的烧烤档占道经营", "{}摆摊占道，油烟很大"),
}
PLACES = {"客运站", "民乐", "环城路", "江浦东路"}


@pytest.fixture(scope="module")
def model():
    told = [
        Example((text.format(spot),), label, f"{label}{number}{spot}{again}")
        for label, texts in SAID.items()
        for number, text in enumerate(texts)
        for spot in SPOTS
        for again in range(3)
    ]
    return learn(told, "topic", datetime(2026, 3, 1, tzinfo=UTC), source={}).model()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("对面工地晚上施工噪音太大", ["对面", "工地", "晚上", "施工", "噪音"]),
        ("烧烤档占道经营油烟很大", ["烧烤", "占道", "经营", "油烟", "很大"]),
        ("请问路灯怎么办证", ["请问", "路灯", "怎么", "办证"]),
    ],
)
def test_a_text_is_parted_where_its_words_end(text, words):
    assert [text[start:end] for start, end in evidence.parted(text, Lexicon(NONE))] == words


def test_no_fragment_place_or_figure_is_shown(model):
    for spot in SPOTS:
        for label, text in (("噪音", "{}工地晚上施工噪音太大了"), ("占道", "{}的烧烤档占道经营，油烟很大")):
            found = evidence.spoke(model, text.format(spot), label, PLACES)
            assert found and set(found) <= {
                "工地",
                "晚上",
                "施工",
                "噪音",
                "烧烤",
                "占道",
                "经营",
                "油烟",
                "太大",
                "半夜",
            }


def test_an_unknown_answer_and_an_empty_text_have_no_words(model):
    assert evidence.spoke(model, "工地施工", "别的") == [] == evidence.spoke(model, "", "噪音")
