"""Nothing in a log line names a person."""

import logging

from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as some

from lianxin.adapters.logs import DatabaseAway, MaskingFormatter, masked


@given(
    some.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    some.sampled_from(["电话{}。", "phone={}", "({})", "/x/{}?y", "Key (phone)=({})"]),
)
def test_phones_are_blanked(phone, frame):
    assert phone not in masked(frame.format(phone))


@given(some.from_regex(r"\d{17}[\dX]", fullmatch=True))
def test_identity_numbers_are_blanked(number):
    assert number not in masked(f"身份证 {number} 已存在")


def test_private_links_are_blanked_and_matter_numbers_are_not():
    assert masked("Internal Server Error: /f/kJ8s_2hQ0xVbN4mZ7aTr9w/") == "Internal Server Error: /f/…/"
    assert masked("SW-2026-00123 重新打开") == "SW-2026-00123 重新打开"
    assert masked("/static/app.3f2a1b4c5d6e.js") == "/static/app.3f2a1b4c5d6e.js"


def test_tracebacks_are_masked_too():
    try:
        raise ValueError("DETAIL: Key (phone)=(13800138000) already exists.")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "failed", None, (type(error), error, error.__traceback__)
        )
    assert "13800138000" not in MaskingFormatter().format(record)


def test_a_database_that_is_away_fills_no_log():
    try:
        raise OperationalError("connection refused\n\tIs the server running?")
    except OperationalError as error:
        away = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal Server Error: /", None, away)
    assert DatabaseAway().filter(record)
    assert MaskingFormatter("%(message)s").format(record) == "database away: connection refused"
