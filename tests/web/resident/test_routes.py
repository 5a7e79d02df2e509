"""Routes to walk: six themes of 西樵 (row 3.5), the walks one may sign up for, how often each was walked this year."""

import re
from datetime import timedelta

import pytest
from tests.cast import NOW, xiqiao

from lianxin.kernel.acts import activity, holding, publishing
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record

pytestmark = pytest.mark.django_db
THEMES = ("红色岁月", "乡村振兴", "改革创新", "产业发展", "城乡融合", "基层治理")


@pytest.fixture
def cast(monkeypatch):
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return made


def walk(cast, route, at, shown=True):
    wanted = Plan("route_visit", "沿山走一走", at, (cast.unit("site_qiaoyuan").pk,), fields={"route": route})
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, min(NOW, at))
    return publishing.publish(cast.who("leader"), made.pk, "", NOW) if shown else made


def parts(client):
    page = client.get("/t/xiqiao/routes")
    assert page.status_code == 200
    return [
        (re.search(r'row-what">([^<]*)', row)[1], row.count("/sign-up/") + row.count("/activity/"), row)
        for row in page.content.decode().split("<li>")[1:]
        if "row-what" in row
    ]


def test_every_theme_stands_on_the_page_with_its_walks(cast, client):
    coming = walk(cast, "years", NOW + timedelta(days=5))
    walk(cast, "reform", NOW + timedelta(days=6), shown=False)
    gone = walk(cast, "industry", NOW - timedelta(days=3))
    holding.hold(cast.who("governance"), gone.pk, Record(figures={"heads": "40余"}), NOW)
    found = parts(client)
    assert tuple(name for name, _, _ in found) == THEMES
    by_name = {name: row for name, _, row in found}
    assert f"/{coming.pk}" in by_name["红色岁月"] and "沿山走一走" in by_name["红色岁月"]
    assert "沿山走一走" not in by_name["改革创新"] and "现在没有可以报名的场次" in by_name["改革创新"]
    assert "今年走过 1 次" in by_name["产业发展"] and "今年走过 0 次" in by_name["红色岁月"]
    assert 'href="/t/xiqiao/routes"' in client.get("/t/xiqiao/").content.decode()


def test_a_walk_without_its_theme_is_refused(cast):
    made = walk(cast, "", NOW - timedelta(days=3), shown=False)
    with pytest.raises(Exception, match="哪一条线路"):
        holding.hold(cast.who("governance"), made.pk, Record(figures={"heads": "40"}), NOW)


def test_the_page_asks_the_same_number_of_questions(cast, client, django_assert_max_num_queries):
    for day in range(1, 6):
        walk(cast, "years", NOW + timedelta(days=day))
    client.get("/t/xiqiao/routes")
    with django_assert_max_num_queries(6):
        client.get("/t/xiqiao/routes")
