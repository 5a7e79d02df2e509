"""A reason is part of a sentence, or stands by itself."""

import pytest

from lianxin.language.reason import Refused, because

LATE = because("late", "过了期限", "the term is over")
NAMED = because("held", "{number} 挂着别的", "{number} leads others", "", number="SW-2026-00001")


def test_by_itself_it_begins_with_a_capital_and_within_a_sentence_it_does_not():
    assert (LATE.say("en"), LATE.sentence("en")) == ("the term is over", "The term is over")
    assert LATE.say("zh") == LATE.sentence("zh") == "过了期限"
    assert NAMED.sentence("en") == "SW-2026-00001 leads others"


@pytest.mark.parametrize("language", ["zh", "zh-hans", "en", "en-GB"])
def test_all_reasons_of_a_refusal_are_one_sentence(language):
    refused = Refused(LATE, NAMED)
    said, own = refused.say(language), refused.sentence(language)
    assert own.lower() == said.lower() and own[1:] == said[1:]
    assert own.startswith("The term is over; SW" if language.startswith("en") else "过了期限；SW")
