"""What stands around a page is remembered; what differs from page to page and from person to person is not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.cast import PASSWORD, at, xiqiao

from lianxin.web import tongue

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def cast(db):
    return xiqiao()


def test_the_tools_come_back_to_the_page_they_stand_on(cast):
    client = at("governance")
    for path in ("/board/", "/menu/", "/board/?day=1&x=%3Cb%3E"):
        page = client.get(path).content.decode()
        said = path.replace("&", "&amp;")
        assert page.count(f'name="next" value="{said}"') >= 2 and "\x02" not in page and "\x03" not in page


def test_no_two_pages_hold_the_same_token_and_each_is_good(cast):
    client = Client(enforce_csrf_checks=True)
    assert client.login(username="governance", password=PASSWORD)
    first, second = (TOKEN.findall(client.get("/menu/").content.decode()) for _ in range(2))
    assert first and second and set(first).isdisjoint(second)
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": second[0]}).status_code == 302


def test_each_sees_his_own_name_menu_and_letters(cast):
    for name in ("governance", "worker", "governance"):
        page = at(name).get("/menu/").content.decode()
        assert cast.who(name).shown in page
        others = {"governance", "worker"} - {name}
        assert not any(cast.who(other).shown in page for other in others)
    client = at("worker")
    assert 'aria-pressed="false"' in client.get("/desk/").content.decode()
    client.cookies["size"] = "large"
    assert 'aria-pressed="true"' in client.get("/desk/").content.decode()


def test_one_page_of_the_menu_is_the_current_one(cast):
    client = at("governance")
    for path in ("/board/", "/menu/", "/board/"):
        page = client.get(path).content.decode()
        assert re.findall(r'href="([^"]+)" aria-current="page"', page) == [path]


def test_a_visitor_gets_no_token_for_a_form_that_is_not_there(cast):
    answer = Client().get("/t/xiqiao/")
    assert answer.status_code == 200 and "csrftoken" not in answer.cookies


@pytest.mark.parametrize(
    ("cookie", "accepted", "code"),
    [
        ("", "", "zh-hans"),
        ("", "fr;q=0.9, en-GB;q=0.8", "en"),
        ("", "zh-TW, en;q=0.5", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_ones_own_choice_or_the_browsers(db, cookie, accepted, code):
    assert tongue.chosen(cookie, accepted) == code
    client = Client(headers={"accept-language": accepted})
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/accounts/login/")
    assert answer["Content-Language"] == code and "Accept-Language" in answer["Vary"]
