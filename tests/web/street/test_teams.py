"""The pages of teams and postings: places filled and open, who reads names, constant queries, and to axe."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.kernel.ties import NOW, TODAY, agreement, household, pair, street

from lianxin.kernel.acts import activity, tie
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.reads import teams, versions

LONG = "上官".ljust(30, "若")


@pytest.fixture
def cast(transactional_db, monkeypatch):
    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(versions, "FRESH", 1e9)
    yield street()
    versions.forget()


def stand(cast, slot, unit="branch_qiaodong", **more):
    wanted = Wanted("team", cast.town.pk, cast.unit(unit).pk, TODAY - timedelta(days=30), slot=slot, **more)
    return tie.make(cast.who("governance"), wanted, NOW)


def post(cast, name, unit, days, began=300):
    until = TODAY + timedelta(days=days)
    wanted = Wanted(
        "posting", cast.town.pk, cast.unit(unit).pk, until - timedelta(days=began), until=until, name=name,
        fields={"from_unit": "区住房和建设局机关党委" * (name == LONG) or "区民政局"},
    )  # fmt: skip
    return tie.make(cast.who("governance"), wanted, NOW)


@pytest.fixture
def full(cast):
    stand(cast, "leader", person_id=cast.people["station"].pk)
    for n in range(3):
        stand(cast, "member", name=LONG if n == 1 else f"队员{'甲乙丙'[n]}")
    stand(cast, "leader", "qiaodong_station", name="站队长")
    stand(cast, "contact", "qiaodong_station", name="站联络")
    for n in range(3):
        stand(cast, "member", "qiaodong_station", name=f"站员{'甲乙丙'[n]}")
    post(cast, "植立秋", "branch_qiaodong", 20)
    post(cast, LONG, "party_work", 700, 800)
    hosts = (cast.unit("branch_qiaodong").pk,)
    activity.plan(cast.who("governance"), cast.town.pk, Plan("volunteering", "防汛巡堤", NOW, hosts), NOW)
    agreement(cast)
    pair(cast, household(cast))


def seen(cast, name, path, status=200):
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(cast.account(name))
    answer = client.get(path)
    assert answer.status_code == status, (name, path)
    return answer.content.decode()


def test_the_list_shows_what_is_filled_and_open(cast, full):
    page = seen(cast, "governance", "/teams/")
    assert "还缺 1 人" in page and "不缺人" in page and "队长 1/1" in page and "联络员 0/1" in page
    assert "队员甲" not in page, "a list has no names"
    only = seen(cast, "governance", "/teams/?only=open")
    assert cast.unit("branch_qiaodong").name in only and "站" not in only.split('class="rows"')[1].split("</ul>")[0]
    assert "/ties/new/team" in page and "/ties/new/team" not in seen(cast, "clerk", "/teams/")
    seen(cast, "governance", "/teams/?kind=wish", 404)


def test_a_team_shows_names_to_those_whose_it_is(cast, full):
    path = f"/teams/team/{cast.unit('branch_qiaodong').pk}"
    page = seen(cast, "governance", path)
    for said in ("冯小满", "队员甲", LONG, "缺 1 人", "防汛巡堤", "植立秋", "不缺"):
        assert said in page, said
    assert f"?unit={cast.unit('branch_qiaodong').pk}" in page
    assert page.index("<h2>第一书记") < page.index("植立秋"), (
        "what else ties it stands under the name it has in the pack"
    )
    hidden = seen(cast, "clerk", path)
    assert "队员甲" not in hidden and "植立秋" not in hidden and "还有 4 人的姓名" in hidden and "1 项不在" in hidden
    assert "队员甲" in seen(cast, "station", path), "who stands in it knows his team"
    assert "队员甲" not in seen(cast, "elsewhere", path)
    seen(cast, "governance", f"/teams/team/{cast.town.pk}", 404)
    seen(cast, "governance", f"/teams/wish/{cast.unit('branch_qiaodong').pk}", 404)


def test_no_resident_is_shown_beside_a_team(cast, full):
    stand(cast, "member", "qiaodong", name="社区队员")
    page = seen(cast, "governance", f"/teams/team/{cast.unit('qiaodong').pk}")
    assert "岑" not in page and "结对" not in page.split("岗位")[1].split("近来的活动")[0]


def test_postings_by_term(cast, full):
    gone = post(cast, "期满者", "qiaodong_station", -40, 200)
    page = seen(cast, "governance", "/postings/")
    assert page.index("植立秋") < page.index(LONG) and "20 天" in page and "期满者" not in page
    assert LONG not in seen(cast, "governance", "/postings/?only=soon")
    assert "期满者" in seen(cast, "governance", "/postings/?only=over")
    post(cast, "将到任者", "qiaodong", 700, 600)
    assert "未到任" in seen(cast, "governance", "/postings/")
    tie.end(cast.who("governance"), gone.pk, "over", NOW)
    assert "期满者" in seen(cast, "governance", "/postings/?only=over")
    hidden = seen(cast, "clerk", "/postings/")
    assert "植立秋" not in hidden and '在任 <b class="num">2</b>' in hidden and "您的范围内 0 人" in hidden


def test_empty_rooms_teach(cast):
    assert "队伍名册导入" in seen(cast, "governance", "/teams/")
    assert "到期前会提醒" in seen(cast, "governance", "/postings/")


def test_many_members_are_as_many_queries_as_few(cast, full):
    paths = ["/teams/", f"/teams/team/{cast.unit('branch_qiaodong').pk}", "/postings/"]
    client = Client()
    client.force_login(cast.account("governance"))

    def queries():
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    few = queries()
    for n in range(12):
        stand(cast, "member", name=f"新队员{n}")
        stand(cast, "member", "party_work", name=f"另队员{n}")
        post(cast, f"派驻{n}", "qiaodong_station", 1100 + 1000 * n, 900)
        plan = Plan("volunteering", f"巡堤{n}", NOW + timedelta(days=n), (cast.unit("branch_qiaodong").pk,))
        activity.plan(cast.who("governance"), cast.town.pk, plan, NOW)
    assert queries() == few
    assert len(teams.teams(cast.town.pk, "team", NOW)) == 3


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_clean(cast, full, live_server, open_page, axe, width):
    post(cast, "期满者", "qiaodong_station", -40, 200)
    unit = cast.unit("branch_qiaodong").pk
    for name, path in (
        ("governance", "/teams/"), ("governance", f"/teams/team/{unit}"), ("clerk", f"/teams/team/{unit}"),
        ("governance", "/postings/"), ("governance", "/postings/?only=over"), ("clerk", "/postings/"),
    ):  # fmt: skip
        client = Client()
        client.force_login(cast.account(name))
        page = open_page(width=width, height=900)
        cookie = {"name": "lianxin", "value": client.cookies["lianxin"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        assert page.goto(live_server.url + path).status == 200
        if os.environ.get("SHOTS"):
            shot = f"{name}{path}{width}".replace("/", "_").replace("?", "_")
            page.screenshot(path=f"{os.environ['SHOTS']}/{shot}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
        axe(page)
