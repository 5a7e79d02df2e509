"""What is learned: the same from the same, put back exactly, and silent where it does not know. All texts invented."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake import evidence, features, figures, learned
from lianxin.intake.model import Unusable, load
from lianxin.intake.shelf import NotThere, Shelf, WordsAlone
from lianxin.intake.training import CannotLearn, Example, learn
from lianxin.intake.words import Understander, Vocabulary
from tests.taught import PLACES

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LAMP = ("{}的路灯坏了，晚上看不见路", "{}路灯不亮，请修一下灯", "{}灯杆倒了，路灯全黑")
DUST = ("{}垃圾没人收，很臭", "{}垃圾桶满了，垃圾堆在路边", "{}有人乱倒垃圾，请清运")


def examples():
    return [
        Example((text.format(place),), label, f"{place}{number}")
        for label, texts in (("灯", LAMP), ("垃圾", DUST))
        for number, text in enumerate(texts)
        for place in PLACES
    ]


@cache
def taught():
    return learn(examples(), "topic", NOW, source={"from": "test"})


def taught_folder(root):
    """A folder under `root` with the model of `examples` in it, for a test to break."""
    folder = root / "model"
    folder.mkdir()
    taught().write(folder)
    return folder


@pytest.fixture(scope="module")
def done():
    return taught()


@pytest.fixture(scope="module")
def model(done):
    return done.model()


def reader(model, words=None):
    named = learned.Named(model, model.manifest.labels)
    vocabulary = Vocabulary("topic", words or {label: {} for label in model.manifest.labels})
    return learned.Learned(Understander([vocabulary]), {"topic": named})


def test_the_same_texts_teach_the_same(done):
    again = learn(examples(), "topic", NOW, source={"from": "test"})
    assert again.manifest == done.manifest
    assert np.array_equal(again.weights, done.weights)
    assert len(again.words) and np.array_equal(again.words, done.words)


def test_what_it_learned_it_says_with_its_version(model):
    said = reader(model).read("码头边的路灯坏了，晚上看不见路")["topic"]
    assert (said.best, said.second, said.sure) == ("灯", "垃圾", True)
    assert said.model == model.manifest.version
    assert said.reason.code == "learned"


def test_what_it_never_met_goes_to_a_person(model):
    said = reader(model).read("How do I apply for a permit?")["topic"]
    assert (said.sure, said.reason.code) == (False, "strange")
    assert not reader(model).read("……")["topic"].sure


def test_the_words_that_spoke_are_in_the_text(model):
    text = "巷口的路灯坏了，垃圾没人收"
    lamp, dust = evidence.spoke(model, text, "灯"), evidence.spoke(model, text, "垃圾")
    assert any("灯" in word for word in lamp)
    assert any("垃圾" in word for word in dust)
    assert all(word in text for word in lamp + dust)


def test_words_are_evidence_beside_the_model(done):
    leaning = done.model()
    object.__setattr__(leaning.manifest, "words", 6.0)
    try:
        asked = features.see("巷口有事")
        plain, spoken = leaning.judge(asked, {}), leaning.judge(asked, {"垃圾": 0.8})
        place = leaning.manifest.labels.index("垃圾")
        assert spoken.probabilities[place] > plain.probabilities[place]
    finally:
        object.__setattr__(leaning.manifest, "words", 0.0)


def test_one_that_may_decide_nothing_leaves_the_words_as_they_were():
    few = [one for label in ("灯", "垃圾") for one in [one for one in examples() if one.label == label][:8]]
    young = learn(few, "topic", NOW, source={})
    assert young.manifest.silent
    words = {"灯": {"路灯": 2.0}, "垃圾": {"垃圾": 2.0}}
    both = reader(young.model(), words)
    assert both.read("路灯坏了")["topic"] == both.spoken.read("路灯坏了")["topic"]


def test_a_group_is_never_both_learned_from_and_tested_on():
    # Two cases, each told fifty times: with its own copies in the other folds each would be right every time.
    copies = [Example(("甲处灯坏",), "灯", "甲")] * 50 + [Example(("乙处有渣",), "垃圾", "乙")] * 50
    assert learn(copies, "topic", NOW, source={}).manifest.figures["accuracy"] == 0.0


@pytest.mark.parametrize("wrong", [[], examples()[:5], [Example(("灯",), "灯", "一"), Example(("渣",), "垃圾", "一")]])
def test_what_teaches_nothing_is_refused(wrong):
    with pytest.raises(CannotLearn):
        learn(wrong, "topic", NOW, source={})


def put(shelf, done, version):
    return shelf.put("shared", "topic", version, done.write)


def test_a_version_is_taken_back_exactly(tmp_path, done):
    shelf = Shelf(tmp_path)
    assert shelf.moment() == 0
    first = put(shelf, done, "1")
    seen = shelf.moment()
    put(shelf, done, "2")
    assert shelf.moment() != seen
    assert shelf.back("shared", "topic") == "1"
    assert dict(shelf.in_use("shared")) == {"topic": first}
    kept = load(first)
    assert kept.manifest == done.manifest
    assert np.array_equal(kept.weights, done.weights)
    assert np.array_equal(kept.lexicon.keys, done.words)
    assert shelf.back("shared", "topic") == ""
    assert dict(shelf.in_use("shared")) == {}
    with pytest.raises(WordsAlone):
        shelf.back("shared", "topic")
    with pytest.raises(NotThere):
        shelf.back("shared", "topic", "3")
    assert shelf.back("shared", "topic", "2") == "2"


def test_a_half_written_version_is_not_there(tmp_path, done):
    shelf = Shelf(tmp_path)
    put(shelf, done, "1")

    def breaks(folder):
        (folder / "weights.npy").write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        shelf.put("shared", "topic", "2", breaks)
    assert [book.version for book in shelf.books()] == ["1"]
    assert [path.name for path in (tmp_path / "shared/topic").iterdir() if path.is_dir()] == ["1"]


def test_what_learned_under_another_sight_is_not_read(tmp_path, done):
    folder = put(Shelf(tmp_path), done, "1")
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(said | {"mark": -1}), encoding="utf-8")
    with pytest.raises(Unusable):
        load(folder)


@given(st.text(max_size=80))
def test_any_text_is_seen_and_judged(text):
    seen = features.see(text)
    assert len(seen.buckets) == len(seen.weights)
    assert not len(seen.buckets) or 0 <= seen.buckets.min() <= seen.buckets.max() < features.BUCKETS
    assert (seen.weights >= 1).all()


@given(st.lists(st.tuples(st.floats(0.2, 1.0), st.booleans()), min_size=1, max_size=400))
def test_what_stands_above_the_threshold_is_right(answers):
    sureness, right = np.array([one for one, _ in answers]), np.array([one for _, one in answers])
    found = figures.threshold(sureness, right)
    stands = sureness >= found
    assert not stands.any() or right[stands].mean() >= figures.RIGHT


def test_figures_can_be_counted_by_hand():
    said = figures.figures(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    assert said["accuracy"] == 0.75
    assert said["per_class"]["a"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "support": 2}
    assert said["macro_f1"] == round((0.6667 + 0.8) / 2, 4)


def test_reading_needs_no_scikit_learn():
    code = "import sys, lianxin.intake.learned; sys.exit(any(name in sys.modules for name in ('sklearn', 'scipy')))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
