"""Results as anybody may see them: nothing before publication, the rules behind each point, nobody named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import NOW, PASSWORD, join

from lianxin.kernel.acts import appraisal, approval, contest, honour, objection
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.models import Contest, Objection
from lianxin.language import period
from lianxin.language.appraisal import Approval

PAGE = "/t/xiqiao/results"
LATER = NOW + timedelta(days=20)


@pytest.fixture
def at(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def poems(cast, many=3):
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "poem", "第十二届樵山诗会", NOW)
    for n in range(many):
        title = "写给13800138000的诗" if n == 1 else f"河涌{n}"
        enter(who, row.pk, Entered(title, cast.unit("qiaoyuan").pk, "poem", f"林小舟{n}", n == 0), NOW)
    for n in range(2):
        contest.seat(who, row.pk, join(cast, f"judge{n}", f"评委{n}", "judge", cast.town), None, NOW)
        for at_, work in enumerate(row.works.order_by("number")):
            marks = {"theme": str(90 - at_), "craft": "85.5", "place": "90"}
            contest.mark(cast.who(f"judge{n}"), work.pk, marks, "", NOW)
    return contest.review(who, row.pk, NOW)


def duty(cast):
    who, units = cast.who("governance"), [cast.unit("school").pk]
    row = appraisal.open_round(who, cast.town.pk, "report_duty", "2025年度述职评议", period.read("2025"), units, NOW)
    for one in row.appraised.all():
        appraisal.grade(who, one.pk, "good", "整改到位", {"good": 28}, NOW)
    return appraisal.tell(who, row.pk, NOW)


def text(client, page=PAGE):
    return client.get(page).content.decode().split("<main")[1].split("</main")[0]


def test_before_publication_only_the_last_day_is_told(cast, client):
    row, round_ = poems(cast), duty(cast)
    page = text(client)
    assert str(row.until) in page and str(round_.until) in page and "还没有公布过结果" in page
    assert "河涌0" not in page and "85" not in page
    assert client.get(f"{PAGE}/contest/{row.pk}").status_code == 404
    assert client.get(f"{PAGE}/appraisal/{round_.pk}").status_code == 404
    day = f"{row.until.month}月{row.until.day}日（周"
    assert f">{row.until}" not in page and day in page
    client.cookies["django_language"] = "en"
    assert f" {row.until.day} {row.until:%b}" in text(client)


def test_a_published_contest_tells_its_rules_and_names_no_judge(cast, client, at):
    row = poems(cast)
    contest.record_official(cast.who("governance"), row.works.get(number=1).pk, "市里二等奖", "市文联", "1号", NOW)
    contest.publish(cast.who("governance"), row.pk, LATER)
    at(LATER)
    page = text(client, f"{PAGE}/contest/{row.pk}")
    for said in ("立意 40%", "2 位评委", "林小舟0", "88.20", "诗歌一等奖", "市里二等奖", "没有异议"):
        assert said in page, said
    assert "评委0" not in page and "林小舟1" not in page and "13800138000" not in page
    assert client.get(f"/t/xiqiao/results/contest/{row.pk}", headers={"accept-language": "en"}).status_code == 200
    assert "第十二届樵山诗会" in text(client)


def test_a_published_round_has_the_superiors_result_beside(cast, client, at):
    row = duty(cast)
    one = row.appraised.first()
    appraisal.record_official(cast.who("governance"), one.pk, "好", "区委组织部", "南组〔2026〕2号", NOW.date(), NOW)
    appraisal.publish(cast.who("governance"), row.pk, LATER)
    at(LATER)
    page = text(client, f"{PAGE}/appraisal/{row.pk}")
    assert "区委组织部" in page and "整改到位" not in page and str(row.until) in page


def test_a_published_round_tells_totals_of_test_votes_and_that_they_were_typed(cast, client, at):
    """A5: test votes show totals only. Nobody who voted is named."""
    row = duty(cast)
    appraisal.publish(cast.who("governance"), row.pk, LATER)
    at(LATER)
    page = text(client, f"{PAGE}/appraisal/{row.pk}")
    assert "测评（只有总数）" in page and '好 <span class="num">28</span>' in page and "手填" in page
    assert not any(person.shown and person.shown in page for person in cast.people.values())


def test_points_tell_the_rule_behind_each(cast, client, at):
    """竞标争先 of 石围塘: each point's rule stands beside it; the tree of the pack is told to everybody."""
    from tests.kernel.test_appraisal import TREE, paper

    from lianxin.kernel.acts import pack as packs_act
    from lianxin.kernel.who import SYSTEM
    from lianxin.language.pack import from_content

    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": TREE}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    who = cast.who("governance")
    units = [cast.unit("party_qiaoyuan").pk]
    row = appraisal.open_round(who, cast.town.pk, "year", "2026年党建考核", period.read("2026"), units, NOW)
    appraisal.cite(who, row.appraised.get().pk, "new", paper(), NOW)
    appraisal.tell(who, row.pk, NOW)
    appraisal.publish(who, row.pk, LATER)
    at(LATER)
    page = text(client, f"{PAGE}/appraisal/{row.pk}")
    assert "每有一条记录 +3 分" in page and "每有一条记录 -2 分" in page and "引用 1 条记录" in page
    assert "“响应率”达到目标 100% 的多少" in page and "西〔2026〕9号" not in page
    assert "没有数据，不计" in page and "有 1 项没有数据，没有计进总分" in page, "0 ÷ 0 is no zero"


