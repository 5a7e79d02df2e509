"""Trees of items: points from records alone, caps and floors, who may score, what keeps a result back."""

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.language.town import PACK, faults, write

from lianxin.language import appraisal as rules
from lianxin.language import honour, points
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.load import load

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 11)
TOWN = load(ROOT / "packs" / "shiweitang", DAY)
STRIVE = TOWN.said.appraisals["strive"]


def total(times=None, reached=None):
    cited = {path: Fraction(n) for path, n in (times or {}).items()}
    return points.total(TOWN, STRIVE, DAY, cited, reached or {})


def test_a11_the_tree_recomputes_total_and_single_item():
    """A11, 竞标争先: total and 党建创新力 follow from records; 3 projects, 1 practice, 2 reports, 1 gap, both rates."""
    found = total(
        {"innovation/chosen": 3, "innovation/first": 1, "innovation/told": 2, "basics": 1},
        {"serving/solved": Fraction(9, 10), "serving/promptly": Fraction(1)},
    )
    by_path = {line.path: line for line in found.all()}
    assert by_path["innovation"].points == 15 + 5 + 4
    assert [line.path for line in found.apart()] == ["innovation"]
    assert by_path["basics"].points == 28
    assert by_path["serving/solved"].points == 15 * Fraction(9, 10) / Fraction(95, 100)
    assert found.exact == 24 + 28 + 15 * Fraction(18, 19) + 15
    assert found.shown == "81.21"


def test_caps_and_floors_hold_and_are_told():
    found = {line.path: line for line in total({"innovation/chosen": 9, "basics": 40}).all()}
    assert (found["innovation/chosen"].points, found["innovation/chosen"].held) == (20, "cap")
    assert (found["basics"].points, found["basics"].held) == (0, "floor")
    assert found["serving/solved"].points == 0 and found["serving/solved"].reached is None


def test_what_nothing_is_known_of_is_no_zero():
    """0 ÷ 0 is no bad mark: an item without data, and one all of whose items have none, is told apart from a zero, also
    where the pack lets it count as one."""
    serving = STRIVE.parts["serving"]
    said = {key: one.model_copy(update={"missing": "zero"}) for key, one in serving.parts.items()}
    parts = STRIVE.parts | {"serving": serving.model_copy(update={"parts": said})}

    def total(reached):
        return points.total(TOWN, STRIVE.model_copy(update={"parts": parts}), DAY, {}, reached)

    found = total({"serving/solved": Fraction(0)})
    by_path = {line.path: line for line in found.all()}
    assert by_path["serving/promptly"].empty and not by_path["serving/solved"].empty
    assert not by_path["serving"].empty and not by_path["innovation"].empty and found.empty() == 1
    assert {line.path: line for line in total({}).all()}["serving"].empty and total({}).empty() == 2


def test_points_are_never_typed_over_what_records_say():
    """domain §2.12: a score typed by hand over the indicators is refused, with the reason."""
    tree = dict(points.items(STRIVE.parts))
    assert rules.may_cite(tree["serving/solved"], "document").code == "typed"
    assert rules.may_cite(tree["innovation"], "matter").code == "typed"
    assert rules.may_cite(tree["basics"], "document").code == "evidence"
    assert rules.may_cite(tree.get("nothing"), "matter").code == "item"
    assert rules.may_cite(tree["basics"], "matter") is None


def test_a_record_is_found_by_the_number_people_see():
    assert rules.quoted("SW-2026-00012") == rules.Quoted("matter", 12, "SW-2026-00012")
    assert rules.quoted("ｓｗ2026-12") == rules.Quoted("matter", 12, "SW-2026-00012")
    assert rules.quoted("hd-144") == rules.Quoted("activity", 144)
    assert (rules.quoted("GX-7").evidence, rules.quoted("JL-88").evidence) == ("tie", "entry")
    assert rules.quoted("12") == rules.Quoted(None, 12)
    assert rules.quoted("那一件").number is None and rules.quoted("AB-7").number is None


def test_a_wrong_kind_of_record_is_told_with_the_right_ones():
    tree = dict(points.items(STRIVE.parts))
    assert "要引用：事项" in rules.may_cite(tree["basics"], "document").say("zh")


def test_scorer_and_scored_are_kept_apart():
    """domain §2.12: scorer ≠ scored. Belonging to the town is no belonging to a unit."""
    assert rules.belongs([(1, 4, 7)], 4, town=1).code == "scorer_is_scored"
    assert rules.belongs([(1, 5)], 4, town=1) is None
    assert rules.belongs([(1, 5)], 1, town=1) is None
    assert rules.belongs([(1, 5)], None, town=1) is None


def test_the_window_runs_in_working_days_and_blocks_publication():
    """A11: an objection within 3 working days pauses publication. Told on a Thursday, the third day is a Tuesday."""
    until = rules.window(Calendar.builtin(), datetime(2026, 3, 12, 17, 0, tzinfo=SHANGHAI), 3)
    assert until == date(2026, 3, 17)
    assert [one.code for one in rules.hindrances(date(2026, 3, 17), until, 0)] == ["window"]
    assert [one.code for one in rules.hindrances(date(2026, 3, 18), until, 1)] == ["objections"]
    assert not rules.hindrances(date(2026, 3, 18), until, 0)
    assert [one.code for one in rules.hindrances(date(2026, 3, 18), None, 0)] == ["not_told"]


