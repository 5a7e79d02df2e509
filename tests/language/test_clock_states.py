"""Clocks: suspending gives back what was left, extending counts from the last day, an ended clock never runs again."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import clock
from lianxin.language.calendar import SHANGHAI, Calendar, Length, last_day
from lianxin.language.clock import ClockState

CALENDAR = Calendar.builtin()
START = datetime(2025, 1, 1, tzinfo=SHANGHAI)
instants = st.integers(0, 400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
waits = st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
units = st.sampled_from(["workdays", "days", "hours"])
lengths = st.integers(1, 20)


def started(at, length, unit):
    due = CALENDAR.deadline(at, Length(length, unit))
    return ClockState("c", at, due, at + (due - at) * 0.8, unit)


@given(instants, lengths, units, waits, waits)
def test_a_suspended_clock_never_ends_earlier(at, length, unit, before, pause):
    state = started(at, length, unit)
    stopped = clock.suspend(state, at + before)
    again = clock.resume(stopped, at + before + pause, CALENDAR)
    assert again.running and again.suspended_at is None
    assert again.due >= state.due
    assert again.soon <= again.due
    assert stopped.colour(at + before + pause) == "stopped"
    assert not stopped.over(at + before + timedelta(days=900))


@given(instants, lengths, waits, waits)
def test_elapsed_hours_are_given_back_to_the_minute(at, length, before, pause):
    state = started(at, length, "hours")
    again = clock.resume(clock.suspend(state, at + before), at + before + pause, CALENDAR)
    in_time = at + before < state.due
    assert again.due - state.due == (pause if in_time else timedelta())


@given(instants, lengths, st.integers(0, 10), st.integers(0, 30))
def test_working_days_are_given_back_as_working_days(at, length, before, pause):
    state = started(at, length, "workdays")
    held, back = at + timedelta(days=before), at + timedelta(days=before + pause)
    again = clock.resume(clock.suspend(state, held), back, CALENDAR)
    left = CALENDAR.workdays_between(held.date(), last_day(state.due))
    if held >= state.due or pause == 0:
        assert again.due == state.due
    elif left > 0:
        assert CALENDAR.workdays_between(back.date(), last_day(again.due)) == left


@given(instants, lengths, lengths)
def test_an_extension_counts_from_the_last_day(at, length, more):
    state = started(at, length, "workdays")
    longer = clock.extend(state, Length(more, "workdays"), CALENDAR)
    assert last_day(longer.due) == CALENDAR.add_workdays(last_day(state.due), more)
    assert longer.extended == state.extended + 1
    assert longer.fired == ""


@given(instants, lengths, units, waits)
def test_an_ended_clock_is_met_in_time_and_missed_when_late(at, length, unit, after):
    state = started(at, length, unit)
    ended = clock.end(state, at + after)
    assert ended.state == ("missed" if at + after >= state.due else "met")
    assert clock.end(ended, at + after + timedelta(days=1)) == ended
    assert clock.suspend(ended, at) == ended
    assert clock.resume(ended, at, CALENDAR) == ended
    assert ended.next_at(at) is None


@given(instants, lengths, units, waits)
def test_colours_follow_the_time(at, length, unit, after):
    state, now = started(at, length, unit), at + after
    colour = state.colour(now)
    assert (colour == "red") == (now >= state.due)
    assert (colour == "green") == (now < state.soon)


@given(instants, lengths, units)
def test_a_state_survives_storage(at, length, unit):
    state = started(at, length, unit)
    for one in (state, clock.suspend(state, at), clock.end(state, at)):
        assert ClockState.of_line(one.line()) == one
