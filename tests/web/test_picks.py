"""One of many is written and suggested, without script; what comes back is the one that was meant."""

from __future__ import annotations

import pytest

from lianxin.language.reason import Refused
from lianxin.web.components import controls, picks

FEW = [("", "请选择"), ("unit:1", "桥东社区"), ("unit:2", "桥西社区")]
MANY = [
    ("", "请选择"),
    *((f"person:{n}", f"第{n}位邻居") for n in range(1, 80)),
    ("person:90", "招润生"),
    ("person:91", "招润生"),
]


def test_few_are_a_select_and_many_a_line_with_suggestions():
    assert "<select" in controls.field("zh", "to", "到哪里", type="pick", options=FEW)
    drawn = controls.field(
        "zh", "to", "到哪里", value="person:3", type="pick", options=MANY, required=True, error="请选"
    )
    assert "<select" not in drawn and 'value="第3位邻居"' in drawn and 'list="f-to-list"' in drawn
    assert '<datalist id="f-to-list">' in drawn and "请选择" not in drawn and "required" in drawn
    assert "写几个字，从提示里选" in drawn and 'aria-describedby="f-to-error f-to-hint"' in drawn
    assert 'value="没这个人"' in controls.field("zh", "to", "到哪里", value="没这个人", type="pick", options=MANY)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("", ""),
        ("person:7", "person:7"),
        ("第7位邻居", "person:7"),
        (" 第71位 ", "person:71"),
        ("招润生（91）", "person:91"),
    ],
)
def test_a_name_is_the_one_it_means(said, key):
    assert picks.read({"to": said, "n": "1"}, to=MANY)["to"].strip() == key


@pytest.mark.parametrize(
    ("said", "why"), [("没这个人", "没有找到"), ("招润生", "好几个：招润生（90）、招润生（91）"), ("第", "没有找到")]
)
def test_a_name_that_is_none_or_several_is_refused_at_its_field(said, why):
    with pytest.raises(Refused, match=why) as refused:
        picks.read({"to": said}, to=MANY)
    assert refused.value.field == "to"


def test_who_was_offered_nobody_learns_no_name():
    assert picks.read({"to": "招润生"}, to=[]) == {"to": "招润生"}
