"""Items whose indicator has no data: zero, left out with the rest scaled, or nothing is told (ADR 0104)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.language.test_appraisals import APPRAISED, PACK, STRIVE, TOWN, faults, write

from lianxin.language import missing, points
from lianxin.language.appraisals import Appraisal, Item

DAY = date(2026, 3, 11)
BY = {"source": "rule"}
LEAF = BY | {"target": 1, "indicator": "solve", "missing": "exclude"}


def appraisal(parts, most=None):
    said = BY | {"label": {"zh": "考核"}, "about": {"zh": "考核"}, "of": "unit", "runs": ["clerk"]}
    return Appraisal.model_validate(said | {"objection": "$term", "most": most, "parts": parts})


def item(label, **said):
    return {"label": {"zh": label, "en": label.upper()}} | BY | said


def by_indicator(label, most=10, **said):
    return {"label": {"zh": label, "en": label.upper()}} | LEAF | {"most": most} | said


def worked(declared, reached=None, times=None):
    return points.total(TOWN, declared, DAY, times or {}, reached or {})


def lines(found):
    return {line.path: line for line in found.all()}


# --- what follows from data, for any tree ----------------------------------------------------------

leaves = st.one_of(
    st.builds(
        lambda most, weight, begins, word: by_indicator(
            "leaf", most, weight=weight, begins=min(begins, most), missing=word
        ),
        st.integers(1, 40), st.sampled_from([1, 2, 0.5]), st.integers(0, 5),
        st.sampled_from(["exclude", "exclude", "zero"]),
    ),
    st.builds(
        lambda most, weight, each: item("leaf", most=most, weight=weight, each=each, evidence=["matter"]),
        st.integers(1, 40), st.sampled_from([1, 2, 0.5]), st.sampled_from([1, 3, -2]),
    ),
)  # fmt: skip


def above(part):
    return st.builds(
        lambda parts, most, begins: item("above", parts=parts, most=most, begins=min(begins, most)),
        st.dictionaries(st.sampled_from("abcd"), part, min_size=1, max_size=4),
        st.integers(1, 60),
        st.sampled_from([0, 0, 3]),
    )


trees = st.dictionaries(
    st.sampled_from("abcd"), st.recursive(leaves, above, max_leaves=6), min_size=1, max_size=4
).map(appraisal)  # fmt: skip


@st.composite
def appraised(draw, complete=False):
    """A tree, what its indicators say (None: no data), and how many records are cited for its other leaves."""
    declared = draw(trees)
    if draw(st.booleans()):
        declared = declared.model_copy(update={"most": draw(st.integers(1, 120))})
    share = st.fractions(0, 2, max_denominator=20)
    share = share if complete else st.one_of(st.none(), share)
    reached, times = {}, {}
    for path, said in points.items(declared.parts):
        if said.indicator is not None:
            reached[path] = draw(share)
        elif said.each is not None:
            times[path] = Fraction(draw(st.integers(0, 5)))
    return declared, reached, times


def with_word(parts, word):
    return {
        key: said.model_copy(
            update={"parts": with_word(said.parts, word)} | ({"missing": word} if said.indicator else {})
        )
        for key, said in parts.items()
    }


def as_zero(declared):
    return declared.model_copy(update={"parts": with_word(declared.parts, "zero")})


def turned(parts):
    return {key: said.model_copy(update={"parts": turned(said.parts)}) for key, said in reversed(list(parts.items()))}


@settings(deadline=None)
@given(appraised(complete=True))
def test_with_all_data_nothing_is_left_out_and_nothing_scaled(one):
    declared, reached, times = one
    found, plain = worked(declared, reached, times), worked(as_zero(declared), reached, times)
    assert found.exact == found.as_zero == plain.exact and not found.left_out() and missing.said(found) == []
    assert [(line.path, line.points) for line in found.all()] == [(line.path, line.points) for line in plain.all()]


@settings(deadline=None)
@given(appraised())
def test_the_other_total_is_that_of_counting_zero(one):
    declared, reached, times = one
    found, plain = worked(declared, reached, times), worked(as_zero(declared), reached, times)
    assert found.as_zero == plain.exact == plain.as_zero
    assert {path: line.as_zero for path, line in lines(found).items()} == {
        path: line.points for path, line in lines(plain).items()
    }


@settings(deadline=None)
@given(appraised())
def test_no_line_and_no_total_is_above_its_most(one):
    declared, reached, times = one
    found = worked(declared, reached, times)
    assert all(line.out or line.least <= line.points <= line.most for line in found.all())
    room = sum((line.most * line.weight for line in found.lines), Fraction(0))
    assert found.exact <= room and (declared.most is None or found.exact <= declared.most)


@settings(deadline=None)
@given(appraised())
def test_the_order_of_siblings_changes_nothing(one):
    declared, reached, times = one
    found = worked(declared, reached, times)
    other = worked(declared.model_copy(update={"parts": turned(declared.parts)}), reached, times)
    assert (found.exact, found.as_zero, found.share) == (other.exact, other.as_zero, other.share)
    assert {path: (line.points, line.out, line.share) for path, line in lines(found).items()} == {
        path: (line.points, line.out, line.share) for path, line in lines(other).items()
    }


@settings(deadline=None)
@given(appraised(), st.randoms(use_true_random=False))
def test_leaving_one_item_out_changes_no_other_parent(one, random):
    """Only the item itself and what stands above it can have other points."""
    declared, reached, times = one
    known = sorted(path for path, value in reached.items() if value is not None)
    if not known:
        return
    gone = random.choice(known)
    before, after = (lines(worked(declared, said, times)) for said in (reached, reached | {gone: None}))
    for path, line in before.items():
        if not f"{gone}/".startswith(f"{path}/"):
            assert after[path] == line


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([1, 2, 0.5]), st.booleans()), min_size=1, max_size=5))
def test_full_points_of_the_rest_reach_the_maximum(said):
    parts = {f"p{n}": by_indicator("leaf", most, weight=weight) for n, (most, weight, _) in enumerate(said)}
    reached = {f"all/p{n}": Fraction(1) for n, (_, _, there) in enumerate(said) if there}
    room = sum((Fraction(most) * Fraction(str(weight)) for most, weight, _ in said), Fraction(0))
    declared = appraisal({"all": item("all", most=float(room), parts=parts)})
    found = worked(declared, reached)
    assert found.exact == (room if reached else 0) and found.out == (not reached)


# --- what it comes to, in numbers ------------------------------------------------------------------


def test_siblings_are_scaled_by_what_they_could_have_with_weights():
    declared = appraisal({
        "a": by_indicator("甲", 10, weight=2), "b": by_indicator("乙", 20), "c": by_indicator("丙", 60),
    })  # fmt: skip
    found = worked(declared, {"a": Fraction(1, 2), "c": Fraction(1)})
    assert found.exact == (5 * 2 + 60) * Fraction(100, 80) and found.as_zero == 70
    assert (found.share.whole, found.share.kept) == (100, 80)
    assert [one.say() for one in missing.said(found)] == ["乙没有数据，不计分；其余各项的得分 × 100/80，满分不变"]
    assert missing.said(found)[0].say("en") == (
        "乙 has no data and is left out; the points of the rest × 100/80, so that the most stays the same"
    )


def test_a_parent_without_any_data_is_out_and_told_with_its_parts():
    """竞标争先 of 石围塘: a town without one request has 70 of 100 to gain, and 100 of 100 with all of them."""
    found = worked(STRIVE, {}, {"innovation/chosen": Fraction(4), "basics": Fraction(1)})
    by_path = lines(found)
    assert by_path["serving"].out and by_path["serving"].empty and by_path["serving"].held == ""
    assert found.exact == 48 * Fraction(100, 70) and found.as_zero == 48
    assert [one.say() for one in missing.said(found)] == [
        "服务群众（诉求解决率、诉求按时率）没有数据，不计分；其余各项的得分 × 100/70，满分不变"
    ]
    assert "Serving people (Requests solved, Requests answered in time) has no data" in missing.said(found)[0].say("en")
    assert [line.path for line in found.left_out()] == ["serving/solved", "serving/promptly"] and found.empty() == 0
    assert missing.untold(found, "石围塘街道") == []


def test_caps_and_floors_hold_after_scaling():
    declared = appraisal({
        "up": item("上", most=15, parts={"a": by_indicator("甲"), "b": by_indicator("乙")}),
        "down": item("下", most=10, least=-4, parts={
            "gap": item("缺项", most=5, least=-9, each=-3, evidence=["matter"]), "rate": by_indicator("率", 5),
        }),
    })  # fmt: skip
    found = lines(worked(declared, {"up/a": Fraction(1)}, {"down/gap": Fraction(1)}))
    assert (found["up"].raw, found["up"].points, found["up"].held, found["up"].as_zero) == (20, 15, "cap", 10)
    assert (found["down"].raw, found["down"].points, found["down"].held, found["down"].as_zero) == (-6, -4, "floor", -3)


def test_what_can_only_take_points_away_leaves_none_over():
    """A part with nothing to gain is left out without lifting, or lowering, the others."""
    declared = appraisal({"all": item("全部", most=20, parts={
        "a": by_indicator("甲", 10), "off": by_indicator("扣分", 0, least=-5, begins=0),
        "less": by_indicator("减", 5, weight=-1),
    })})  # fmt: skip
    found = lines(worked(declared, {"all/a": Fraction(1)}))
    assert found["all"].points == 10 and found["all"].share.factor == 1
    said = [one.say() for one in missing.said(worked(declared, {"all/a": Fraction(1)}))]
    assert said == ["“全部”里的扣分、减没有数据，不计分；其余各项照原来的分"]


def test_a_parent_that_begins_with_something_stays_with_it():
    declared = appraisal({
        "all": item("全部", most=20, begins=8, parts={"a": by_indicator("甲", 10)}),
        "b": by_indicator("乙", 20, begins=20),
    })  # fmt: skip
    found = worked(declared, {"b": Fraction(1)})
    assert lines(found)["all"].points == 8 and not lines(found)["all"].out and found.share is None
    assert [one.say() for one in missing.said(found)] == ["“全部”里的甲没有数据，不计分；按起评分计"]
    assert lines(worked(declared))["b"].out, "what begins with points and has no data is left out with them"
    assert worked(declared).as_zero == 28


def test_one_that_counts_zero_keeps_its_place():
    declared = appraisal({"a": by_indicator("甲", missing="zero"), "b": by_indicator("乙"), "c": by_indicator("丙")})
    found = worked(declared, {"b": Fraction(1)})
    assert found.exact == 10 * Fraction(30, 20) and found.empty() == 1 and not lines(found)["a"].out


# --- nothing is told -------------------------------------------------------------------------------


def test_an_item_that_must_have_data_keeps_the_result_back_by_name():
    declared = appraisal({"a": by_indicator("甲", missing="block"), "b": by_indicator("乙")})
    (reason,) = missing.untold(worked(declared, {"b": Fraction(1)}), "桥东社区")
    assert reason.code == "no_data" and "“桥东社区”的“甲”还没有数据" in reason.say()
    assert reason.say("en").startswith("“甲” of “桥东社区” has no data yet") and reason.source == "rule"
    assert missing.untold(worked(declared, {"a": Fraction(0), "b": None}), "桥东社区") == []


def test_a_unit_of_which_everything_is_left_out_is_not_told_a_total():
    declared = appraisal({"a": by_indicator("甲"), "b": item("乙", most=5, parts={"c": by_indicator("丙")})})
    found = worked(declared)
    assert found.out and [one.code for one in missing.untold(found, "桥东社区")] == ["all_left_out"]
    assert [one.say() for one in missing.said(found)] == ["各项都没有数据，不计分：甲、乙（丙）"]


# --- what a pack may get wrong ---------------------------------------------------------------------


@pytest.mark.parametrize("word", ["zero", "exclude", "block"])
def test_the_word_without_an_indicator_is_refused_with_its_line(tmp_path, word):
    wrong = APPRAISED.replace("each: 1, evidence: [matter]", f"each: 1, evidence: [matter], missing: {word}")
    (fault,) = faults(write(tmp_path, pack=PACK + wrong))
    line = (PACK + wrong).split("\n").index(next(one for one in wrong.split("\n") if "missing:" in one)) + 1
    assert "不按指标算分，写不了 missing" in fault.text.zh and fault.line == line and fault.file.endswith("pack.yaml")
    assert "indicator" in fault.remedy.zh


def test_a_word_that_is_none_is_refused(tmp_path):
    wrong = APPRAISED.replace("each: 1, evidence: [matter]", "indicator: solve, target: 1, missing: skip")
    assert any(
        "missing" in fault.text.zh and "写得不对" in fault.text.zh
        for fault in faults(write(tmp_path, pack=PACK + wrong))
    )


def test_an_item_written_before_the_word_counts_zero():
    assert Item.model_validate(item("甲", most=1, indicator="solve", target=1)).missing == "zero"
