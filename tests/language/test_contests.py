"""Judges' sheets: scenario A11 to the figure, the quota check of A12, and what may never depend on chance."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.language import contest as judging
from lianxin.language import rounds
from lianxin.language.exact import half_up, plain
from lianxin.language.load import load
from lianxin.language.reason import Refused

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 11)
TOWN = load(ROOT / "packs" / "shiweitang", DAY)
VILLAGES = load(ROOT / "packs" / "xiqiao", DAY)
STORY = TOWN.said.contests["story"]
RULES = judging.rules(TOWN, STORY, DAY)
SITES = VILLAGES.said.contests["sites"]


def sheet(content, telling, effect):
    return {"content": Fraction(str(content)), "telling": Fraction(str(telling)), "effect": Fraction(str(effect))}


def test_a11_seven_judges_ten_works_five_sheets_and_exactly_two_first_prizes():
    """A11: 7 judges, drop 1 + 1, weights 40/30/30, two first prizes; averages of 5 sheets, rounded at the end."""
    assert (RULES.weights, RULES.drop, RULES.quotas["first"]) == (
        {"content": Fraction(2, 5), "telling": Fraction(3, 10), "effect": Fraction(3, 10)}, 1, 2,
    )  # fmt: skip
    works = {
        work: {judge: sheet(80 + work + judge, 75 + work, 78 + judge * 2) for judge in range(1, 8)}
        for work in range(1, 11)
    }
    averages = {work: judging.average(RULES, sheets) for work, sheets in works.items()}
    for work, found in averages.items():
        assert len(found.kept) == 5
        assert found.left_out == (1, 7)
        # judges 2..6: content 84+work on average, telling 75+work, effect 86: exact, by hand
        by_hand = Fraction(2, 5) * (84 + work) + Fraction(3, 10) * (75 + work) + Fraction(3, 10) * 86
        assert found.exact == by_hand
        assert found.shown == half_up(by_hand)
    outcome = judging.awarded(STORY, RULES, judging.placed(RULES, averages), {})
    assert {work for work, prize in outcome.prizes.items() if prize == "first"} == {10, 9}
    assert [list(outcome.prizes.values()).count(key) for key in ("first", "second", "third")] == [2, 3, 5]
    assert not outcome.tied and not outcome.reserve


def test_a11_a_judge_of_the_same_unit_is_recused_and_the_divisor_follows():
    """A11: with six sheets one highest and one lowest go, and the sum is divided by four."""
    assert judging.recused({1, 5, 9}, 5, town=1)
    assert judging.recused({1, 5, 9}, 9, town=1)
    assert not judging.recused({1, 5}, 9, town=1)
    assert not judging.recused({1, 5}, 1, town=1)  # everybody belongs to the town
    six = {judge: sheet(90 + judge, 80, 80) for judge in range(6)}
    found = judging.average(RULES, six)
    assert len(found.kept) == 4
    assert found.exact == Fraction(2, 5) * Fraction(91 + 92 + 93 + 94, 4) + 48


def test_a11_works_tied_where_the_first_prize_ends_are_settled_by_rule_then_by_the_jury():
    """A11: equal averages are compared by the content; still equal, the jury's recorded order decides."""
    same = {judge: sheet(90, 90, 90) for judge in range(7)}
    more_content = {judge: sheet(93, 86, 90) for judge in range(7)}
    best = {judge: sheet(99, 99, 99) for judge in range(7)}
    averages = {
        1: judging.average(RULES, best),
        2: judging.average(RULES, same),
        3: judging.average(RULES, more_content),
    }
    assert averages[2].exact == averages[3].exact == 90
    order = judging.placed(RULES, averages)
    assert [one.work for one in order] == [1, 3, 2] and [one.place for one in order] == [1, 2, 3]
    averages[4] = judging.average(RULES, more_content)
    order = judging.placed(RULES, averages)
    open_tie = judging.awarded(STORY, RULES, order, {})
    assert open_tie.tied == ((3, 4),)
    settled = judging.awarded(STORY, RULES, order, {}, settled=(4, 3))
    assert not settled.tied
    assert [work for work, prize in settled.prizes.items() if prize == "first"] == [1, 4]


def test_rounding_is_half_up_and_only_at_the_end():
    assert half_up(Fraction("86.665")) == "86.67"
    assert half_up(Fraction("86.6649999")) == "86.66"
    assert half_up(Fraction("-0.005")) == "-0.01"
    assert half_up(Fraction("-0.001")) == "0.00"
    assert [plain(Fraction(one)) for one in ("9", "8.5", "0.25", "1/3")] == ["9", "8.5", "0.25", "0.33"]
    sheets = [Fraction("86.664"), Fraction("86.664"), Fraction("86.668")]
    assert half_up(sum(sheets) / 3) == "86.67"  # each rounded first would have made 86.66


def test_a12_quota_check_says_100_10_and_at_least_one_with_4_and_1_on_reserve():
    """A12: 104 stations, 11 centres and 1 park against 100/10/≥1."""
    rule = judging.rules(VILLAGES, SITES, DAY)
    group_of = dict.fromkeys(range(104), "station") | {200 + n: "centre" for n in range(11)} | {300: "park"}
    averages = {
        work: judging.average(
            rule, {1: {"place": Fraction(6), "serving": Fraction(work % 100), "life": Fraction(work, 8)}}
        )
        for work in group_of
    }
    outcome = judging.awarded(SITES, rule, judging.placed(rule, averages), group_of)
    told = judging.quota_told(SITES, rule, outcome, group_of)
    assert [(one.prize, one.quota, one.held, one.at_least, one.reserve) for one in told] == [
        ("star", 100, 100, False, 4),
        ("model", 10, 10, False, 1),
        ("theme", 1, 1, True, 0),
    ]
    assert len(outcome.reserve) == 5 and not outcome.tied and not outcome.said


