"""A branch's year as in scenario A6, and prompts that ask and never accuse."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import rhythm
from lianxin.language.load import load
from lianxin.language.rhythm import Branch, Held

PACK = load(Path(__file__).parents[2] / "packs" / "base", date(2026, 3, 11))
BRANCH = Branch(1, "branch", committee=True, groups=((2, "第一党小组"), (3, "第二党小组")), group_kind="party_group")
END = date(2027, 1, 10)


def a6():
    """4 大会, 11 支委会 (none in August), 22 of 24 小组会, 12 主题党日, 1 组织生活会, 1 民主评议."""
    held = [Held("assembly", date(2026, month, 5), 1) for month in (2, 5, 8, 11)]
    held += [Held("committee_meeting", date(2026, month, 6), 1) for month in range(1, 13) if month != 8]
    held += [Held("group_meeting", date(2026, month, 7), 2) for month in range(1, 13) if month != 2]
    held += [Held("group_meeting", date(2026, month, 7), 3) for month in range(1, 13) if month != 7]
    held += [Held("theme_day", date(2026, month, 1), 1) for month in range(1, 13)]
    return [*held, Held("life_meeting", date(2026, 12, 20), 1), Held("appraisal", date(2026, 12, 21), 1)]


def of(lines, kind):
    return [line for line in lines if line.kind == kind]


def test_the_year_of_scenario_a6():
    lines = rhythm.year(PACK, BRANCH, a6(), {}, 2026, END)
    kinds = ("assembly", "committee_meeting", "group_meeting", "theme_day", "life_meeting", "appraisal")
    counts = {
        kind: (sum(line.kept for line in of(lines, kind)), sum(line.needed for line in of(lines, kind)))
        for kind in kinds
    }
    assert counts == {
        "assembly": (4, 4), "committee_meeting": (11, 12), "group_meeting": (22, 24),
        "theme_day": (12, 12), "life_meeting": (1, 1), "appraisal": (1, 1),
    }  # fmt: skip
    said = [text.zh for line, _, text in rhythm.prompts(lines) if line.kind != "lecture"]
    assert said == ["8月支委会", "2月第一党小组 党小组会", "7月第二党小组 党小组会"]


def test_a_reason_turns_a_prompt_into_an_explanation():
    reasons = {("committee_meeting", 1, "2026-08"): "八月抗洪，并入九月"}
    lines = rhythm.year(PACK, BRANCH, a6(), reasons, 2026, END)
    cell = of(lines, "committee_meeting")[0].cells[7]
    assert (cell.state, cell.reason) == ("explained", "八月抗洪，并入九月")
    assert "8月支委会" not in [text.zh for *_, text in rhythm.prompts(lines)]


def test_no_committee_no_groups_nothing_is_asked_of_them():
    lines = rhythm.year(PACK, Branch(1, "branch"), [], {}, 2026, END)
    assert {line.kind for line in lines} == {"assembly", "lecture", "theme_day", "life_meeting", "appraisal"}


def test_a_temporary_branch_is_asked_for_no_appraisal():
    kinds = {line.kind for line in rhythm.year(PACK, Branch(1, "temporary_branch"), [], {}, 2026, END)}
    assert "appraisal" not in kinds and "theme_day" in kinds


def test_what_is_to_come_is_no_prompt_and_this_month_is_now():
    lines = rhythm.year(PACK, BRANCH, [], {}, 2026, date(2026, 3, 11))
    states = [cell.state for cell in of(lines, "theme_day")[0].cells]
    assert states == ["missing", "missing", "now"] + ["coming"] * 9


def test_before_a_branch_stood_and_before_the_rule_nothing_was_needed():
    since = Branch(1, "branch", since=date(2026, 6, 15))
    assert of(rhythm.year(PACK, since, [], {}, 2026, END), "theme_day")[0].needed == 7
    assert of(rhythm.year(PACK, Branch(1, "branch"), [], {}, 2017, END), "theme_day")[0].needed == 0


months = st.lists(st.integers(1, 12), max_size=40)


@given(months)
def test_three_in_one_month_do_not_stand_for_three_months(found):
    held = [Held("theme_day", date(2026, month, 9), 1) for month in found]
    line = of(rhythm.year(PACK, BRANCH, held, {}, 2026, END), "theme_day")[0]
    assert line.kept == len(set(found)) and line.needed == 12
    assert len([cell for cell in line.cells if cell.state == "missing"]) == 12 - len(set(found))


@given(st.sampled_from(["month", "quarter", "half_year", "year"]), st.integers(1950, 2100), st.integers(1, 365))
def test_periods_cover_a_year_once(every, year, number):
    spans = rhythm.periods(every, year)
    day = date.fromordinal(date(year, 1, 1).toordinal() + number - 1)
    assert len([span for span in spans if span.first <= day <= span.last]) == 1
    assert len({span.key for span in spans}) == len(spans)


def life(held, today, reason=""):
    """The one period of the organisation life meeting of 2026, and what asks about it."""
    reasons = {("life_meeting", 1, "2026"): reason} if reason else {}
    lines = of(
        rhythm.year(PACK, BRANCH, [Held("life_meeting", day, 1) for day in held], reasons, 2026, today), "life_meeting"
    )
    return lines[0].cells[0].state, [text.zh for *_, text in rhythm.prompts(lines)]


def test_a_meeting_usual_in_the_fourth_quarter_is_called_to_mind_then_and_an_early_one_asks_why():
    """条例第十七条: 每年至少召开1次，一般在第四季度."""
    june, october = date(2026, 6, 30), date(2026, 10, 1)
    assert life([], date(2026, 9, 30)) == ("now", [])
    assert life([], october) == ("usual", ["2026年组织生活会（一般就在这个时候）"])
    assert life([june], date(2026, 9, 30)) == ("done", [])
    assert life([june], october) == ("early", ["2026年组织生活会（早于一般的时间）"])
    assert life([june], END, "上级统一安排专题组织生活会")[1] == []
    assert life([june, october], END) == ("done", []) == life([date(2026, 12, 31)], END)
    assert life([], END) == ("missing", ["2026年组织生活会"])
