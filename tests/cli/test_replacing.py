"""`lianxin intake train` beside a version in use: better or as good takes its place, clearly worse does not. All texts
invented."""

import pytest

from lianxin.intake import heard
from tests.cli.answered import HEAD
from tests.cli.test_intake import train
from tests.intake.test_learned import DUST, LAMP
from tests.taught import PLACES

NEW = tuple(f"{side}{place}" for side in "前里" for place in PLACES)
WORDS = {
    "灯": ("苹果", "白菜", "香蕉", "萝卜", "葡萄", "土豆"),
    "垃圾": ("梨子", "茄子", "桃子", "黄瓜", "西瓜", "南瓜"),
}


def told(places, third=False):
    """Rows of answered texts; `third`: with a third answer."""
    rows = [
        f"{text.format(place)},{label},{place}{n}\n"
        for label, texts in (("灯", LAMP), ("垃圾", DUST))
        for n, text in enumerate(texts)
        for place in places
    ]
    return rows + [f"{place}半夜施工太吵，请管管,噪音,{place}9\n" for place in places if third]


def spoken(places, by_word=False):
    """Rows that only a word tells, by no meaning of it; `by_word`: all that was told with one word is one case,
    so that none of it is known to a model that must answer the rest."""
    words = [(word, label) for label, all_of_it in WORDS.items() for word in all_of_it]
    return [
        f"{place}{word}的事,{label},{word if by_word else place + word}\n" for word, label in words for place in places
    ]


@pytest.fixture
def written(tmp_path):
    def written(name, lines):
        path = tmp_path / name
        path.write_text(HEAD + "".join(lines), "utf-8")
        return path

    return written


def versions(run):
    """All versions, the one in use first."""
    rows = [line[2:].split("\t")[1] for line in sorted(run("list").stdout.splitlines())]
    used = [line.split("\t")[1] for line in run("list").stdout.splitlines() if line.startswith("*")]
    return used, [one for one in rows if one not in used]


def test_both_are_told_on_the_same_texts_and_the_new_one_takes_its_place(run, written):
    first = train(run, written("first.csv", told(PLACES)))
    assert first.exit_code == 0 and "现用" not in first.stdout
    before = versions(run)[0][0]
    ended = train(run, written("next.csv", told(PLACES) + told(NEW)))
    assert ended.exit_code == 0, ended.output
    assert f"现用 / in use {before}" in ended.stdout and "first.csv" in ended.stdout
    assert f"同样的 {6 * len(NEW)} 条" in ended.stdout and "rollback label" in ended.stdout
    assert versions(run)[1] == [before]


def test_a_clearly_worse_one_is_kept_beside_and_not_used(run, written):
    train(run, written("first.csv", spoken(PLACES)))
    before = versions(run)[0]
    ended = train(run, written("poorer.csv", spoken(NEW, by_word=True)))
    assert ended.exit_code == 1 and "明显差" in ended.stderr and "  自动 / decided 1.000 → " in ended.stderr
    used, (kept,) = versions(run)
    assert used == before and f"rollback label --to {kept}" in ended.stderr and "--use" in ended.stderr
    # Taken all the same, it leads back to what was in use until then.
    assert run("rollback", "label", "--to", kept).exit_code == 0 and versions(run)[0] == [kept]
    assert run("rollback", "label").exit_code == 0 and versions(run)[0] == before


def test_whoever_says_so_uses_it_and_hears_how_to_go_back(run, written):
    train(run, written("first.csv", spoken(PLACES)))
    before = versions(run)[0]
    poorer = written("poorer.csv", spoken(NEW, by_word=True))
    ended = run("train", poorer, "--text", "text", "--label", "label", "--use")
    assert ended.exit_code == 0 and "明显差" in ended.stderr and "lianxin intake rollback label" in ended.stdout
    assert versions(run)[1] == before
    run("rollback", "label")
    assert versions(run)[0] == before


def test_one_that_has_forgotten_an_answer_is_not_used(run, written):
    train(run, written("first.csv", told(PLACES, third=True)))
    ended = train(run, written("next.csv", told(NEW)))
    assert ended.exit_code == 1 and "新的不会答：噪音" in ended.stderr and "cannot answer: 噪音" in ended.stderr


def test_one_that_may_decide_nothing_does_not_replace_one_that_does(run, written):
    train(run, written("first.csv", told((*PLACES, *NEW))))
    ended = train(run, written("few.csv", told(PLACES[:4])))
    assert ended.exit_code == 1 and "一条也不能自动定" in ended.stderr


def test_where_nobody_can_tell_what_was_learned_the_figures_stand_side_by_side(run, written, tmp_path):
    train(run, written("first.csv", told(PLACES)))
    for kept in (tmp_path / "var").rglob(heard.FILE):
        kept.unlink()
    ended = train(run, written("next.csv", told(NEW)))
    assert "不能直接比" in ended.stdout and "cannot be compared" in ended.stdout
    assert ended.exit_code == 0 and "现用 / in use" in ended.stdout


def test_the_same_file_again_is_as_good(run, written):
    path = written("first.csv", told(PLACES))
    train(run, path)
    ended = train(run, path)
    assert ended.exit_code == 0 and f"同样的 {6 * len(PLACES)} 条" in ended.stdout and ended.stderr.count("明显差") == 0


def test_a_version_that_cannot_be_read_holds_nobody_up(run, written, tmp_path):
    path = written("first.csv", told(PLACES))
    train(run, path)
    for weights in (tmp_path / "var").rglob("weights.npy"):
        weights.unlink()
    ended = train(run, path)
    assert ended.exit_code == 0 and "读不了" in ended.stdout