def test_a_prize_that_cannot_be_filled_is_said_to_be_short():
    averages = {1: judging.average(RULES, {judge: sheet(90, 90, 90) for judge in range(7)})}
    outcome = judging.awarded(STORY, RULES, judging.placed(RULES, averages), {})
    assert outcome.prizes == {1: "first"}
    assert [reason.code for reason in outcome.said] == ["quota_short"] * 3


def test_too_few_sheets_make_no_average():
    assert judging.average(RULES, {judge: sheet(1, 1, 1) for judge in range(4)}) is None
    assert judging.average(RULES, {judge: sheet(1, 1, 1) for judge in range(5)}) is not None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "mark"),
        ("好", "mark"),
        ("1/0", "mark"),
        ("9" * 99, "mark"),
        ("101", "mark_range"),
        ("-1", "mark_range"),
        ("88.888", "mark_decimals"),
    ],
)
def test_a_mark_outside_the_criterion_is_refused_with_the_criterion_named(typed, code):
    with pytest.raises(Refused) as refused:
        judging.read(STORY, RULES, {"content": "88", "telling": typed, "effect": "90"})
    assert refused.value.code == code and refused.value.field == "telling"
    assert "讲述表达" in refused.value.say()


def test_marks_may_be_typed_with_a_chinese_keyboard():
    assert judging.read(STORY, RULES, {"content": "８８．５", "telling": "90", "effect": "0"})["content"] == Fraction(
        "88.5"
    )


marks = st.integers(0, 10_000).map(lambda hundredths: Fraction(hundredths, 100))
sheets = st.fixed_dictionaries({"content": marks, "telling": marks, "effect": marks})


@settings(deadline=None, max_examples=80)
@given(st.lists(sheets, min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_who_sat_where_changes_nothing(found, dice):
    """Judges in any order: the same average, the same averages of the criteria, within what a sheet can give."""
    seats = list(range(len(found)))
    dice.shuffle(seats)
    one = judging.average(RULES, dict(enumerate(found)))
    other = judging.average(RULES, {seat: found[judge] for judge, seat in enumerate(seats)})
    assert (one.exact, one.by) == (other.exact, other.by)
    assert 0 <= one.exact <= 100
    totals = sorted(judging.weigh(RULES, marks) for marks in found)
    assert totals[1] <= one.exact <= totals[-2]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(0, 5), min_size=0, max_size=14), st.permutations(range(14)))
def test_quotas_are_exact_and_nobody_is_passed_over(levels, lot):
    """Whatever the marks: each prize has its places or everything there is, and better works have better prizes."""
    averages = {
        work: judging.average(RULES, {judge: sheet(80 + level, 80, 80) for judge in range(7)})
        for work, level in enumerate(levels)
    }
    order = judging.placed(RULES, averages)
    outcome = judging.awarded(STORY, RULES, order, {}, settled=lot)
    held = list(outcome.prizes.values())
    left = len(levels)
    for key in ("first", "second", "third"):
        assert held.count(key) == min(RULES.quotas[key], left)
        left -= held.count(key)
    assert len(outcome.reserve) == left and not outcome.tied
    worth = {"first": 3, "second": 2, "third": 1}
    for one in order:
        for other in order:
            if averages[one.work].exact > averages[other.work].exact:
                assert worth.get(outcome.prizes.get(one.work), 0) >= worth.get(outcome.prizes.get(other.work), 0)


def test_a_round_says_what_differs_and_shares_the_rest():
    """ADR 0087: the first reading has its own criterion and goes by a share; the last is the contest itself."""
    couplet = VILLAGES.said.contests["couplet"]
    reading, last = rounds.of_round(couplet, "reading"), rounds.of_round(couplet, "last")
    assert (list(reading.criteria), list(reading.prizes), reading.draw, reading.reserve) == (
        ["metre"], ["on"], False, False,
    )  # fmt: skip
    assert (list(last.criteria), list(last.prizes), last.draw) == (["theme", "place"], ["best"], True)
    assert [rounds.first(couplet), rounds.after(couplet, "reading"), rounds.after(couplet, "last")] == [
        "reading", "last", "",
    ]  # fmt: skip
    rule = judging.rules(VILLAGES, reading, DAY)
    assert [rule.places("on", entered) for entered in (1, 2, 5, 6)] == [1, 1, 3, 3]
    grouped = couplet.model_copy(update={"groups": {"old": couplet.label, "young": couplet.label}})
    assert list(rounds.of_round(grouped, "reading").prizes) == ["on_old", "on_young"]


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=12), st.integers(1, 30))
def test_lots_give_every_work_one_place_and_the_same_to_everybody(seed, many):
    numbers = list(range(1, many + 1))
    drawn = rounds.lots(seed, numbers)
    assert sorted(drawn) == numbers and drawn == rounds.lots(seed, numbers[::-1])
