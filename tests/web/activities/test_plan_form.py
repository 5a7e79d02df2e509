"""The form of a plan asks who carries it out, at which site, and the kind's own fields; changing it keeps the rest."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import below

from lianxin.kernel.acts import activity, publishing
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import versions
from lianxin.language.reason import Refused
from lianxin.web.activities import feed

SOON = NOW + timedelta(days=3)


def offered(page, name):
    return re.findall(r'<option value="(\d+)"', page.split(f'name="{name}"')[-1].split("</select>")[0])


def suggested(page, name):
    return re.findall(
        r'<option value="([^"]+)"', page.split(f'<datalist id="f-{name}-list">')[1].split("</datalist>")[0]
    )


def written(page, name):
    """What stands in the lines of a field that takes several."""
    return re.findall(rf'name="{name}" type="text" value="([^"]*)"', page)


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
    assert cast.unit("qiaoyuan").name in suggested(page, "carry") and "乡村振兴" in page
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
    chosen = [cast.unit("qiaoyuan").name, cast.unit("office_party").name]
    assert written(page, "carry") == [*chosen, "", "", ""], "and there is room for more"
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
    assert written(page, "carry") == [cast.unit("qiaoyuan").name, "", "", ""]
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


def test_several_units_are_written_a_line_each_or_in_one(cast, at_desk):
    """It works without script: names as they are suggested, some characters of one, more than one in a line."""
    desk = at_desk("governance")
    named = [f"{cast.unit('qiaoyuan').name}、{cast.unit('party_qiaole').name}", "", cast.unit("qiaoyuan").name]
    desk.post(reverse("activity-new"), form(cast, carry=named, also=[""]))
    said = as_planned(Activity.objects.get())
    assert said.carriers == (cast.unit("qiaoyuan").pk, cast.unit("party_qiaole").pk)


def test_a_unit_that_is_none_is_named_and_what_was_written_stays(cast, at_desk):
    desk, chosen = at_desk("governance"), cast.unit("qiaoyuan").name
    wrong = desk.post(reverse("activity-new"), form(cast, carry=[chosen, "没有这个单位", ""]))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and not Activity.objects.exists()
    field = page.split('id="f-carry"')[1].split("</fieldset>")[0]
    assert "没有找到“没有这个单位”" in field and 'id="f-carry-error"' in field
    assert written(page, "carry")[:2] == [chosen, "没有这个单位"]
    assert field.count('aria-invalid="true"') == 1, "the line, to which the page goes"
    assert "<details open" in page.split('id="f-carry"')[0].rpartition("<form")[2], "and it is not folded away"
    desk.post(reverse("activity-new"), form(cast))
    found = Activity.objects.get()
    plain = {"title": "走一走", "starts_at": "2026-03-14T09:00", "site": found.place_id}
    refused = desk.post(reverse("activity-change", args=[found.pk]), plain | {"carry": [chosen, "没有这个单位"]})
    assert refused.status_code == 422 and "没有找到“没有这个单位”" in refused.content.decode()
    assert as_planned(Activity.objects.get()).carriers == (cast.unit("qiaoyuan").pk,)


def test_a_unit_that_was_closed_since_keeps_carrying_out_what_it_did(cast, at_desk):
    desk = at_desk("governance")
    desk.post(reverse("activity-new"), form(cast))
    found, unit = Activity.objects.get(), cast.unit("qiaoyuan")
    type(unit).objects.filter(pk=unit.pk).update(closed_at=NOW)
    versions.forget()
    at = reverse("activity-change", args=[found.pk])
    page = desk.get(at).content.decode()
    assert written(page, "carry") == [unit.name, "", "", ""]
    plain = {"title": "再走一走", "starts_at": "2026-03-14T09:00", "site": found.place_id, "carry": [unit.name, ""]}
    assert desk.post(at, plain).status_code == 302 and as_planned(Activity.objects.get()).carriers == (unit.pk,)


def test_a_host_of_many_is_written_and_one_that_is_none_is_named(cast, at_desk, monkeypatch):
    """Over a hundred units were a select: they are written and suggested, and read again as the one that is meant."""
    monkeypatch.setattr("lianxin.web.components.picks.MOST", 3)
    desk, office = at_desk("governance"), cast.unit("office_party")
    page = desk.get(reverse("activity-new") + "?kind=route_visit").content.decode()
    assert office.name in suggested(page, "host") and '<select class="input input-medium" id="f-host"' not in page
    assert written(page, "host") == [office.name], "one's own unit stands in it"
    wrong = desk.post(reverse("activity-new"), form(cast, host="没有这个单位"))
    field = wrong.content.decode().split('id="f-host"')[1].split("</div>")[0]
    assert wrong.status_code == 422 and 'value="没有这个单位"' in field and "没有找到“没有这个单位”" in field
    assert not Activity.objects.exists()
    site = cast.unit("site_qiaoyuan")
    made = desk.post(reverse("activity-new"), form(cast, host=office.name, site=site.name))
    assert made.status_code == 302 and as_planned(Activity.objects.get()).hosts == (office.pk,)
    assert Activity.objects.get().place == site
    at = reverse("activity-change", args=[Activity.objects.get().pk])
    moved = {"title": "走一走", "starts_at": "2026-03-14T09:00", "site": "没有这个场所"}
    assert "没有找到“没有这个场所”" in desk.post(at, moved).content.decode()


def test_where_no_host_is_written_nobodys_members_are_listed(org, cast, at_desk, monkeypatch):
    monkeypatch.setattr("lianxin.web.components.picks.MOST", 1)
    below(cast.unit("school"), "branch", "中心小学第二党支部")
    bump("units")
    desk = at_desk("governance")
    page = desk.get(reverse("activity-new") + "?kind=appraisal").content.decode()
    assert "请先在上面写主办的支部" in page and "党员01" not in page
    page = desk.get(reverse("activity-new"), {"kind": "appraisal", "unit": org.branch.name}).content.decode()
    assert "党员01" in page and written(page, "host") == [org.branch.name]
    page = desk.get(reverse("activity-new"), {"kind": "appraisal", "unit": "没有这个支部"}).content.decode()
    assert "没有找到“没有这个支部”" in page.split('id="pick-unit"')[1].split("</form>")[0] and "党员01" not in page


def test_more_than_a_dozen_units_are_written_and_said_in_number(cast, at_desk):
    """Fifty chips were ten screens of a phone."""
    desk = at_desk("governance")
    page = desk.get(reverse("activity-new") + "?kind=route_visit").content.decode()
    assert 'type="checkbox" name="also"' not in page and len(suggested(page, "also")) > 12
    assert "一起主办、承办</summary>" in page
    wrong = desk.post(reverse("activity-new"), form(cast, title="", also=[cast.unit("qiaoyuan").name, "", ""]))
    assert "（已选 3 个）</summary>" in wrong.content.decode() and not Activity.objects.exists()
