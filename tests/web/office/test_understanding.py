"""How understanding keeps: the office's page, in a constant number of queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast, xiqiao
from tests.hands import hang, on_roll

from lianxin.kernel.acts import asking, filing, sample
from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.reads import drift
from lianxin.kernel.reads import sample as samples
from lianxin.kernel.who import NOBODY

pytestmark = pytest.mark.django_db
PAGE = "/office/understanding/"


@pytest.fixture
def cast(monkeypatch) -> Cast:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return xiqiao()


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.account("administrator"))
    return client


def tell(cast, text):
    return filing.file(NOBODY, Telling(text, cast.town.pk, kind="request"), NOW).matter


def queries(client) -> int:
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(PAGE).status_code == 200
    return len(found)


def test_nothing_yet_is_explained(admin):
    assert "近几周还没有机器读过的事" in admin.get(PAGE).content.decode()


def test_every_question_of_the_pack_is_listed(cast, admin):
    page = admin.get(PAGE).content.decode()
    assert "要哪种本事" in page and "规则里的词" in page


def test_a_week_shows_both_numbers_of_a_share(cast, admin):
    tell(cast, "投诉路灯坏了没人修")
    doubtful = tell(cast, "东边有点问题请看看")
    correct(cast.who("clerk"), doubtful.pk, NOW, nature=doubtful.reading["nature"]["best"])
    before, page = queries(admin), admin.get(PAGE).content.decode()
    assert "2026-03-09" in page and "规则里的词" in page and "100%" in page
    for number in range(5):
        tell(cast, f"第{number}处的井盖破了")
    assert queries(admin) == before


def test_too_few_right_among_the_sampled_is_said_with_numbers_and_interval(cast, admin, monkeypatch):
    monkeypatch.setattr(drift, "SOME", 2)
    monkeypatch.setattr(samples, "drawn", lambda ref, part: part > 0)
    for at in ("东门那一排", "河边的新村", "牌坊对面的坡上"):
        made = tell(cast, f"我要投诉，{at}的路灯不亮，太黑了")
        sample.answer(cast.who("clerk"), made.pk, {"nature": "help", "topic": made.topic}, NOW)
    page = admin.get(PAGE).content.decode()
    assert "抽查 3 件对了 0 件" in page and "低于 98%，不像是碰巧" in page
    assert "抽查 3 件，机器对了 3 件" in page, "topics were answered alike"
    assert "56.1%" in page, "no more than that may be right of nature"


def test_what_was_chosen_while_asking_for_help_is_compared_by_week(cast, admin):
    wish = hang(cast)
    hand = on_roll(cast, "霍润生", skills=["appliance"], at_most=5)
    asking.ask(cast.who("community"), wish.pk, hand.pk, NOW, skill="appliance")
    page = admin.get(PAGE).content.decode()
    assert "人选过" in page and "近几周没有人选过" not in page


def test_the_place_has_weeks_of_its_own_and_the_whole_share_is_said(cast, admin):
    tell(cast, "投诉路灯坏了没人修")
    beside = tell(cast, "投诉民乐社区旁边路灯坏了没人修")
    assert beside.unsure and not beside.reading["place"].get("sure", True)
    place = beside.reading["place"]["candidates"][0]
    correct(cast.who("clerk"), beside.pk, NOW, place_id=place if isinstance(place, int) else place[0])
    (week,) = drift.weeks([cast.town.pk], "place", NOW)
    assert (week.read, week.sent, week.decided, week.agreed) == (2, 2, 1, 1)
    page = admin.get(PAGE).content.decode()
    assert '<h2 class="rows-title">地点</h2>' in page and "有把握，人改了" in page
    assert "机器读过 2 件，其中 2 件（100%）" in page and "还有 1 件没有人给过答案，其中 0 件已经办完" in page


def test_a_closed_matter_without_an_answer_is_counted(cast, admin):
    made = tell(cast, "投诉路灯坏了没人修")
    made.is_open, made.closed_at = False, NOW
    made.outcome = made.ending = "solved"
    made.save()
    assert drift.sent([cast.town.pk], NOW) == drift.Sent(read=1, sent=1, open=1, closed=1)


def test_the_governance_office_reads_it_and_a_clerk_does_not(cast, client):
    client.force_login(cast.account("governance"))
    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get("/board/").content.decode()
    client.force_login(cast.account("clerk"))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/board/").content.decode()


def test_older_weeks_are_folded_and_none_is_lost(cast, admin):
    for ago in range(6):
        filing.file(NOBODY, Telling("投诉路灯坏了没人修", cast.town.pk, kind="request"), NOW - timedelta(weeks=ago))
    page = admin.get(PAGE).content.decode()
    table, narrow = (
        page.split('class="weeks-narrow"', 1)[0],
        page.split('class="weeks-narrow"', 1)[1].split("<h2", 1)[0],
    )
    shown, folded = narrow.split("更早的 2 周")
    mondays = [f"{NOW - timedelta(weeks=ago, days=NOW.weekday()):%Y-%m-%d}" for ago in range(6)]
    assert (
        re.findall(r"\d{4}-\d\d-\d\d", shown) == mondays[:4] and re.findall(r"\d{4}-\d\d-\d\d", folded) == mondays[4:]
    )
    assert all(monday in table for monday in mondays)
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', table)[1:]
    assert [re.findall(r"<dt>([^<]+)</dt>", week) for week in narrow.split('<dl class="week">')[1:]] == [heads] * 6


@pytest.mark.parametrize("width", [390, 1440])
def test_a_phone_shows_a_line_a_week_that_opens_by_keyboard(cast, client, live_server, open_page, axe, width):
    tell(cast, "投诉路灯坏了没人修")
    client.force_login(cast.account("administrator"))
    page = open_page(width=width)
    page.context.add_cookies([{"name": "lianxin", "value": client.cookies["lianxin"].value, "url": live_server.url}])
    page.goto(live_server.url + PAGE)
    fact = page.locator(".weeks dt").first
    assert page.locator(".weeks-wide table").first.is_visible() == (width > 600) and not fact.is_visible()
    if width < 600:
        page.locator(".weeks summary").first.focus()
        page.keyboard.press("Enter")
        assert fact.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
