"""The desk's pages without scripts: what they show, what they keep, how many questions they ask the database."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import NOW

from lianxin.kernel.acts import activity
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import wording


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def counted(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("clerk", "/desk/?scope=all"),
        ("clerk", "/desk/"),
        ("worker", "/desk/?scope=unit"),
        ("clerk", "/search?q=路灯"),
        ("station", "/station/"),
        ("station", "/station/wishes"),
    ],
)
def test_lists_ask_as_many_questions_for_sixty_rows_as_for_three(cast, tell, at_desk, name, url, monkeypatch):
    monkeypatch.setattr(wording, "SAMPLE", 1)  # the longer way of a search, by the index, for few and for many
    monkeypatch.setattr(wording, "COMMON", 2.0)

    def file(first, last):
        for number in range(first, last):
            kind = "wish" if number % 3 == 0 else "request"
            matter = tell(f"第{number}盏路灯坏了，在{number}号路口", "qiaoyuan", kind=kind, topic="light").matter
            if kind == "request" and number % 2:
                acts.take(cast.who("clerk"), matter.pk, "accept", {}, NOW)

    file(0, 3)
    client = at_desk(name)
    few = counted(client, url)
    file(3, 60)
    assert counted(client, url) == few
    assert few <= 18


def test_the_matter_page_asks_as_many_questions_for_a_long_story_as_for_a_short_one(cast, lamp, at_desk, tell):
    client = at_desk("worker")
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "whistle", {"unit": cast.unit("office_party").pk, "reason": "一起看"}, NOW)
    few = counted(client, f"/matter/{lamp.pk}")
    for number in range(30):
        acts.take(cast.who("worker"), lamp.pk, "add_note", {"note": f"第{number}次看过"}, NOW)
    for number in range(4):
        acts.take(
            cast.who("worker"), lamp.pk, "whistle", {"unit": cast.unit("office_order").pk, "reason": f"{number}"}, NOW
        )
    assert counted(client, f"/matter/{lamp.pk}") == few
    assert few <= 22


def test_a_row_shows_what_where_who_waits_and_does_the_next_step_at_once(cast, lamp, at_desk):
    client = at_desk("worker")
    page = client.get("/desk/")
    shown = text_of(page)
    for said in ("江浦路路灯不亮", "江浦路", "1 人在等", lamp.number, "签收，我来办", "个工作日"):
        assert said in shown
    done = client.post(f"/matter/{lamp.pk}/do/accept", {"next": "/desk/"}, follow=True)
    assert done.redirect_chain == [("/desk/", 302)] and "办理中" in text_of(done)
    lamp.refresh_from_db()
    assert lamp.handler_id == cast.people["worker"].pk


def test_a_way_back_to_another_site_is_not_followed(lamp, at_desk):
    done = at_desk("worker").post(f"/matter/{lamp.pk}/do/accept", {"next": "https://evil.example/"})
    assert done.headers["Location"] == f"/matter/{lamp.pk}"


@pytest.mark.parametrize(
    "query",
    [
        "kind=request",
        "topic=light",
        "nature=complaint",
        "late=1",
        "unsure=1",
        "suspended=1",
        "owner=9999999999999",
        "after=x~y",
        "scope=nonsense",
        "step=filed&kind=request",
    ],
)
def test_every_filter_is_an_address(lamp, at_desk, query):
    assert at_desk("clerk").get(f"/desk/?scope=all&{query}").status_code == 200


def test_an_empty_desk_says_when_something_comes(cast, tell, at_desk):
    assert "没有待办" in text_of(at_desk("visitor").get("/desk/"))
    tell("路灯坏了，请修一下")
    assert "到期" in text_of(at_desk("visitor").get("/desk/"))


def test_the_matter_page_tells_story_reading_people_and_reasons(cast, lamp, at_desk):
    for unit, reason in (("office_party", "先看看是不是广场的灯"), ("office_works", "是路灯，归你处")):
        acts.take(cast.who("clerk"), lamp.pk, "transfer", {"unit": cast.unit(unit).pk, "reason": reason}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    shown = text_of(at_desk("worker").get(f"/matter/{lamp.pk}"))
    for said in (
        "下一步",
        "办好了，请反映人确认",
        "转给别的单位",
        "路灯归口",
        "陈立民 · 经办人员",
        "黎** 138****8031",
        "在哪些单位之间转过",
        "机器读出了什么",
        "算进哪些数",
        "响应率",
        "规则",
        "没有挂账，不用恢复",
    ):
        assert said in shown, said
    assert "13800138031" not in shown and "黎婆婆" not in shown


def test_who_sees_only_the_public_text_gets_no_more(cast, lamp, at_desk):
    assert at_desk("secretary").get(f"/matter/{lamp.pk}").status_code == 404
    Matter.objects.filter(pk=lamp.pk).update(shown=True, reworded="江浦路路灯不亮")
    page = at_desk("secretary").get(f"/matter/{lamp.pk}")
    assert page.status_code == 200 and "138****8031" not in text_of(page) and "路灯归口" not in text_of(page)


@pytest.mark.parametrize("path", ["", "/print", "/do/accept"])
@pytest.mark.parametrize("name", ["stranger", "community"])
def test_another_scope_is_not_found(lamp, at_desk, name, path):
    assert at_desk(name).get(f"/matter/{lamp.pk}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/do/accept", "/correct", "/merge", "/reveal/0"])
def test_another_scope_cannot_act(lamp, at_desk, path):
    before = Entry.objects.count()
    assert at_desk("stranger").post(f"/matter/{lamp.pk}{path}", {"reason": "看看", "into": "1"}).status_code == 404
    assert Entry.objects.count() == before


def test_what_was_typed_stays_when_something_is_missing(cast, lamp, at_desk):
    client = at_desk("worker")
    answer = client.post(f"/matter/{lamp.pk}/do/transfer", {"unit": "", "reason": "这件归水利所，请转过去"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "这件归水利所，请转过去" in shown and "请填“单位”" in shown
    lamp.refresh_from_db()
    assert lamp.owner_id == cast.unit("office_works").pk


@pytest.mark.parametrize(("said", "status"), [("党建", 422), ("没有这个单位", 422), ("西樵镇党建工作办公室", 302)])
def test_units_are_chosen_by_name(cast, lamp, at_desk, said, status):
    said = cast.unit("office_party").name if status == 302 else "办公室" if said == "党建" else said
    answer = at_desk("worker").post(f"/matter/{lamp.pk}/do/transfer", {"unit": said, "reason": "请接手"})
    assert answer.status_code == status
    if status == 422:
        assert said in answer.content.decode()


def test_somebody_else_was_faster_and_nothing_typed_is_lost(cast, lamp, at_desk):
    client = at_desk("lead")
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "finish", {"result": "换了灯"}, NOW)
    answer = client.post(f"/matter/{lamp.pk}/do/finish", {"result": "我也去看过了"})
    assert answer.status_code == 422
    assert "我也去看过了" in answer.content.decode() and "刷新" in answer.content.decode()


def test_a_vote_says_quorum_and_majority_before_anything_is_entered(cast, tell, at_desk):
    fields = {"item": "works", "motion": "修村道", "party_members": 60, "representatives": 45}
    from lianxin.kernel.acts.filing import Telling, file

    community = cast.who("community")
    filed = file(
        community, Telling("修村道", cast.town.pk, kind="major", place_id=cast.unit("qiaoyuan").pk, fields=fields), NOW
    )
    Matter.objects.filter(pk=filed.matter.pk).update(step="committees")
    client = at_desk("community")
    url = f"/matter/{filed.matter.pk}/do/deliberate"
    shown = text_of(client.get(url))
    assert "到会才能表决" in shown and "1/2" in shown and "赞成才算通过" in shown
    assert "还差" in client.get(f"{url}/ballot?due=11&present=4").content.decode()
    assert "4 票" in client.get(f"{url}/ballot?due=11&present=7").content.decode()
    Matter.objects.filter(pk=filed.matter.pk).update(step="resolution")
    page = client.get(f"/matter/{filed.matter.pk}/do/resolve").content.decode()
    assert re.search(r'name="due"[^>]*value="45"', page), "those due are on the register that the action names"


def test_place_in_one_click_and_a_wrong_place_is_kept(cast, tell, at_desk):
    matter = tell("我要投诉，松塘和民乐桥头都有路灯坏了", None).matter
    client = at_desk("clerk")
    wrong = client.post(f"/matter/{matter.pk}/correct", {"place": "火星"})
    assert wrong.status_code == 422 and "火星" in wrong.content.decode()
    unit = cast.unit("minle").pk
    assert client.post(f"/matter/{matter.pk}/correct", {"place": str(unit)}).status_code == 302
    matter.refresh_from_db()
    assert matter.place_id == unit and not matter.unsure


def test_merge_from_the_page(cast, tell, at_desk):
    one, other = tell("江浦路路灯坏了三盏").matter, tell("江浦路的灯全灭了好几天").matter
    client = at_desk("clerk")
    assert client.post(f"/matter/{one.pk}/merge", {"into": "没有"}).status_code == 422
    assert client.post(f"/matter/{one.pk}/merge", {"into": other.number}).status_code == 302
    assert "并入另一件" in text_of(client.get(f"/matter/{one.pk}"))


def test_revealing_writes_it_down_and_shows_it_to_those_who_may(cast, lamp, at_desk):
    tie = Tie.objects.get(matter=lamp, kind="reporter")
    client = at_desk("worker")
    refused = client.post(f"/matter/{lamp.pk}/reveal/{tie.pk}", {"reason": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "13800138031" not in refused.content.decode()
    opened = client.post(f"/matter/{lamp.pk}/reveal/{tie.pk}", {"reason": "约时间上门"}, headers={"HX-Request": "true"})
    assert "13800138031" in opened.content.decode() and "no-store" in opened.headers["Cache-Control"]
    assert "被查看过 1 次" in text_of(at_desk("clerk").get(f"/matter/{lamp.pk}"))
    assert "被查看过" not in text_of(at_desk("leader").get(f"/matter/{lamp.pk}"))


def test_a_number_opens_the_matter_and_words_find_it(lamp, at_desk):
    client = at_desk("clerk")
    assert client.get("/search", {"q": lamp.number}).headers["Location"] == f"/matter/{lamp.pk}"
    assert lamp.number in text_of(client.get("/search", {"q": "路灯不亮"}))
    assert lamp.number in text_of(client.get("/search", {"q": "8031"}))
    assert "没有找到" in text_of(client.get("/search", {"q": "没有这种事"}))


def test_english_speaks_english_where_the_rules_do(lamp, at_desk):
    client = at_desk("worker")
    client.cookies["django_language"] = "en"
    assert "Accept it" in text_of(client.get(f"/matter/{lamp.pk}"))


@pytest.mark.parametrize("url", ["/desk/", "/search", "/import", "/register", "/station/", "/station/wishes"])
def test_members_and_visitors_stay_outside(at_desk, client, url):
    assert client.get(url).status_code == 302
    assert at_desk("member").get(url).status_code == 403


def test_the_station_page_shows_what_takes_place_there_today(cast, at_desk):
    now = timezone.now()
    for title, host, day in (
        ("早操", "site_qiaoyuan", 0),
        ("明天的讲座", "site_qiaoyuan", 1),
        ("别处的会", "shangen", 0),
    ):
        plan = Plan("concert", title, now + timedelta(days=day), (cast.unit(host).pk,))
        activity.plan(cast.who("governance"), cast.town.pk, plan, now)
    desk = at_desk("station")
    page = desk.get("/station/").content.decode()
    assert "早操" in page and "今天 1 场" in page and "明天的讲座" not in page and "别处的会" not in page
