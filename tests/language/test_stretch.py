"""House numbers as a street office writes them: what they hold, where they meet, how a written door is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.language.town import PACK, faults, line_of, write

from lianxin.language.stretch import LAST, Stretch, clashing, door, stretches


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("1-99单", [(1, 99, "odd")]),
        ("1—99号单号、2—40号双号", [(1, 99, "odd"), (2, 40, "even")]),
        ("１至９９号　101号", [(1, 99, "both"), (101, 101, "both")]),
        ("101-", [(101, LAST, "both")]),
        ("100-双, 7", [(100, LAST, "even"), (7, 7, "both")]),
    ],
)
def test_a_stretch_is_read_as_it_is_written(said, read):
    assert [(one.low, one.high, one.side) for one in stretches({"east": said})] == read


@pytest.mark.parametrize("said", ["", "  ", "东段", "99-1", "3双", "1-99单双", "-5", "1-2-3", "123456"])
def test_what_cannot_be_read_is_named(said):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the part and the unit are its arguments
        stretches({"east": "1-3", "west": said})
    assert caught.value.args[1] == "west"


@pytest.mark.parametrize(
    ("number", "at"),
    [("12号", 12), ("12号之1", 12), ("十五号", 15), ("十5号之2", 15), ("二十号", 20), ("一百零二号", 102),
     ("百号", 100), ("三〇二号", 302), ("１２号", 12), ("一二号", 12), ("号", None), ("东号", None)],
)  # fmt: skip
def test_a_written_door(number, at):
    assert door(number) == at


_ONE = st.builds(
    lambda low, more, side, unit: Stretch(low, low + more, side, unit),
    st.integers(0, 40), st.integers(0, 20), st.sampled_from(["odd", "even", "both"]), st.sampled_from(["east", "west"]),
)  # fmt: skip


@given(_ONE, _ONE)
def test_two_meet_where_a_door_lies_in_both(one, other):
    assert one.meets(other) == any(one.holds(number) and other.holds(number) for number in range(70))


@given(st.lists(_ONE, max_size=5))
def test_where_nothing_clashes_a_door_lies_in_one_unit_at_most(found):
    if clashing(found) is None:
        assert all(len({one.unit for one in found if one.holds(number)}) <= 1 for number in range(70))


TERRITORY = PACK.replace("units:\n", "  community: {label: {zh: 社区}, tree: territory, under: [town]}\n"
    "  road: {label: {zh: 路}, tree: site}\nunits:\n").replace("inputs:\n", (
    "  east: {kind: community, name: 东社区, parent: home}\n  west: {kind: community, name: 西社区, parent: home}\n"
    "  street: {kind: road, name: 长街, parent: home, numbers: {east: 1-99单, west: 101-单 2-双}}\n"
    "inputs:\n"))  # fmt: skip


def test_a_road_with_house_numbers_is_right(tmp_path):
    assert faults(write(tmp_path, pack=TERRITORY)) == []


@pytest.mark.parametrize(
    ("old", "new", "said", "remedy"),
    [
        ("east: 1-99单", "east: 东段", "看不懂门牌“东段”", "写成 1-99单"),
        ("east: 1-99单", "east: ''", "看不懂门牌“”", "写成 1-99单"),
        ("east: 1-99单", "east: 1-101单", "门牌 101-单 和“east”的 1-101单 重叠", "只归一个单位"),
        ("east: 1-99单", "south: 1-99单", "没有叫“south”的单位", "先写出它"),
        ("east: 1-99单", "desk: 1-99单", "“desk”不是社区、村这样的地域", "地域单位"),
        ("kind: road, name: 长街", "kind: office, name: 长街", "只有道路这样的地点才有门牌", "kind: road"),
    ],
)
def test_wrong_house_numbers_are_told_where_they_stand(tmp_path, old, new, said, remedy):
    (fault,) = faults(write(tmp_path, pack=TERRITORY.replace(old, new)))
    assert said in fault.text.zh and remedy in fault.remedy.zh and fault.text.en and fault.remedy.en
    assert (fault.file, fault.line) == ("small/pack.yaml", line_of(TERRITORY, "长街"))
