# ruff: noqa: E501 - what differs is a table, one row each
"""Activities, ties and indicators in cases: what differs is told with file and line, and no word means two things."""

from datetime import date
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.handbook.examples import cases_page
from lianxin.language.load import load
from lianxin.language.source import BadPack

ROOT = Path(__file__).resolve().parents[2] / "packs"
ON = date(2026, 11, 21)
HEAD = """given:
  people: {支书老黎: [{role: secretary, at: branch_qiaodong}], 阿珍: [{role: community, at: qiaodong}]}
cases:
  - case: 一件事
    steps:
      - {at: 2026-03-01T09:00, as: 支书老黎, name: 会, plan: {kind: assembly, hosts: [branch_qiaodong], starts: 2026-03-20T19:30, agenda: [resolution]}}
      - {at: 2026-03-01T09:00, as: 阿珍, name: 户, begin: {kind: household, first: 卢伯, at: qiaodong, since: 2026-03-01, fields: {group: empty_nest}}}
"""
THEN = "    then:\n      "


HOLD = "{at: 2026-03-20T21:00, as: 支书老黎, on: 会, hold: {due: 30, came: 16, votes: {resolution: 15}}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (HOLD + ", expect: {carried: {resolution: true}}}", "会 carried: 应是 {'resolution': True}，实际是 {'resolution': False}"),
        (HOLD + ", expect: {before: {resolution: 今天无法通过}}}", "会 before"),
        (HOLD + ", expect: {step: filed}}", "会 step: 应是 filed，实际是 （没有）"),
        ("{at: 2026-03-20T21:00, as: 支书老黎, on: 会, hold: {due: 30, came: 9, votes: {resolution: 9}}}", "至少 15 人到会"),
        ("{at: 2026-03-20T21:00, as: 阿珍, on: 会, hold: {}}", "您的岗位不能做这件事"),
        ("{at: 2026-03-20T21:00, on: 会, sign_up: {}, expect: {refused: full}}", "这个活动不用报名"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 户, confirm: self, expect: {state: intent}}", "户 state: 应是 intent，实际是 active"),
        ("{at: 2026-03-02T21:00, as: 支书老黎, on: 户, end: moved}", "您的岗位不能做这件事"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 户, visit: {about: visit}}", "nothing of the kind is noted"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 户, deliver: {commitment: visit}}", "it promises nothing"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 户, hold: {}}", "户 is no activity"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 会, confirm: self}", "会 is no tie"),
        ("{at: 2026-03-02T21:00, as: 阿珍, on: 没有, confirm: self}", "no activity or tie named 没有"),
        ("{at: 2026-03-02T21:00, as: 阿珍, name: 新, begin: {kind: nothing, first: 卢伯, at: qiaodong, since: 2026-03-01}}", "no kind of tie named nothing"),
        ("{at: 2026-03-02T21:00, as: 阿珍, name: 新, begin: {kind: household, first: 卢伯, at: mars, since: 2026-03-01}}", "mars"),
        ("{at: 2026-03-02T21:00, as: 支书老黎, name: 新, plan: {kind: feast, hosts: [branch_qiaodong], starts: 2026-03-20T19:30}}", "没有“feast”这类活动"),
    ],
)  # fmt: skip
def test_what_differs_is_told_with_its_line(run, line, said):
    (outcome,) = run(HEAD + f"      - {line}\n")
    assert said in outcome.problem
    assert outcome.line == 8


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("indicators: [{of: lectures, period: '2026', above: 1}]", "above: 应是 1，实际是 0"),
        ("indicators: [{of: lectures, period: '2026', text: 5 %}]", "text"),
        ("indicators: [{of: nothing, period: '2026'}]", "no indicator named nothing"),
        ("terms: [{of: branch_term, at: branch_office3, since: 2024-03-15, ends: 2026-03-15}]", "实际是 2027-03-15"),
        ("terms: [{of: branch_term, at: qiaodong, since: 2024-03-15}]", "实际是 units"),
        ("terms: [{of: nothing, at: qiaodong, since: 2024-03-15}]", "no term named nothing"),
        ("medals: [{year: 2024, confirmed: 1974-07-02, proposed: true, why: full}]", "实际是 False"),
        ("years: [{of: branch_qiaodong, year: 2025, kept: {assembly: 1/4}}]", "第一季度党员大会"),
        ("values: {term.branch: 4}", "应是 4，实际是 3"),
    ],
)
def test_what_differs_at_the_end_is_told(run, then, said):
    (outcome,) = run(HEAD + THEN + then + "\n")
    assert said in outcome.problem


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{at: 2026-03-02T21:00, on: 会, hold: {}, end: moved}", "one thing with one activity"),
        ("{at: 2026-03-02T21:00, on: 会, hold: {}, do: accept}", "one thing with one activity"),
        ("{at: 2026-03-02T21:00, plan: {kind: lecture, hosts: [branch_qiaodong], starts: 2026-03-20T19:30}}", "need `name`"),
        ("{at: 2026-03-02T21:00, hold: {}}", "needs `on`"),
        ("{at: 2026-03-02T21:00, on: 会, hold: {people: 3}}", "“cases.0.steps.2.hold.people”不是案例的词"),
    ],
)  # fmt: skip
def test_a_step_does_one_thing_in_known_words(run, line, said):
    with pytest.raises(BadPack) as refused:
        run(HEAD + f"      - {line}\n")
    assert said in str(refused.value)


def test_a_value_that_the_pack_does_not_know_is_told(run):
    (outcome,) = run(HEAD.replace("    steps:", "    proves: [org.nowhere]\n    steps:"))
    assert "org.nowhere" in outcome.problem


def test_the_handbook_says_it_in_sentences():
    for name in ("shiweitang", "shangcheng", "junhe"):
        pack = load(ROOT / name, ON)
        files = [
            cases.CaseFile.model_validate(cases.read_file(path, ROOT / name).data) for path in cases.files(ROOT / name)
        ]
        page = str(cases_page(pack, files))
        said = {
            "shiweitang": ["表决事项没有通过", "表决前说：今天无法通过", "应到 30 人，实到 16 人", "8月支委会", "届满", "不提名（不满五十年）", "兑现探访关爱 12 次"],
            "shangcheng": ["监护人同意", "等同意", "记一笔上门走访", "超过 10 天没有走访", "结束“结对一”", "办实事办结率：25 / 74 33.8 %"],
            "junhe": ["57 人报名“招募”", "候补 47 人", "近百人", "不换届"],
        }[name]  # fmt: skip
        for words in said:
            assert words in page, words
