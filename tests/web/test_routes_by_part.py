"""Addresses found by their first part are found as Django finds them, trying one pattern after the other."""

import pytest
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern

from lianxin.urls import urlpatterns
from lianxin.web.csrf import masked

ADDRESSES = (
    "/", "/healthz", "/desk/", "/matter/12", "/matter/12/do/accept", "/matter/x", "/accounts/login/", "/t/shiweitang/",
    "/t/shiweitang/say", "/t/shiweitang/wishes/3/claim", "/r/abc", "/r/abc/yes", "/register", "/register/receipt/7",
    "/search", "/open311/v2/requests.json", "/open311/discovery.xml", "/open311/v2/requests/SW-1.json", "/board/",
    "/board/4/", "/nothing", "/desk", "/matter/", "/accounts/", "//", "/import/blank.xlsx", "/wall/x/",
    "/office/people/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_found_as_django_finds_it(address):
    plain = URLResolver(RoutePattern("/"), urlpatterns[0].url_patterns)
    try:
        expected = plain.resolve(address)
    except Resolver404:
        with pytest.raises(Resolver404) as missing:
            resolve(address)
        assert missing.value.args[0]["tried"], "everything was tried"
        return
    found = resolve(address)
    assert (found.func, found.args, found.kwargs) == (expected.func, expected.args, expected.kwargs)
    assert (found.url_name, found.route, found.namespaces) == (expected.url_name, expected.route, expected.namespaces)


def test_the_busiest_pages_stand_behind_few_patterns():
    by_first, others = get_resolver().url_patterns[0]._sorted
    assert others.url_patterns == [], "every pattern says its first part"
    assert len(by_first["matter"].url_patterns) < 12


def test_a_token_is_one_that_django_takes():
    from django.middleware.csrf import _does_token_match, _unmask_cipher_token  # noqa: PLC2701

    secret = "Ab9zZ0" * 5 + "xY"
    tokens = {masked(secret) for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        assert len(token) == 64 and _does_token_match(token, secret) and _unmask_cipher_token(token) == secret
    drawn = "".join(token[:32] for token in tokens)
    assert len(set(drawn)) > 55, "all characters are drawn"
