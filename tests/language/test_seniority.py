"""光荣在党50年: the vectors of scenario A5, each person with a printed reason."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import seniority
from lianxin.language.load import load
from lianxin.language.seniority import Member

PACK = load(Path(__file__).parents[2] / "packs" / "base", date(2026, 3, 11))
A5 = {
    "转正 1974-06-30": (Member(confirmed=date(1974, 6, 30)), True, "full", "1974-06-30"),
    "转正 1974-07-01": (Member(confirmed=date(1974, 7, 1)), True, "full", "1974-07-01"),
    "转正 1974-07-02": (Member(confirmed=date(1974, 7, 2)), False, "short", "1974-07-02"),
    "1970-05 入党没有预备期": (Member(admitted=date(1970, 5, 1)), True, "full", "1970-05-01"),
    "已去世": (Member(confirmed=date(1970, 7, 1), alive=False), False, "deceased", "1970-07-01"),
    "停止党籍14个月": (Member(confirmed=date(1973, 12, 1), stopped=14), False, "short", "1975-02-01"),
    "已颁授": (Member(confirmed=date(1971, 7, 1), awarded=2021), False, "awarded", "1971-07-01"),
}


@pytest.mark.parametrize("name", A5)
def test_the_vectors_of_a5(name):
    member, proposed, code, start = A5[name]
    found = seniority.eligible(PACK, member, 2024, True)
    assert (found.proposed, found.reason.code) == (proposed, code)
    assert found.start == date.fromisoformat(start)
    assert found.reason.say() and found.reason.say("en") and found.reason.source == "medal-2021"


def test_exactly_three_are_proposed():
    assert [name for name, (member, *_) in A5.items() if seniority.eligible(PACK, member, 2024, True).proposed] == [
        "转正 1974-06-30", "转正 1974-07-01", "1970-05 入党没有预备期"
    ]  # fmt: skip


def test_the_reason_says_when_it_will_be():
    assert "2025 年可以申报" in seniority.eligible(PACK, A5["转正 1974-07-02"][0], 2024, True).reason.say()
    assert seniority.eligible(PACK, A5["转正 1974-07-02"][0], 2025, True).proposed
    assert "党龄从 1975-02-01 起算" in seniority.eligible(PACK, A5["停止党籍14个月"][0], 2024, True).reason.say()


def test_conduct_is_said_by_people():
    unsaid = seniority.eligible(PACK, Member(confirmed=date(1970, 7, 1)), 2024, None)
    assert unsaid.proposed and "待支部确认" in unsaid.reason.say()
    assert seniority.eligible(PACK, Member(confirmed=date(1970, 7, 1)), 2024, False).reason.code == "not-confirmed"


@pytest.mark.parametrize(
    ("admitted", "counts"), [("1969-03-31", False), ("1969-04-01", True), ("1977-08-31", True), ("1977-09-01", False)]
)
def test_admission_counts_only_where_there_was_no_probation(admitted, counts):
    found = seniority.eligible(PACK, Member(admitted=date.fromisoformat(admitted)), 2030, True)
    assert found.proposed is counts
    assert counts or found.reason.code == "undated"


def test_an_override_goes_before_the_dates():
    member = Member(confirmed=date(1980, 1, 1), starts=date(1974, 1, 1), starts_because="档案认定")
    assert seniority.eligible(PACK, member, 2024, True).proposed


@given(st.dates(date(1930, 1, 1), date(1990, 12, 31)), st.integers(2021, 2050))
def test_once_eligible_always_eligible(confirmed, year):
    member = Member(confirmed=confirmed)
    now, later = (seniority.eligible(PACK, member, one, True).proposed for one in (year, year + 1))
    assert later or not now
    assert now is (confirmed <= date(year - 50, 7, 1))
