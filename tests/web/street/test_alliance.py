"""The page of a joint council or alliance: members, needs, resources, projects, meetings; empty, full, and to axe."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import join
from tests.kernel.ties import NOW, PARTNERS, TODAY, street

from lianxin.kernel.acts import activity, filing, matter, partner, tie
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import alliance

LONG = "周末可以借用的带投影和无障碍通道的多功能会议室" * 3


@pytest.fixture
def cast(transactional_db, monkeypatch):
    from lianxin.kernel.reads import versions

    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = street()
    join(made, "liaison", "简若谷", "partner", made.unit("partner_huifu"))
    yield made
    versions.forget()


def bound(cast, kind, **more):
    lead = cast.unit("branch_qiaodong").pk
    return tie.make(cast.who("governance"), Wanted(kind, cast.town.pk, lead, TODAY - timedelta(days=9), **more), NOW)


def offer(cast, what="会议室", unit="partner_huifu"):
    said = {"sort": ["place", "equipment"], "what": what, "available": "周末白天"}
    return bound(cast, "resource", other_id=cast.unit(unit).pk, fields=said)


def need(cast, text, upto=()):
    told = Telling(text, cast.town.pk, kind="need", channel="desk", place_id=cast.unit("qiaodong").pk)
    pk = filing.file(cast.who("community"), told, NOW).matter.pk
    given = {
        "match": {"unit": cast.unit("partner_huifu").pk, "resource": "会议室"}, "claim": {},
        "deliver": {"result": "借了两天"}, "confirm": {},
    }  # fmt: skip
    for action in upto:
        who = {"match": "community", "confirm": "governance"}.get(action, "liaison")
        matter.take(cast.who(who), pk, action, given[action], NOW)
    return pk


@pytest.fixture
def full(cast):
    bound(cast, "council_seat", other_id=cast.unit("partner_huifu").pk)
    bound(cast, "associate", name="简若谷", fields={"from_unit": "汇馥园公司"})
    offer(cast)
    offer(cast, LONG, "partner_clinic")
    made = [need(cast, "想借一间雨天能用的活动室"), need(cast, "想请人讲一讲防骗", ("match", "claim"))]
    made.append(need(cast, "想借音响办一场坝坝会", ("match", "claim", "deliver", "confirm")))
    hosts = (cast.unit("branch_qiaodong").pk,)
    activity.plan(cast.who("governance"), cast.town.pk, Plan("joint_meeting", "第四季度联席会议", NOW, hosts), NOW)
    return made


def test_each_need_stands_on_one_list(cast, full):
    (one,) = alliance.of_town(cast.who("governance"), cast.town.pk, NOW).values()
    assert one.name == "桥东社区" and len(one.members) == 2 and len(one.resources) == 2 and len(one.meetings) == 1
    assert [[row.pk for row in some] for some in (one.waiting, one.projects, one.done)] == [[pk] for pk in full]


def test_who_may_not_open_a_tie_reads_the_unit_only(cast, full, client):
    for name, told in (("governance", True), ("elsewhere", False)):
        client.force_login(cast.account(name))
        page = client.get("/alliance/").content.decode()
        assert "汇馥园公司" in page and ("简若谷" in page) is told


def test_a_row_says_until_when_the_link_of_a_seat_opens(cast, full, client):
    client.force_login(cast.account("governance"))
    assert "还没给链接" in client.get("/alliance/").content.decode()
    seat = Tie.objects.get(kind="council_seat")
    partner.give_link(cast.who("governance"), seat.pk, NOW)
    seat.refresh_from_db()
    until = seat.data["link_until"][:10]
    page = client.get("/alliance/").content.decode()
    assert "链接有效" in page and until in page and "链接已过期" not in page
    seat.data["link_until"] = (NOW - timedelta(minutes=1)).isoformat()
    seat.save(update_fields=["data"])
    page = client.get("/alliance/").content.decode()
    assert "链接已过期" in page and "链接有效" not in page
    client.force_login(cast.account("elsewhere"))
    assert "链接" not in client.get("/alliance/").content.decode()


def test_another_place_is_not_found(cast, full, client):
    client.force_login(cast.account("governance"))
    assert client.get(f"/alliance/?at={cast.unit('qiaodong').pk}").status_code == 200
    assert client.get("/alliance/?at=999999").status_code == 404
    assert client.get("/alliance/?at=x").status_code == 404


def test_questions_do_not_grow(cast, full, client):
    client.force_login(cast.account("governance"))
    counts = []
    for n, unit in enumerate(PARTNERS[2:]):
        client.get("/alliance/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/alliance/")
        counts.append(len(asked))
        offer(cast, f"桌椅{n}", unit)
        need(cast, f"想借{n + 2}张长桌办活动", ("match",) if n else ())
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("state", ["empty", "full"])
def test_the_page_is_clean(cast, request, client, live_server, open_page, axe, width, state):
    if state == "full":
        request.getfixturevalue("full")
    client.force_login(cast.account("governance"))
    page = open_page(width=width, height=900)
    cookie = client.cookies["lianxin"].value
    page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/pairs/")
    page.locator("main a[href='/alliance/']").click()
    page.wait_for_url("**/alliance/")
    said = page.locator("main").inner_text()
    assert ("还没有联席会议或者党建联盟" in said) is (state == "empty")
    assert ("第四季度联席会议" in said) is (state == "full")
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/alliance_{state}_{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe(page)
