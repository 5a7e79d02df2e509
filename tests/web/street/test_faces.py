"""The street's and the office's pages in a browser: no accessibility findings, one screen, one sheet, by keyboard."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from tests.cast import PASSWORD, Cast, xiqiao
from tests.web.street.matters import scatter

from lianxin.kernel.acts import person as acts

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    ("leader", ["/board/", "/board/list?set=late", "/map/"]),
    ("overseer", ["/board/"]),
    (
        "administrator",
        ["/office/people/", "/office/people/new", "/office/calendar/", "/office/rules/", "/office/ready/",
         "/office/sites/", "/account/", "/accounts/password/change/"],
    ),
    ("auditor", ["/office/audit/", "/office/audit/?tab=reveals", "/office/audit/?tab=erasures"]),
    ("", ["/accounts/login/", "/accounts/signup/"]),
]  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    made = xiqiao(timezone.now())
    scatter(made, 160, 9)
    return made


@pytest.fixture
def enter(client, cast, live_server, open_page):
    """A page of somebody who is logged in."""

    def logged_in(name: str, width: int = 1440, height: int = 900):
        page = open_page(width=width, height=height)
        if name:
            client.force_login(cast.account(name))
            cookie = client.cookies["lianxin"].value
            page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
        return page

    return logged_in


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_has_accessibility_findings(enter, live_server, axe, width):
    found = []
    for name, addresses in PAGES:
        page = enter(name, width)
        for address in addresses:
            assert page.goto(live_server.url + address).status == 200, address
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{address} is {wide} px too wide"] if wide else []
            try:
                axe(page)
            except AssertionError as finding:
                found.append(f"{address}: {finding}")
        page.context.close()
    assert not found, "\n".join(found)


def test_the_wall_is_read_from_four_metres(live_server, open_page, axe, cast):
    page = open_page(width=1920, height=1080)
    assert page.goto(f"{live_server.url}/wall/xiqiao/").status == 200
    axe(page)
    small = page.evaluate(
        "[...document.querySelectorAll('.wall :not(svg *)')].filter(e => e.childNodes.length && e.innerText"
        " && e.checkVisibility() && !e.classList.contains('sr-only')"
        " && parseFloat(getComputedStyle(e).fontSize) < 28).map(e => e.className || e.tagName)"
    )
    assert small == []
    pages = page.locator(".wall-page")
    for index in range(pages.count()):
        page.evaluate(
            "at => document.querySelectorAll('.wall-page').forEach((p, i) => p.toggleAttribute('data-on', i === at))",
            index,
        )
        box = page.evaluate(
            "at => { const p = document.querySelectorAll('.wall-page')[at];"
            " return [p.scrollHeight - p.clientHeight, p.scrollWidth - p.clientWidth] }",
            index,
        )
        assert box == [0, 0], f"page {index} of the wall does not fit"


def test_the_board_is_one_laptop_screen_and_one_sheet_of_a4(enter, live_server):
    page = enter("leader", 1366, 768)
    page.goto(live_server.url + "/board/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    made = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 1


def test_a_cell_opens_by_keyboard(enter, live_server, axe):
    page = enter("leader")
    page.goto(live_server.url + "/map/")
    page.wait_for_selector(".leaflet-interactive")
    assert page.locator("svg .leaflet-interactive").count() > 10
    page.locator("#map-list a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**cell=*")
    page.wait_for_selector(".map-point")
    assert page.locator(".map-point").count() == page.locator("#map-list [data-feature]").count()
    axe(page)


def test_somebody_new_gets_in_with_a_link(enter, live_server, open_page, cast, axe):
    page = enter("administrator")
    page.goto(live_server.url + "/office/people/new")
    page.fill("[name=name]", "叶青禾")
    page.select_option("[name=role]", "governance")
    page.fill("[name=unit]", "西樵镇党建工作办公室")
    page.get_by_role("button", name="确认任职").click()
    axe(page)
    link = page.locator(".secret-link").inner_text()
    phone = open_page(width=390)
    phone.goto(live_server.url + "/invited/" + link.rsplit("/", 1)[1])
    axe(phone)
    phone.fill("[name=username]", "yeqinghe")
    phone.fill("[name=password]", "Lychee-2026")
    phone.fill("[name=again]", "Lychee-2026")
    phone.get_by_role("button", name="设好并去登录").click()
    phone.wait_for_url("**/accounts/login/")
    phone.fill("[name=login]", "yeqinghe")
    phone.fill("[name=password]", "Lychee-2026")
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.wait_for_url(lambda url: "login" not in url)
    phone.goto(live_server.url + "/account/")
    assert "街镇党建与治理办" in phone.locator("main").inner_text()


def test_the_second_factor_page_shows_a_code_to_scan(enter, live_server, axe):
    page = enter("clerk", 390)
    page.goto(live_server.url + "/accounts/2fa/totp/activate/")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="是我本人").click()
    page.wait_for_selector(".totp-code svg")
    axe(page)


def test_a_poster_is_one_sheet(enter, live_server, cast):
    page = enter("station")
    slug = cast.unit("site_qiaoyuan").slug
    for size, paper in (("a4", "A4"), ("a5", "A5")):
        page.goto(f"{live_server.url}/office/sites/posters?site={slug}&size={size}")
        made = page.pdf(format=paper, print_background=True, prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 1, size
    page.goto(f"{live_server.url}/office/sites/posters")
    sites = page.locator(".poster").count()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) == sites > 5


def test_invitations_are_not_kept_by_the_browser(live_server, open_page, cast):
    key = acts.invite(cast.who("administrator"), cast.people["grid"], cast.town, cast.now)
    page = open_page(width=390)
    answer = page.goto(f"{live_server.url}/invited/{key}")
    assert "no-store" in answer.headers["cache-control"]


SMALL = """main => [...main.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
  .filter(e => e.checkVisibility() && !e.closest('.sr-only, .sentence'))
  .map(e => [e.innerText || e.name, (e.type === 'file' ? e.parentElement : e).getBoundingClientRect()])
  .map(([said, box]) => [said, Math.min(box.width, box.height)])
  .filter(([, least]) => least < 43.5)"""
"""What on a page is less than 44 px to a thumb. The links of the sentence stand in running text."""


@pytest.mark.parametrize(("name", "address"), [("leader", "/board/"), ("", "/t/xiqiao/progress"), ("", "/t/xiqiao/")])
def test_every_number_is_large_enough_for_a_thumb(enter, live_server, name, address):
    page = enter(name, 390)
    page.goto(live_server.url + address)
    found = page.locator("main").evaluate(SMALL)
    assert found == []


def test_a_link_is_called_what_it_shows(enter, live_server):
    """Whoever speaks to the machine says what stands there: 另有 3 件不计."""
    page = enter("", 390)
    page.goto(live_server.url + "/t/xiqiao/progress")
    for link in page.locator(".stat-parts a").all():
        assert link.get_attribute("aria-label") is None and link.inner_text().strip()
