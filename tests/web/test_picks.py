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


def test_several_of_few_are_ticked_and_several_of_many_written_in_lines():
    few = controls.several("zh", "to", "到哪里", ["unit:2"], FEW[1:])
    assert few.count('type="checkbox"') == 2 and 'value="unit:2" checked' in few and '<input type="hidden"' in few
    drawn = controls.several("zh", "to", "到哪里", ["person:3", "没这个人"], MANY, error="没有找到“没这个人”")
    assert drawn.count('type="text"') == 5 and drawn.count("<datalist") == 1, "one list for all lines, and three free"
    assert 'value="第3位邻居"' in drawn and 'value="没这个人"' in drawn and "请选择" not in drawn
    assert drawn.count('aria-invalid="true"') == 1 and 'aria-label="到哪里 5"' in drawn
    assert "<legend" in drawn and 'aria-describedby="f-to-error f-to-hint"' in drawn


def test_what_was_written_in_several_lines_is_each_once_in_its_order():
    lines = ["第71位", "", "person:7", "第3位邻居、招润生（91）", "第71位邻居"]
    assert picks.several(lines, MANY, "to") == ["person:71", "person:7", "person:3", "person:91"]
    assert picks.several(["甲、乙联合支部"], [("1", "甲、乙联合支部"), ("2", "甲")], "to") == ["1"]
    with pytest.raises(Refused, match="没有找到“没这个人”") as refused:
        picks.several(["第71位", "没这个人"], MANY, "to")
    assert refused.value.field == "to"
