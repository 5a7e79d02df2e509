"""The matters behind the count of doubts that nobody answered."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast, xiqiao

from lianxin.kernel.acts import filing
from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import drift, unanswered
from lianxin.kernel.who import NOBODY

pytestmark = pytest.mark.django_db
PAGE, LIST = "/office/understanding/", "/office/understanding/unanswered"
VAGUE = "请来看看这边的情况"


@pytest.fixture
def cast(monkeypatch) -> Cast:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return xiqiao()


@pytest.fixture
def office(cast, client):
    client.force_login(cast.account("governance"))
    return client


def tell(cast, text=VAGUE):
    return filing.file(NOBODY, Telling(text, cast.town.pk, kind="request"), NOW).matter


def listed(client, asked="") -> list[int]:
    page = client.get(LIST + asked).content.decode()
    return [int(pk) for pk in re.findall(r'href="/matter/(\d+)"', page)]


def test_the_count_opens_into_its_matters_open_and_ended(cast, office):
    one, two = tell(cast), tell(cast, "想反映一下那里的问题")
    assert one.unsure and two.unsure
    Matter.objects.filter(pk=two.pk).update(is_open=False, closed_at=NOW)
    counted = drift.sent([cast.town.pk], NOW)
    page = office.get(PAGE).content.decode()
    assert f'href="{LIST}"' in page and f'href="{LIST}?ended=1"' in page
    assert len(listed(office)) == counted.open and {one.pk, two.pk} <= set(listed(office))
    assert listed(office, "?ended=1") == [two.pk] and counted.closed == 1
    assert two.pk not in listed(office, "?ended=0")


def test_what_somebody_answers_leaves_the_list_question_by_question(cast, office):
    one = tell(cast)
    assert one.pk in listed(office, "?of=nature") and one.pk in listed(office, "?of=topic")
    correct(cast.who("clerk"), one.pk, NOW, nature="help")
    assert one.pk not in listed(office, "?of=nature") and one.pk in listed(office, "?of=topic")
    correct(cast.who("clerk"), one.pk, NOW, topic="road")
    assert one.pk not in listed(office, "?of=topic")


def test_pages_follow_each_other_without_gap_or_repeat(cast, office, monkeypatch):
    told = {tell(cast, f"请来看看{n}这边的情况").pk for n in range(5)}
    monkeypatch.setattr(unanswered, "PAGE", 2)
    asked, seen = "", list[int]()
    while True:
        page = office.get(LIST + asked).content.decode()
        seen += listed(office, asked)
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        if following is None:
            break
        asked = following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) and told <= set(seen) and seen == sorted(seen, reverse=True)
    assert len(seen) == drift.sent([cast.town.pk], NOW).open
    assert listed(office, "?after=x_y") == listed(office)


def test_as_many_questions_for_many_as_for_few_and_only_for_those_who_may(cast, office, client):
    def asked():
        office.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            office.get(LIST)
        return len(seen)

    tell(cast)
    few = asked()
    for n in range(6):
        tell(cast, f"请来看看{n}这边的情况")
    assert asked() == few
    client.force_login(cast.account("member"))
    assert client.get(LIST).status_code in (302, 403, 404)


def test_what_this_reader_may_not_see_is_counted_and_not_shown(cast, office):
    one = tell(cast)
    Matter.objects.filter(pk=one.pk).update(secret=True)
    page = office.get(LIST).content.decode()
    assert one.pk not in listed(office) and "其中 1 件不归您看" in page


def test_who_runs_the_rules_and_reads_no_matter_is_told_so(cast, client):
    one = tell(cast)
    client.force_login(cast.account("administrator"))
    page = client.get(LIST).content.decode()
    assert "件不归您看" in page and "没有等着答案" not in page and one.number not in page


def test_the_list_is_found_by_its_index_from_where_the_last_page_ended(cast):
    """What is asked implies what the index holds, and the key of a page bounds it."""
    found = drift.unanswered([cast.town.pk], NOW).filter(unanswered._past("1767225600000000_9"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = found.order_by("-entered_at", "-id")[:50].explain()
    assert "using matter_unanswered" in plan and "Sort" not in plan
    bounds = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert bounds.count("entered_at") == 2
