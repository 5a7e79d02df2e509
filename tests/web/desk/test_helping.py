"""Who can help, on the desk: a list with reasons, one press that asks; a proposal that is taken or dropped by line."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.hands import hang, on_roll

from lianxin.kernel.models import Tie

LONG = "欧阳司徒乐怡志愿者协会樵园社区家电维修服务队队长"


def test_a_matter_s_list_says_why_and_one_press_asks(cast, at_desk):
    matter = hang(cast)
    tie = on_roll(cast, "霍润生", skills=["appliance"])
    on_roll(cast, "甘乐怡")
    client, address = at_desk("community"), f"/matter/{matter.pk}/helping"
    assert address in client.get(f"/matter/{matter.pk}").content.decode()
    page = client.get(address).content.decode()
    assert page.index("霍润生") < page.index("甘乐怡")
    assert "会家电维修" in page and "没登记会家电维修" in page and "手上没有别的事" in page
    answer = client.post(address, {"hand": tie.pk}, follow=True)
    assert "请过了" in answer.content.decode()
    asked = Tie.objects.get(kind="asked")
    assert asked.person_id == tie.person_id and "chosen" not in asked.data, "nobody chose the skill"
    other = client.get(address, {"skill": "law", "tongue": "hakka", "day": "6", "part": "morning"}).content.decode()
    assert "没登记会法律咨询" in other and "没登记会讲客家话" in other and "没登记什么时候有空" in other


def test_asking_keeps_the_skill_that_was_chosen(cast, at_desk):
    matter, tie = hang(cast), on_roll(cast, "霍润生", skills=["law"])
    at_desk("community").post(f"/matter/{matter.pk}/helping?skill=law", {"hand": tie.pk})
    assert Tie.objects.get(kind="asked").data["chosen"] == {"skill": "law"}


def test_the_page_is_whole_in_english(cast, at_desk):
    matter = hang(cast)
    on_roll(cast, "霍润生", skills=["appliance"])
    client = at_desk("community")
    client.cookies["django_language"] = "en"
    page = client.get(f"/matter/{matter.pk}/helping", headers={"accept-language": "en"}).content.decode()
    assert "Can do: Appliances" in page and "Ask to help" in page


def test_whoever_was_asked_sees_it_and_claims(cast, at_desk):
    matter = hang(cast)
    tie = on_roll(cast, "", person=cast.people["member"], skills=["appliance"])
    at_desk("community").post(f"/matter/{matter.pk}/helping", {"hand": tie.pk})
    page = at_desk("member").get("/mine").content.decode()
    assert "请您帮忙的" in page and "想请人修一下洗衣机" in page


def test_a_proposal_is_asked_or_dropped_by_line(cast, at_desk):
    one, two = hang(cast), hang(cast, "想请人修一下电视机")
    first = on_roll(cast, "翟安澜", skills=["appliance"], at_most=1)
    client = at_desk("governance")
    page = client.get("/helping/").content.decode()
    assert page.count("翟安澜") >= 1 and "还排不到人的" in page
    answer = client.post("/helping/", {"line": f"{one.pk}:{first.pk}", "go": "drop"})
    assert answer.url == f"/helping/?drop={one.pk}:{first.pk}"
    assert f'value="{one.pk}:{first.pk}"' not in client.get(answer.url).content.decode()
    assert f'value="{two.pk}:{first.pk}"' in client.get(answer.url).content.decode()
    client.post(answer.url, {"line": f"{two.pk}:{first.pk}", "go": "ask"})
    assert Tie.objects.get(kind="asked").matter_id == two.pk
    assert "翟安澜" not in client.get("/helping/").content.decode(), "as much in hand as was offered"


@pytest.mark.parametrize("line", ["", "1", "x:y", "99999999999999999999:1", "1:--1"])
def test_a_line_that_is_none_is_refused(cast, at_desk, line):
    assert at_desk("governance").post("/helping/", {"line": line, "go": "ask"}).status_code in (302, 404)
    assert at_desk("governance").get("/helping/", {"drop": line}).status_code == 200
    assert not Tie.objects.filter(kind="asked").exists()


def test_who_may_not_see_it(cast, at_desk):
    matter = hang(cast)
    assert at_desk("stranger").get(f"/matter/{matter.pk}/helping").status_code == 404
    assert at_desk("member").get(f"/matter/{matter.pk}/helping").status_code in (403, 404)
    assert at_desk("grid").get("/helping/").status_code == 403


def test_queries_do_not_grow(cast, at_desk):
    def asked(client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    matter, client = hang(cast), at_desk("governance")
    on_roll(cast, "霍润生", skills=["appliance"])
    few = [asked(client, f"/matter/{matter.pk}/helping"), asked(client, "/helping/")]
    for n in range(12):
        hang(cast, f"想请人修一下第{n}台电风扇")
        on_roll(cast, f"阮清{n}", skills=["appliance"])
    assert [asked(client, f"/matter/{matter.pk}/helping"), asked(client, "/helping/")] == few


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible_and_fit(cast, enter, axe, width):
    matter = hang(cast)
    page = enter("governance", "/helping/", width=width)
    axe(page)
    on_roll(cast, LONG, skills=["appliance"], available=["weekend"], languages=["cantonese"])
    on_roll(cast, "甘乐怡")
    for address in ("/helping/", f"/matter/{matter.pk}/helping"):
        page.goto(page.url.split("/helping")[0].split("/matter")[0] + address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
