"""Doors in Chinese digits and in traditional characters are hidden whole, as those in 0–9 are."""

from __future__ import annotations

import pytest

from lianxin.intake.privacy import redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("山村路十五号301房漏水", "山村路[门牌]漏水"),
        ("山村路15号301房漏水", "山村路[门牌]漏水"),
        ("山村路二十三号二楼前座漏水", "山村路[门牌]漏水"),
        ("山村路一百二十号之一302房漏水", "山村路[门牌]漏水"),
        ("山村路三十六号之一三零一房漏水", "山村路[门牌]漏水"),
        ("山村路三十六號四樓後座漏水", "山村路[门牌]漏水"),
        ("山村路一百二十三号302漏水", "山村路[门牌]漏水"),
        ("山村路二十三号地下漏水", "山村路[门牌]漏水"),
        ("三棟二單元501室漏水", "[门牌]漏水"),
    ],
)
def test_the_whole_door_is_hidden(text, kept):
    assert redact(text)[0] == kept


@pytest.mark.parametrize(
    "text", ["十五号路灯坏了", "十一月十八号1530集合", "山村路二十三号楼门前积水", "山村路十五號門口積水"]
)
def test_a_number_without_a_household_stays(text):
    assert redact(text)[0] == text
