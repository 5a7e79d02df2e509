"""An error page as a visitor sees it: readable, styled under the policy, without accessibility findings."""

import pytest


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_error_page_in_a_browser(live_server, open_page, axe, width):
    page = open_page(width=width)
    answer = page.goto(live_server.url + "/no/such/page")
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "没有找到这一页"
    ways = page.locator(".ways a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert ways == ["/", "/find"], "opening again what is not there helps nobody"
    assert min(page.locator(".ways a").evaluate_all("all => all.map(one => one.offsetHeight)")) >= 44
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 242)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.problems.clear()  # the 404 itself is reported on the console
