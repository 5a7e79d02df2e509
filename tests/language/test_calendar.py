"""Which days are worked, when a length of time ends, and where the calendar ends."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from lianxin.language.calendar import (
    SHANGHAI,
    Calendar,
    CalendarEnds,
    Length,
    Row,
    full_years,
    last_day,
)

CALENDAR = Calendar.builtin()
WINDOWS = ((time(8, 30), time(12)), (time(14), time(17, 30)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def wd(amount: int) -> Length:
    return Length(amount, "workdays")


# -- the days ---------------------------------------------------------------------------------------------------------


def test_builtin_covers_three_years_with_their_notices():
    assert CALENDAR.years == {2024, 2025, 2026}
    assert {(row.day.year, row.source) for row in CALENDAR.rows} == {
        (2024, "国办发明电〔2023〕7号"),
        (2025, "国办发明电〔2024〕12号"),
        (2026, "国办发明电〔2025〕7号"),
    }
    assert Calendar.builtin() is CALENDAR


def test_builtin_lists_exceptions_only():
    assert all((row.day.weekday() < 5) == (row.kind == "holiday") for row in CALENDAR.rows)
    makeup = [f"{row.day:%m-%d}" for row in CALENDAR.rows if row.kind == "makeup" and row.day.year == 2026]
    assert makeup == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize(
    ("year", "workdays"),
    # 365 or 366 less weekends less weekday holidays plus make-up days, counted from the notices.
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_workdays_of_a_year(year: int, workdays: int):
    assert CALENDAR.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),  # Saturday, made up
        ("2026-02-15", False),  # Sunday in the holiday
        ("2026-02-16", False),  # Monday off
        ("2026-02-24", True),
        ("2026-03-01", False),  # an ordinary Sunday
        ("2024-12-31", True),
    ],
)
def test_is_workday(day: str, worked: bool):
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


def test_a_day_is_not_an_instant():
    with pytest.raises(TypeError, match="Asia/Shanghai"):
        CALENDAR.is_workday(at("2026-02-13T09:00"))


# -- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "amount", "last"),
    [
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-02-13", 15, "2026-03-12"),
        ("2026-09-24", 2, "2026-09-29"),
        ("2026-09-24", 10, "2026-10-15"),
        ("2026-09-24", 15, "2026-10-22"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2024-07-01", 15, "2024-07-22"),
        ("2026-12-17", 10, "2026-12-31"),
        ("2026-02-13", 0, "2026-02-13"),
        ("2026-02-15", 0, "2026-02-24"),
    ],
)
def test_deadline_in_workdays(received: str, amount: int, last: str):
    due = CALENDAR.deadline(at(f"{received}T10:30"), wd(amount))
    assert due == at(f"{last}T00:00") + timedelta(days=1)
    assert due.tzinfo is SHANGHAI
    assert last_day(due) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("length", "due"),
    [
        (Length(7, "days"), "2026-02-21T00:00"),
        (Length(0, "days"), "2026-02-14T00:00"),
        (Length(4, "hours"), "2026-02-13T20:00"),
        (Length(30, "hours"), "2026-02-14T22:00"),
        (Length(90, "minutes"), "2026-02-13T17:30"),
        (Length(1, "office_hours"), "2026-02-13T17:00"),
        (Length(8, "office_hours"), "2026-02-14T17:00"),  # 1.5 h on the day, 6.5 h of the made-up Saturday
        (Length(9, "office_hours"), "2026-02-24T09:00"),  # over the Spring Festival
        (Length(0, "office_hours"), "2026-02-13T16:00"),
    ],
)
def test_deadline_in_other_units(length: Length, due: str):
    assert CALENDAR.deadline(at("2026-02-13T16:00"), length, WINDOWS) == at(due)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-03-02T07:00", 1, "2026-03-02T09:30"),  # before opening
        ("2026-03-02T11:30", 1, "2026-03-02T14:30"),  # over noon
        ("2026-03-02T13:00", 7, "2026-03-03T12:00"),  # ends at closing, not at the next opening
        ("2026-03-07T10:00", 7, "2026-03-09T17:30"),  # received on a Saturday
        ("2026-03-02T18:00", 35, "2026-03-09T17:30"),  # whole days
    ],
)
def test_office_hours(start: str, amount: int, due: str):
    assert CALENDAR.deadline(at(start), Length(amount, "office_hours"), WINDOWS) == at(due)


def test_a_window_may_end_at_midnight():
    assert CALENDAR.deadline(at("2026-03-02T21:00"), Length(3, "office_hours"), ((time(18), time(0)),)) == at(
        "2026-03-03T00:00"
    )


@pytest.mark.parametrize(
    "windows",
    [None, (), ((time(9), time(9)),), ((time(17), time(9)),), ((time(9), time(12)), (time(11), time(17)))],
)
def test_office_hours_refuse_bad_windows(windows):
    with pytest.raises(ValueError, match="windows"):
        CALENDAR.deadline(at("2026-03-02T09:00"), Length(1, "office_hours"), windows)


def test_instants_in_utc_are_read_in_shanghai():
    # 16:30 UTC on the 12th is already the 13th in Shanghai.
    assert CALENDAR.deadline(datetime(2026, 2, 12, 16, 30, tzinfo=UTC), wd(2)) == at("2026-02-25T00:00")


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.deadline(datetime(2026, 2, 13, 9), wd(2))  # noqa: DTZ001


@pytest.mark.parametrize("amount", [-1, 1.5, True, Fraction(1, 2), "2"])
def test_length_refuses_what_is_not_a_whole_number(amount):
    with pytest.raises(ValueError, match="whole number"):
        Length(amount, "workdays")


def test_length_refuses_an_unknown_unit():
    with pytest.raises(ValueError, match="fortnights"):
        Length(1, "fortnights")


# -- where the calendar ends ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_workday(date(2027, 1, 4)),
        lambda: CALENDAR.deadline(at("2026-12-31T10:00"), wd(1)),
        lambda: CALENDAR.deadline(at("2027-03-01T10:00"), wd(2)),
        lambda: CALENDAR.deadline(at("2027-01-02T10:00"), wd(0)),
        lambda: CALENDAR.deadline(at("2026-12-31T17:00"), Length(1, "office_hours"), WINDOWS),
        lambda: CALENDAR.workdays_between(date(2026, 12, 1), date(2027, 1, 1)),
        lambda: CALENDAR.previous_workday(date(2027, 5, 1)),
    ],
)
def test_2027_is_not_guessed(ask):
    with pytest.raises(CalendarEnds) as caught:
        ask()
    assert caught.value.year == 2027
    assert caught.value.covered == {2024, 2025, 2026}


def test_the_end_says_what_to_upload():
    error = CalendarEnds(2027, {2025, 2026})
    assert str(error) == error.zh == "工作日历只到 2026 年；请上传 2027 年的放假安排（管理 → 工作日历）"
    assert error.en == (
        "The working calendar ends with 2026; please upload the holiday notice of 2027 "
        "(Administration → Working calendar)"
    )
    assert CalendarEnds(2023, {2025}).zh == "工作日历里没有 2023 年；请上传 2023 年的放假安排（管理 → 工作日历）"
    assert CalendarEnds(2023, ()).zh.startswith("工作日历里没有 2023 年")
    assert isinstance(error, ValueError)


def test_clocks_of_elapsed_time_need_no_calendar():
    assert CALENDAR.deadline(at("2030-01-01T00:00"), Length(3, "days")) == at("2030-01-05T00:00")


def test_a_gap_between_years_is_not_jumped():
    rows = [row for row in CALENDAR.rows if row.day.year != 2025]
    gapped = Calendar.from_rows(rows)
    assert gapped.years == {2024, 2026}
    for ask in (
        lambda: gapped.add_workdays(date(2024, 12, 30), 5),
        lambda: gapped.add_workdays(date(2026, 1, 5), -5),
        lambda: gapped.workdays_between(date(2024, 12, 30), date(2026, 1, 5)),
    ):
        with pytest.raises(CalendarEnds) as caught:
            ask()
        assert caught.value.year == 2025


def test_the_first_day_before_the_calendar_may_be_the_start():
    assert CALENDAR.add_workdays(date(2023, 12, 31), 1) == date(2024, 1, 2)
    assert CALENDAR.add_workdays(date(2027, 1, 1), -1) == date(2026, 12, 31)
    with pytest.raises(CalendarEnds) as caught:
        CALENDAR.previous_workday(date(2024, 1, 1))
    assert caught.value.year == 2023


# -- building ---------------------------------------------------------------------------------------------------------


def test_a_year_is_covered_by_a_whole_notice_only():
    rows = [
        (date(2022, 12, 31), "holiday", "元旦", "n"),
        (date(2023, 1, 23), "holiday", "春节", "n"),
        (date(2023, 10, 2), "holiday", "中秋节、国庆节", "n"),
        (date(2025, 10, 1), "holiday", "国庆节", "n"),
    ]
    assert Calendar.from_rows(rows).years == {2023}
    assert Calendar.from_rows(rows, years=[2025]).years == {2025}
    assert full_years([Row(date(2023, 1, 28), "makeup", "春节", "n")]) == frozenset()


def test_from_rows_refuses_contradictions():
    day = date(2026, 10, 1)
    with pytest.raises(ValueError, match="both a holiday and a make-up"):
        Calendar.from_rows([(day, "holiday", "国庆节", "n"), (day, "makeup", "国庆节", "n")])
    with pytest.raises(ValueError, match="unknown kind"):
        Calendar.from_rows([(day, "off", "国庆节", "n")])


def test_a_weekend_holiday_row_is_harmless():
    more = Calendar.from_rows([*CALENDAR.rows, (date(2026, 10, 3), "holiday", "国庆节", "n")])
    assert not more.is_workday(date(2026, 10, 3))
    assert more.workdays_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_a_newer_notice_replaces_its_year():
    newer = Calendar.from_rows(
        [
            (date(2025, 12, 31), "holiday", "元旦", "n"),
            (date(2026, 2, 16), "holiday", "春节", "n"),
            (date(2026, 10, 1), "holiday", "国庆节", "n"),
        ]
    )
    merged = CALENDAR.updated_by(newer)
    assert merged.years == CALENDAR.years
    assert not merged.is_workday(date(2025, 12, 31))
    assert merged.is_workday(date(2026, 10, 2))
    assert not merged.is_workday(date(2025, 10, 2))
    assert CALENDAR.is_workday(date(2025, 12, 31)), "the old calendar is not changed"


def test_a_calendar_cannot_be_changed():
    with pytest.raises(AttributeError):
        CALENDAR.years = frozenset()
