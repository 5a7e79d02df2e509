"""A merge is taken back on a page that shows both, by whoever may merge."""

from __future__ import annotations

import os

import pytest
from django.test import Client
from tests.cast import NOW
from tests.web.desk.conftest import at_desk, cast, enter, morning, tell

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.people import of_link

__all__ = ["at_desk", "cast", "enter", "morning", "tell"]


@pytest.fixture
def merged(cast, tell):
    """A lamp that was joined to a drain by mistake."""
    lamp = tell("江浦路路灯不亮，晚上看不清路，老人家出门买菜差点摔了一跤", phone="13800138031").matter
    drain = tell("江浦路口的下水道堵了，一下雨就漫上来").matter
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    return lamp, drain


def test_both_are_shown_before_it_is_parted(merged, at_desk):
    lamp, drain = merged
    clerk = at_desk("clerk")
    own = clerk.get(f"/matter/{lamp.pk}").content.decode()
    assert f'href="/split/{lamp.pk}"' in own and "跟着合并转到了那一件" in own
    assert "按时" not in own and "答复期限" not in own, "a term that a merge broke off was not met"
    other = clerk.get(f"/matter/{drain.pk}").content.decode()
    assert "可以拆出来单独办" in other and f"/split/{drain.pk}" not in other
    page = clerk.get(f"/split/{lamp.pk}").content.decode()
    assert lamp.number in page and drain.number in page and "合并的这段时间不算" in page
    assert not Matter.objects.get(pk=lamp.pk).is_open, "looking changes nothing"
    answer = clerk.post(f"/split/{lamp.pk}", follow=True)
    assert answer.redirect_chain[-1][0] == f"/matter/{lamp.pk}" and Matter.objects.get(pk=lamp.pk).is_open
    page = answer.content.decode()
    assert f"已拆出来，{lamp.number} 重新单独办理" in page and f"拆出来，重新单独办理：{drain.number}" in page
    assert "合在一起的这段时间（3月11日 10:00 起）不计入期限" in page
    again = clerk.post(f"/split/{lamp.pk}")
    assert again.status_code == 422 and "没有拆开：这一件没有并到别处" in again.content.decode()


def test_what_was_said_to_the_other_meanwhile_stands_on_its_page(cast, tell, at_desk):
    lamp = tell("江浦路路灯不亮，晚上看不清路，老人家出门买菜差点摔了一跤", phone="13800138031")
    drain = tell("江浦路口的下水道堵了，一下雨就漫上来").matter
    merge(cast.who("clerk"), lamp.matter.pk, drain.pk, NOW)
    acts.take(of_link(lamp.key), drain.pk, "reply", {"reply": "灯杆号是 12 号"}, NOW)
    clerk = at_desk("clerk")
    assert "合并期间说给另一件的话" not in clerk.get(f"/matter/{lamp.matter.pk}").content.decode()
    clerk.post(f"/split/{lamp.matter.pk}")
    page = clerk.get(f"/matter/{lamp.matter.pk}").content.decode()
    told = page.split("合并期间说给另一件的话")[1].split("</section>")[0]
    assert "灯杆号是 12 号" in told and f'href="/matter/{drain.pk}"' in told
    own = Client().get(f"/r/{lamp.key}").content.decode().split("合并期间您说过的</h2>")[1].split("</section>")[0]
    assert "灯杆号是 12 号" in own and drain.number not in own


def test_who_may_not_merge_sees_no_button_and_is_refused(merged, at_desk):
    lamp, _ = merged
    for name in ("leader", "visitor"):
        desk = at_desk(name)
        assert f"/split/{lamp.pk}" not in desk.get(f"/matter/{lamp.pk}").content.decode()
        assert desk.post(f"/split/{lamp.pk}").status_code in (403, 404, 422)
    assert not Matter.objects.get(pk=lamp.pk).is_open


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_fit(merged, enter, axe, width):
    lamp, _ = merged
    page = enter("clerk", f"/matter/{lamp.pk}", width=width)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/merged_{width}.png", full_page=True)
    page.get_by_role("link", name="并错了，拆出来单独办").click()
    page.get_by_role("heading", name="拆开合并").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/split_{width}.png", full_page=True)
    page.get_by_role("button", name="不是同一件事，拆开").click()
    page.get_by_text("重新单独办理").first.wait_for()
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/free_{width}.png", full_page=True)
