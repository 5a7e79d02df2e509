"""The self-check finds what it looks for, and is for administrators only."""

import os

import pytest
from tests.cast import xiqiao

from lianxin.kernel.acts import issuing
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.reads import conduct, packs

FOLDER = os.environ.get("LOOKED_AT", "")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "column", "number"),
    [
        ("Person", "score", 2),
        ("Account", "last_login", 3),
        ("Matter", "like_count", 4),
        ("Tie", "lat", 4),
        ("Activity", "fee", 5),
    ],
)
def test_a_column_that_should_not_be_is_found(monkeypatch, client, table, column, number):
    cast = xiqiao()
    monkeypatch.setattr(conduct, "_columns", lambda: iter([(table, column)]))
    found = conduct.rules(packs.of_town(cast.town.pk))
    assert [one.number for one in found if not one.absent] == [number]
    client.force_login(cast.account("administrator"))
    page = client.get("/office/conduct/").content.decode()
    assert f"{table}.{column}" in page and "有，须整改" in page


def test_others_do_not_see_it(client):
    cast = xiqiao()
    client.force_login(cast.account("clerk"))
    assert client.get("/office/conduct/").status_code == 403 == client.get("/office/conduct/word").status_code


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, client, axe, width):
    """The self-check and the register of papers, with one paper that has a long title and no number."""
    cast = xiqiao()
    paper = papers.draft(cast.who("governance"), cast.town.pk, "month", cast.now.date(), cast.now)
    papers.write(cast.who("governance"), paper.pk, {"title": "西樵镇二〇二六年第一季度群众诉求办理" * 3}, cast.now)
    papers.check(cast.who("governance"), paper.pk, cast.now)
    for name in ("clerk", "lead", "secretary"):
        issuing.review(cast.who(name), paper.pk, True, "", cast.now)
    issuing.issue(cast.who("leader"), paper.pk, cast.now)
    pages = {
        "administrator": ("/office/conduct/", "/office/ready/"),
        "governance": ("/papers/register?year=2026", "/papers/"),
    }
    for name, paths in pages.items():
        client.force_login(cast.account(name))
        page = open_page(width=width)
        cookie = client.cookies["lianxin"].value
        page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
        for path in paths:
            assert page.goto(live_server.url + path).status == 200
            if FOLDER:
                name_of = path.split("?")[0].replace("/", "_")
                page.screenshot(path=f"{FOLDER}/conduct-{name_of}{width}.png", full_page=True)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
