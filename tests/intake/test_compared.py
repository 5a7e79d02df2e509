"""Two readers of the same texts: worse is said where it is clear, and not where it is chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.compared import compared, lost, on_the_same_file
from lianxin.intake.figures import Answered

TRUTH = ["灯", "垃圾"] * 100
CASES = [f"案{n}" for n in range(200)]


def answered(wrong, sure=0, wrong_sure=0):
    """So many of the texts answered wrongly, so many standing, so many of those wrongly."""
    flip = {"灯": "垃圾", "垃圾": "灯"}
    guess = [flip[one] if n < wrong_sure or n >= 200 - wrong + wrong_sure else one for n, one in enumerate(TRUTH)]
    return Answered(TRUTH, guess, [n < sure for n in range(200)])


def test_figures_are_those_that_are_reported_elsewhere():
    one = answered(30, sure=80, wrong_sure=4)
    found = compared(one, answered(0), CASES)
    said = one.figures() | one.at()
    assert found.n == 200
    assert found.old["macro_f1"] == pytest.approx(said["macro_f1"], abs=1e-4)
    assert (found.old["coverage"], found.old["right"]) == (said["coverage"], said["accuracy_at_threshold"])
    assert found.new["macro_f1"] == 1.0 and math.isnan(found.new["right"])


def test_a_clear_loss_is_told_by_its_measure_and_a_chance_is_not():
    assert compared(answered(20), answered(60), CASES).worse == ("macro_f1",)
    assert compared(answered(20), answered(22), CASES).worse == ()
    assert compared(answered(60), answered(20), CASES).worse == ()
    assert compared(answered(0, sure=100), answered(0, sure=50), CASES).worse == ("coverage",)
    assert compared(answered(40, 100, 0), answered(40, 100, 20), CASES).worse == ("right",)


def test_deciding_less_is_no_fault_where_too_much_was_decided_wrongly():
    assert compared(answered(40, 100, 20), answered(40, 20, 0), CASES).worse == ()


def test_texts_of_one_case_count_as_one():
    """Forty texts told worse that are all one case may be chance; that many cases are none."""
    one_case = [f"案{n}" if n < 160 else "一案" for n in range(200)]
    old, new = answered(0), answered(40)
    assert compared(old, new, CASES).worse == ("macro_f1",)
    assert compared(old, new, one_case).worse == ()


def test_two_trainings_of_one_file_are_compared_by_their_figures():
    better = {"n": 9, "macro_f1": 0.9, "coverage": 0.5, "accuracy_at_threshold": 0.99}
    worse = {"n": 9, "macro_f1": 0.8, "coverage": 0.495, "accuracy_at_threshold": None}
    assert on_the_same_file(better, worse).worse == ("macro_f1",)
    assert on_the_same_file(worse, better).worse == ()


def test_answers_that_are_gone_count_where_they_were_some():
    assert lost({"灯": 90, "垃圾": 10}, ["灯", "噪音"]) == ["垃圾"]
    assert lost({"灯": 990, "垃圾": 10}, ["灯"]) == []
    assert lost({"灯": 9}, ["灯", "垃圾"]) == []


LABELS = st.sampled_from(["灯", "垃圾", "噪音", ""])


@given(st.lists(st.tuples(LABELS, LABELS, st.booleans(), LABELS, st.booleans()), min_size=1, max_size=30))
def test_nothing_is_worse_than_itself_and_never_both_ways(rows):
    truth, one, sure, two, stands = (list(row) for row in zip(*rows, strict=True))
    old, new, cases = Answered(truth, one, sure), Answered(truth, two, stands), [str(n) for n in range(len(rows))]
    assert compared(old, old, cases).worse == ()
    assert not set(compared(old, new, cases).worse) & set(compared(new, old, cases).worse)
