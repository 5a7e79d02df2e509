"""A form on a page that is the same for everybody holds no token: the browser says that it came from here."""

import re

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


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_offered_again_as_it_stands():
    """What was typed is in the page, ready to be sent with a token that holds; photos cannot be."""
    client, sent = Client(enforce_csrf_checks=True), {"number": "SW-2026-00<b>", "code": "123456"}
    stale = client.post("/find", sent | {"csrfmiddlewaretoken": "a" * 64}, headers={"sec-fetch-site": "same-origin"})
    page = stale.content.decode()
    assert stale.status_code == 403 and "您写的都还在" in page and "SW-2026-00&lt;b&gt;" in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert len(token) == 1 and stale["Cache-Control"] == "private, no-store"
    assert client.post("/find", sent | {"csrfmiddlewaretoken": token[0]}).status_code != 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent", "site"),
    [
        ("/find", {"number": "SW-2026-00123"}, "cross-site"),
        ("/accounts/login/", {"login": "gao"}, "same-origin"),
        ("/find", {"password": "geheim"}, "same-origin"),
    ],
)
def test_no_other_site_gets_its_form_sent_and_no_password_is_written_down(address, sent, site):
    client = Client(enforce_csrf_checks=True)
    page = client.post(address, sent, headers={"sec-fetch-site": site}).content.decode()
    assert "复制下来" in page and "<form" not in page and "geheim" not in page
