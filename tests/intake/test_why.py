"""A reason is a code and facts, said in either language; what is kept of it says the same again."""

from __future__ import annotations

import json
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.why import SAYINGS, Answer, Why, back
from lianxin.language.reason import Text

HAN = re.compile(r"[\u3400-\u9fff]")
NAMES = {("nature", "complaint"): Text("投诉", "Complaint"), ("topic", "lamp"): Text("路灯", "Street lamps")}
PLACES = dict.fromkeys(("several", "named", "conflict", "doors_apart"), ("A", "B"))
ANSWERS = st.sampled_from([Answer(*key, name) for key, name in NAMES.items()])
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)
FACTS = st.one_of(WORDS, st.integers(0, 9_999), ANSWERS, st.lists(WORDS, max_size=4).map(tuple))


def places(saying: str, language: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(SAYINGS[saying].say(language)) if name is not None}


def facts_of(saying: str) -> tuple[str | tuple[str, ...], ...]:
    """As many facts as a saying has places, several words where it says several."""
    return tuple(
        PLACES.get(saying, "A") if f"{{{number}:plain}}" in SAYINGS[saying].zh else f"F{number}"
        for number in range(len(places(saying, "zh")))
    )


@pytest.mark.parametrize("saying", SAYINGS)
def test_every_code_is_said_in_both_languages_with_the_same_facts(saying):
    reason = Why(saying, facts_of(saying))
    zh, en = reason.say("zh"), reason.say("en")
    assert HAN.search(zh) and en and not HAN.search(en), "an English sentence of its own"
    assert places(saying, "zh") == places(saying, "en") == {str(n) for n in range(len(reason.facts))}
    assert all(zh.count(fact) and en.count(fact) for fact in reason.facts if isinstance(fact, str))


@given(saying=st.sampled_from(sorted(SAYINGS)), data=st.data())
def test_what_is_kept_says_the_same_again(saying, data):
    plain = "{0:plain}" in SAYINGS[saying].zh
    first = [st.lists(WORDS, min_size=1, max_size=3).map(tuple)] if plain else []
    rest = [FACTS] * (len(places(saying, "zh")) - len(first))
    reason = Why(saying, tuple(data.draw(one) for one in (*first, *rest)))
    kept = json.loads(json.dumps(reason.kept()))
    again = back(kept, lambda question, key: NAMES[question, key])
    assert again == reason
    assert [again.say(one) for one in ("zh", "en")] == [reason.say(one) for one in ("zh", "en")]
    assert reason.code == saying.split(".")[0]


def test_an_answer_is_kept_by_its_keys_and_said_by_its_name():
    lamp = Answer("topic", "lamp", NAMES["topic", "lamp"])
    reason = Why("too_little", (lamp, ("路灯", "灯")))
    assert reason.kept() == ["too_little", {"topic": "lamp"}, ["路灯", "灯"]]
    assert reason.say("zh") == "可能是“路灯”，但依据不足：“路灯”、“灯”，请人工判断"
    assert reason.say("en") == 'perhaps "Street lamps", but too little speaks for it: "路灯", "灯"; a person decides'


def test_words_of_the_text_are_no_places_of_a_sentence():
    assert Why("beside", ("{0}{1}{x",)).say("en").startswith("beside or near {0}{1}{x, ")
