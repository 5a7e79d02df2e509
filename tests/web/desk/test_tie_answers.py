"""Changing what a tie answered on its page, and the list of what runs out: what they do, show and refuse."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta

import pytest
from tests.kernel.ties import NOW, TODAY, household, street, volunteer

from lianxin.kernel.acts import tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.models import Entry, Tie

LONG = "上官".ljust(30, "若")


@pytest.fixture
def cast(transactional_db, monkeypatch):
    from lianxin.kernel.reads import versions

    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield street()
    versions.forget()


@pytest.fixture
def enter(client, cast):
    def logged_in(name):
        client.force_login(cast.account(name))
        return client

    return logged_in


def said(answer):
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def member(cast, name, until, slot="member"):
    fields = {"skills": ["driving"], **({"insured_until": until.isoformat()} if until else {})}
    unit = cast.unit("qiaodong_station").pk
    wanted = Wanted("team", cast.town.pk, unit, date(2026, 1, 1), name=name, slot=slot, fields=fields)
    return tie.make(cast.who("community"), wanted, NOW)


def test_skills_are_changed_on_the_page_and_stand_in_the_history(cast, enter):
    made, client = volunteer(cast), enter("station")
    path = f"/ties/{made.pk}/answers"
    assert "改登记的内容" in said(client.get(f"/ties/{made.pk}"))
    form = client.get(path).content.decode()
    assert re.search(r'value="law"[^>]* checked', form) and not re.search(r'value="care"[^>]* checked', form)
    given = {"skills": ["law", "care"], "available": ["weekend"], "on": "2026-11-20", "id_number": ""}
    assert client.post(path, given).status_code == 302
    page = said(client.get(f"/ties/{made.pk}"))
    assert "2026-11-20 · 专业技能：家电维修、法律咨询 → 法律咨询、医疗保健咨询" in " ".join(page.split())
    again = client.post(path, given)
    assert again.status_code == 422 and "内容没有变" in said(again)
    late = client.post(path, {**given, "skills": ["law"], "on": "2026-12-01"})
    assert late.status_code == 422 and "还没有到的日子" in said(late)
    assert re.search(r'value="care"(?![^>]* checked)', late.content.decode()), "what was typed is kept"
    assert Entry.objects.filter(act="tie.change").count() == 1


def test_what_is_sealed_is_written_but_never_shown(cast, enter):
    house, client = household(cast), enter("community")
    path = f"/ties/{house.pk}/answers"
    form = client.get(path).content.decode()
    assert "桥东大街" not in form and "这里不显示" in form
    given = {"group": "empty_nest", "address": "桥东大街8号", "on": TODAY.isoformat()}
    assert client.post(path, given).status_code == 302
    page = said(client.get(f"/ties/{house.pk}"))
    assert "*** → ***" in page and "桥东大街" not in page
    assert "桥东大街8号" in said(client.post(f"/ties/{house.pk}/look", {"reason": "上门前核对"}))


def test_who_may_not_finds_no_form(cast, enter):
    made = volunteer(cast)
    assert enter("elsewhere").get(f"/ties/{made.pk}/answers").status_code == 404
    assert enter("community").get("/ties/999999/answers").status_code == 404
    tie.end(cast.who("station"), made.pk, "left", NOW)
    assert enter("station").get(f"/ties/{made.pk}/answers").status_code == 404


def test_the_list_of_insurances_that_run_out(cast, enter):
    over, client = member(cast, "植立秋", TODAY - timedelta(days=4)), enter("community")
    member(cast, "司徒远", TODAY), member(cast, "未写的", None, "leader"), member(cast, "明年的", date(2027, 11, 1))
    page = said(client.get("/teams/lapses"))
    assert "到期前 30 天列在这里" in page and "明年的" not in page and "未写的" not in page
    assert page.index("植立秋") < page.index("过期 4 天") < page.index("司徒远") < page.index("今天到期")
    assert "未写的" in said(client.get("/teams/lapses?only=unwritten"))
    assert "2 人的保险等快到期或已过期，1 人没有填到期日" in said(client.get("/teams/"))
    assert f"/ties/{over.pk}/answers" in client.get("/teams/lapses").content.decode()
    unit = cast.unit("qiaodong_station").pk
    assert f"lapses?unit={unit}" in client.get(f"/teams/team/{unit}").content.decode()
    assert "植立秋" not in said(enter("elsewhere").get("/teams/lapses"))


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_clean(cast, client, live_server, open_page, axe, width):
    made, house = volunteer(cast), household(cast)
    page = open_page(width=width, height=900)

    def look(name, path, shot):
        client.force_login(cast.account(name))
        cookie = client.cookies["lianxin"].value
        page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + path)
        clean(shot)

    def clean(shot):
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{shot}_{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{shot} is {wide} px too wide at {width}"
        axe(page)

    look("community", "/teams/lapses", "lapses_empty")
    member(cast, LONG, TODAY - timedelta(days=4)), member(cast, "司徒远", TODAY + timedelta(days=9))
    member(cast, "未写的", None, "leader")
    for path, shot in (
        ("/teams/lapses", "lapses"),
        ("/teams/lapses?only=unwritten", "unwritten"),
        ("/teams/", "teams"),
    ):
        look("community", path, shot)
    look("community", f"/teams/team/{cast.unit('qiaodong_station').pk}", "team")
    look("community", f"/ties/{house.pk}/answers", "answers_house")
    look("station", f"/ties/{made.pk}/answers", "answers")
    page.get_by_label("从哪天起是这样").fill("2026-12-24")
    page.get_by_role("button", name="保存").click()
    clean("answers_refused")
    page.problems.clear()
    page.get_by_label("从哪天起是这样").fill("2026-11-24")
    page.get_by_label("医疗保健咨询").check()
    page.get_by_role("button", name="保存").click()
    clean("answered")
    assert "care" in Tie.objects.get(pk=made.pk).data["fields"]["skills"]
