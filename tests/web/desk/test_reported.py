"""双报到: the list of those who reported, and the sheet that goes back to their own Party body."""

from datetime import date, timedelta

import pytest
from tests.kernel.ties import NOW, TODAY, street

from lianxin.kernel.acts import tie, visit
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import packs
from lianxin.language import tie as rules
from lianxin.language.period import Period


@pytest.fixture
def cast(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return street()


def came(cast, name, since, *notes):
    fields = {"from_unit": "区水务局机关党支部", "wishes": "修水电"}
    wanted = Wanted("reported", cast.town.pk, cast.unit("qiaodong").pk, since, name=name, fields=fields)
    made = tie.make(cast.who("community"), wanted, NOW)
    for day, about, text in notes:
        visit.note(cast.who("community"), made.pk, Note(about, day, text), NOW)
    return made


def seen(cast, client, name, path):
    client.force_login(cast.account(name))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_when_each_was_last_there_and_asks_for_those_who_were_not(cast, client):
    came(cast, "岑立言", date(2026, 3, 2), (date(2026, 11, 20), "serve", "清理楼道杂物"))
    came(cast, "甘若谷", TODAY - timedelta(days=200))
    page = seen(cast, client, "community", "/reported/")
    assert "岑立言" in page and "超过 16 天没有记录" in page and "区水务局机关党支部" in page
    silent = seen(cast, client, "community", "/reported/?only=silent")
    assert "甘若谷" in silent and "岑立言" not in silent


def test_another_community_reads_numbers_and_no_names(cast, client):
    made = came(cast, "岑立言", date(2026, 3, 2))
    page = seen(cast, client, "elsewhere", "/reported/")
    assert "岑立言" not in page and '<b class="num">1</b>' in page and "只有登记的社区和本人看得到" in page
    assert client.get(f"/ties/{made.pk}/sheet").status_code == 404


def test_the_sheet_holds_what_was_done_in_its_half_year_and_no_mark(cast, client):
    made = came(
        cast, "岑立言", date(2026, 3, 2), (date(2026, 6, 30), "report", "来登记"),
        (date(2026, 11, 20), "duty", "台风前检查"), (date(2026, 7, 1), "serve", "清理楼道杂物"),
    )  # fmt: skip
    page = seen(cast, client, "community", f"/ties/{made.pk}/sheet")
    assert "2026 年下半年做了什么，共 2 次" in page and "区水务局机关党支部" in page
    assert page.index("2026-07-01") < page.index("2026-11-20") and "2026-06-30" not in page
    assert "不打分，不排名" in page and "修水电" not in page, "what is not needed there is not told"
    earlier = seen(cast, client, "community", f"/ties/{made.pk}/sheet?period=2026-H1")
    assert "2026 年上半年做了什么，共 1 次" in earlier and "来登记" in earlier
    assert client.get(f"/ties/{made.pk}/sheet?period=spring").status_code == 404
    before = Entry.objects.count()
    seen(cast, client, "community", f"/ties/{made.pk}/sheet?period=2025-H2")
    assert Entry.objects.count() == before, "reading writes nothing"


def test_a_tie_without_a_sheet_has_none(cast, client):
    wanted = Wanted("team", cast.town.pk, cast.unit("branch_qiaodong").pk, TODAY, name="植立秋", slot="member")
    made = tie.make(cast.who("governance"), wanted, NOW)
    client.force_login(cast.account("governance"))
    assert client.get(f"/ties/{made.pk}/sheet").status_code == 404


def test_the_list_asks_the_database_as_often_for_many_as_for_one(cast, client, django_assert_max_num_queries):
    came(cast, "岑立言", date(2026, 3, 2))
    client.force_login(cast.account("community"))
    client.get("/reported/")
    with django_assert_max_num_queries(8) as one:
        client.get("/reported/")
    for n in range(20):
        came(cast, f"甘若谷{n}", date(2026, 3, 2))
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get("/reported/")


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        ("half_year", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        ("half_year", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("quarter", date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_a_period_holds_its_day(cast, every, day, first, last):
    sheet = packs.of_town(cast.town.pk).said.ties["reported"].sheet
    assert rules.period(sheet.model_copy(update={"every": every}), day) == Period(first, last)


def test_where_a_local_rule_asks_the_list_says_who_and_the_sheet_under_which_document(cast, client, monkeypatch):
    """Off where no document of the place asks; on, it is a prompt: no mark, no order."""
    made = came(cast, "岑立言", date(2026, 3, 2))
    been = came(cast, "甘若谷", date(2026, 3, 2), (date(2026, 11, 20), "serve", "清理楼道杂物"))
    off = seen(cast, client, "community", "/reported/")
    assert "还要来一次" not in off and "首次报到" not in off
    assert "已来过" not in seen(cast, client, "community", f"/ties/{been.pk}/sheet")
    values = packs.of_town(cast.town.pk).said.values
    for key, value in (("report.wanted", 1), ("report.first_by", "06-30")):
        rule = values[key].dated[0].model_copy(update={"value": value, "source": "double-report"})
        monkeypatch.setitem(values, key, values[key].model_copy(update={"dated": [rule]}))
    page = seen(cast, client, "community", "/reported/?only=due")
    assert "岑立言" in page and "甘若谷" not in page and "2026-06-30 以前首次报到" in page
    assert "还可以安排，没有来也只作提示" in seen(cast, client, "community", f"/ties/{made.pk}/sheet")
    last = seen(cast, client, "community", f"/ties/{made.pk}/sheet?period=2026-H1")
    assert "没有来满，只作提示，不打分" in last and "《在职党员到社区报到、为群众服务做法》" in last
    assert "2026 年下半年已来过" in seen(cast, client, "community", f"/ties/{been.pk}/sheet")
