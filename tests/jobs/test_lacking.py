"""What living ties lack reaches who must act: on the desk and in the next digest, once, without a name, until done."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lianxin.kernel.acts import lacking, notice, tie, visit
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.models import Entry, Notice, Tie
from lianxin.kernel.reads import lacking as reads
from lianxin.kernel.reads import versions
from tests.cast import PASSWORD
from tests.kernel import ties

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    versions.forget()
    yield ties.street()
    versions.forget()


def morning(cast, days=0):
    """What the worker does on a morning: what lacks is looked at, and the digest goes out."""
    now = cast.now + days * DAY
    made = lacking.remind(now)
    notice.make(now)
    notice.digest(now)
    return made


def digests(cast, name):
    """The lines about ties that somebody was told in digests, the oldest first."""
    found = Notice.objects.filter(person=cast.people[name], kind="now", entry__act="notice.digest").order_by("pk")
    lines = [line for one in found for line in one.body.split("\n")]
    return [line for line in lines if "结对" in line or "日志" in line or "第一书记" in line]


def desk(cast, name, path="/desk/"):
    client = Client()
    client.force_login(cast.account(name), "lianxin.web.access.Accounts")
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def see(cast, name, days=0):
    versions.forget()
    found = reads.of_person(cast.who(name), cast.now + days * DAY)
    return [(one.kind, one.what, len(one.lacks), one.own) for one in found]


def test_a_household_without_a_pair_is_told_once_to_its_community(cast, settings):
    alone, other = ties.household(cast, 1), ties.household(cast, 2)
    ties.pair(cast, ties.household(cast, 3), 3, since=date(2026, 11, 20))
    assert morning(cast) == 1 and morning(cast) == 0
    (line,) = digests(cast, "community")
    assert "桥东社区" in line and "有 2 户没有“结对”" in line and "每户至少 1 个" in line
    assert f"{settings.PUBLIC_URL}/pairs/?kind=household&only=alert" in line and "岑阿婆" not in line
    assert digests(cast, "elsewhere") == digests(cast, "governance") == digests(cast, "leader") == []
    assert see(cast, "community") == [("household", "cover", 2, False)] and see(cast, "elsewhere") == []
    assert morning(cast, 1) == morning(cast, 2) == 0 and len(digests(cast, "community")) == 1
    ties.pair(cast, alone, 1, since=date(2026, 11, 26))
    assert see(cast, "community") == [("household", "cover", 1, False)], "gone from the desk at once"
    paired = ties.pair(cast, other, 2, since=date(2026, 11, 26))
    assert see(cast, "community") == [] and morning(cast, 3) == 0
    assert not Tie.objects.filter(data__has_key=reads.CALLED).exists()
    tie.end(cast.who("community"), paired.pk, "left", cast.now, sure=True)
    assert morning(cast, 4) == 1, "a household that lost its pair is told anew"
    assert "岑阿婆" not in str(list(Entry.objects.filter(act="tie.lack").values_list("data", flat=True)))


def test_a_missed_visit_is_told_to_the_member_himself_until_he_was_there(cast, monkeypatch):
    house = ties.household(cast)
    mine = ties.pair(cast, house, person_id=cast.people["member"].pk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    assert morning(cast) == 1
    (line,) = digests(cast, "member")
    assert "您的“结对”已有 86 天没有记，规定 30 天内至少一次" in line and f"/ties/{mine.pk}" in line
    assert digests(cast, "community") == []
    page = desk(cast, "member", path="/mine")
    assert f'href="/ties/{mine.pk}"' in page and "已有 86 天没有记" in page
    assert morning(cast, 1) == 0 and len(digests(cast, "member")) == 1
    visit.note(cast.who("member"), mine.pk, Note("visit", ties.TODAY, "换了灯泡"), cast.now)
    assert see(cast, "member") == [] and "没有记" not in desk(cast, "member", path="/mine")
    assert morning(cast, 2) == 0 and morning(cast, 20) == 0
    assert morning(cast, 32) == 1 and len(digests(cast, "member")) == 2, "missed again, told again"


def test_who_has_no_log_in_is_looked_after_by_the_community(cast):
    ties.pair(cast, ties.household(cast))
    assert morning(cast) == 1
    (line,) = digests(cast, "community")
    assert "“结对”有 1 个超过 30 天没有记" in line and "/pairs/" in line
    assert see(cast, "community") == [("pairing", "rhythm", 1, False)]


def test_a_log_that_is_due_is_told_to_whoever_keeps_it(cast):
    wanted = Wanted(
        "posting", cast.town.pk, cast.unit("branch_qiaodong").pk, date(2026, 9, 1), until=date(2027, 8, 31),
        person_id=cast.people["secretary"].pk, other_id=cast.unit("branch_qiaodong").pk,
        fields={"from_unit": "区某局"},
    )  # fmt: skip
    made = tie.make(cast.who("governance"), wanted, cast.now)
    assert morning(cast) == 1
    (line,) = digests(cast, "secretary")
    assert "您的“第一书记”" in line and "规定 31 天内至少一次" in line
    visit.note(cast.who("secretary"), made.pk, Note("people", ties.TODAY, "入户三家"), cast.now)
    assert see(cast, "secretary") == []


def test_what_was_done_before_the_notice_is_made_is_not_told(cast):
    house = ties.household(cast)
    lacking.remind(cast.now)
    ties.pair(cast, house, since=date(2026, 11, 26))
    notice.make(cast.now)
    assert not Notice.objects.filter(entry__act="tie.lack").exists()


def test_the_desk_asks_one_question_more_only_where_something_lacks(cast, django_assert_max_num_queries):
    who = cast.who("community")
    versions.forget()
    reads.of_person(who, cast.now)
    with django_assert_max_num_queries(0):
        assert reads.of_person(who, cast.now) == []
    for n in range(9):
        ties.household(cast, n)
    morning(cast)
    see(cast, "community")
    with django_assert_max_num_queries(4):
        assert len(reads.of_person(who, cast.now)[0].lacks) == 9


@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(cast, live_server, open_page, axe, width, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    for n in range(3):
        ties.household(cast, n)
    ties.pair(cast, ties.household(cast, 7), 7)
    morning(cast)
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "community")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{live_server.url}/desk/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("text=没有“结对”")
    page.locator("text=没有人结对").nth(2).wait_for()  # three at least, once the page is there