def test_naming_needs_the_county_or_becomes_a_yearly_appraisal():
    """创建示范活动管理办法（试行）: 乡镇（街道）不得开展; 第三条 leaves yearly appraisals alone."""
    paper = rules.Approval("关于同意的批复", "南组〔2026〕3号", "区委组织部", "county", DAY)
    own = rules.Approval("镇的通知", "", "镇", "town", DAY)
    blocked = rules.unapproved("approved", None, yearly=False)
    assert (blocked.code, blocked.source) == ("approval", "demonstration-2022")
    assert "乡镇（街道）不得" in blocked.say()
    assert rules.unapproved("approved", own, yearly=False) is not None
    assert rules.unapproved("approved", paper, yearly=False) is None
    assert rules.unapproved("approved", None, yearly=True) is None
    assert rules.unapproved("none", None, yearly=False) is None
    assert rules.level_fault("town").source == "demonstration-2022"


def test_years_in_a_row_are_counted_not_typed():
    """Row 0.14: three consecutive years 优秀."""
    assert honour.in_a_row({2021, 2022, 2023}, 2023) == 3
    assert honour.in_a_row({2020, 2022, 2023}, 2023) == 2
    assert honour.in_a_row({2020}, 2023) == 0


def test_quota_and_consent_of_honours():
    """Row 0.6: quotas; row 4.9 and 个人信息保护法: a person's honour is public only with consent."""
    assert honour.over_quota(3, 4).code == "quota"
    assert honour.over_quota(3, 3) is None and honour.over_quota(None, 99) is None
    assert honour.unshown("person", consented=False).code == "consent"
    assert honour.unshown("person", consented=True) is None and honour.unshown("unit", consented=False) is None


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([path for path, _ in points.items(STRIVE.parts)]), st.integers(0, 50)))
def test_no_line_leaves_its_bounds_and_the_total_its_most(times):
    found = total(times)
    assert all(line.least <= line.points <= line.most for line in found.all())
    assert 0 <= found.exact <= 100


APPRAISED = """
appraisals:
  year:
    label: {zh: 年度考核}
    about: {zh: 考核}
    source: rule
    of: unit
    kinds: [office]
    runs: [clerk]
    scorers: [clerk]
    objection: $term
    parts:
      done: {label: {zh: 办结}, source: rule, most: 10, each: 1, evidence: [matter]}
contests:
  best:
    label: {zh: 评选}
    about: {zh: 评选}
    source: rule
    of: work
    runs: [clerk]
    criteria:
      one: {label: {zh: 一}, weight: 0.4}
      two: {label: {zh: 二}, weight: 0.6}
    prizes:
      first: {label: {zh: 一等奖}, quota: 2}
"""
TREE = APPRAISED[APPRAISED.index("    parts:") : APPRAISED.index("contests:")]
WRONG = {
    "people scored": ("of: unit", "of: person", "不给人打分、排名"),
    "people ranked": ("of: work", "of: person", "不给人打分、排名"),
    "a window that rests on nothing": ("objection: $term", "objection: '3'", "期限“3”没有出处"),
    "points from nowhere": ("each: 1, evidence: [matter]", "begins: 1", "没有说清分从哪里来"),
    "points from two places": ("each: 1, evidence: [matter]", "each: 1", "没有说清分从哪里来"),
    "an indicator that is none": ("each: 1, evidence: [matter]", "indicator: solve, target: 1", "没有叫“solve”的指标"),
    "a floor above the cap": ("most: 10, each", "most: 10, least: 11, each", "保底或起始分高于封顶分"),
    "a kind that is none": ("kinds: [office]", "kinds: [bureau]", "没有叫“bureau”的类别"),
    "nobody to run it": ("runs: [clerk]\n    scorers", "runs: [mayor]\n    scorers", "没有叫“mayor”的角色"),
    "weights that do not make one": ("weight: 0.6", "weight: 0.5", "权重加起来不是 1"),
    "a criterion that is none": ("    prizes:", "    equals: [three]\n    prizes:", "没有叫“three”的评分标准"),
    "a value that is none": ("quota: 2", "quota: $many", "没有叫“many”的参数"),
    "a group that is none": ("quota: 2", "quota: 2, group: poem", "没有叫“poem”的组别"),
    "neither items nor grades": (TREE, "", "既没有评分项，也没有等次"),
}  # fmt: skip


def test_the_small_appraisal_is_right(tmp_path):
    assert faults(write(tmp_path, pack=PACK + APPRAISED)) == []


@pytest.mark.parametrize("what", WRONG)
def test_a_pack_that_is_wrong_is_told_where_and_why(tmp_path, what):
    old, new, said = WRONG[what]
    assert APPRAISED.count(old) == 1
    found = faults(write(tmp_path, pack=PACK + APPRAISED.replace(old, new)))
    assert [fault for fault in found if said in fault.text.zh and fault.line > PACK.count("\n")], found
