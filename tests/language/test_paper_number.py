"""发文字号 in the standard's form: what is read, what is refused and with which words."""

import pytest

from lianxin.language import paper_number as numbers
from lianxin.language.paper_number import Number
from lianxin.language.papers import PaperKind
from lianxin.language.word import Label


def kind(**said):
    return PaperKind(label=Label(zh="通知"), about=Label(zh="通知"), source="x", title="t", text="t", **said)


NOTICE = kind(kind="notice")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("街党〔2026〕3号", Number("街党", 2026, 3)),
        ("西府办函〔2025〕118号", Number("西府办函", 2025, 118)),
        ("石街道办〔2026〕10号", Number("石街道办", 2026, 10)),
    ],
)
def test_a_number_is_read_in_its_parts(text, found):
    assert numbers.read(text) == found and numbers.fault(NOTICE, text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("石党[2026]3号", "六角括号"),
        ("石党（2026）3号", "六角括号"),
        ("石党【2026】3号", "六角括号"),
        ("石党〔2026〕第3号", "不加“第”字"),
        ("石党第〔2026〕3号", "不加“第”字"),
        ("石党〔26〕3号", "写全四位"),
        ("石党〔2026〕03号", "不编虚位"),
        ("石党〔2026〕0号", "不编虚位"),
        ("石党〔2026〕3", "“号”字"),
        ("〔2026〕3号", "写法不对"),
        ("石党2026年3号", "写法不对"),
    ],
)
def test_another_form_is_refused_with_what_is_wrong(text, why):
    wrong = numbers.fault(NOTICE, text)
    assert wrong is not None and wrong.code == "number_form" and numbers.read(text) is None
    assert why in wrong.say("zh") and "7.2.5" in wrong.say("zh") and "街党〔2026〕3号" in wrong.say("en")


def test_bulletins_sheets_and_minutes_count_in_their_own_way():
    for other in (kind(kind="briefing", layout="bulletin"), kind(kind="card", layout="sheet"), kind(kind="minutes")):
        assert numbers.fault(other, "第3期") is None and not numbers.formed(other)
        assert numbers.fault(other, "") is not None and numbers.fault(other, "长" * 41) is not None
    assert numbers.formed(NOTICE)


def test_blanks_and_wide_digits_are_no_difference():
    assert numbers.plain(" 街党 〔２０２６〕 ３号 ") == "街党〔2026〕3号"


def test_a_number_given_later_is_of_the_year_of_signing_or_of_one_since():
    three = Number("石党", 2026, 3)
    assert numbers.year_fault(three, 2026, 2026) is None and numbers.year_fault(three, 2025, 2026) is None
    for first, last in ((2027, 2027), (2025, 2025)):
        wrong = numbers.year_fault(three, first, last)
        assert wrong is not None and wrong.code == "number_year"
