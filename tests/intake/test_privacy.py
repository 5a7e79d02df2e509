"""De-identification, measured on invented sentences and held to its rules."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.numbers import check_character, luhn
from lianxin.intake.privacy import MASKS, Span, find, must_hold, redact

CASES = [
    (row["text"], [tuple(item.split(":", 1)) for item in row["expected"].split("|") if item])
    for row in csv.DictReader(io.StringIO((Path(__file__).parent / "privacy_cases.csv").read_text("utf-8")))
]


def _is(span: Span, kind: str, words: str) -> bool:
    """A find counts when it covers all of what was expected; a name must be neither longer nor shorter."""
    return span.kind == kind and (span.text == words if kind == "name" else words in span.text)


def measured() -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Per kind: found as expected, expected, found; and the misses in words."""
    right: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: list[str] = []
    for text, wanted in CASES:
        spans = find(text)
        for kind, words in wanted:
            hit = any(_is(span, kind, words) for span in spans)
            expected[kind] += 1
            right[kind] += hit
            if not hit:
                wrong.append(f"missed {kind} {words!r} in {text!r}")
        for span in spans:
            found[span.kind] += 1
            if not any(_is(span, kind, words) for kind, words in wanted):
                wrong.append(f"false {span.kind} {span.text!r} in {text!r}")
    return right, expected, found, wrong


def test_recall_and_precision_over_the_whole_set_and_by_kind():
    right, expected, found, wrong = measured()
    assert len(CASES) >= 250
    assert right.total() / expected.total() >= 0.98, wrong
    assert right.total() / found.total() >= 0.95, wrong
    for kind in MASKS:
        assert expected[kind] >= 5, kind
        assert right[kind] / expected[kind] >= 0.95, (kind, wrong)
        assert right[kind] / found[kind] >= 0.9, (kind, wrong)


def test_redaction_reads_well():
    text, spans = redact("我叫王芳,住桥东社区5栋302,电话138-1234-5678。请李先生回电")
    assert text == "我叫[姓名],住桥东社区[门牌],电话[电话]。请[姓名]先生回电"
    assert [span.kind for span in spans] == ["name", "door", "phone", "name"]


@pytest.mark.parametrize("kind", MASKS)
def test_every_kind_holds_a_text_and_says_why(kind):
    text = next(text for text, wanted in CASES if [kind] == [name for name, _ in wanted])
    (span,) = must_hold(text)
    assert span.text == text[span.start : span.end]
    assert span.reason.say("zh") and span.reason.say("en") and span.reason.code == f"private.{kind}"


def test_an_identity_number_with_a_wrong_check_character_is_held_as_suspected():
    (span,) = find("11010519491231002X")
    assert "疑似" not in span.reason.say()
    (span,) = find("110105194912310021")
    assert "疑似" in span.reason.say() and "suspected" in span.reason.say("en")


def test_vectors_of_the_standards():
    assert check_character("11010519491231002") == "X"  # GB 11643-1999
    assert luhn("4111111111111111") and not luhn("4111111111111112")


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "138 ",
        "a",
        "a@",
        "5栋",
        "三",
        "王先生",
        "我叫",
        "粤A",
        "住在",
        "微信号",
        "一、",
        "(",
        "1-",
        "@a.",
        "李叔",
        "\n",
    ],
)
def test_very_long_texts_come_back(piece):
    text = piece * (200_000 // len(piece))
    spans = find(text)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))


@given(st.text(alphabet="0123456789 -一二三四王李先生我叫号栋楼室abcXx@._粤A微信：\n", max_size=80))
def test_spans_are_in_order_apart_and_true_to_the_text(text):
    spans = find(text)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        end = span.end


@given(st.text(max_size=60))
def test_what_was_redacted_holds_no_number_any_more(text):
    masked, _ = redact("电话13812345678 " + text)
    assert "13812345678" not in masked
