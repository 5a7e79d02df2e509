"""Shares that are dated values, periods followed by the next, periods that wait (ADR 0031 to 0033)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import clock, vote
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.dated import NoValue
from lianxin.language.load import load
from lianxin.language.pack import from_content
from lianxin.language.words import Clock, Label, Vote

PACK = load(Path(__file__).parents[2] / "packs" / "xiqiao", date(2026, 11, 21))
QUARTER = Clock(label=Label(zh="季末"), runs_at=["raised"], length="quarter_end")
CALENDAR = Calendar.builtin()


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def rule(quorum: str, carried: str) -> Vote:
    said = {"quorum": {"at_least": quorum, "of": "due"}, "carried": {"more_than": carried, "of": "present"}}
    return Vote.model_validate({"body": {"zh": "党员大会"}, "source": "four-two", **said})


def test_a_share_that_names_a_value_is_that_value_on_the_day():
    ruled = vote.ruled(PACK, rule("$major.members_quorum", "$major.members_majority"), date(2026, 3, 9))
    assert ruled == rule("2/3", "1/2")
    assert vote.count(ruled, vote.Ballot(60, 40, 21)).carried
    assert not vote.count(ruled, vote.Ballot(60, 39, 39)).quorate


def test_a_share_changes_on_the_day_its_value_does():
    content = {**PACK.content, "values": {**PACK.content["values"]}}
    held = {**content["values"]["major.reps_quorum"]}
    held["dated"] = [{**held["dated"][0], "value": "1/2"}, {**held["dated"][1], "value": "3/4"}]
    content["values"]["major.reps_quorum"] = held
    pack, said = from_content(content), rule("$major.reps_quorum", "1/2")
    assert vote.ruled(pack, said, date(2025, 12, 31)).quorum.at_least == "1/2"
    assert vote.ruled(pack, said, date(2026, 1, 1)).quorum.at_least == "3/4"


def test_a_share_without_a_value_on_that_day_is_refused():
    with pytest.raises(NoValue):
        vote.ruled(PACK, rule("$major.reps_quorum", "1/2"), date(2001, 1, 1))


def test_a_period_carried_before_its_end_is_followed_by_the_next():
    first = clock.start(PACK, CALENDAR, "quarter", QUARTER, {}, at(2, 10))
    assert first.due == at(4, 1, 0)
    assert clock.again(PACK, CALENDAR, first, QUARTER, {}, at(3, 25)).due == at(7, 1, 0)
    assert clock.again(PACK, CALENDAR, first, QUARTER, {}, at(4, 1, 0)).due == at(7, 1, 0)


@given(st.dates(date(2024, 1, 1), date(2026, 8, 1)), st.integers(1, 5))
def test_each_carry_moves_a_period_by_one(day, times):
    state = clock.start(PACK, CALENDAR, "quarter", QUARTER, {}, datetime.combine(day, time(9), SHANGHAI))
    for _ in range(times):
        before = state.due
        state = clock.again(PACK, CALENDAR, state, QUARTER, {}, state.started)
        assert (state.due.year - before.year) * 12 + state.due.month - before.month == 3
        assert state.running and state.started < state.due and state.fired == ""


def test_a_period_that_waits_is_met_at_its_end_and_any_other_is_missed():
    state = clock.start(PACK, CALENDAR, "quarter", QUARTER, {}, at(2, 10))
    assert clock.end(state, at(4, 1), waits=True).state == "met"
    assert clock.end(state, at(4, 1)).state == "missed"
    suspended = replace(state, state="suspended", suspended_at=at(3, 1))
    assert clock.end(suspended, at(4, 1)).state == "met"


DATED = Clock(label={"zh": "完成期限"}, runs_at=["building"], length="year_end", on_day="ends")


def test_a_clock_runs_to_the_end_of_the_day_that_was_written_and_else_has_its_length():
    written = clock.start(PACK, CALENDAR, "term", DATED, {"ends": "2026-12-20"}, at(3, 2))
    assert written.due == datetime(2026, 12, 21, tzinfo=SHANGHAI) and written.state == "running"
    assert not written.over(written.due - timedelta(seconds=1)) and written.over(written.due)
    for none in ({}, {"ends": ""}, {"ends": None}):
        assert clock.start(PACK, CALENDAR, "term", DATED, none, at(3, 2)).due == datetime(2027, 1, 1, tzinfo=SHANGHAI)