def test_a_yearly_appraisal_names_nobody_and_an_approved_one_names_sites(cast, client, at):
    who, made = cast.who("governance"), []
    for n in range(2):
        row = contest.open_contest(who, cast.town.pk, "sites", f"百十一评选{n}", NOW)
        enter(who, row.pk, Entered("樵园党群服务站", cast.unit("site_qiaoyuan").pk, "station"), NOW)
        contest.seat(who, row.pk, cast.people["leader"], None, NOW)
        marks = {"place": "90", "serving": "90", "life": "90"}
        contest.mark(cast.who("leader"), row.works.get().pk, marks, "", NOW)
        contest.review(who, row.pk, NOW)
        made.append(row)
    approval.make_yearly(who, made[0], "没有批准文件", NOW)
    paper = Approval("关于同意的批复", "南府〔2026〕3号", "南海区人民政府", "county", NOW.date())
    approval.approve(who, made[1], paper, NOW)
    for row in made:
        contest.publish(who, row.pk, LATER)
    at(LATER)
    assert "樵园党群服务站" not in text(client, f"{PAGE}/contest/{made[0].pk}")
    named = text(client, f"{PAGE}/contest/{made[1].pk}")
    assert "樵园党群服务站" in named and "南府〔2026〕3号" in named


def test_honours_are_shown_with_consent_only(cast, client):
    who = cast.who("governance")
    for year in (2024, 2025):
        said = Paper("区委、区政府", NOW.date(), f"{year}-1")
        honour.note(who, cast.town.pk, "yearly_result", cast.town.pk, year, said, NOW, grade="excellent")
    given = Paper("市里", NOW.date(), "2")
    one = honour.note(who, cast.town.pk, "commended", cast.people["member"], 2025, given, NOW, title="先进个人")
    assert "连续 2 年" in text(client) and "黄可欣" not in text(client)
    honour.consent(who, one.pk, True, "签字", NOW)
    assert "黄可欣" in text(client)
    honour.name(who, cast.town.pk, "excellent_member", cast.people["secretary"], 2026, "支部推荐", NOW)
    honour.put_on_notice(who, cast.town.pk, "excellent_member", 2026, NOW)
    page = text(client)
    assert "优秀共产党员" in page and "黎国梁" not in page


def test_one_page_to_object_from(cast, client, at):
    row, _ = poems(cast), duty(cast)
    join(cast, "teacher", "霍思远", "member", cast.unit("school"))
    honour.name(cast.who("governance"), cast.town.pk, "excellent_member", cast.people["member"], 2026, "支部推荐", NOW)
    honour.put_on_notice(cast.who("governance"), cast.town.pk, "excellent_member", 2026, NOW)
    client = Client()
    assert client.get("/objections/").status_code == 302
    assert client.login(username="teacher", password=PASSWORD)
    page = client.get("/objections/").content.decode()
    assert page.count('name="about"') == 3, "the contest, the honour, and the appraisal of the own branch"
    assert client.post("/objections/make", {"about": f"contest:{row.pk}", "text": " "}).status_code == 422
    assert client.post("/objections/make", {"about": "contest:999999", "text": "x"}).status_code == 404
    assert client.post("/objections/make", {"about": f"contest:{row.pk}", "text": "漏了一张"}).status_code == 302
    made = Objection.objects.get()
    objection.answer(cast.who("governance"), made.pk, False, "核过，没有漏", NOW)
    page = client.get("/objections/").content.decode()
    assert "漏了一张" in page and "核过，没有漏" in page
    Contest.objects.update(until=NOW.date() - timedelta(days=1))
    assert client.post("/objections/make", {"about": f"contest:{row.pk}", "text": "再提"}).status_code == 422
    assert f"contest:{row.pk}" not in client.get("/objections/").content.decode()


@pytest.mark.parametrize("many", [2, 12])
def test_questions_are_constant(cast, client, at, many, django_assert_max_num_queries):
    row = poems(cast, many)
    contest.publish(cast.who("governance"), row.pk, LATER)
    at(LATER)
    for page in (PAGE, f"{PAGE}/contest/{row.pk}"):
        client.get(page)
        with django_assert_max_num_queries(9):
            client.get(page)


@pytest.mark.django_db(transaction=True)
def test_pages_are_sound_on_a_phone_and_a_desk(live_server, open_page, axe, monkeypatch):
    """390 and 1440 px, empty and full: no finding of axe, nothing wider than the window."""
    from tests.cast import xiqiao

    cast = xiqiao()
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        page.goto(live_server.url + PAGE)
        axe(page)
    row, round_ = poems(cast), duty(cast)
    contest.publish(cast.who("governance"), row.pk, LATER)
    appraisal.publish(cast.who("governance"), round_.pk, LATER)
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        for where in (PAGE, f"{PAGE}/contest/{row.pk}", f"{PAGE}/appraisal/{round_.pk}"):
            page.goto(live_server.url + where)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, where
