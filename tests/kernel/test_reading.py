"""What was understood of a matter: kept as codes and words, said in the reader's language; rows of before are said as
they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from lianxin.intake.why import Why
from lianxin.intake.words import Reading
from lianxin.kernel.acts.telling import Telling, reading, understand
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import reading as readings
from lianxin.kernel.reads import understanding
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.timeline import story
from tests.taught import taught

HAN = re.compile(r"[\u3400-\u9fff]")
NOISE = "民乐社区旁边又吵又臭，希望"
SAID = {
    "我要投诉民乐社区的路灯坏了": ("words", "words", "town"),
    "qwerty 一二三": ("no_word", "no_word", "no_place"),
    "不是投诉，就是路过": ("no_word.negated", "no_word", "no_place"),
    NOISE: ("too_close", "too_close", "beside"),
    "石湾街道民乐社区，希望": ("too_little", "no_word", "other_division"),
    "东莞民乐社区的路灯，谢谢": ("no_word", "words", "elsewhere"),
    "我要投诉，民乐社区和东碧社区有个大坑，希望": ("words", "words", "several"),
    "官山大街12号门口有垃圾，希望": ("too_little", "words", "unlisted_road"),
    "西樵镇到处是垃圾": ("no_word", "words", "only_upper"),
}
"""What is said of nature, topic and place of each: none may be left out of the ways in which reasons are kept."""


def kept(understood) -> Matter:
    """A row as the database gives it back."""
    return Matter(reading=json.loads(json.dumps(reading(understood))), unsure=True)


def reasons_of(one, cast, language):
    where = directory(cast.town.pk)
    place, candidates = readings.place(one, cast.pack, where, language)
    return [*(readings.why(one, cast.pack, name, language) for name in ("nature", "topic")), place], [
        (unit, said) for unit, _, said in candidates
    ]


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("learned", [False, True])
def test_what_is_kept_says_what_was_understood(cast, text, language, learned):
    if learned:
        with taught():
            _, understood = understand(Telling(text, cast.town.pk))
        assert understood.nature.model and understood.nature.reason.code in ("learned", "strange", "doubt")
    else:
        _, understood = understand(Telling(text, cast.town.pk))
    three = understood.nature, understood.topic, understood.place
    said, candidates = reasons_of(kept(understood), cast, language)
    assert said == [one.reason.say(language) for one in three]
    assert candidates == [(one.place.id, one.reason.say(language)) for one in understood.place.candidates[:5]]
    assert set(readings.to_person(kept(understood), cast.pack, language)) == {
        reason.say(language) for reason in understood.to_person
    }


@pytest.mark.parametrize(("text", "codes"), SAID.items())
def test_the_sentences_reach_the_codes_they_stand_for(cast, text, codes):
    _, found = understand(Telling(text, cast.town.pk))
    assert (found.nature.reason.saying, found.topic.reason.saying, found.place.reason.saying) == codes


@pytest.mark.parametrize("sure", [True, False])
def test_a_learned_answer_says_how_sure_it_was(cast, sure):
    nature = next(one for one in understanding.vocabularies(cast.pack) if one.kind == "nature")
    first, second = (nature.answer(key) for key in ("complaint", "consult"))
    reason = Why("learned", ("62%",)) if sure else Why("doubt", (first, second, "62%", "31%"))
    _, plain = understand(Telling("江浦社区的路灯坏了", cast.town.pk))
    read = Reading("complaint", "consult", 0.62, 0.31, sure, (), reason, "20260301-000000-c3be1239")
    one = kept(replace(plain, nature=read))
    assert "why" not in one.reading["nature"], "it follows from the odds beside it"
    for language in ("zh", "en"):
        assert readings.why(one, cast.pack, "nature", language) == reason.say(language)


def test_nothing_that_is_kept_is_a_sentence(cast, tell):
    ours = ("请人工", "依据", "只有一个", "没有", "附近")
    for text in SAID:
        matter = tell(text, place=None).matter
        said = json.dumps([matter.reading, Entry.objects.get(matter_id=matter.pk).data], ensure_ascii=False)
        assert not any(one in said for one in ours), said


def test_the_story_says_from_codes_why_a_person_had_to_look(cast, tell):
    matter = tell(NOISE, place=None).matter
    entry = Entry.objects.get(matter_id=matter.pk)
    assert [one[0] for one in entry.data["to_person"]] == ["too_close", "too_close", "beside"]
    zh, en = (next(knot.why for knot in story(matter, one).knots if knot.act == "matter.file") for one in ("zh", "en"))
    assert "“建议”和“投诉”的依据差不多：“希望”；“吵”、“臭”，请人工判断" in zh
    assert '"Suggestion" and "Complaint" are about equal: "希望"; "吵", "臭"; a person decides' in en
    assert not HAN.search(re.sub('"[^"]*"|民乐社区', "", en)), "nothing Chinese but the words he wrote"


def test_a_row_of_before_is_said_as_it_is(cast):
    where, unit = directory(cast.town.pk), cast.unit("jiangpu")
    said = "“建议”和“投诉”的依据差不多：“希望”；“吵”、“臭”，请人工判断"
    beside, point = "写的是江浦社区的旁边或附近，可能在邻近社区，请人工判断", "坐标离本街镇约 12 公里，请人工核对地点"
    old = Matter(
        unsure=True,
        reading={
            "nature": {"best": "complaint", "second": "suggest", "words": ["吵"], "sure": False, "why": said},
            "topic": {"best": "light", "words": ["路灯"]},
            "place": {
                "why": beside,
                "candidates": [[unit.pk, unit.name, beside], [0, "别处", "在别处"]],
                "sure": False,
            },
            "to_person": [point],
        },
    )
    for language in ("zh", "en"):
        assert readings.why(old, cast.pack, "nature", language) == said
        assert readings.place(old, cast.pack, where, language)[0] == beside
        assert readings.place(old, cast.pack, where, language)[1][0][2] == beside
        assert readings.place(old, cast.pack, where, language)[1][1] == (0, "", "在别处")
        assert readings.to_person(old, cast.pack, language) == [said, beside, point]
    assert readings.why(old, cast.pack, "topic", "en") == 'by the words "路灯"', "what never was a sentence is one now"


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        ([0.99, 0.004], "最像“投诉”，还没到可以自动办理的把握，请人工判断"),
        ([0.61, 0.3], "可能是“投诉”（61%）或“求助”（30%），把握不够，请人工判断"),
    ],
)
def test_all_but_sure_is_said_without_numbers(cast, odds, said):
    read = {"best": "complaint", "second": "help", "model": "one", "odds": odds, "sure": False}
    one = Matter(reading={"nature": read})
    assert readings.why(one, cast.pack, "nature", "zh") == said
    assert ("%" in readings.why(one, cast.pack, "nature", "en")) == ("%" in said)
