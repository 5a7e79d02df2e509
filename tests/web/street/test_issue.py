"""Hot issues on the board, their page, and the one action that makes one matter answer for all."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, xiqiao

from lianxin.kernel.acts import filing, issue, likeness
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Issue, Matter
from lianxin.kernel.who import NOBODY
from lianxin.web.street.board import counted

pytestmark = pytest.mark.django_db
DARK = ("路灯都不亮，晚上看不清", "路灯不亮，一片黑", "路灯不亮了，老人摔了", "路灯一直不亮，看不清")


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return xiqiao()


@pytest.fixture
def enter(cast):
    def go(name):
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(cast.account(name))
        return client

    return go


def fill(cast, road, texts=DARK):
    place = cast.unit(road)
    made = [
        filing.file(
            NOBODY, Telling(f"{place.name}{text}", cast.town.pk, kind="request", topic="light", place_id=place.pk), NOW
        )
        for text in texts
    ]
    likeness.keep([one.matter.pk for one in made], NOW)
    issue.group(NOW)
    return [one.matter.pk for one in made]


def test_the_board_names_what_grows_and_its_page_lists_the_matters(cast, enter):
    dark = fill(cast, "jiangpu")
    one = Issue.objects.get()
    client = enter("clerk")
    board = client.get("/board/").content.decode()
    assert f'href="/board/issue/{one.pk}"' in board and "江浦路路灯都不亮" in board
    page = client.get(f"/board/issue/{one.pk}").content.decode()
    assert all(f'href="/matter/{pk}"' in page for pk in dark) and "近 7 天 4 人次" in page
    assert page.count('name="pick"') == 4 and page.count('name="lead"') == 4


def test_one_action_gives_the_issue_a_lead_and_one_lets_go(cast, enter):
    first, *rest = fill(cast, "jiangpu")
    at = f"/board/issue/{Issue.objects.get().pk}"
    client = enter("governance")
    done = client.post(f"{at}/lead", {"lead": first, "pick": [first, *rest]}, follow=True)
    assert "牵头" in done.content.decode()
    assert set(Matter.objects.filter(lead_id=first).values_list("pk", flat=True)) == set(rest)
    client.post(f"{at}/release", {"lead": first, "only": rest[0]})
    assert Matter.objects.filter(lead_id=first).count() == 2
    client.post(f"{at}/release", {"lead": first})
    assert not Matter.objects.filter(lead__isnull=False).exists()
    refused = client.post(f"{at}/lead", {"lead": first})
    assert refused.status_code == 422 and "至少选一件" in refused.content.decode()


def test_nobody_of_another_town_or_without_the_power_sees_or_leads(cast, enter):
    first, *rest = fill(cast, "jiangpu")
    at = f"/board/issue/{Issue.objects.get().pk}"
    assert enter("stranger").get(at).status_code == 404
    assert "江浦路" not in enter("stranger").get("/board/").content.decode()
    before = Entry.objects.count()
    for name in ("stranger", "worker", "member", "leader"):
        assert enter(name).post(f"{at}/lead", {"lead": first, "pick": rest}).status_code in (403, 404)
    assert Entry.objects.count() == before
    leader = enter("leader").get(at)
    assert leader.status_code == 200 and "一并答复" not in leader.content.decode()


def test_secret_matters_stand_on_no_list(cast, enter):
    first, *rest = fill(cast, "jiangpu")
    Matter.objects.filter(pk=first).update(secret=True, text="不该看见的题目")
    page = enter("clerk").get(f"/board/issue/{Issue.objects.get().pk}").content.decode()
    assert "不该看见" not in page and f"/matter/{first}" not in page
    assert "不该看见" not in enter("clerk").get("/board/").content.decode()


def test_the_board_and_the_page_ask_as_many_questions_for_many_as_for_few(cast, enter):
    fill(cast, "jiangpu")
    client = enter("clerk")
    at = f"/board/issue/{Issue.objects.get().pk}"

    def asked(address):
        client.get(address)
        counted.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked("/board/"), asked(at)
    fill(cast, "qiaoyuan")
    fill(cast, "jiangpu", [f"路灯不亮{n}" for n in range(12)])
    assert Issue.objects.count() == 2
    assert (asked("/board/"), asked(at)) == few
    counted.cache_clear()
    assert len(re.findall("/board/issue/", client.get("/board/").content.decode())) == 4


def shut(*pks):
    Matter.objects.filter(pk__in=pks).update(is_open=False, step="solved", closed_at=NOW)


def listed(page):
    """The matters of the page in the order of their rows, and the values its form would send."""
    rows = [int(pk) for pk in re.findall(r'href="/matter/(\d+)"', page)]
    return rows, {
        name: [int(pk) for pk in re.findall(rf'name="{name}" value="(\d+)"', page)] for name in ("pick", "lead")
    }


def test_a_closed_lead_is_history_and_an_open_one_can_be_chosen(cast, enter):
    a, b, c, d = fill(cast, "jiangpu")
    at = f"/board/issue/{Issue.objects.get().pk}"
    client = enter("clerk")
    client.post(f"{at}/lead", {"lead": a, "pick": [b, c]})
    shut(a, b)
    page = client.get(at).content.decode()
    rows, sent = listed(page)
    assert sorted(rows) == [a, b, c, d], "each is listed once"
    assert sorted(sent["pick"]) == [c, d] and "原挂在" in page and page.count('type="radio" name="lead"') == 2
    chosen = re.search(r'type="radio" name="lead" value="(\d+)" checked', page)
    assert chosen and int(chosen[1]) == c
    assert client.post(f"{at}/lead", {"lead": d, "pick": [c, d]}).status_code == 302
    assert dict(Matter.objects.values_list("pk", "lead_id")) == {a: None, b: a, c: d, d: None}
    rows, sent = listed(client.get(at).content.decode())
    assert sorted(rows) == [a, b, c, d] and rows[:2] == [d, c] and not sent["pick"]


def test_every_lead_stands_with_its_own_and_none_is_offered_for_hanging(cast, enter):
    a, b, c, d, e = fill(cast, "jiangpu", [*DARK, "路灯又不亮了，看不清"])
    at = f"/board/issue/{Issue.objects.get().pk}"
    client = enter("clerk")
    client.post(f"{at}/lead", {"lead": a, "pick": [b]})
    client.post(f"{at}/lead", {"lead": c, "pick": [d]})
    page = client.get(at).content.decode()
    rows, sent = listed(page)
    assert rows == [a, b, c, d, e] and sent["pick"] == [e]
    assert page.count('type="radio" name="lead"') == 2 and "挂到哪一件上" in page
    moved = client.post(f"{at}/lead", {"lead": c, "pick": [b]})
    assert moved.status_code == 422 and "已经挂在" in moved.content.decode()
    assert client.post(f"{at}/lead", {"lead": c, "pick": [e]}).status_code == 302
    client.post(f"{at}/release", {"lead": c, "only": e})
    client.post(f"{at}/release", {"lead": a})
    assert dict(Matter.objects.values_list("pk", "lead_id")) == {a: None, b: None, c: None, d: c, e: None}


def test_what_hangs_on_the_same_lead_from_elsewhere_is_listed_with_it(cast, enter):
    a, b, *_ = fill(cast, "jiangpu")
    far = fill(cast, "qiaoyuan")[0]
    Matter.objects.filter(pk__in=[b, far]).update(lead_id=a)
    one = Issue.objects.get(first_id=a)
    rows, _ = listed(enter("clerk").get(f"/board/issue/{one.pk}").content.decode())
    assert rows[0] == a and set(rows[1:3]) == {b, far} and len(rows) == 5


def hanging():
    return dict(Matter.objects.order_by("pk").values_list("pk", "lead_id"))


def test_what_was_left_out_joins_the_lead_or_gets_one_of_its_own(cast, enter):
    a, b, c, d, e = fill(cast, "jiangpu", [*DARK, "路灯又不亮了，看不清"])
    at, client = f"/board/issue/{Issue.objects.get().pk}", enter("clerk")
    client.post(f"{at}/lead", {"lead": a, "pick": [b]})
    page = client.get(at).content.decode()
    rows, sent = listed(page)
    assert rows == [a, b, e, d, c] and sent == {"pick": [e, d, c], "lead": [a, a, a, e, d, c]}
    assert re.findall(r'name="lead" value="(\d+)" checked', page) == [str(a)], "the lead that is there is proposed"
    assert not re.findall(r'name="pick" value="\d+" checked', page), "whom to add is chosen"
    assert client.post(f"{at}/lead", {"lead": a, "pick": [c]}).status_code == 302
    assert client.post(f"{at}/lead", {"lead": d, "pick": [e, d]}).status_code == 302
    assert hanging() == {a: None, b: a, c: a, d: None, e: d}
    page = client.get(at).content.decode()
    assert page.count("牵头的一件</h2>") == 2 and 'name="pick"' not in page


def test_what_was_chosen_and_refused_stands_as_it_was_chosen(cast, enter):
    a, b, c, d, e = fill(cast, "jiangpu", [*DARK, "路灯又不亮了，看不清"])
    at, client = f"/board/issue/{Issue.objects.get().pk}", enter("clerk")
    client.post(f"{at}/lead", {"lead": a, "pick": [b]})
    answer = client.post(f"{at}/lead", {"lead": d, "pick": [d]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "至少选一件" in page
    assert re.findall(r'name="(lead|pick)" value="(\d+)" checked', page) == [("pick", str(d)), ("lead", str(d))]
    assert hanging() == {a: None, b: a, c: None, d: None, e: None}


def test_place_and_unit_are_labelled_once_where_all_are_alike(cast, enter):
    first, *_ = fill(cast, "jiangpu")
    at, client = f"/board/issue/{Issue.objects.get().pk}", enter("clerk")
    page = client.get(at).content.decode()
    assert page.count("地点：江浦路") == 1 and page.count("办理单位：") == 1
    Matter.objects.filter(pk=first).update(place_id=cast.unit("qiaoyuan").pk)
    page = client.get(at).content.decode()
    assert page.count("地点：江浦路") == 4 and page.count("地点：樵园社区") == 1 and page.count("办理单位：") == 1


@pytest.mark.parametrize("width", [390, 1440])
def test_lead_and_members_can_be_chosen_with_the_mouse(cast, client, live_server, open_page, width):
    dark = fill(cast, "jiangpu")
    client.force_login(cast.account("clerk"))
    page = open_page(width=width, height=900)
    page.context.add_cookies([{"name": "lianxin", "value": client.cookies["lianxin"].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/board/issue/{Issue.objects.get().pk}")
    page.locator(f"input[name=lead][value='{dark[1]}']").click()
    page.locator(f"input[name=pick][value='{dark[2]}']").click()
    assert page.url.endswith(f"/board/issue/{Issue.objects.get().pk}"), "the row's own link lies under them"
    assert page.locator(f"input[name=lead][value='{dark[1]}']").is_checked()
    assert not page.locator(f"input[name=pick][value='{dark[2]}']").is_checked()
