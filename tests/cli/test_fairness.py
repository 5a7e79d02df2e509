"""`lianxin intake evaluate` says where its figures are no fair result. All texts invented."""

import json

import pytest

from lianxin.intake import heard
from tests.cli.answered import HEAD
from tests.cli.test_intake import train
from tests.cli.test_replacing import NEW, spoken
from tests.intake.test_learned import DUST, LAMP
from tests.taught import PLACES

ELSEWHERE = ("甲村", "乙村", "丙村", "丁村", "戊村", "己村", "庚村", "辛村")


@pytest.fixture
def other(tmp_path):
    """Texts of the same question that no training held."""
    path = tmp_path / "other.csv"
    told = [
        f"{text.format(place)},{label},{place}{n}\n"
        for label, texts in (("灯", LAMP), ("垃圾", DUST))
        for n, text in enumerate(texts)
        for place in ELSEWHERE
    ]
    path.write_text(HEAD + "".join(told), "utf-8")
    return path


@pytest.fixture
def checked(run):
    def checked(path, *more):
        ended = run("evaluate", path, "--text", "text", "--label", "label", *more)
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.stdout), ended.stderr

    return checked


def add(path, source, change=lambda line: line, start=1):
    """A file with further rows of another."""
    lines = source.read_text("utf-8").splitlines(keepends=True)[start:]
    path.write_text(path.read_text("utf-8") + "".join(map(change, lines)), "utf-8")


def test_its_own_training_is_no_fair_result(run, file, checked):
    assert train(run, file).exit_code == 0
    said, told = checked(file)
    assert next(iter(said)) == "fair" and said["fair"] is False
    assert said["heard"] == {"texts": said["n"], "share": 1.0} and said["unheard"] is None
    assert said["held_back"]["n"] == said["n"]
    assert f"{said['n']} 条（100%）是现用的版本学过的" in told and "no fair result" in told


def test_the_part_that_was_learned_from_is_told_and_the_rest_counted_apart(run, file, other, checked):
    assert train(run, file).exit_code == 0
    clean, told = checked(other)
    assert clean["fair"] is True and clean["heard"]["texts"] == 0 and not clean["too_good"] and told == ""
    add(other, file, lambda line: line.replace("，", "！"), start=-10)
    said, told = checked(other)
    assert said["fair"] is False and said["heard"]["texts"] == 10 and said["n"] == clean["n"] + 10
    assert said["unheard"] == {key: clean[key] for key in said["unheard"]}
    assert f"没学过的 {clean['n']} 条" in told and f"The {clean['n']} it did not learn from" in told


def test_what_is_too_good_to_be_true_is_said(run, tmp_path, checked):
    """No text of it was learned from as it stands, and all of it told with words the training tells by."""
    path = tmp_path / "words.csv"
    path.write_text(HEAD + "".join(spoken(NEW, by_word=True)), "utf-8")
    assert train(run, path).exit_code == 0
    path.write_text(HEAD + "".join(spoken(PLACES)), "utf-8")
    said, told = checked(path)
    assert (said["heard"]["texts"], said["too_good"], said["fair"]) == (0, True, None)
    assert "不像是碰巧" in told and "hardly by chance" in told


def test_a_version_from_before_signs_were_kept_cannot_tell(run, file, other, checked, tmp_path):
    assert train(run, file).exit_code == 0
    (kept,) = (tmp_path / "var").rglob(heard.FILE)
    kept.unlink()
    said, told = checked(other)
    assert said["fair"] is None and said["heard"] is None and said["unheard"] is None
    assert "看不出这份文件是不是它学过的" in told
    # … but the very file it learned from is known by its digest.
    said, told = checked(file)
    assert said["fair"] is False and said["heard"]["share"] == 1.0 and "学过的" in told


def test_answers_of_another_question_are_counted_and_listed(run, file, other, checked):
    assert train(run, file).exit_code == 0
    text = other.read_text("utf-8").splitlines(keepends=True)
    other.write_text("".join([text[0], *(line.replace(",垃圾,", ",噪音,") for line in text[1:])]), "utf-8")
    said, told = checked(other)
    half = said["n"] // 2
    assert said["fair"] is False
    assert said["foreign"] == {"texts": half, "share": 0.5, "labels": {"噪音": half}}
    assert said["missing"] == ["垃圾"]
    assert f"噪音 {half}" in told and "都算答错" in told
    assert "1 种答案这份文件里没有" in told and "do not occur in this file" in told


def test_words_that_were_never_learned_may_be_asked_for_more_than_the_file_has(tmp_path, checked):
    path = tmp_path / "answered.csv"
    path.write_text(HEAD + "我要投诉，强烈不满，严重扰民,投诉,1\n请问去哪里办，想了解流程,咨询,2\n", "utf-8")
    said, told = checked(path)
    assert (said["version"], said["fair"], said["heard"]["texts"]) == ("words", True, 0)
    assert "建议" in said["missing"] and "投诉" not in said["missing"] and said["held_back"] is None
    path.write_text(path.read_text("utf-8") + "天气很好,闲聊,3\n", "utf-8")
    said, told = checked(path)
    assert (said["kind"], said["fair"], said["foreign"]["labels"]) == ("nature", False, {"闲聊": 1})
    assert "闲聊 1" in told


def test_the_packs_key_and_its_name_are_one_answer(run, file, tmp_path, checked):
    text = file.read_text("utf-8").replace(",灯,", ",投诉,").replace(",垃圾,", ",咨询,")
    file.write_text(text, "utf-8")
    assert train(run, file).exit_code == 0
    keyed = tmp_path / "keyed.csv"
    keyed.write_text(text.replace(",投诉,", ",complaint,").replace(",咨询,", ",consult,"), "utf-8")
    said, _ = checked(keyed)
    assert said["kind"] == "nature" and said["foreign"]["texts"] == 0
    assert said["heard"]["share"] == 1.0 and said["macro_f1"] > 0.9
