"""A telling that joined is made a matter of its own on a page that shows both; its reporter asks for it on his."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW
from tests.web.desk.conftest import at_desk, cast, enter, morning, tell

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import people

__all__ = ["at_desk", "cast", "enter", "morning", "tell"]
LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快派人来修一下"
WHY = "一盏在路口，一盏在巷尾，是两盏灯"


@pytest.fixture
def pair(cast, tell):
    """A lamp, and another one in nearly the same words, which joined it."""
    first = tell(LAMP, phone="13800138012", topic="light")
    second = tell(f"{LAMP}。", phone="13800138077", name="关小川", topic="light", place_text="巷尾", channel="qr")
    assert second.merged
    return first, second


def test_both_are_shown_before_it_is_parted(pair, at_desk):
    first, second = pair
    clerk, address = at_desk("clerk"), f"/part/{second.tie.pk}"
    own = clerk.get(f"/matter/{first.matter.pk}").content.decode()
    assert f'href="{address}"' in own and f"/part/{first.tie.pk}" not in own
    page = clerk.get(address).content.decode()
    assert f"{LAMP}。" in page and first.matter.number in page and "巷尾" in page and "138****8077" in page
    assert "是同一件：回复反映人" not in page and Matter.objects.count() == 1, "looking changes nothing"
    empty = clerk.post(address, {"do": "part", "reason": " "})
    assert empty.status_code == 422 and "请写明为什么不是同一件事" in empty.content.decode()
    answer = clerk.post(address, {"do": "part", "reason": WHY}, follow=True)
    made = Matter.objects.exclude(pk=first.matter.pk).get()
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/matter/{made.pk}" and f"已另立一件，编号 {made.number}" in page
    assert f"从另一件分出来，另立这一件：{first.matter.number}" in page and WHY in page
    assert "合在一起的这段时间（3月11日 10:00 起）不计入期限" in page
    other = clerk.get(f"/matter/{first.matter.pk}").content.decode()
    assert f"：{made.number}" in other and WHY in other and address not in other
    again = clerk.post(address, {"do": "part", "reason": WHY})
    assert again.status_code == 422 and "没有改动：" in again.content.decode() and Matter.objects.count() == 2


def test_who_may_not_sees_no_button_and_is_refused(pair, at_desk):
    first, second = pair
    for name in ("leader", "visitor", "worker", "stranger", "member"):
        desk = at_desk(name)
        seen = desk.get(f"/matter/{first.matter.pk}")
        assert f"/part/{second.tie.pk}" not in seen.content.decode()
        assert desk.get(f"/part/{second.tie.pk}").status_code in (302, 403, 404, 422)
        assert desk.post(f"/part/{second.tie.pk}", {"reason": WHY}).status_code in (302, 403, 404, 422)
    assert Matter.objects.count() == 1
    assert at_desk("clerk").get("/part/99999999").status_code == 404


def test_its_reporter_asks_and_the_clerk_answers(pair, at_desk):
    first, second = pair
    his, mine = f"/r/{second.key}", Client(headers={"accept-language": "zh-CN"})
    assert "这不是同一件事？" in mine.get(his).content.decode()
    assert "这不是同一件事？" not in mine.get(f"/r/{first.key}").content.decode()
    empty = mine.post(his, {"action": "not-the-same", "differs": " "})
    assert empty.status_code == 422 and "请说一句哪里不一样" in empty.content.decode()
    asked = mine.post(his, {"action": "not-the-same", "differs": "我说的是巷尾那盏"}, follow=True).content.decode()
    assert "受理员会核对" in asked and "这不是同一件事？" not in asked
    assert mine.post(f"/r/{first.key}", {"action": "not-the-same", "differs": "别的"}).status_code == 409
    clerk = at_desk("clerk")
    desk = clerk.get("/desk/").content.decode()
    assert f'href="/part/{second.tie.pk}"' in desk and "我说的是巷尾那盏" in desk
    assert f"/part/{second.tie.pk}" not in at_desk("worker").get("/desk/").content.decode()
    assert "说不是同一件事" in clerk.get(f"/matter/{first.matter.pk}").content.decode()
    assert "我说的是巷尾那盏" in clerk.get(f"/part/{second.tie.pk}").content.decode()
    clerk.post(f"/part/{second.tie.pk}", {"do": "keep", "same": "现场只有一盏灯"})
    assert "现场只有一盏灯" in mine.get(his).content.decode()
    assert f"/part/{second.tie.pk}" not in clerk.get("/desk/").content.decode()
    mine.post(his, {"action": "not-the-same", "differs": "巷尾还有一盏"})
    clerk.post(f"/part/{second.tie.pk}", {"do": "part", "reason": WHY})
    made = Matter.objects.exclude(pk=first.matter.pk).get()
    page = mine.get(his).content.decode()
    assert "核对以后会告诉您" not in mine.get(f"{his}?said=asked").content.decode(), "it was answered"
    assert made.number in page and f"您3月11日反映的和 {first.matter.number} 不是同一件事" in page and "巷尾" in page
    found = mine.post("/find", {"number": first.matter.number, "code": second.code})
    assert found.status_code == 302 and found.headers["location"] == his


def test_too_late_a_request_is_still_answered(cast, pair, at_desk):
    first, second = pair
    mine = Client(headers={"accept-language": "zh-CN"})
    mine.post(f"/r/{second.key}", {"action": "not-the-same", "differs": "巷尾那盏"})
    works = {"unit": cast.unit("office_works").pk, "reason": "归口"}
    acts.take(cast.who("clerk"), first.matter.pk, "transfer", works, NOW)
    acts.take(cast.who("worker"), first.matter.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), first.matter.pk, "finish", {"result": "修好了"}, NOW)
    for one in pair:  # each who told of it is asked (ADR 0127)
        acts.take(people.of_link(one.key), first.matter.pk, "confirm", {}, NOW + timedelta(hours=1))
    clerk = at_desk("clerk")
    page = clerk.get(f"/part/{second.tie.pk}").content.decode()
    assert "不能另立：" in page and "已经办结" in page and "是同一件：回复反映人" in page
    assert clerk.post(f"/part/{second.tie.pk}", {"do": "part", "reason": WHY}).status_code == 422
    assert clerk.post(f"/part/{second.tie.pk}", {"do": "keep", "same": "请重新说一遍"}).status_code == 302


def test_queries_are_constant(cast, pair, tell, at_desk):
    clerk = at_desk("clerk")
    addresses = ("/desk/", f"/part/{pair[1].tie.pk}", f"/matter/{pair[0].matter.pk}")

    def asked() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(address).status_code == 200
            found.append(len(seen))
        return found

    Tie.objects.filter(pk=pair[1].tie.pk).update(data=pair[1].tie.data | {"differs": "两盏"})
    asked()
    before = asked()
    for n in range(12):
        more = tell(f"{LAMP}{'！' * (n + 1)}", topic="light", photos=(Picture(f"{n:064}", 4, 3),))
        assert more.merged
        Tie.objects.filter(pk=more.tie.pk).update(data=more.tie.data | {"differs": f"第{n}盏"})
    asked()  # what changed is drawn anew once
    assert asked() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_fit(pair, enter, axe, open_page, live_server, width):
    first, second = pair
    shots = os.environ.get("SHOTS")

    def look(page, name):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if shots:
            page.screenshot(path=f"{shots}/{name}_{width}.png", full_page=True)

    his = open_page(width)
    his.goto(f"{live_server.url}/r/{second.key}")
    his.get_by_text("这不是同一件事？").click()
    look(his, "his")
    his.get_by_label("哪里不一样").fill("我说的是巷尾那一盏，不是路口的")
    his.get_by_role("button", name="请受理员核对").click()
    his.get_by_text("受理员会核对").first.wait_for()
    look(his, "asked")
    page = enter("clerk", "/desk/", width=width)
    look(page, "desk")
    page.goto(f"{live_server.url}/matter/{first.matter.pk}")
    look(page, "matter")
    page.locator(".teller > details > summary").last.click()
    page.get_by_role("link", name="不是同一件事？").click()
    page.get_by_role("heading", name="是不是同一件事").wait_for()
    look(page, "part")
    page.get_by_label("为什么不是同一件事").fill(WHY)
    page.get_by_role("button", name="另立一件").click()
    page.get_by_text("已另立一件").first.wait_for()
    look(page, "own")
    his.reload()
    look(his, "told")
