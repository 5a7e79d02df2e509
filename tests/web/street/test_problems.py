"""Problems of a review on its pages: noted by those who hold it, read by those it concerns, printed as a list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import PASSWORD, join, xiqiao

from lianxin.kernel.acts import appraisal, matter, problem
from lianxin.language import period

LONG = "主题党日形式单一，多是在会议室里读文件，党员提不起劲；请改为每季度至少一次到网格里、到群众身边去开"


def reviewed(cast):
    """The reviews of two years over the Party school; the earlier one found two problems, of which one is put right."""
    cast.at, office = timezone.now(), cast.who("governance")
    join(cast, "dean", "校支书", "secretary", cast.unit("school"))
    cast.rounds = [
        appraisal.open_round(
            office,
            cast.town.pk,
            "report_duty",
            f"{year}年度述职评议",
            period.read(year),
            [cast.unit("school").pk],
            cast.at,
        )
        for year in ("2025", "2026")
    ]
    cast.one, cast.next = (row.appraised.get() for row in cast.rounds)
    before, day = cast.at - timedelta(days=60), cast.at.date()
    made = problem.note(office, cast.one.pk, LONG, cast.unit("school").pk, day - timedelta(days=20), before)
    problem.note(office, cast.one.pk, "没有活动场地", cast.unit("school").pk, day - timedelta(days=3), before)
    matter.take(cast.who("dean"), made.pk, "done", {"result": "两个网格各开了一次，有签到和照片"}, before)
    matter.take(office, made.pk, "agree", {}, before)
    return cast


@pytest.fixture
def cast(db):
    return reviewed(xiqiao())


def client_of(name):
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def page_of(one):
    return reverse("appraised", args=[one.appraisal_id, one.pk])


def test_the_next_review_opens_with_the_list_and_another_problem_is_noted(cast):
    client = client_of("governance")
    text = client.get(page_of(cast.next)).content.decode()
    assert LONG in text and "已整改" in text and "超过期限" in text and "2025年度述职评议" in text
    act = reverse("appraised-act", args=[cast.next.appraisal_id, cast.next.pk, "problem"])
    own = cast.unit("school").pk
    for given, said in (
        ({"problem": "党课少", "unit": own, "due": "明年"}, "日期请写成"),
        ({"problem": "", "unit": own, "due": "2030-01-01"}, "请写问题是什么"),
        ({"problem": "党课少", "unit": own, "due": "2020-01-01"}, "要晚于今天"),
        ({"problem": "党课少", "unit": "", "due": "2030-01-01"}, "请选本街镇的一个单位"),
    ):
        wrong = client.post(act, given)
        assert wrong.status_code == 422 and said in wrong.content.decode()
        assert given["problem"] in wrong.content.decode()
    due = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert client.post(act, {"problem": "党课少", "unit": own, "due": due}).status_code == 302
    assert "党课少" in client.get(page_of(cast.next)).content.decode()
    paper = client.get(reverse("appraisal-problems", args=[cast.one.appraisal_id])).content.decode()
    assert LONG in paper and "没有活动场地" in paper and "党课少" not in paper


def test_only_those_it_concerns_read_problems(cast):
    assert LONG in client_of("dean").get(page_of(cast.next)).content.decode()
    for name in ("secretary", "worker", "community"):
        text = client_of(name).get(page_of(cast.next)).content.decode()
        assert LONG not in text and "点出的问题" not in text
        assert client_of(name).get(reverse("appraisal-problems", args=[cast.one.appraisal_id])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_pages_are_sound_on_a_phone_and_a_desk(live_server, open_page, axe):
    cast = reviewed(xiqiao())
    problem.note(
        cast.who("governance"), cast.next.pk, "党课少", cast.unit("school").pk,
        cast.at.date() + timedelta(days=90), cast.at,
    )  # fmt: skip
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", "governance")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        for path in (page_of(cast.one), page_of(cast.next), reverse("appraisal-problems", args=[cast.rounds[0].pk]),
                     reverse("appraisal", args=[cast.rounds[1].pk])):  # fmt: skip
            page.goto(live_server.url + path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
