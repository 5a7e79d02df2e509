"""Everyday words by where they lie: a short text is understood by words no taught text told. All texts invented."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tools import word_meanings
from tools.word_meanings import LEAST, NEIGHBOURS, SIZE, even, key, neighbours, placed, words

from lianxin.intake import evidence, features, fitting, meanings
from lianxin.intake.examples import Table
from lianxin.intake.lexicon import Lexicon
from lianxin.intake.model import SHORT, Unusable, load
from lianxin.intake.training import Example, learn
from tests.intake.test_learned import NOW, reader

SAID = {
    "医": "医院挂号太难 诊所乱收药费 护士态度很差 门诊没有大夫 病房被子发霉 药店卖过期药 打针以后发烧",
    "学": "学校食堂不洁 老师打骂学生 幼儿园没学位 中学补课收钱 教室没有暖气 课本迟迟不发 高考报名太远",
    "车": "公交总是不来 出租拒载乘客 司机故意绕路 客车严重超载 车站没有座位 的士不肯打表 货车占道停放",
}


def near(word, other):
    known = meanings.everyday().tolist()
    one, two = (meanings.places()[known.index(key(said))] for said in (word, other))
    return float(one @ two)


def counts(word, other):
    """How much `other` counts for `word`."""
    known = meanings.everyday().tolist()
    return float(meanings.near()[known.index(key(word)), known.index(key(other))])


@pytest.fixture(scope="module")
def done():
    told = [Example((text,), label, text) for label, texts in SAID.items() for text in texts.split()]
    return learn(told, "topic", NOW, source={"from": "test"})


@pytest.fixture
def folder(tmp_path, done):
    done.write(tmp_path)
    return tmp_path


def test_words_that_mean_alike_lie_near():
    assert near("医院", "诊所") > near("医院", "出租车") + 0.2
    assert near("学生", "教师") > near("学生", "停车") + 0.2


def test_neighbours_count_for_each_other_and_others_do_not():
    assert counts("污水", "废水") > counts("污水", "垃圾") > counts("污水", "工资") == 0
    assert counts("医院", "诊所") > 0.1 > counts("医院", "医院") == 0


def test_the_words_shipped_are_the_everyday_ones():
    keys = meanings.everyday()
    assert (np.diff(keys.astype(object)) > 0).all()
    assert 30_000 < len(keys) < 60_000
    # What is on the product's own lists may grow without the model being asked again.
    own = {key(word) for word in words(Path(os.devnull))}
    assert len(own & set(keys.tolist())) > 0.99 * len(own)
    assert meanings.places().shape == (len(keys), SIZE)
    assert meanings.near().shape == (len(keys), len(keys))


def test_the_nearest_come_first_and_only_so_many():
    lie = even(np.random.default_rng(0).normal(size=(700, 8)).astype(np.float32))
    others, nearness = neighbours(lie)
    near = lie @ lie.T
    np.fill_diagonal(near, -1)
    for row in (0, 511, 512, 699):
        wanted = [at for at in np.argsort(-near[row]) if near[row, at] > LEAST][:NEIGHBOURS]
        assert others[row].tolist() == wanted
        assert nearness[row] / 255 == pytest.approx(near[row, wanted], abs=0.003)
    alone = neighbours(np.eye(3, dtype=np.float32))
    assert not alone[1].any()


def vectors(file, told):
    """A file as word2vec writes it."""
    lines = [word.encode() + b" " + np.array(row, np.float32).tobytes() + b"\n" for word, row in told.items()]
    file.write_bytes(f"{len(told)} 2\n".encode() + b"".join(lines))
    return file


def test_words_are_near_by_what_they_say_and_by_what_they_stand_among(tmp_path, monkeypatch):
    monkeypatch.setattr(word_meanings, "LISTS", tmp_path)
    told = sorted(["医院", "学校", "公交", "污水"], key=key)
    np.save(tmp_path / meanings.KEYS, np.array([key(word) for word in told], np.uint64))
    np.save(tmp_path / meanings.VECTORS, np.eye(4, dtype=np.int8) * 127)
    rows = {"</s>": [9, 9], told[0]: [1, 5], told[1]: [1, 5], "巴黎": [7, 5], told[2]: [5, 1]}
    word_meanings.write_near(vectors(tmp_path / "all", rows))
    others, nearness = np.load(tmp_path / meanings.NEAR), np.load(tmp_path / meanings.NEARNESS)
    # They say nothing alike, and two stand among the same: half. The last stands among nothing that is known.
    assert (others[0, 0], others[1, 0]) == (1, 0)
    assert nearness[:2, 0] / 255 == pytest.approx(0.5, abs=0.02)
    assert not nearness[2:].any()


def test_places_are_the_directions_in_which_words_differ():
    drawn = np.random.default_rng(0).normal(size=(300, SIZE)) * np.linspace(3, 1, SIZE)
    found = placed(drawn.astype(np.float32))
    assert (found.shape, found.dtype, np.abs(found).max()) == ((300, SIZE), np.int8, 127)


@pytest.mark.parametrize(("text", "label"), [("医师不负责", "医"), ("教师不负责", "学"), ("班车不准时", "车")])
def test_a_short_text_is_understood_by_words_nobody_told(done, text, label):
    model = done.model()
    assert not any(text[:2] in texts for texts in SAID.values())
    place = model.manifest.labels.index(label)
    assert model.meant.scores(text).argmax() == place
    assert any(text[:2] in word or word in text[:2] for word in evidence.spoke(model, text, label))
    said = model.judge(features.see(text), {}).probabilities[place]
    model.meant = None
    assert said > model.judge(features.see(text), {}).probabilities[place]


def test_a_word_nobody_told_is_answered_as_its_neighbours_were():
    told = [Example((text,), label, text) for label, texts in SAID.items() for text in texts.split()]
    known = meanings.everyday().tolist()
    heard = fitting.meant(Table(told, tuple(sorted(SAID))), np.arange(len(told)), meanings.meanings())[1]
    doctor, teacher, nothing = (heard.weights[known.index(key(word)), :-1] for word in ("医师", "教师", "期货"))
    assert (doctor.argmax(), teacher.argmax()) == (sorted(SAID).index("医"), sorted(SAID).index("学"))
    assert nothing == pytest.approx(np.zeros(3), abs=0.3)
    # An answer these texts do not give gets no say, and no warning is given for it.
    some = np.flatnonzero([one.label != "车" for one in told])
    less = fitting.meant(Table(told, tuple(sorted(SAID))), some, meanings.meanings())[1]
    assert not less.weights[:, sorted(SAID).index("车")].any()
    assert np.isfinite(less.weights).all()


def test_readings_are_added_each_as_much_as_it_counts():
    one, two = (fitting.Fit(np.array([[much, 0, 3.0]], np.float32), np.array([much, 1.0])) for much in (1.0, 2.0))
    both = fitting.together((one, two), np.array([0.5, 0.25]))
    assert both.weights.tolist() == [[1.0, 0.0, 3.0]]
    assert both.intercepts.tolist() == [1.0, 0.75]


def test_what_held_back_texts_say_decides_how_much_they_count(done):
    assert done.manifest.meant == len(meanings.everyday())
    # What words do not part, they get no say in.
    blind = learn([Example((f"{at}号有事",), "甲乙"[at % 2], str(at)) for at in range(40)], "topic", NOW, source={})
    assert (blind.manifest.meant, blind.meant, blind.model().meant) == (0, None, None)


def test_a_long_text_is_read_without_them(folder):
    model = load(folder)
    text = "医师不负责" * 20
    assert len(text) > SHORT
    with_them = model.scores(features.see(text))[0]
    model.meant = None
    assert np.array_equal(model.scores(features.see(text))[0], with_them)


def test_what_was_learned_is_read_back(folder, done):
    kept, made = load(folder), done.model()
    seen = features.see("医师不负责")
    assert np.array_equal(kept.scores(seen)[0], made.scores(seen)[0])


def test_a_word_is_cut_once_and_its_sum_made_even(done):
    meant = done.model().meant
    number = {start: at for start, _, at in Lexicon(meanings.everyday()).cut("医师教师医师")}
    rows = meant.weights[[number[0], number[2]]].astype(np.float64)
    times = np.array([1 + np.log(2), 1.0])
    even = times @ rows[:, :-1] / np.sqrt(np.square(rows[:, -1] * times).sum())
    assert meant.scores("医师教师医师") == pytest.approx(even + meant.intercepts, abs=1e-4)


def before_meanings(folder):
    """The folder as the product put it down before there were meanings."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del said["meant"], said["meant_intercepts"]
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    for name in ("meant.npy", "meant_words.npy"):
        (folder / name).unlink()


def test_a_model_from_before_still_reads(folder):
    before_meanings(folder)
    old = load(folder)
    assert old.meant is None
    assert reader(old).read("医院挂号太难")["topic"].best == "医"


@pytest.mark.parametrize("breaks", ["meant.npy", "meant_words.npy", "shorter", "intercepts"])
def test_a_model_without_its_meanings_is_not_read(folder, breaks):
    if breaks == "shorter":
        np.save(folder / "meant.npy", np.load(folder / "meant.npy")[1:])
    elif breaks == "intercepts":
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        said["meant_intercepts"] = said["meant_intercepts"][1:]
        (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    else:
        (folder / breaks).unlink()
    with pytest.raises(Unusable):
        load(folder)
