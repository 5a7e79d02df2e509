# ruff: noqa: E501 - what differs is a table, one row each
"""What a paper prints, in cases: each difference is told with file and line, and nothing that cannot be counted passes."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.cast import pack_of

from lianxin.cases import cited
from lianxin.cases.records import Uncounted
from lianxin.cases.stage import Stage
from lianxin.kernel.reads import cited as door
from lianxin.language import paper
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused

ROOT = Path(__file__).resolve().parents[2] / "packs"
NOW = datetime(2024, 7, 1, 18, tzinfo=SHANGHAI)
HEADS = "indicator:celebration_heads period=2024-06-01..2024-07-31"
HEAD = """given:
  people: {党建办小区: [{role: governance, at: office_party}]}
cases:
  - case: 大会
    steps:
      - {at: 2024-06-03T09:00, as: 党建办小区, name: 大会, plan: {kind: celebration, hosts: [party_work], starts: 2024-07-01T09:00}}
      - {at: 2024-06-10T09:00, as: 党建办小区, name: 党课, plan: {kind: lecture, hosts: [branch_qiaodong], starts: 2024-07-01T15:00}}
      - {at: 2024-07-01T12:00, as: 党建办小区, on: 大会, hold: {figures: {heads: 180余人}}}
      - {at: 2024-07-01T18:00, as: 党建办小区, on: 党课, hold: {fields: {lecturer: 老古}, figures: {heads: '20'}}}
    then:
      papers:
        - of: july_first
"""
LECTURES = "indicator:lectures period=2024-06-01..2024-07-31"


def said(run, text):
    (outcome,) = run(HEAD + "".join(f"          {line}\n" for line in text.splitlines()))
    return outcome


def test_what_a_paper_prints_is_compared(run):
    text = f"prints: {{'{HEADS}': 180余, 'list:study_routes': 3, 'streams:july_2024': 4, '{LECTURES}': 1}}\nlines: [街道庆祝大会暨故事会决赛举行，180余人参加。]"
    assert said(run, text).passed


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (f"prints: {{'{HEADS}': 180}}", "应是 180，实际是 180余", 13),
        ("prints:\n  'list:study_routes': 3\n  'streams:july_2024': 5", "july_first streams:july_2024: 应是 5，实际是 4", 15),
        ("prints: {'list:five_measures': 5}", "材料里没有这个引用", 13),
        ("prints: {'set:received kinds=works': 24}", "应是 24，实际是 0", 13),
        ("lines: [181人参加。]", "应是 181人参加。，实际是 街道庆祝大会暨故事会决赛举行，180余人参加。", 13),
        ("refused: {'list:study_routes': 没有}", "应是 没有，实际是 3", 13),
        ("rows: {'list:study_routes': [历史文韵]}", "应是 历史文韵，实际是 3", 13),
        ("blocked: gap", "不能签发的原因: 应是 gap，实际是 （没有）", 13),
        ("blocked: approval", "应是 approval，实际是 （没有）", 13),
        (f"checked: 2024-07-01T15:00\nstale: {{'{HEADS}': 现在是}}", f"{HEADS} 核数以后: 应是 现在是，实际是 （没有）", 14),
        ("checked: 2024-07-01T15:00", f"{LECTURES} 核数以后: 应是 （没有），实际是 “党课”变了：核数时是 0，现在是 1", 12),
        (f"checked: 2024-07-01T15:00\nstale: {{'{LECTURES}': 现在是 2}}", "应是 现在是 2，实际是 “党课”变了", 14),
    ],
)  # fmt: skip
def test_what_differs_is_told_with_its_line(run, text, problem, line):
    outcome = said(run, text)
    assert problem in outcome.problem
    assert outcome.line == line


@pytest.mark.parametrize(
    "cite",
    ["prizes:story.first", "honours:commended_unit", "years:yearly_result where=grade:excellent"],
)
def test_a_number_no_case_can_answer_fails_whatever_is_expected(run, cite):
    for wanted in ("0", "2", "''"):
        outcome = said(run, f"prints: {{'{cite}': {wanted}}}")
        assert "is not answerable in a case" in outcome.problem
    assert "is not answerable in a case" in said(run, f"refused: {{'{cite}': 案例}}").problem


def test_a_line_with_such_a_number_says_so(run):
    assert "案例里数不出“prizes:story.first”" in said(run, "lines: [2个作品获决赛一等奖]").problem


def test_nothing_is_known_to_block_a_paper_with_such_numbers(run):
    assert "案例里数不出“prizes:story.first”" in said(run, "blocked: ''").problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("checked: 2024-06-30T15:00", "checked on the last day, before its end"),
        ("checked: 2024-07-01T18:01", "checked on the last day, before its end"),
        ("prints: {'nothing at all': 1}", "看不懂引用"),
        ("prints: {'units:site unit=mars': 1}", "材料里没有这个引用"),
    ],
)
def test_what_cannot_be_asked_is_told(run, text, problem):
    assert problem in said(run, text).problem


def test_a_template_that_is_none_is_told(run):
    (outcome,) = run(HEAD.replace("july_first", "june_first"))
    assert "no paper named june_first" in outcome.problem


def test_a_number_checked_before_stands_as_it_was(run):
    text = f"checked: 2024-07-01T15:00\nprints: {{'{LECTURES}': 0, '{HEADS}': 180余}}\nstale: {{'{LECTURES}': '核数时是 0，现在是 1'}}\nblocked: figure_changed"
    assert said(run, text).passed


def test_a_merged_matter_and_what_counts_entries_are_no_silent_zero(run):
    step = "    steps:\n      - {at: 2024-06-01T09:00, as: 党建办小区, many: 2, name: 坑, file: {kind: request, nature: complaint, topic: road, place: qiaodong, text: 路口有个大坑}}\n"
    (outcome,) = run(
        HEAD.replace("    steps:\n", step).replace("july_first", "weekly") + "          prints: {'set:open': 1}\n"
    )
    assert "“坑-2”是并入别的事的" in outcome.problem
    then = "indicators: [{of: people_served, period: '2024', above: 0}]\n"
    (outcome,) = run(HEAD.partition("      papers:")[0] + f"      {then}")
    assert "it counts entries" in outcome.problem


def test_every_source_is_answered_in_a_case_or_refused_by_name():
    """A source that is new must be decided on: none may be passed over. Sources are those of the language."""
    stage = Stage(pack_of("shiweitang"))
    on = cited.About(stage, NOW)
    for source in set(paper.SOURCES) - set(cited.SOURCES) - {"rows"}:
        with pytest.raises(Uncounted):
            cited.answer(on, paper.Cite(source, "nothing"))
    for source in cited.SOURCES:
        with pytest.raises(Refused):
            cited.answer(on, paper.Cite(source, "nothing"))
    assert set(cited.SETS) == set(door.SAID)
