"""`lianxin intake` from an invented CSV, with no database anywhere."""

import json

import pytest
from typer.testing import CliRunner

from lianxin.cli.root import app
from tests.cli.answered import HEAD
from tests.intake.test_learned import examples


def train(run, path, label="label"):
    return run("train", path, "--text", "text", "--label", label)


def evaluate(run, path, label="label"):
    ended = run("evaluate", path, "--text", "text", "--label", label)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def test_train_evaluate_list_and_roll_back(run, file):
    assert train(run, file).exit_code == 0
    said = evaluate(run, file)
    assert said["n"] == len(examples())
    assert said["macro_f1"] > 0.95
    figures = {"accuracy", "per_class", "threshold", "coverage", "accuracy_at_threshold", "texts_per_second"}
    assert figures <= said.keys()
    assert run("list").stdout.startswith("* shared/label\t")
    assert run("rollback", "label").exit_code == 0
    assert run("list").stdout.startswith("  shared/label\t")
    assert run("evaluate", file, "--text", "text", "--label", "label").exit_code == 2
    assert run("rollback", "label").exit_code == 2


def test_where_nothing_was_learned_the_words_of_the_pack_are_checked(run, tmp_path):
    path = tmp_path / "answered.csv"
    path.write_text(
        HEAD + "我要投诉，强烈不满，严重扰民,投诉,1\n请问去哪里办，想了解流程,咨询,2\n天气很好,投诉,3\n",
        encoding="utf-8",
    )
    said = evaluate(run, path)
    assert (said["kind"], said["version"], said["n"]) == ("nature", "words", 3)
    assert said["accuracy_at_threshold"] == 1 and 0 < said["coverage"] < 1
    assert {"sure", "margin"} <= said.keys() and "threshold" not in said


def test_two_questions_do_not_disturb_each_other(run, file, tmp_path):
    train(run, file)
    before = evaluate(run, file)
    other = tmp_path / "other.csv"
    text = file.read_text(encoding="utf-8")
    other.write_text(text.replace(",灯,", ",投诉,").replace(",垃圾,", ",咨询,"), encoding="utf-8")
    assert train(run, other).exit_code == 0
    # The answers are the pack's own: its question, whatever the column is called.
    assert evaluate(run, other)["kind"] == "nature"
    other.write_text(text.replace(",灯,", ",甲,").replace(",垃圾,", ",乙,"), encoding="utf-8")
    assert train(run, other).exit_code == 0
    assert evaluate(run, other)["kind"] == "label-2"
    again = evaluate(run, file)
    assert (again["kind"], again["version"], again["macro_f1"]) == ("label", before["version"], before["macro_f1"])


def test_a_file_of_a_chinese_spreadsheet_program_is_read(run, file):
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    assert train(run, file).exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        ("字,答\n灯坏,灯\n".encode(), "没有“text”这一列"),
        (HEAD.encode(), "没有一行"),
        ((HEAD + "灯坏了,灯,1\n路灯坏,灯,2\n").encode(), "只有一种答案"),
        ((HEAD + "灯坏了,灯\n").encode(), "第2行有2列"),
        (b"text,label,label\na,b,c\n", "2列都叫“label”"),
        (b"text,label,text\na,b,c\n", "2列都叫“text”"),
        (b"text,label\n\xff\xfe\x00\x01,a\n", "编码认不出来"),
        ((HEAD + '"灯坏了,灯,1\n').encode(), "不是CSV"),
    ],
)
def test_a_wrong_file_is_refused_with_words_and_nothing_is_kept(run, tmp_path, content, said):
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    ended = train(run, path)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert not list((tmp_path / "var").rglob("*.npy"))
    assert run("list").stdout == ""


def test_a_file_that_is_not_there_is_said(run, tmp_path):
    ended = train(run, tmp_path / "nowhere.csv")
    assert ended.exit_code == 2
    assert "读不了" in ended.stderr


def test_privacy_measures_a_file(tmp_path):
    file = tmp_path / "told.csv"
    file.write_text("text,expected\n电话13800001234,phone:13800001234\n路灯坏了,\n", "utf-8")
    result = CliRunner().invoke(app, ["intake", "privacy", str(file)])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["texts"], told["recall"], told["precision"]) == (2, 1.0, 1.0)


def test_a_step_back_never_leads_to_what_was_taken_back(run, file, tmp_path):
    def version():
        return next((line.split("\t")[1] for line in run("list").stdout.splitlines() if line.startswith("*")), "")

    made = []
    for number in range(3):
        more = tmp_path / f"{number}.csv"
        more.write_text(file.read_text(encoding="utf-8") + f"路灯第{number}盏不亮,灯,g{number}\n", encoding="utf-8")
        assert train(run, more).exit_code == 0
        made.append(version())
        if number == 1:
            assert run("rollback", "label").exit_code == 0 and version() == made[0]
    assert len(set(made)) == 3
    assert run("rollback", "label").exit_code == 0 and version() == made[0]  # not made[1], which was taken back
    assert run("rollback", "label").exit_code == 0 and version() == ""
    assert "没有可退的" in run("rollback", "label").output
    assert run("rollback", "label", "--to", made[2]).exit_code == 0 and version() == made[2]
    assert run("rollback", "label", "--to", made[0]).exit_code == 0 and version() == made[0]
    assert run("rollback", "label").exit_code == 0 and version() == ""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("".join(f"第{n}件事情,答案{n},\n" for n in range(5)), "每种答案只有一条"),
        ("路灯坏了,灯,\n路灯不亮,灯,\n垃圾没人收,垃圾,\n", ""),
        ("甲,一,\n乙,一,\n丙,二,\n丁,二,\n", ""),
        ("".join(f"第{n}盏路灯坏了,{'灯' if n % 2 else '电'},\n" for n in range(8)), ""),
    ],
)
def test_few_rows_are_learned_or_refused_with_words(run, tmp_path, rows, said):
    path = tmp_path / "few.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    ended = train(run, path)
    assert (ended.exit_code, said in ended.output) == (2 if said else 0, True), ended.output
    assert not isinstance(ended.exception, ValueError)


def test_what_would_never_be_read_by_is_not_learned(run, file):
    ended = run("train", file, "--text", "text", "--label", "label", "--kind", "topic")
    assert ended.exit_code == 2 and "不是“topic”的答案：垃圾、灯" in ended.output and run("list").stdout == ""
    assert "不是包里的问题" in train(run, file).output
    ended = run("train", file, "--text", "text", "--label", "label", "--town", "nowhere")
    assert ended.exit_code == 2 and "没有叫“nowhere”的街镇" in ended.output
    ended = run("train", "--from-database", "--town", "shiweitang", "--kind", "blabla")
    assert ended.exit_code == 2 and "没有“blabla”这个问题" in ended.output
