"""Dates of applicants and members: what may come when, with the day from which it may; what is called to mind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import pack_of

from lianxin.language import path as rules
from lianxin.language import seniority
from lianxin.language.calendar import Calendar
from lianxin.language.ground import Ground
from lianxin.language.path import Said
from lianxin.language.reason import Refused
from lianxin.language.recurrence import months_on

PACK = pack_of("xiqiao")
GROUND = Ground(PACK, Calendar.builtin())
JOINING = PACK.said.paths["joining"]
TODAY = date(2040, 1, 1)
DAYS = st.dates(date(2019, 6, 1), date(2036, 12, 31))


def refused(days, key, said, path=JOINING, today=TODAY):
    with pytest.raises(Refused) as caught:
        rules.reach(GROUND, path, days, key, said, today)
    return caught.value


@given(DAYS)
def test_an_activist_waits_twelve_months_to_the_day(began):
    days, first = {"activist": began}, months_on(began, 12)
    stage = "candidate" if first < date(2026, 5, 11) else "announced"  # since then a notice comes in between
    rules.reach(GROUND, JOINING, days, stage, Said(first), TODAY)
    wrong = refused(days, stage, Said(first - timedelta(days=1)))
    assert wrong.code == "early" and first.isoformat() in wrong.say() and first.isoformat() in wrong.say("en")
    assert (
        wrong.reasons[0].source in ("joining-2014", "joining-2026")
        and "发展党员工作细则" in wrong.say()
        and wrong.field == "on"
    )


@given(DAYS, st.integers(0, 400))
def test_approval_is_in_time_or_late_with_a_reason_or_refused(assembly, later):
    days, on = {"assembly": assembly, "met": assembly}, assembly + timedelta(days=later)
    within, last = months_on(assembly, 3), months_on(assembly, 6)
    if on <= within:
        rules.reach(GROUND, JOINING, days, "approved", Said(on), TODAY)
    elif on <= last:
        assert refused(days, "approved", Said(on)).code == "why-late"
        rules.reach(GROUND, JOINING, days, "approved", Said(on, reason="上级换届"), TODAY)
    else:
        assert refused(days, "approved", Said(on, reason="上级换届")).code == "late"


@given(st.sampled_from(sorted(JOINING.stages)), st.sampled_from(sorted(JOINING.stages)))
def test_no_stage_is_skipped_and_none_comes_twice(at, to):
    days = {at: date(2020, 1, 1)}
    if to in JOINING.stages[at].next:
        return
    assert refused(days, to, Said(date(2024, 1, 1), {"contacts": 1, "hours": 24})).code in ("skipped", "over")


@pytest.mark.parametrize("key", sorted(PACK.said.paths))
def test_the_usual_way_of_every_path_leads_to_its_end_when_each_stage_comes_at_its_earliest(key):
    path = PACK.said.paths[key]
    days = {path.first: date(2020, 2, 29)}
    rules.reach(GROUND, path, {}, path.first, Said(date(2020, 2, 29)), TODAY)
    while not rules.ended(path, days):
        following = rules.nexts(GROUND, path, days, TODAY)[0]
        said = Said(following.earliest, {"contacts": 1, "hours": 24})
        rules.reach(GROUND, path, days, following.key, said, TODAY)
        days[following.key] = following.earliest
        found = rules.reminders(GROUND, path, days, None, TODAY)
        assert found == sorted(found, key=lambda one: one.on) and all(one.on > following.earliest for one in found)
    assert rules.reminders(GROUND, path, days, None, TODAY) == []
    assert refused(days, path.first, Said(TODAY), path).code == "over"


def test_since_2026_a_notice_of_five_working_days_comes_before_a_candidate():
    """发展党员工作细则（2026年修订）第十三条."""
    days = {"activist": date(2025, 3, 1)}
    assert rules.follow(JOINING, days, date(2026, 5, 10)) == ["candidate", "announced", "over"]
    assert rules.follow(JOINING, days, date(2026, 5, 11)) == ["announced", "over"]
    wrong = refused(days, "candidate", Said(date(2026, 5, 11)), today=date(2026, 6, 1))
    assert wrong.code == "through" and wrong.field == "stage" and wrong.reasons[0].source == "joining-2026"
    days["announced"] = date(2026, 9, 28)
    assert rules.nexts(GROUND, JOINING, days, date(2026, 9, 29))[0].earliest == date(2026, 10, 11), "10-10 is worked"
    unknown = {"activist": date(2030, 1, 1), "announced": date(2031, 3, 5)}
    assert rules.nexts(GROUND, JOINING, unknown, date(2031, 3, 6))[0].earliest == date(2031, 3, 13), (
        "no notice of 2031 yet"
    )


@given(st.dates(date(2014, 5, 28), date(2039, 12, 31)))
def test_the_rule_of_that_day_is_cited(on):
    wrong = refused({"applied": on, "activist": on}, "candidate" if on < date(2026, 5, 11) else "announced", Said(on))
    assert wrong.reasons[0].source == ("joining-2014" if on < date(2026, 5, 11) else "joining-2026")
    assert "第十三条" in wrong.say()


def test_a_number_has_bounds_and_one_that_is_usual_may_differ_with_a_reason():
    talked, candidate = {"talked": date(2024, 1, 1)}, {"candidate": date(2024, 1, 1)}
    for wrong in ({}, {"contacts": 0}, {"contacts": 3}, {"contacts": -1}):
        assert refused(talked, "activist", Said(date(2024, 2, 1), wrong, "为什么")).code == "number"
    assert refused(candidate, "trained", Said(date(2024, 2, 1), {}, "为什么")).code == "number"
    rules.reach(GROUND, JOINING, candidate, "trained", Said(date(2024, 2, 1), {"hours": 20}, "台风停课半天"), TODAY)
    assert refused(candidate, "trained", Said(date(2024, 2, 1), {"hours": 24}, "长" * 201)).code == "long"


def test_a_note_is_of_a_stage_that_asks_for_one_and_of_a_day_in_it():
    days = {"activist": date(2026, 1, 1)}
    rules.note(JOINING, days, date(2026, 6, 1), date(2026, 6, 1))
    for wrong in (date(2025, 12, 31), date(2026, 6, 2)):
        with pytest.raises(Refused):
            rules.note(JOINING, days, wrong, date(2026, 6, 1))
    with pytest.raises(Refused):
        rules.note(JOINING, {"talked": date(2026, 1, 1)}, date(2026, 6, 1), date(2026, 6, 1))


@given(DAYS, st.integers(0, 60))
def test_a_suspended_month_that_was_begun_counts_and_no_more(since, months):
    until = months_on(since, months)
    counted = seniority.months_without(since, until)
    assert months_on(since, counted) >= until and (counted == 0 or months_on(since, counted - 1) < until)
    assert seniority.months_without(since, until + timedelta(days=1)) in (counted, counted + 1)


def test_party_age_is_the_same_while_suspended_and_once_it_is_over():
    until = date(2026, 7, 1)
    now = seniority.Member(confirmed=date(1975, 7, 1), suspended=date(2025, 8, 1))
    after = seniority.Member(confirmed=date(1975, 7, 1), stopped=seniority.months_without(date(2025, 8, 1), until))
    assert seniority.start_of(PACK, now, until) == seniority.start_of(PACK, after, until) == date(1976, 6, 1)
