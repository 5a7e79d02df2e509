"""The skill a wish wants: read by the words, by what the town has learned, and learned from what people chose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lianxin.intake.training import Example, learn
from lianxin.kernel.acts import asking
from lianxin.kernel.reads import drift, helping
from lianxin.kernel.reads.labels import settled
from lianxin.kernel.reads.understanding import shelf
from tests.cast import NOW
from tests.hands import hang, on_roll
from tests.taught import PLACES

WISH = "陪民乐的老伴看诊"
SAID = {
    "care": ("{}的阿婆想问看诊", "陪{}的老伴看诊", "{}有人想看诊"),
    "law": ("{}的房子要打契约", "{}的租约说不清", "想问{}的契约"),
}


@pytest.fixture
def taught(cast, settings, tmp_path):
    settings.VAR = tmp_path
    told = [
        Example((text.format(place),), label, f"{label}{number}{place}")
        for label, texts in SAID.items()
        for number, text in enumerate(texts)
        for place in PLACES
    ]
    done = learn(told, "skill", datetime(2026, 3, 1, tzinfo=UTC), source={"from": "test"})
    shelf().put(cast.pack.key, "skill", done.manifest.version, done.write)


def test_without_a_model_the_words_say_nothing_of_it(cast):
    assert helping.skills_said(hang(cast, WISH)) == frozenset()
    assert helping.skills_said(hang(cast)) == {"appliance"}


def test_what_the_town_learned_says_the_skill(cast, taught):
    assert helping.skills_said(hang(cast, WISH)) == {"care"}


def test_the_skill_somebody_chose_while_asking_is_the_next_label(cast):
    first, second, third = hang(cast, WISH), hang(cast, "想请人看看租约"), hang(cast, "想换个灯泡")
    hand = on_roll(cast, "霍润生", skills=["care"], at_most=5)
    clerk = cast.who("community")
    asking.ask(clerk, first.pk, hand.pk, NOW, skill="care")
    asking.ask(clerk, second.pk, hand.pk, NOW)
    asking.ask(clerk, third.pk, hand.pk, NOW, skill="no such skill")
    assert [(one.views, one.label) for one in settled(cast.pack.key, "skill")] == [((WISH,), "care")]
    asking.ask(clerk, first.pk, on_roll(cast, "甘乐怡", skills=["law"]).pk, NOW, skill="law")
    assert [one.label for one in settled(cast.pack.key, "skill")] == ["law"], "the newest choice stands"
    assert settled("no such town", "skill") == []


def test_what_was_read_when_somebody_chose_is_kept_and_compared(cast, taught, django_assert_num_queries):
    wish, other = hang(cast, WISH), hang(cast, "想请人看看租约")
    hand, clerk = on_roll(cast, "霍润生", skills=["care"], at_most=5), cast.who("community")
    asking.ask(clerk, wish.pk, hand.pk, NOW, skill="care")
    asking.ask(clerk, other.pk, hand.pk, NOW, skill="care")
    unsure = not helping.skills_said(other)
    with django_assert_num_queries(1):
        (week,) = drift.chosen([cast.town.pk], "skill", NOW)
    assert week.version and (week.read, week.sent) == (2, int(unsure))
    assert week.agreed + week.changed == int(not unsure), "one was read as somebody chose it, and surely"
    assert drift.chosen([cast.other.pk], "skill", NOW) == []
