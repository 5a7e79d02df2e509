"""The form of a plan asks who carries it out, at which site, and the kind's own fields; changing it keeps the rest."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import activity, publishing
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.models import Activity, Tie
from lianxin.language.reason import Refused
from lianxin.web.activities import feed

SOON = NOW + timedelta(days=3)


def offered(page, name):
    return re.findall(r'<option value="(\d+)"', page.split(f'name="{name}"')[-1].split("</select>")[0])


def form(cast, **more):
    return {
        "kind": "route_visit", "title": "走一走", "host": cast.unit("office_party").pk, "starts_at": "2026-03-14T09:00",
        "field-route": "villages", "site": cast.unit("site_qiaoyuan").pk,
        "carry": ["", cast.unit("qiaoyuan").pk, cast.unit("office_party").pk],
    } | more  # fmt: skip


def test_a_plan_says_who_carries_it_out_where_and_which_route(cast, at_desk):
    desk = at_desk("governance")
    page = desk.get(reverse("activity-new") + "?kind=route_visit").content.decode()
    assert str(cast.unit("site_qiaoyuan").pk) in offered(page, "site")
    assert str(cast.unit("qiaoyuan").pk) not in offered(page, "site"), "a community is no site"
    assert str(cast.unit("qiaoyuan").pk) in offered(page, "carry") and "乡村振兴" in page
    made = desk.post(reverse("activity-new"), form(cast))
    found = Activity.objects.get()
    assert made.url == reverse("activity", args=[found.pk])
    assert found.fields == {"route": "villages"} and found.place == cast.unit("site_qiaoyuan")
    said = as_planned(found)
    assert said.hosts == (cast.unit("office_party").pk,), "who hosts it does not carry it out as well"
    assert said.carriers == (cast.unit("qiaoyuan").pk,)
    assert "樵园" in desk.get(made.url).content.decode().split("承办")[1]


def test_ones_own_unit_is_chosen_as_the_host(cast, at_desk):
    page = at_desk("community").get(reverse("activity-new")).content.decode()
    assert f'<option value="{cast.unit("qiaoyuan").pk}" selected' in page.split('name="host"')[1].split("</select>")[0]


def test_what_was_refused_keeps_what_was_chosen(cast, at_desk):
    wrong = at_desk("governance").post(reverse("activity-new"), form(cast, **{"field-route": "moon"}))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "请从所列选项中选一个" in page and not Activity.objects.exists()
    assert f'<option value="{cast.unit("qiaoyuan").pk}" selected' in page.split('id="carry"')[1]
    assert f'value="{cast.unit("site_qiaoyuan").pk}" selected' in page.split('name="site"')[1]


def test_a_number_that_is_none_is_refused_by_the_act(cast):
    wanted = Plan("training", "急救", SOON, (cast.unit("office_party").pk,), fields={"hours": "很久"})
    with pytest.raises(Refused, match="应是数字"):
        activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)


def test_a_change_asks_the_same_and_takes_back(cast, at_desk):
    desk = at_desk("governance")
    desk.post(reverse("activity-new"), form(cast))
    found = Activity.objects.get()
    at = reverse("activity-change", args=[found.pk])
    page = desk.get(at).content.decode()
    assert f'<option value="{cast.unit("qiaoyuan").pk}" selected' in page.split('id="carry"')[1]
    assert 'value="villages" selected' in page
    plain = {"title": "走一走", "starts_at": "2026-03-14T09:00", "site": found.place_id}
    assert desk.post(at, plain | {"title": "再走一走"}).status_code == 302
    found.refresh_from_db()
    assert found.fields == {"route": "villages"} and as_planned(found).carriers, "what was not asked stays"
    asked = {"field-route": "reform", "carry": ["", cast.unit("site_qiaoyuan").pk], "site": ""}
    assert desk.post(at, plain | asked).status_code == 302
    found.refresh_from_db()
    assert found.fields == {"route": "reform"} and found.place is None
    assert as_planned(found).carriers == (cast.unit("site_qiaoyuan").pk,)


def test_a_branch_secretary_is_offered_only_what_he_may_plan(org, cast, at_desk):
    page = at_desk("secretary").get(reverse("activity-new")).content.decode()
    kinds = re.findall(r'<option value="(\w+)"', page.split('name="kind"')[1].split("</select>")[0])
    assert "assembly" in kinds and "celebration" not in kinds
    for kind in kinds:
        asked = at_desk("secretary").get(reverse("activity-new") + f"?kind={kind}").content.decode()
        for unit in offered(asked, "host"):
            wanted = Plan(kind, "试一试", SOON, (int(unit),))
            activity.plan(cast.who("secretary"), cast.town.pk, wanted, NOW)
    assert Tie.objects.filter(kind="organise").exists()


def test_the_station_prints_the_address_of_its_calendar(cast, at_desk):
    site = cast.unit("site_qiaoyuan")
    page = at_desk("station").get(reverse("station")).content.decode()
    assert feed.address("site", site.pk) in page
    assert feed.address("site", site.pk) not in at_desk("community").get(reverse("station")).content.decode()
    there = Plan("concert", "周五音乐会", SOON, (cast.unit("office_party").pk,), place_id=site.pk)
    made = activity.plan(cast.who("governance"), cast.town.pk, there, NOW)
    publishing.publish(cast.who("leader"), made.pk, "", NOW)
    at = reverse("activity-feed", args=["site", site.pk, feed.token("site", site.pk)])
    assert "周五音乐会" in at_desk("station").get(at).content.decode()
