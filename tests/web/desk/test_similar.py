"""What may be the same issue as a matter, on a list of its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW

from lianxin.kernel.acts import issue, likeness
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Issue, Matter

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dark(tell):
    """Two neighbours tell of one street in words of their own."""
    tell("江浦路整条街的路灯都不亮，晚上走路看不清", topic="light")
    return tell("江浦路路灯好几盏都坏了，一片黑", topic="light").matter


def test_the_matter_page_leaves_the_look_up_to_a_list_of_its_own(dark, at_desk):
    client = at_desk("clerk")
    page = client.get(f"/matter/{dark.pk}").content.decode()
    assert f'hx-get="/matter/{dark.pk}/similar"' in page and f'href="/matter/{dark.pk}/similar"' in page
    assert "整条街的路灯" not in page
    part = client.get(f"/matter/{dark.pk}/similar", headers=HTMX).content.decode()
    assert "整条街的路灯" in part and "并到这一件" in part and "<html" not in part
    whole = client.get(f"/matter/{dark.pk}/similar").content.decode()
    assert "整条街的路灯" in whole and "<html" in whole and dark.number in whole


def test_what_says_only_a_few_of_the_same_words_is_folded_behind_what_says_more(dark, tell, at_desk):
    faint = tell("江浦路小学对面卖小吃的摊点太多，油烟味很大", topic="light").matter
    page = at_desk("clerk").get(f"/matter/{dark.pk}/similar", headers=HTMX).content.decode()
    open_ones, folded = page.split("<details")
    assert "整条街的路灯" in open_ones and faint.title[:6] not in open_ones
    assert "还有 1 件，只有一部分说得一样" in folded and faint.title[:6] in folded and "<ul" in folded


def test_a_list_of_faint_ones_alone_says_so(tell, at_desk):
    one = tell("江浦路路灯好几盏都坏了，一片黑", topic="light").matter
    tell("江浦路小学对面卖小吃的摊点太多，油烟味很大", topic="light")
    page = at_desk("clerk").get(f"/matter/{one.pk}/similar", headers=HTMX).content.decode()
    assert "没有很像的" in page and "没有找到" not in page and "还有 1 件" in page


def test_only_what_may_be_merged_has_the_button(dark, tell, at_desk):
    tell("江浦路路灯坏了，想请人换一盏灯", kind="wish")
    page = at_desk("clerk").get(f"/matter/{dark.pk}/similar", headers=HTMX).content.decode()
    assert "想请人换" not in page, "another kind is another matter"
    assert page.count("并到这一件") == 1 and "<form" not in page and "可参考" not in page
    Matter.objects.exclude(pk=dark.pk).update(is_open=False, closed_at="2026-03-11T00:00Z")
    page = at_desk("clerk").get(f"/matter/{dark.pk}/similar", headers=HTMX).content.decode()
    assert "整条街的路灯" in page and "可参考" in page and "已办结" in page and "并到这一件" not in page


def test_a_matter_of_an_issue_leads_to_the_issue(dark, tell, at_desk):
    tell("江浦路路灯好几盏都坏了，黑漆漆的", topic="light")
    likeness.keep(list(Matter.objects.values_list("pk", flat=True)), NOW)
    issue.group(NOW)
    address = f"/board/issue/{Issue.objects.get().pk}"
    assert address in at_desk("clerk").get(f"/matter/{dark.pk}/similar", headers=HTMX).content.decode()


def test_nothing_alike_is_said_in_a_sentence(tell, at_desk):
    alone = tell("想问医保卡在哪里补办").matter
    assert "没有找到" in at_desk("clerk").get(f"/matter/{alone.pk}/similar", headers=HTMX).content.decode()


def test_whoever_may_not_open_the_matter_may_not_ask_what_resembles_it(dark, at_desk):
    assert at_desk("member").get(f"/matter/{dark.pk}/similar").status_code in (403, 404)
    Matter.objects.filter(pk=dark.pk).update(is_open=False, closed_at="2026-03-11T00:00Z")
    page = at_desk("clerk").get(f"/matter/{dark.pk}").content.decode()
    assert "/similar" not in page, "a closed matter merges with nothing"


def test_the_list_asks_as_many_questions_for_many_as_for_few(dark, tell, at_desk):
    client = at_desk("clerk")
    address = f"/matter/{dark.pk}/similar"

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address, headers=HTMX)
        return len(queries)

    few = asked()
    for number in range(8):
        tell(f"江浦路{number}号门口路灯不亮了，晚上看不清", topic="light")
    assert asked() == few


def test_what_was_told_apart_leaves_the_list_and_the_link_to_the_issue(cast, dark, tell, at_desk):
    other = Matter.objects.exclude(pk=dark.pk).get()
    third = tell("江浦路路灯好几盏都坏了，黑漆漆的", topic="light").matter
    clerk = at_desk("clerk")

    def listed(pk: int) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            page = clerk.get(f"/matter/{pk}/similar", headers=HTMX).content.decode()
        return page, len(queries)

    listed(dark.pk)
    _, before = listed(dark.pk)
    merge(cast.who("clerk"), other.pk, dark.pk, NOW)
    split(cast.who("clerk"), other.pk, NOW)
    likeness.keep(list(Matter.objects.values_list("pk", flat=True)), NOW)
    issue.group(NOW)
    for one, its in ((dark, other), (other, dark)):
        page, after = listed(one.pk)
        assert its.number not in page and third.number in page and after == before
    page, _ = listed(third.pk)
    assert other.number in page and dark.number in page
    members = clerk.get(f"/board/issue/{Issue.objects.get().pk}").content.decode()
    assert third.number in members and (dark.number in members) != (other.number in members)
