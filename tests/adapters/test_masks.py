import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.adapters.masks import mask_address, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800131234", "138****1234"),
        ("+86 138-0013-1234", "138****1234"),
        ("１３８００１３１２３４", "138****1234"),
        ("020-81234567", "****4567"),
        ("81234567", "****4567"),
        ("12345", "****"),
        ("wxid_abc", "****"),
        ("", "****"),
    ],
)
def test_phones(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王五", "王*"),
        ("王小明", "王**"),
        ("欧阳小明", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("王", "*"),
        ("", "*"),
        ("阿依古丽·买买提", "阿***"),
        ("Mary Jane Watson", "M***"),
    ],
)
def test_names(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("44010319900101123x", "44************123X"),
        ("440103900101123", "44**********123"),
        ("E12345678", "********78"),
        ("1234567", "********"),
    ],
)
def test_identity_numbers(number, shown):
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("荔湾区石围塘街道芳村大道12号3栋502房", "荔湾区石围塘街道芳村大道***"),
        ("石围塘街道芳村大道西十二号", "石围塘街道芳村大道***"),
        ("上城区小营街道大学路社区翠苑Ａ栋", "上城区小营街道大学路社区***"),
        ("十八甫北路２０号", "十八甫北路***"),
        ("樵华路东座", "樵华路***"),
        ("502", "***"),
        ("", "***"),
    ],
)
def test_addresses(address, shown):
    assert mask_address(address) == shown


def _digits(text):
    return sum(c.isnumeric() for c in unicodedata.normalize("NFKC", text))


@given(st.one_of(st.text(), st.from_regex(r"\+?[0-9 ()-]{0,24}", fullmatch=True)))
def test_a_masked_phone_shows_at_most_seven_digits_and_hides_four(phone):
    shown = mask_phone(phone)
    digits = sum(c.isdecimal() for c in unicodedata.normalize("NFKC", phone))
    assert set(shown) <= set("0123456789*")
    assert _digits(shown) <= min(7, max(0, digits - 4))


@given(st.text())
def test_a_masked_name_shows_at_most_a_surname(name):
    shown = mask_name(name).rstrip("*")
    assert len(shown) <= 2 and mask_name(name).endswith("*")
    whole = unicodedata.normalize("NFKC", name).strip()
    assert not whole or shown != whole or whole.strip("*") == ""


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{17}[0-9Xx]|[0-9]{15}|[A-Z][0-9]{8}", fullmatch=True)))
def test_a_masked_id_shows_at_most_six_characters_and_never_the_birth_date(number):
    shown = mask_id(number)
    assert len(shown.replace("*", "")) <= 6
    assert shown.count("*") >= 8 and "*" * 8 in shown


@given(st.one_of(st.text(), st.from_regex(r"[石围塘街道芳村大路]{0,9}[0-9０-９]{1,4}[号栋][0-9]{1,4}", fullmatch=True)))
def test_a_masked_address_shows_no_number(address):
    shown = mask_address(address)
    assert shown.endswith("***")
    assert not any(c.isdecimal() for c in shown)
