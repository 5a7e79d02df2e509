"""Addresses put together are those Django's resolver gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from lianxin.web.addresses import address


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("desk", ()),
        ("matter", (12,)),
        ("act", (12, "ask_reporter")),
        ("reveal", (12, 0)),
        ("matter-photo", (3, "ab" * 32)),
        ("matter-photo", (3, "路灯/1?")),
        ("matter", ("12",)),
        ("matter", (True,)),
        ("open311_request", ("SW-2026-00012", "json")),
    ],
)
def test_an_address_is_the_resolvers_own(name, args):
    try:
        expected = reverse(name, args=args)
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address(name, *args)
    else:
        assert address(name, *args) == expected
        assert address(name, *args) == expected


def test_what_no_page_is_called_has_no_address():
    for args in ((), (1,), ("word",)):
        with pytest.raises(NoReverseMatch):
            address("no-such-page", *args)
