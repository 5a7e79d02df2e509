"""The order of helpers for one need, and the reasons that are said."""

from __future__ import annotations

import pytest

from lianxin.language.offered import Window, windows
from lianxin.language.reason import Refused, Text
from lianxin.matching.hand import Hand, Need
from lianxin.matching.likely import likely
from tests.matching.test_assignment import somewhere

NAMES = {"repair": Text("小修小补", "small repairs"), "yue": Text("粤语", "Cantonese")}
NEED = Need(1, somewhere(0, 0), frozenset({"repair"}), frozenset({"yue"}), Window(6, 540, 600))
GOOD = {"skills": frozenset({"repair"}), "languages": frozenset({"yue"}), "hours": windows(["6-7 09:00-12:00"])}


def helper(number: int, east: int, **said) -> Hand:
    return Hand(number, "person", f"第{number}人", somewhere(0, east), **({"consents": True} | GOOD | said))


def order(*helpers: Hand) -> list[int]:
    return [one.helper.id for one in likely(NEED, helpers, NAMES)]


def test_who_lacks_nothing_comes_first_then_the_nearer():
    assert order(helper(1, 900), helper(2, 200), helper(3, 10, skills=frozenset()), helper(4, 50, hours=())) == [
        2,
        1,
        3,
        4,
    ]


def test_a_task_in_hand_counts_as_four_hundred_metres():
    busy = helper(1, 100, open=1, at_most=3)
    assert order(busy, helper(2, 450)) == [2, 1] or order(busy, helper(2, 450)) == [1, 2]
    assert order(busy, helper(2, 490)) == [2, 1]
    assert order(busy, helper(2, 510)) == [1, 2]


def test_who_did_not_agree_or_has_no_room_is_not_named():
    assert order(helper(1, 10, consents=False), helper(2, 10, open=1), helper(3, 2000)) == [3]


def test_reasons_are_said_in_both_languages():
    (one,) = likely(NEED, [helper(1, 240)], NAMES)
    assert [reason.say("zh") for reason in one.reasons] == [
        "会小修小补", "离这里约 200 米", "周六那个时间有空", "会讲粤语", "手上没有别的事",
    ]  # fmt: skip
    assert [reason.say("en") for reason in one.reasons] == [
        "can do: small repairs", "about 200 m away", "free then on Saturday", "speaks Cantonese",
        "nothing else in hand",
    ]  # fmt: skip
    assert one.lacks == ()


def test_what_is_missing_is_said_too():
    bare = helper(1, 4200, skills=frozenset(), languages=frozenset(), hours=(), open=1, at_most=2)
    (one,) = likely(NEED, [bare], NAMES)
    assert [reason.code for reason in one.lacks] == ["no-skill", "far", "no-hours", "no-language"]
    assert all(reason.text.en for reason in (*one.lacks, *one.reasons))
    (other,) = likely(NEED, [helper(1, 10, hours=windows(["3 09:00-10:00"]))], NAMES)
    assert other.lacks[0].code == "busy"


def test_nobody_is_given_a_number():
    (one,) = likely(NEED, [helper(1, 240)], NAMES)
    assert not [name for name in one.__slots__ if name not in ("helper", "reasons", "lacks")]


def test_hours_as_they_are_written():
    assert windows(["6-7 9:00-12:00", "3 18:30-21:00"]) == (
        Window(6, 540, 720), Window(7, 540, 720), Window(3, 1110, 1260),
    )  # fmt: skip
    for wrong in ("8 09:00-10:00", "6 12:00-09:00", "周六上午", "7-6 09:00-10:00", "6 09:70-10:00"):
        with pytest.raises(Refused):
            windows([wrong])
