"""Figures keep their words and bounds (domain reference §6 item 13): “180余人”, “近百人”, “千余项”."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import approx
from lianxin.language.reason import Refused


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("24", 24, 24),
        ("24人", 24, 24),
        ("1,164", 1164, 1164),
        ("１８０人", 180, 180),
        ("180余人", 181, 189),
        ("一百八十余人", 181, 189),
        ("近百人", 90, 99),
        ("千余项", 1001, 1999),
        ("1000余件", 1001, 1999),
        ("百余人次", 101, 199),
        ("近200人", 190, 199),
        ("约300人次", 290, 310),
        ("300人左右", 290, 310),
        ("数十人", 20, 99),
        ("数百人", 200, 999),
        ("上千人", 1000, 1999),
        ("1.2万余人", 12001, 12999),
        ("两万余人", 20001, 29999),
        ("一百零八", 108, 108),
        ("十二", 12, 12),
        ("50人以上", 50, None),
        ("至少30人", 30, None),
    ],
)
def test_what_people_write(text, least, most):
    figure = approx.read(text)
    assert (figure.least, figure.most) == (least, most)
    assert figure.exact is (least == most)
    assert approx.of(figure.kept()) == figure


@pytest.mark.parametrize(
    "text", ["", "很多人", "-3", "1.5人", "12,34", "一百八", "十百", "近", "人", "数三人", "9" * 14]
)
def test_what_is_no_figure_is_refused_with_a_way_to_write_it(text):
    with pytest.raises(Refused) as refused:
        approx.read(text)
    assert refused.value.code == "figure" and "180余人" in refused.value.say()


@given(st.integers(0, 9999))
def test_chinese_numerals_there_and_back(value):
    assert approx.number_of(approx.written(value)) == value
    assert approx.read(f"{value}人") == approx.Figure(value, value, f"{value}人")


@given(st.integers(1, 10**6), st.sampled_from(["{}余人", "近{}人", "约{}人", "{}多件", "超{}人", "{}人以上"]))
def test_an_approximate_figure_never_becomes_its_number(value, shape):
    try:
        figure = approx.read(shape.format(value))
    except Refused:
        assert value == 1  # “近1人” says nothing
        return
    assert not figure.exact or figure.least != value
    assert figure.said == shape.format(value)
    if "余" in shape or "多" in shape or "超" in shape:
        assert figure.least > value
    if "近" in shape:
        assert figure.most is not None and figure.most < value


@given(st.lists(st.sampled_from(["24人", "180余人", "近百人", "千余人", "50人以上"]), max_size=6))
def test_a_sum_is_exact_only_when_every_part_is(texts):
    parts = [approx.read(text) for text in texts]
    whole = approx.total(parts)
    assert whole.exact is all(part.exact for part in parts)
    assert whole.least == sum(part.least for part in parts)
    assert (whole.most is None) is any(part.most is None for part in parts)


@given(st.text(max_size=12))
def test_no_text_breaks_it(text):
    try:
        figure = approx.read(text)
    except Refused:
        return
    assert figure.least >= 0 and (figure.most is None or figure.most >= figure.least)
