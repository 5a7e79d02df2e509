"""Counting working days, suspension, and what holds for every date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianxin.language.calendar import SHANGHAI, Calendar, Length, elapsed_share, last_day, shift

CALENDAR = Calendar.builtin()
WINDOWS = ((time(8, 30), time(12)), (time(14), time(17, 30)))

# Left of the calendar's end there is room for the longest length below, so that every draw has an answer.
instants = st.integers(0, 1_350_000).map(lambda minutes: at("2024-01-02T00:00") + timedelta(minutes=minutes))
days = st.dates(date(2024, 1, 2), date(2026, 8, 1))
counts = st.integers(0, 40)
units = st.sampled_from(["workdays", "days", "hours", "minutes", "office_hours"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def wd(amount: int) -> Length:
    return Length(amount, "workdays")


# -- counting, telling, colouring -------------------------------------------------------------------------------------


def test_last_day_of_an_instant_in_the_day_is_that_day():
    assert last_day(at("2026-03-13T00:00")) == date(2026, 3, 12)
    assert last_day(at("2026-03-13T15:00")) == date(2026, 3, 13)
    assert last_day(datetime(2026, 3, 12, 16, tzinfo=UTC)) == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-02-13T10:00", 2),
        ("2026-02-14T10:00", 1),
        ("2026-02-20T10:00", 1),
        ("2026-02-24T23:59", 0),
        ("2026-02-25T00:00", -1),
        ("2026-02-26T10:00", -2),
        ("2026-03-01T10:00", -4),  # 25, 26, 27 and the made-up 28
    ],
)
def test_remaining_workdays(now: str, left: int):
    due = CALENDAR.deadline(at("2026-02-13T10:00"), wd(2))
    assert CALENDAR.remaining_workdays(at(now), due) == left


def test_late_is_negative_on_a_weekend_and_within_the_day():
    friday = at("2026-03-07T00:00")
    assert CALENDAR.remaining_workdays(at("2026-03-07T09:00"), friday) == -1
    assert CALENDAR.remaining_workdays(at("2026-03-06T16:00"), at("2026-03-06T15:00")) == -1


def test_elapsed_share():
    start, due = at("2026-03-02T00:00"), at("2026-03-12T00:00")
    assert elapsed_share(start, due, at("2026-03-07T00:00")) == 0.5
    assert elapsed_share(start, due, at("2026-03-22T00:00")) == 2.0
    assert elapsed_share(start, due, at("2026-03-01T00:00")) == 0.0
    assert elapsed_share(start, due, datetime(2026, 3, 6, 16, tzinfo=UTC)) == 0.5
    assert elapsed_share(start, start, start) == 1.0
    assert elapsed_share(start, start, at("2026-03-01T00:00")) == 0.0


# -- suspension -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "resumed", "last"),
    [
        ("2026-03-03T09:00", "2026-03-05T17:00", "2026-03-11"),  # 4 days left, given again from the 5th
        ("2026-03-03T09:00", "2026-03-03T17:00", "2026-03-09"),  # the same day: nothing lost
        ("2026-03-07T09:00", "2026-03-08T17:00", "2026-03-09"),  # over a weekend: nothing lost
        ("2026-03-09T09:00", "2026-03-11T17:00", "2026-03-11"),  # held on the last day: the day of resumption is left
        ("2026-03-09T09:00", "2026-03-14T17:00", "2026-03-16"),  # ... or the next working day
        ("2026-03-10T00:00", "2026-03-14T17:00", "2026-03-09"),  # had run out already
    ],
)
def test_suspension_of_workdays(held: str, resumed: str, last: str):
    due = CALENDAR.deadline(at("2026-03-02T10:00"), wd(5))
    assert last_day(due) == date(2026, 3, 9)
    assert last_day(shift(due, at(held), at(resumed), "workdays", CALENDAR)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("unit", "due", "moved"),
    [
        ("hours", "2026-03-03T18:00", "2026-03-06T02:00"),
        ("minutes", "2026-03-03T18:00", "2026-03-06T02:00"),
        ("days", "2026-03-11T00:00", "2026-03-13T00:00"),
        # Left: 3 + 3.5 h on the 3rd, 0.5 h on the 4th; given again: 0.5 h on the 5th, 6.5 h on the 6th.
        ("office_hours", "2026-03-04T09:00", "2026-03-06T17:00"),
    ],
)
def test_suspension_of_other_units(unit: str, due: str, moved: str):
    held, resumed = at("2026-03-03T09:00"), at("2026-03-05T17:00")
    assert shift(at(due), held, resumed, unit, CALENDAR, WINDOWS) == at(moved)


def test_resumed_before_held_is_refused():
    with pytest.raises(ValueError, match="before"):
        shift(at("2026-03-09T00:00"), at("2026-03-04T09:00"), at("2026-03-03T09:00"), "hours", CALENDAR)


# -- properties -------------------------------------------------------------------------------------------------------


@given(instants, instants, counts, units)
def test_a_later_start_is_never_due_earlier(one, other, amount, unit):
    early, late = sorted((one, other))
    length = Length(amount, unit)
    assert CALENDAR.deadline(early, length, WINDOWS) <= CALENDAR.deadline(late, length, WINDOWS)


@given(instants, counts, counts, units)
def test_a_longer_length_is_never_due_earlier(start, one, other, unit):
    short, long = sorted((one, other))
    first = CALENDAR.deadline(start, Length(short, unit), WINDOWS)
    assert start <= first <= CALENDAR.deadline(start, Length(long, unit), WINDOWS)


@given(days, counts, counts)
def test_workdays_add_up(day, one, other):
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(day, one), other) == CALENDAR.add_workdays(day, one + other)


@given(days, st.integers(1, 40))
def test_adding_and_counting_are_inverse(day, n):
    end = CALENDAR.add_workdays(day, n)
    assert CALENDAR.workdays_between(day, end) == n
    assert CALENDAR.is_workday(end)
    if CALENDAR.is_workday(day):
        assert CALENDAR.add_workdays(end, -n) == day


@given(days, st.integers(0, 60))
def test_counting_agrees_with_looking_at_each_day(day, n):
    each = [day + timedelta(days=i) for i in range(1, n + 1)]
    assert CALENDAR.workdays_between(day, day + timedelta(days=n)) == sum(map(CALENDAR.is_workday, each))


@given(days, days, days)
def test_counts_of_adjoining_spans_add_up(one, two, three):
    a, b, c = sorted((one, two, three))
    assert CALENDAR.workdays_between(a, c) == CALENDAR.workdays_between(a, b) + CALENDAR.workdays_between(b, c)


@given(instants, counts)
def test_the_last_day_is_a_workday(start, amount):
    assert CALENDAR.is_workday(last_day(CALENDAR.deadline(start, wd(amount))))


@given(days, counts)
def test_the_hour_of_receipt_does_not_matter(day, amount):
    early, late = (datetime.combine(day, clock, SHANGHAI) for clock in (time(0, 1), time(23, 59)))
    assert CALENDAR.deadline(early, wd(amount)) == CALENDAR.deadline(late, wd(amount))


@given(instants, counts, units)
def test_the_zone_of_the_input_does_not_matter(start, amount, unit):
    length = Length(amount, unit)
    assert CALENDAR.deadline(start.astimezone(UTC), length, WINDOWS) == CALENDAR.deadline(start, length, WINDOWS)


@given(
    instants,
    st.integers(1, 40),
    units,
    st.timedeltas(timedelta(), timedelta(30)),
    st.timedeltas(timedelta(), timedelta(30)),
)
def test_a_suspension_never_shortens(start, amount, unit, before, pause):
    due = CALENDAR.deadline(start, Length(amount, unit), WINDOWS)
    held = start + before
    moved = shift(due, held, held + pause, unit, CALENDAR, WINDOWS)
    assert moved >= due
    if held < due:
        assert moved >= min(due + pause, held + pause)


@given(
    instants, st.integers(1, 40), st.timedeltas(timedelta(), timedelta(30)), st.timedeltas(timedelta(), timedelta(30))
)
def test_a_suspension_gives_the_working_days_back(start, amount, before, pause):
    due = CALENDAR.deadline(start, wd(amount))
    held = start + before
    assume(held < due)
    moved = shift(due, held, held + pause, "workdays", CALENDAR)
    assert CALENDAR.remaining_workdays(held + pause, moved) >= CALENDAR.remaining_workdays(held, due)
    if CALENDAR.remaining_workdays(held, due) > 0:
        assert CALENDAR.remaining_workdays(held + pause, moved) == CALENDAR.remaining_workdays(held, due)


@given(instants, counts, st.timedeltas(timedelta(), timedelta(60)))
def test_negative_means_late(start, amount, passed):
    due = CALENDAR.deadline(start, wd(amount))
    now = start + passed
    assert (CALENDAR.remaining_workdays(now, due) < 0) == (now >= due) == (elapsed_share(start, due, now) >= 1)
