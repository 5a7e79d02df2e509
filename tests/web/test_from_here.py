"""A form on a page that is the same for everybody holds no token: the browser says that it came from here."""

import pytest
from django.test import Client

SENT = {"language": "en", "next": "/"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 302),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 302),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"referer": "http://testserver/t/"}, 302),
        ({"referer": "http://elsewhere.example/"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_page_may_send_without_a_token(headers, status):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/language", SENT, headers=headers).status_code == status
