"""Pages of a round whose indicators have no data for a unit: both totals, what was left out, what keeps it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import NOW, PASSWORD, at, xiqiao
from tests.kernel.test_appraisal import BY, TREE, cite, paper

from lianxin.kernel.acts import appraisal, filing
from lianxin.kernel.acts import pack as packs_act
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.who import NOBODY, SYSTEM
from lianxin.language import period
from lianxin.language.pack import from_content

LATER = NOW + timedelta(days=20)
WHOLE = "“服务群众”里的解决率没有数据，不计分；其余各项的得分 × 20/10，满分不变"
OUT = "服务群众（响应率、解决率）没有数据，不计分；其余各项的得分 × 25/5，满分不变"
OUT_EN = "Serving people (Answered, Solved) has no data and is left out; the points of the rest × 25/5"


@pytest.fixture
def cast(db):
    return xiqiao()


def rate(zh, en, indicator, missing="exclude"):
    return BY | {
        "label": {"zh": zh, "en": en}, "most": 10, "indicator": indicator, "target": 1, "missing": missing,
    }  # fmt: skip


def opened(cast, missing="exclude"):
    """Two villages: the first had no matter at all, of the second one was answered and none ended; each has a paper."""
    rates = {"respond": rate("响应率", "Answered", "respond", missing), "solve": rate("解决率", "Solved", "solve")}
    serving = BY | {"label": {"zh": "服务群众", "en": "Serving people"}, "most": 20, "apart": True, "parts": rates}
    said = TREE | {"parts": {"new": TREE["parts"]["new"], "serving": serving}}
    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": said}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    who, units = cast.who("governance"), [cast.unit("party_qiaoyuan").pk, cast.unit("party_qiaole").pk]
    row = appraisal.open_round(who, cast.town.pk, "year", "2026年党建考核", period.read("2026"), units, NOW)
    one, other = row.appraised.order_by("id")
    found = filing.file(NOBODY, Telling("路灯不亮", cast.town.pk, place_id=cast.unit("qiaole").pk), NOW).matter
    Matter.objects.filter(pk=found.pk).update(marks=["respond.below", "respond.above"], owner=other.unit)
    for each in (one, other):
        cite(cast, each, "new", paper())
    return row, one, other


def text(client, page):
    return client.get(page).content.decode().split("<main")[1].split("</main")[0]


def test_the_office_sees_both_totals_and_what_was_left_out(cast):
    row, one, other = opened(cast)
    client = at("governance")
    page = text(client, reverse("appraisal", args=[row.pk]))
    assert (
        "15.00" in page and "没有数据的按零分算 3.00" in page and "23.00" in page and "没有数据的按零分算 13.00" in page
    )
    page = text(client, reverse("appraised", args=[row.pk, one.pk]))
    assert "合计 15.00 分" in page and "没有数据的按零分算 3.00 分" in page and OUT in page
    assert "服务群众 —" in page and page.count("没有数据，不计分</span>") == 2 and page.count(">不计<") == 3, (
        "two items and what stands above them"
    )
    page = text(client, reverse("appraised", args=[row.pk, other.pk]))
    assert "合计 23.00 分" in page and "没有数据的按零分算 13.00 分" in page and WHOLE in page
    assert "下面各项的得分 × 20/10" in page and page.count(">不计<") == 1


def test_it_is_said_in_english_too(cast):
    row, one, _ = opened(cast)
    client = at("governance")
    client.cookies["django_language"] = "en"
    page = text(client, reverse("appraised", args=[row.pk, one.pk]))
    assert OUT_EN in page and "3.00 with missing data as zero" in page and "Left out" in page


def test_what_must_have_data_keeps_the_result_back_and_says_of_whom(cast):
    row, one, other = opened(cast, missing="block")
    client, said = at("governance"), f"“{one.unit.name}”的“响应率”还没有数据"
    page = text(client, reverse("appraisal", args=[row.pk]))
    assert said in page and f"“{other.unit.name}”的“响应率”" not in page
    assert reverse("appraisal-act", args=[row.pk, "tell"]) not in page, "no button that could not work"
    assert "补齐以后才能告知初评结果" in text(client, reverse("appraised", args=[row.pk, one.pk]))
    refused = client.post(reverse("appraisal-act", args=[row.pk, "tell"]))
    assert refused.status_code == 422 and said in refused.content.decode()
    row.refresh_from_db()
    assert row.told_at is None


def told(cast):
    row, one, other = opened(cast)
    appraisal.tell(cast.who("governance"), row.pk, NOW)
    appraisal.publish(cast.who("governance"), row.pk, LATER)
    return row, one, other


def test_everybody_sees_both_totals_once_they_are_published(cast, client, monkeypatch):
    row, _, _ = told(cast)
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    page = text(client, f"/t/xiqiao/results/appraisal/{row.pk}")
    assert "15.00" in page and "没有数据的按零分算 3.00" in page and OUT in page and WHOLE in page
    assert "没有计进总分" not in page, "what is left out is no zero that was passed over"


def test_a_page_asks_no_more_for_what_is_left_out(cast, django_assert_max_num_queries):
    row, one, other = opened(cast)
    client = at("governance")
    for each in (one, other):
        page = reverse("appraised", args=[row.pk, each.pk])
        client.get(page)
        with django_assert_max_num_queries(20):
            client.get(page)


@pytest.mark.django_db(transaction=True)
def test_pages_are_sound_on_a_phone_and_a_desk(live_server, open_page, axe):
    """Screens at 390 and 1440 px: no finding of axe, nothing wider than the window."""
    row, one, other = told(xiqiao())
    pages = [reverse("appraisal", args=[row.pk]), f"/t/xiqiao/results/appraisal/{row.pk}"]
    pages += [reverse("appraised", args=[row.pk, each.pk]) for each in (one, other)]
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", "governance")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        for where in pages:
            page.goto(live_server.url + where)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, where
