"""The residents' pages in a real Chromium: the main job by keyboard and without script, one tap, accessibility."""

from __future__ import annotations

import pytest
from tests.cast import NOW, PASSWORD

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter

WIDTHS = (390, 1440)


@pytest.fixture
def cast(transactional_db):
    from tests.cast import xiqiao

    from lianxin.kernel.reads import versions

    versions.forget()
    yield xiqiao()
    versions.forget()


def test_a_resident_files_in_three_steps_by_keyboard(cast, live_server, open_page, axe, tell, show):
    known = tell("樵金路人行道上有个大坑，电动车摔过人")
    show(known.matter)
    page = open_page(390)
    page.goto(f"{live_server.url}/")
    axe(page)
    assert page.evaluate("document.activeElement.id") == "f-text", "the box has the focus already"
    page.keyboard.type("樵金路人行道有个大坑")
    page.get_by_text("好像已经有人反映过了").wait_for()
    axe(page)
    page.keyboard.press("Tab")  # the photo
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="在哪儿？").wait_for()
    axe(page)
    page.get_by_label("具体位置").fill("北门公交站旁")
    page.keyboard.press("Enter")  # leads on, not back
    page.get_by_role("heading", name="办好了怎么告诉您？").wait_for()
    page.get_by_label("手机号").fill("138 0013 800")
    page.get_by_role("button", name="提交，并告诉我进展").click()
    page.get_by_text("手机号少一位").wait_for()
    axe(page)
    page.problems.clear()  # the browser reports the 422 that we answer on purpose
    page.get_by_label("手机号").fill("13800138001")
    page.get_by_role("button", name="提交，并告诉我进展").click()
    page.get_by_text("已收到").first.wait_for()
    axe(page)
    matter = Matter.objects.exclude(pk=known.matter.pk).get()
    assert matter.number in page.content() and matter.place_text == "北门公交站旁"
    page.goto(f"{live_server.url}/")
    assert page.locator("#f-text").input_value() == "", "the draft went with the receipt"


def test_the_same_without_script(cast, live_server, open_page, done):
    page = open_page(390, java_script_enabled=False)
    page.goto(f"{live_server.url}/t/xiqiao/")
    page.locator("#f-text").fill("听音湖边的路灯坏了")
    page.get_by_role("button", name="接着说在哪儿").click()
    page.get_by_role("button", name="接着说怎么告诉您").click()
    page.get_by_role("button", name="不留联系方式，直接提交").click()
    address = page.url.split("?")[0]
    matter = Matter.objects.get()
    _finish(cast, matter)
    page.goto(f"{address}/yes")
    assert Matter.objects.get().is_open, "opening is not answering"
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_text("谢谢您告诉我们").wait_for()


def _finish(cast, matter: Matter) -> None:
    """Whatever kind the words made it, bring it to where its reporter is asked."""
    from lianxin.kernel import abilities

    clerk, station, lead = cast.who("clerk"), cast.who("station"), cast.who("lead")
    for _ in range(3):
        matter.refresh_from_db()
        for doer in (clerk, station, lead):
            offer = abilities.on(doer, matter, NOW).main
            if offer is not None and offer.action.main and offer.action.verb in ("route", "record"):
                acts.take(doer, matter.pk, offer.key, {"result": "换好了"}, NOW)
                break


def test_one_tap_in_the_notice(cast, live_server, open_page, tell, done, axe):
    filed = tell("楼道灯不亮")
    done(filed.matter)
    page = open_page(390)
    page.goto(f"{live_server.url}/r/{filed.key}/yes")
    page.wait_for_url("**?said=yes")
    page.get_by_text("谢谢您告诉我们").wait_for()
    axe(page)
    assert Matter.objects.get().ending == "solved"
    assert Entry.objects.filter(act="matter.confirm").count() == 1
    page.get_by_role("button", name="基本满意").click()
    page.get_by_text("记下了，谢谢您的评价").wait_for()
    assert Matter.objects.get().fields["satisfaction"] == "fair"


def test_large_print_and_english_remember_themselves(cast, live_server, open_page, axe):
    page = open_page(390)
    page.goto(f"{live_server.url}/t/xiqiao/tree")
    page.get_by_role("button", name="大字版").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-size") == "large" and page.url.endswith("/tree")
    axe(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{live_server.url}/t/xiqiao/progress")
    assert page.locator("html").get_attribute("data-size") == "large"
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(cast, live_server, open_page, axe, hang, tell, show, done, width):
    long = "想请一位懂电器的街坊帮忙看看家里那台用了二十多年的老式收音机为什么不响"
    wishes = [hang(long if n == 0 else f"想要第{n}副老花镜") for n in range(8)]
    filed, seen = tell("樵金路有个大坑", phone="13800138001"), tell("民乐桥头的雨棚破了", "minle")
    show(seen.matter)
    done(filed.matter)
    acts.take(cast.who("member"), wishes[1].pk, "claim", {}, NOW)
    page = open_page(width)
    addresses = [
        "/t/xiqiao/", "/t/xiqiao/say", "/t/xiqiao/wish", "/t/xiqiao/tree", f"/t/xiqiao/wishes/{wishes[0].pk}",
        "/t/xiqiao/progress", f"/t/xiqiao/progress/{seen.matter.pk}", "/find", "/privacy", f"/r/{filed.key}",
        f"/r/{filed.key}?new=1", f"/r/{filed.key}/paper",
    ]  # fmt: skip
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(f"{live_server.url}/accounts/login/?next=/mine")
    page.locator("input[name=login]").fill("member")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/mine")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
