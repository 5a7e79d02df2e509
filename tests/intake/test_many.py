"""Many texts at once are read as each by itself. All texts invented."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake import features, learned, many
from lianxin.intake.model import SHORT
from lianxin.intake.place import Place
from lianxin.intake.places import Gazetteer
from lianxin.intake.training import Example, learn
from lianxin.intake.understanding import MOST, Reader
from lianxin.intake.words import Understander, Vocabulary
from lianxin.language.reason import Refused
from tests.intake.test_learned import NOW
from tests.intake.test_meanings import SAID

PIECES = st.sampled_from(
    [
        *"医院诊所学校车站路灯一二三，。！ \n\0Aa1Ⅳ",
        "护士打针",
        "学生放学",
        "停车",
        "停车路",
        "学校街道",
        "㎡",
        "x" * SHORT,
        "很" * 300,
    ]
)


@cache
def reader():
    told = [Example((text,), label, text) for label, texts in SAID.items() for text in texts.split()]
    done = learn(told, "topic", NOW, source={"from": "test"})
    assert done.meant is not None, "everyday words should take part"
    named = learned.Named(done.model(), done.manifest.labels)
    vocabulary = Vocabulary("topic", {"医": {"医院": 1.0}, "学": {"学校": 1.0}, "车": {"停车": 1.0}})
    places = [Place(1, "石围塘街道", "street"), Place(2, "停车路", "road", None, (1,)), Place(3, "学校街道", "street")]
    return Reader(learned.Learned(Understander([vocabulary]), {"topic": named}), Gazetteer(places, 1))


@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=8))
def test_a_model_says_of_many_what_it_says_of_each(texts):
    model = reader().understander.models["topic"].model
    said = [{"医": len(text) / 100} for text in texts]
    told = [text.replace("\0", "") for text in texts]  # as understanding.clean leaves them
    found = many.judge(model, many.see(told), said)
    assert len(found) == len(told)
    for one, text, words in zip(found, told, said, strict=True):
        alone = model.judge(features.see(text), words)
        assert one.probabilities.tolist() == alone.probabilities.tolist()
        assert (one.known, one.length) == (alone.known, alone.length)


@given(st.lists(st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join), max_size=8))
def test_a_reader_says_of_many_what_it_says_of_each(texts):
    asked = [{"text": text, "given_nature": "complaint" if len(text) % 2 else None} for text in texts]
    for one, said in zip(asked, reader().read_all(asked), strict=True):
        if said is None:
            with pytest.raises(Refused):
                reader().read(**one)
            continue
        assert said == reader().read(**one)


def test_one_that_cannot_be_read_takes_no_other_with_it():
    asked = [{"text": "……"}, {"text": "医院的护士打针很疼"}, {"text": "长" * (MOST + 1)}]
    assert [one and one.topic.best for one in reader().read_all(asked)] == [None, "医", None]


@given(st.lists(st.integers(0, many.PART).map("字".__mul__), max_size=9))
def test_parts_leave_nothing_out_and_are_never_long(texts):
    found = list(many.parts(texts))
    assert [text for part in found for text in part] == texts
    assert all(len(part) == 1 or sum(map(len, part)) <= many.PART for part in found)
