"""From plan to publication in pages; the branch's year and books; signing up; feeds; what each refuses."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.cast import NOW
from tests.kernel.organisation import BEGUN

from lianxin.kernel.acts import activity, ballot, member, publishing
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.who import Who
from lianxin.web.activities import feed


def planned(cast, kind="concert", title="周五音乐会", at=NOW + timedelta(days=3), **more):
    wanted = Plan(kind, title, at, more.pop("hosts", (cast.unit("site_qiaoyuan").pk,)), **more)
    return activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)


def public(cast, **more):
    return publishing.publish(cast.who("leader"), planned(cast, **more).pk, "", NOW)


def test_a_meeting_from_plan_to_publication_in_pages(org, cast, at_desk):
    desk = at_desk("secretary")
    form = {
        "kind": "assembly", "title": "三月党员大会", "host": org.branch.pk, "starts_at": "2026-03-11T08:00",
        "item-0": "resolution", "line-0": "收益分配方案",
    }  # fmt: skip
    assert "党员大会" in desk.get(reverse("activity-new") + "?kind=assembly").content.decode()
    made = desk.post(reverse("activity-new"), form)
    found = Activity.objects.get()
    assert made.status_code == 302 and made.url == reverse("activity", args=[found.pk])
    page = desk.get(made.url).content.decode()
    assert "至少 4 票赞成即通过" in page and "党员05" in page
    wrong = desk.post(
        reverse("activity-hold", args=[found.pk]), {"present": org.members[:4], "yes-0": 5, "text": "留着"}
    )
    assert wrong.status_code == 422 and "人数对不上" in wrong.content.decode() and "留着" in wrong.content.decode()
    done = desk.post(
        reverse("activity-hold", args=[found.pk]), {"present": org.members[:4], "yes-0": 4, "text": "通过"}
    )
    assert done.status_code == 302
    page = desk.get(made.url).content.decode()
    assert "赞成 4 票，需要 4 票" in page and "应到 6，实到 4" in page
    leader = at_desk("leader")
    assert leader.post(reverse("activity-publish", args=[found.pk]), {"text": "开会通过了方案"}).status_code == 302
    assert "开会通过了方案" in Client().get(reverse("sign-up", args=[found.pk])).content.decode()
    again = desk.post(reverse("activity-hold", args=[found.pk]), {"present": org.members[:5], "reason": "漏点一人"})
    assert again.status_code == 302 and Tie.objects.filter(kind="attend", state="present").count() == 5


def test_the_form_of_a_plan_offers_only_units_one_may_plan_for(org, cast, at_desk):
    page = at_desk("secretary").get(reverse("activity-new") + "?kind=assembly").content.decode()
    hosts = set(re.findall(r'value="(\d+)"', page.split('name="host"')[1].split("</select>")[0]))
    chips = page.split('name="also" value=""')[1].split("</fieldset>")[0]
    others = set(re.findall(r'type="checkbox" name="also" value="(\d+)"', chips))
    assert hosts == {str(org.branch.pk), str(org.temporary.pk)} and hosts < others


def test_a_plan_sent_twice_is_planned_once(org, at_desk):
    desk = at_desk("secretary")
    page = desk.get(reverse("activity-new") + "?kind=theme_day").content.decode()
    ref = page.split('name="ref" value="')[1].split('"')[0]
    form = {"kind": "theme_day", "title": "学习", "host": org.branch.pk, "starts_at": "2026-03-11T08:00", "ref": ref}
    assert desk.post(reverse("activity-new"), form).url == desk.post(reverse("activity-new"), form).url
    assert Activity.objects.count() == 1


def test_a_refused_plan_keeps_what_was_typed(org, at_desk):
    form = {
        "kind": "assembly",
        "title": "会",
        "host": org.temporary.pk,
        "starts_at": "2026-03-20T08:00",
        "item-0": "election",
    }
    said = at_desk("secretary").post(reverse("activity-new"), form)
    assert said.status_code == 422 and "支部工作条例" in said.content.decode()


def test_the_calendar_lists_a_month_by_kind_and_costs_the_same(cast, at_desk, django_assert_max_num_queries):
    for n in range(5):
        planned(cast, at=NOW + timedelta(days=n + 1), title=f"音乐会{n}")
    planned(cast, kind="celebration", title="大会", hosts=(cast.town.pk,))
    desk = at_desk("governance")
    desk.get(reverse("activities"))
    with django_assert_max_num_queries(6):
        page = desk.get(reverse("activities") + "?kind=concert").content.decode()
    assert "音乐会4" in page and "大会" not in page.split("<main")[1].split("</form>")[1]
    assert "还没有活动" in desk.get(reverse("activities") + "?month=2031-01").content.decode()
    assert desk.get(reverse("activities") + "?month=x&kind=y&unit=z").status_code == 200


def test_a_branch_year_asks_for_what_is_missing_and_takes_a_reason(org, at_desk):
    desk = at_desk("secretary")
    at = reverse("branch", args=[org.branch.pk])
    page = desk.get(at).content.decode()
    assert "1月支委会" in page and "2月第一党小组 党小组会" in page
    given = {"kind": "committee_meeting", "period": "2026-01", "unit": org.branch.pk, "reason": "并入二月"}
    assert desk.post(reverse("branch-explain", args=[org.branch.pk]), given).status_code == 302
    page = desk.get(at).content.decode()
    assert "并入二月" in page and "1月支委会</span>" not in page
    assert desk.post(reverse("branch-explain", args=[org.branch.pk]), given | {"reason": ""}).status_code == 409


@pytest.mark.parametrize("book", ["year", "ledger", "notebooks", "flow", "guide"])
def test_every_book_is_shown_and_printed(org, at_desk, book):
    org.held("theme_day", NOW - timedelta(days=2), title="学习党章")
    for more in ("", "&print=1"):
        said = at_desk("secretary").get(f"{reverse('branch', args=[org.branch.pk])}?book={book}{more}")
        assert said.status_code == 200
        assert ("学习党章" in said.content.decode()) is (book in ("ledger", "notebooks"))


def test_books_cost_the_same_for_many(org, at_desk, django_assert_max_num_queries):
    for n in range(1, 6):
        org.held("theme_day", NOW - timedelta(days=n))
    desk = at_desk("secretary")
    for book in ("year", "ledger", "notebooks"):
        at = f"{reverse('branch', args=[org.branch.pk])}?book={book}"
        desk.get(at)
        with django_assert_max_num_queries(18):
            desk.get(at)


JOINED = {"do": "join", "name": "新党员", "role": "full"}


@pytest.mark.parametrize("who", ["stranger", "grid"])
def test_who_has_no_business_with_a_branch_finds_nothing(org, at_desk, who):
    assert at_desk(who).get(reverse("branch", args=[org.branch.pk])).status_code == 404
    for name in ("branch-explain", "branch-look", "branch-roll", "branch-dates", "branch-note", "branch-medals"):
        assert at_desk(who).post(reverse(name, args=[org.branch.pk]), {}).status_code == 404


def test_the_roll_and_the_look_that_is_written_down(org, at_desk):
    desk = at_desk("secretary")
    assert desk.post(reverse("branch-roll", args=[org.branch.pk]), JOINED).status_code == 302
    assert "月政治生日" in desk.post(reverse("branch-look", args=[org.branch.pk])).content.decode()
    assert "新党员" in desk.get(reverse("branch-members", args=[org.branch.pk])).content.decode()
    assert "branches" in reverse("branches") and desk.get(reverse("branches")).status_code in (200, 302)


def test_a_visitor_signs_up_waits_and_gives_back(cast):
    made = public(cast, capacity=1)
    form = {"name": "王小明", "phone": "13800138000", "consent": "1"}
    at, visitor = reverse("sign-up", args=[made.pk]), Client()
    assert "周五音乐会" in visitor.get(reverse("coming", args=["xiqiao"])).content.decode()
    missing = visitor.post(at, form | {"consent": ""})
    assert missing.status_code == 422 and "王小明" in missing.content.decode()
    assert visitor.post(at, {}).content.decode().count("field-error") == 3, "name, phone and consent at once"
    first = visitor.post(at, form | {"ref": "a"})
    assert first.status_code == 302 and visitor.post(at, form | {"ref": "a"}).url == first.url
    assert "候补第 1 位" in visitor.get(at).content.decode()
    second = visitor.post(at, form | {"ref": "b", "name": "李小红", "phone": "13800138001"})
    own = visitor.get(second.url)
    assert "在排候补" in own.content.decode() and "候补第 1 位" in own.content.decode()
    assert own["Cache-Control"] == "private, no-store" and own["X-Robots-Tag"].startswith("noindex")
    assert reverse("coming", args=["xiqiao"]) in own.content.decode(), "it is no dead end"
    kept = visitor.post(at, form | {"name": "", "phone": "", "guardian_name": "王大明"}).content.decode()
    assert "<details open>" in kept and "王大明" in kept and re.search(r'name="consent"[^>]* checked', kept)
    visitor.post(first.url)
    assert "已退出" in visitor.get(first.url).content.decode()
    assert "报上了" in visitor.get(second.url).content.decode()
    assert visitor.get(reverse("signed-up", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("year", ["一四年", "14", "2099", "1850", "2014年"])
def test_what_is_no_year_of_birth_is_said_and_not_passed_over(cast, year):
    """It decides whether a guardian must agree (个人信息保护法 第三十一条)."""
    form = {"name": "王小明", "phone": "13800138000", "consent": "1", "birth_year": year}
    answer = Client().post(reverse("sign-up", args=[public(cast).pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "出生年份请写四位数字" in page
    assert "<details open>" in page and f'value="{year}"' in page
    assert not Tie.objects.filter(kind="attend").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"phone": "123"}, "手机号少"), ({"guardian_name": "王大明", "guardian_phone": "1380"}, "手机号少")],
)
def test_a_place_is_not_given_to_a_number_nobody_can_call(cast, typed, said):
    form = {"name": "王小明", "phone": "13800138000", "consent": "1", "birth_year": "2019"}
    answer = Client().post(reverse("sign-up", args=[public(cast).pk]), form | typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and all(f'value="{one}"' in page for one in typed.values())
    assert not Tie.objects.filter(kind="attend").exists()


def test_a_closed_sign_up_says_why_and_what_is_not_shown_is_not_there(cast):
    made = public(cast)
    activity.cancel(cast.who("governance"), made.pk, "台风", NOW)
    pages = [Client().get(reverse("sign-up", args=[one.pk])) for one in (made, planned(cast))]
    assert "取消了" in pages[0].content.decode() and pages[1].status_code == 404


def test_totals_of_a_box_are_shown_not_typed_and_typed_ones_are_marked(org, cast, at_desk):
    desk, at = at_desk("secretary"), NOW - timedelta(hours=1)
    boxed, paper = (org.plan("appraisal", at, agenda=({"kind": "appraise", "subjects": ["甲同志"]},)) for _ in "ab")
    for person in org.members[:3]:
        ballot.put(Who(person_id=person), boxed.pk, 0, {"甲同志": "excellent"}, NOW)
    page = desk.get(reverse("activity", args=[boxed.pk])).content.decode()
    assert 'name="excellent"' not in page and "这里不填" in page
    refused = desk.post(reverse("activity-hold", args=[boxed.pk]), {"excellent": "9", "present": org.members[:3]})
    assert refused.status_code == 422 and "由无记名票箱开出，不能手填" in refused.content.decode()
    desk.post(reverse("activity-open", args=[boxed.pk, 0]))
    desk.post(reverse("activity-hold", args=[boxed.pk]), {"present": org.members[:3]})
    desk.post(reverse("activity-hold", args=[paper.pk]), {"present": org.members[:3], "excellent": "2"})
    assert "票箱开出" in desk.get(reverse("activity", args=[boxed.pk])).content.decode()
    typed = desk.get(reverse("activity", args=[paper.pk])).content.decode()
    assert "手填" in typed and "去投票" not in typed
    ledger = desk.get(reverse("branch", args=[org.branch.pk]) + "?book=ledger").content.decode()
    assert "收回测评票 3，测评优秀 3" in ledger and "测评优秀 2（手填）" in ledger


def test_feeds_open_by_their_secret_only_and_calendars_read_them(org, cast):
    me = cast.who("member")
    made = public(cast, place_id=cast.unit("site_qiaoyuan").pk)
    org.plan("theme_day", NOW + timedelta(days=5), title="植树")
    Tie.objects.create(kind="attend", person_id=me.person_id, activity=made, state="signed", since=NOW)
    for what, pk, title in (
        ("site", cast.unit("site_qiaoyuan").pk, "周五音乐会"),
        ("branch", org.branch.pk, "植树"),
        ("person", me.person_id, "周五音乐会"),
    ):
        said = Client().get(reverse("activity-feed", args=[what, pk, feed.token(what, pk)]))
        events = Calendar.from_ical(said.content).walk("VEVENT")
        assert [str(event["SUMMARY"]) for event in events] == [title]
        assert Client().get(reverse("activity-feed", args=[what, pk + 1, feed.token(what, pk)])).status_code == 404
    assert Client().get(reverse("activity-feed", args=["town", 1, "x"])).status_code == 404


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_in_a_real_browser(org, cast, enter, axe, width, tmp_path):
    made = org.held("theme_day", NOW - timedelta(days=2), title="一次名字特别特别长的联合学习和志愿服务主题党日活动")
    meeting = org.plan("assembly", NOW - timedelta(hours=1), agenda=({"kind": "resolution", "text": "收益分配"},))
    for path in (
        reverse("activities"), reverse("activity", args=[meeting.pk]), reverse("activity", args=[made.pk]),
        reverse("branch", args=[org.branch.pk]), reverse("branch", args=[org.branch.pk]) + "?book=ledger",
        reverse("activity-new") + "?kind=assembly",
    ):  # fmt: skip
        page = enter("secretary", path, width=width)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        name = path.strip("/").replace("/", "-").replace("?", "-")
        page.screenshot(path=f"{tmp_path}/{width}-{name}.png", full_page=True)
        page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_sign_up_page_is_accessible(cast, live_server, open_page, axe, width):
    made = public(cast, capacity=1)
    page = open_page(width=width)
    page.goto(live_server.url + reverse("sign-up", args=[made.pk]))
    axe(page)
    page.goto(live_server.url + reverse("coming", args=["xiqiao"]))
    axe(page)


def test_a_member_sees_the_coming_meeting_before_it_is_recorded(org, cast, at_desk):
    me = cast.people["member"].pk
    member.join(org.secretary, org.branch.pk, me, BEGUN, NOW)
    made = org.plan("assembly", NOW + timedelta(days=3), title="第二季度党员大会", place_text="二楼会议室")
    desk = at_desk("member")
    page = desk.get(reverse("notebook")).content.decode()
    assert "第二季度党员大会" in page and "应到" in page and reverse("activity", args=[made.pk]) in page
    found = feed_of(desk, "person", me)
    assert "第二季度党员大会" in found and "STATUS:CONFIRMED" in found
    activity.cancel(org.secretary, made.pk, "台风", NOW)
    assert "已取消" in desk.get(reverse("notebook")).content.decode()
    assert "STATUS:CANCELLED" in feed_of(desk, "person", me)


def feed_of(desk, what, pk):
    said = desk.get(reverse("activity-feed", args=[what, pk, feed.token(what, pk)]))
    assert said.status_code == 200
    return said.content.decode()
