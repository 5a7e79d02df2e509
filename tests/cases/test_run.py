"""A case that fails says file, line, what was expected and what came; a word that is none is refused."""

from pathlib import Path

import pytest

from lianxin.language.source import BadPack

ROOT = Path(__file__).resolve().parents[2] / "packs"

HEAD = """given:
  people: {规建办小郑: [{role: worker, at: office_planning}]}
  filing: {place: qiaodong, nature: complaint, topic: road}
cases:
  - case: 一个坑
    steps:
      - at: 2026-02-13T16:20
        name: hole
        file: {text: 路口有个大坑}
"""


def test_what_was_expected_and_what_came(run):
    (outcome,) = run(HEAD + "        expect:\n          step: filed\n          due: 2026-03-13\n")
    assert not outcome.passed
    assert outcome.say() == "shiweitang/cases/one.yaml:12: 一个坑: hole due: 应是 2026-03-13，实际是 2026-03-12"


def test_a_refusal_nobody_expected_is_told(run):
    step = "      - {at: 2026-02-14T09:00, as: 规建办小郑, do: hand_back, on: hole, with: {reason: 不归我们}}\n"
    (outcome,) = run(HEAD + step)
    assert outcome.line == 10
    assert "请填“履职清单条目”" in outcome.problem


def test_a_refusal_that_did_not_come_is_told(run):
    step = "      - {at: 2026-02-14T09:00, as: 规建办小郑, do: accept, on: hole, expect: {refused: not-yours}}\n"
    (outcome,) = run(HEAD + step)
    assert "hole refused: 应是 not-yours，实际是 （没有）" in outcome.problem


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{at: 2026-02-14T09:00, as: 没有这人, do: accept, on: hole}", "没有这人"),
        ("{at: 2026-02-14T09:00, as: 规建办小郑, do: accept, on: pit}", "pit"),
        ("{at: 2026-02-14T09:00, file: {place: mars, text: 外星有坑}}", "mars"),
        ("{at: 2031-02-14T09:00, file: {text: 将来的坑}}", "2031"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_its_line(run, step, said):
    (outcome,) = run(HEAD + f"      - {step}\n")
    assert said in outcome.problem
    assert outcome.line == 10


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("        expects: {step: filed}\n", "“cases.0.steps.0.expects”不是案例的词"),
        ("        expect: {stp: filed}\n", "“cases.0.steps.0.expect.stp”不是案例的词"),
        ("        do: accept\n", "a step either files"),
    ],
)
def test_unknown_words_are_refused(run, line, said):
    with pytest.raises(BadPack) as refused:
        run(HEAD + line)
    assert said in str(refused.value)
    assert "shiweitang/cases/one.yaml:" in str(refused.value)


def test_a_document_that_the_pack_does_not_know_is_told(run):
    (outcome,) = run(HEAD.replace("    steps:", "    cites: [nowhere]\n    steps:"))
    assert "nowhere" in outcome.problem


def test_rates_and_counts_of_the_end_are_compared(run):
    then = "    then:\n      rates:\n        solve: {above: 1, below: 1}\n"
    (outcome,) = run(HEAD + then)
    assert outcome.problem == "solve above: 应是 1，实际是 0；solve below: 应是 1，实际是 0"
    assert outcome.line == 12


def test_the_command_says_what_failed(town):
    from typer.testing import CliRunner

    from lianxin.cli.pack import app

    (town / "cases" / "one.yaml").write_text(HEAD + "        expect: {due: 2026-03-13}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(town)])
    assert result.exit_code == 1
    assert "1 个案例，1 个没有通过" in result.output
    (town / "cases" / "one.yaml").write_text(HEAD, encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(town)]).exit_code == 0
    (town / "pack.yaml").write_text("pack: shiweitang\nnam: {zh: 错}\n", encoding="utf-8")
    broken = CliRunner().invoke(app, ["check", str(town)])
    assert broken.exit_code == 1
    assert "shiweitang/pack.yaml:2" in broken.output


def test_the_list_and_the_schema_are_printed():
    import json

    from typer.testing import CliRunner

    from lianxin.cli.pack import app

    listed = CliRunner().invoke(app, ["list", str(ROOT)])
    assert "石围塘街道" in listed.output
    schema = json.loads(CliRunner().invoke(app, ["schema"]).output)
    assert "matters" in schema["properties"]
