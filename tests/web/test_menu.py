"""The menu: in groups where there are many pages, all within reach on a phone, by keyboard too."""

from __future__ import annotations

import re

import pytest
from tests.cast import PASSWORD, at, xiqiao

from lianxin.web import access


@pytest.fixture
def cast(db):
    return xiqiao()


def test_many_pages_stand_in_groups_and_none_is_lost(cast):
    groups = access.grouped(cast.who("governance"))
    links = [link for _, own in groups for link in own]
    assert 4 <= len(groups) <= 6 and all(label for label, _ in groups)
    assert sorted(links) == sorted(
        access._links(frozenset(cast.who("governance").roles()), cast.who("governance").may, "zh")
    )
    page = at("governance").get("/menu/").content.decode()
    assert page.count("nav-head") == len(groups) and page.count('class="row-what"') == len(links)
    assert re.search(r'class="nav-all"><a href="/menu/" aria-current="page"', page)


def test_few_pages_need_no_groups(cast):
    assert [label for label, _ in access.grouped(cast.who("worker"))] == [""]
    page = at("worker").get("/desk/").content.decode()
    assert "nav-head" not in page and "is-grouped" not in page


def test_every_page_of_the_menu_has_a_group():
    known = {name for pages in access.GROUPS.values() for name in pages}
    source = access._links.__wrapped__(frozenset({"governance", "station", "member", "administrator", "auditor"}),
        frozenset({"board", "file", "papers", "manage_people", "manage_packs", "read_audit"}), "zh")  # fmt: skip
    assert {url for _, url, _ in source} <= {access._url(name) for name in known}


@pytest.mark.django_db(transaction=True)
def test_a_phone_reaches_every_page_by_keyboard(live_server, open_page, axe):
    xiqiao()
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", "governance")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        if width == 390:
            assert page.locator(".desk-nav a:visible").count() <= 7
            page.locator(".nav-all a").focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/menu/")
        else:
            assert page.locator(".desk-nav a:visible").count() >= 10
            page.goto(f"{live_server.url}/menu/")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{live_server.url}/contests/")
        marked = page.locator(".desk-nav [aria-current]:visible")
        assert marked.count() == 1, "where one is stands out, on a phone too, whose bar shows a part of the menu"
        assert marked.inner_text() == ("全部" if width == 390 else "评选")
