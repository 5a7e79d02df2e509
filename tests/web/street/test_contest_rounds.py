"""Contests in rounds as each person meets them: units enter on a phone, the office draws lots and lets works go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import PASSWORD, founded, join, xiqiao

from lianxin.kernel.acts import contest, contest_round
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.models import Contest, Unit, Work

LONG = "从水乡到湖畔：一条河涌三十年的变化和住在两岸的人们讲给孩子听的故事"


@pytest.fixture
def cast(db):
    cast = xiqiao()
    cast.at = timezone.now()
    cast.contest = opened(cast, "第四届樵山诗联征集", cast.at - timedelta(days=1))
    return cast


def opened(cast, title, at):
    return contest.open_contest(cast.who("governance"), cast.town.pk, "couplet", title, at)


def client_of(name):
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def judged(cast):
    """A contest of long ago whose first reading was reviewed; two works of three go on."""
    then = cast.at - timedelta(days=80)
    office, row = cast.who("governance"), opened(cast, "第三届樵山诗联征集", then)
    for n, key in enumerate(("party_qiaoyuan", "qiaole", "minle")):
        enter(office, row.pk, Entered(LONG if n == 0 else f"诗联{n}", cast.unit(key).pk), then)
    person = join(cast, "judge", "评委甲", "judge", cast.town)
    contest.seat(office, row.pk, person, None, then)
    for n, work in enumerate(row.works.order_by("number")):
        contest.mark(cast.who("judge"), work.pk, {"metre": str(90 - n)}, "", then)
    return contest.review(office, row.pk, then + timedelta(days=40))


def went(cast):
    return contest_round.go_on(cast.who("governance"), judged(cast).pk, cast.at - timedelta(days=20))


def test_a_secretary_enters_for_his_own_body_and_takes_back(cast):
    client, page = client_of("secretary"), reverse("contest-entry", args=[cast.contest.pk])
    assert page in client.get(reverse("contests")).content.decode()
    own = cast.unit("party_qiaoyuan").pk
    wrong = client.post(page, {"unit": own, "title": " ", "author": "林某"})
    assert wrong.status_code == 422
    assert "请写作品（对象）名称" in wrong.content.decode() and 'value="林某"' in wrong.content.decode()
    stolen = client.post(page, {"unit": cast.unit("minle").pk, "title": "别人的"})
    assert stolen.status_code == 422 and "请选您自己的单位" in stolen.content.decode()
    assert client.post(page, {"unit": own, "title": LONG}).status_code == 302
    work = Work.objects.get()
    assert LONG in client.get(page).content.decode()
    assert client.post(page, {"back": work.pk}).status_code == 302 and not Work.objects.exists()


def test_those_who_run_it_are_offered_only_who_may_take_part(cast):
    page = client_of("governance").get(reverse("contest", args=[cast.contest.pk])).content.decode()
    offered = page.split('id="enter-unit"')[1].split("</select>")[0]
    assert f'value="{cast.unit("minle").pk}"' in offered and f'value="{cast.unit("office_works").pk}"' not in offered
    assert f'value="{cast.town.pk}"' not in offered


def test_a_unit_that_entered_all_it_may_is_told_so_and_offered_no_form(db):
    town = founded("shiweitang")
    branch = Unit.objects.filter(town=town.town, kind="branch").first()
    join(town, "governance", "容雅琴", "governance", town.town)
    join(town, "secretary", "黎国梁", "secretary", branch)
    row = contest.open_contest(town.who("governance"), town.town.pk, "story", "故事会", timezone.now())
    client, page = client_of("secretary"), reverse("contest-entry", args=[row.pk])
    for n in range(2):
        assert "报一件" in client.get(page).content.decode()
        assert client.post(page, {"unit": branch.pk, "title": f"故事{n}"}).status_code == 302
    full = client.get(page).content.decode()
    assert "报满了" in full and "报一件" not in full
    assert client.post(page, {"unit": branch.pk, "title": "第三件"}).status_code == 422
    assert client.post(page, {"back": Work.objects.first().pk}).status_code == 302
    assert "报一件" in client.get(page).content.decode()


def test_who_speaks_for_no_unit_finds_no_page(cast):
    for name in ("worker", "community", "member"):
        assert client_of(name).get(reverse("contest-entry", args=[cast.contest.pk])).status_code == 404


def test_after_the_last_day_the_page_says_why(cast):
    row = opened(cast, "早就截止的", cast.at - timedelta(days=60))
    text = client_of("secretary").get(reverse("contest-entry", args=[row.pk])).content.decode()
    assert "已于" in text and "15 个工作日" in text and "承办单位" in text and "报一件" not in text


def test_the_office_lets_works_go_on_draws_lots_and_prints_all_rounds(cast):
    row, client = judged(cast), client_of("governance")
    page = reverse("contest", args=[row.pk])
    text = client.get(page).content.decode()
    assert "进入下一轮" in text and "公布结果" not in text
    assert client.post(reverse("contest-act", args=[row.pk, "on"])).status_code == 302
    last = Contest.objects.get(before=row)
    assert reverse("contest", args=[last.pk]) in client.get(page).content.decode()
    assert "已进入下一轮" in client.get(reverse("contests")).content.decode()
    empty = client.post(reverse("contest-act", args=[last.pk, "draw"]), {"seed": ""})
    assert empty.status_code == 422 and "请写抽签的种子" in empty.content.decode().split('id="f-seed"')[1]
    assert client.post(reverse("contest-act", args=[last.pk, "draw"]), {"seed": "30517"}).status_code == 302
    again = client.post(reverse("contest-act", args=[last.pk, "draw"]), {"seed": "9"})
    text = again.content.decode()
    assert again.status_code == 422 and "确要重抽" in text.split('id="f-redraw"')[1].split("</form>")[0]
    assert '<details class="no-print" open' in text.split("重新抽签")[0], "what is to be put right is not folded away"
    assert "按抽签次序列出" in text
    paper = client.get(reverse("contest-paper", args=[last.pk])).content.decode()
    assert "初评" in paper and "终评" in paper and "30517" in paper
    assert "<h2>终评</h2>" in paper
    assert "<h2>终评</h2>" not in client.get(reverse("contest-paper", args=[row.pk])).content.decode()


def test_a_judge_waits_for_the_lots(cast):
    last = went(cast)
    contest.seat(cast.who("governance"), last.pk, cast.people["judge"], None, cast.at)
    client, work = client_of("judge"), last.works.first()
    assert "还没有抽签" in client.get(reverse("judging", args=[last.pk])).content.decode()
    page = reverse("judge-sheet", args=[last.pk, work.pk])
    assert "还没有抽签" in client.get(page).content.decode()
    contest_round.draw(cast.who("governance"), last.pk, "30517", "", cast.at)
    assert client.post(page, {"theme": "90", "place": "80"}).status_code == 302


def test_a_later_round_is_opened_where_the_first_was_held_elsewhere(cast):
    client = client_of("governance")
    assert 'value="couplet:last"' in client.get(reverse("contests")).content.decode()
    made = client.post(reverse("contest-new"), {"kind": "couplet:last", "title": "终评"})
    assert made.status_code == 302 and Contest.objects.get(title="终评").round == "last"


@pytest.mark.django_db(transaction=True)
def test_pages_are_sound_on_a_phone_and_a_desk(live_server, open_page, axe):
    cast = xiqiao()
    cast.at = timezone.now()
    row = opened(cast, "第四届樵山诗联征集", cast.at - timedelta(days=1))
    enter(cast.who("secretary"), row.pk, Entered(LONG, cast.unit("party_qiaoyuan").pk), cast.at)
    last = went(cast)
    contest_round.draw(cast.who("governance"), last.pk, "30517", "", cast.at - timedelta(days=2))
    contest_round.draw(cast.who("governance"), last.pk, "417926", "有一家代表没有到场", cast.at)
    seen = {
        "secretary": [("contests", ()), ("contest-entry", (row.pk,))],
        "governance": [("contests", ()), ("contest", (row.pk,)), ("contest", (last.before_id,)),
                       ("contest", (last.pk,)), ("contest-paper", (last.pk,))],
    }  # fmt: skip
    for width in (390, 1440):
        for name, pages in seen.items():
            page = open_page(width=width, height=900)
            page.goto(f"{live_server.url}/accounts/login/")
            page.fill("[name=login]", name)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_load_state()
            for view, args in pages:
                page.goto(live_server.url + reverse(view, args=args))
                axe(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, view
