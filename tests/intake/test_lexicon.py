"""Words harvested from texts, and texts cut into them: the same from the same, and never kept as text. All invented."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake import features
from lianxin.intake.lexicon import LONGEST, NONE, Lexicon, harvest
from lianxin.intake.model import Unusable, load
from tests.intake.test_learned import examples, reader, taught_folder

BEFORE = ("东门外", "巷子深处", "我家对面", "昨晚发现", "听邻居讲", "幼儿园旁", "请看看", "修理过")
AFTER = ("不见了", "松动危险", "又响起来", "缺损很久", "压坏轮胎", "夜里吵人", "没人更换", "翘起一角")
TOLD = [f"{one}窨井盖{other}" for one, other in zip(BEFORE, AFTER, strict=True)]
OTHERS = [
    "小区物业收费从来没有公示过明细",
    "公交线路改道以后老人乘车困难",
    "楼下餐馆油烟直排窗户都打不开",
    "养老金认证办理需要带哪些证件",
    "施工围挡占用盲道影响行走安全",
    "学校放学时段拥堵希望增派交警",
]


def key(word):
    return list(features.runs(word, LONGEST))[-1][0]


def keys(*words):
    return np.unique(np.array([key(word) for word in words], np.uint64))


def cut(lexicon, text):
    return [text[start:end] for start, end, _ in lexicon.cut(text)]


def test_what_keeps_together_and_stands_free_is_a_word():
    found = set(harvest(TOLD + OTHERS).tolist())
    assert key("窨井盖") in found
    # A part of it is never without the rest, and what is told once is nobody's word.
    assert not {key("窨井"), key("井盖"), key("小区"), key("外窨井盖")} & found


def test_a_copy_makes_no_words():
    assert not len(harvest(["巷子深处窨井盖松动危险夜里吵人"] * 50 + OTHERS))


def test_the_order_of_the_texts_does_not_matter():
    one, other = harvest(TOLD + OTHERS), harvest((TOLD + OTHERS)[::-1])
    assert len(one) and np.array_equal(one, other)
    assert (np.diff(one.astype(object)) > 0).all()


@pytest.mark.parametrize("texts", [[], [""], ["灯"], ["……"], ["\ud800"]])
def test_nothing_to_harvest_gives_no_words(texts):
    assert not len(harvest(texts))


def test_the_longest_word_from_the_left_is_cut():
    lexicon = Lexicon(keys("路灯", "路灯杆", "杆子", "灯杆", "坏了"))
    assert cut(lexicon, "那根路灯杆子坏了") == ["路灯杆", "坏了"]
    assert cut(lexicon, "路灯路灯坏") == ["路灯", "路灯"]


def test_words_lie_behind_the_characters_with_how_often_they_are_told():
    lexicon = Lexicon(keys("路灯", "坏了"))
    plain = features.see("路灯坏了路灯")
    seen = lexicon.see(plain)
    words = dict(zip(seen.buckets[len(plain.buckets) :].tolist(), seen.weights[len(plain.weights) :], strict=True))
    place = {word: features.BUCKETS + lexicon.keys.tolist().index(key(word)) for word in ("路灯", "坏了")}
    assert words == pytest.approx({place["路灯"]: 1 + np.log(2), place["坏了"]: 1.0})
    assert np.array_equal(seen.buckets[: len(plain.buckets)], plain.buckets)


def naive(words, text):
    found, at = [], 0
    while at < len(text):
        fits = [size for size in range(LONGEST, 1, -1) if text[at : at + size] in words and at + size <= len(text)]
        if fits:
            found.append(text[at : at + fits[0]])
        at += fits[0] if fits else 1
    return found


@given(st.lists(st.text("灯路坏a", min_size=2, max_size=LONGEST), max_size=12), st.text("灯路坏a", max_size=40))
def test_cutting_is_looking_from_the_left(words, text):
    lexicon = Lexicon(keys(*words)) if words else Lexicon(NONE)
    assert cut(lexicon, text) == naive(set(words), text)


def test_a_model_keeps_numbers_and_no_words(tmp_path):
    folder = taught_folder(tmp_path)
    model = load(folder)
    words = {word for one in examples() for word in cut(model.lexicon, features.folded(one.views[0]))}
    assert words
    for file in folder.iterdir():
        kept = file.read_bytes()
        if file.suffix == ".npy":
            assert not any(word.encode(code) in kept for word in words for code in ("utf-8", "utf-16-le", "utf-32-le"))
    assert "lexicon" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def before_words(folder):
    """The folder as the product put it down before there were words."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del said["lexicon"]
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    np.save(folder / "weights.npy", np.load(folder / "weights.npy")[: features.BUCKETS])
    (folder / "lexicon.npy").unlink()


def test_a_model_from_before_there_were_words_still_reads(tmp_path):
    folder = taught_folder(tmp_path)
    before_words(folder)
    old = load(folder)
    assert not len(old.lexicon)
    assert reader(old).read("码头边的路灯坏了，晚上看不见路")["topic"].best == "灯"
    seen = features.see("码头边的路灯坏了")
    rows = old.weights[seen.buckets].astype(np.float64)
    length = np.sqrt(np.square(rows[:, -1] * seen.weights).sum())
    assert old.scores(seen)[0] == pytest.approx(
        seen.weights @ rows[:, :-1] / length + old.manifest.intercepts, abs=1e-4
    )


@pytest.mark.parametrize("breaks", ["gone", "shorter"])
def test_a_model_without_its_words_is_not_read(tmp_path, breaks):
    folder = taught_folder(tmp_path)
    file = folder / "lexicon.npy"
    if breaks == "gone":
        file.unlink()
    else:
        np.save(file, np.load(file)[1:])
    with pytest.raises(Unusable):
        load(folder)
