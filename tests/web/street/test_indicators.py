"""Numbers that open: pages of indicators and ledgers, scope, exports by a second person, queries that stay constant."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.cast import Cast, xiqiao
from tests.web.street.matters import project, scatter

from lianxin.kernel.acts import export, filing, matter, measures
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Export, Matter
from lianxin.kernel.reads import ledger
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.reads.ledger import Asked
from lianxin.language.pack import Pack
from lianxin.language.period import read
from lianxin.language.reason import Refused

pytestmark = pytest.mark.django_db
YEAR = read("2026")


@pytest.fixture
def cast(monkeypatch) -> Cast:
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    scatter(made, 90, 3)
    count(made)
    return made


def count(cast: Cast) -> None:
    """What the worker would do."""
    measures.fold(cast.now)
    measures.recount(cast.town.pk, cast.now)
    while measures.walk(cast.now):
        pass


def number(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'<a class="num" href="/indicator/[^"]*">(\d+)', text)]


def test_a_number_opens_into_exactly_its_records(client, cast):
    client.force_login(cast.account("leader"))
    page = client.get("/indicator/requests_received/?period=2026").content.decode()
    expected = reads.result(cast.town, "requests_received", YEAR, cast.now)
    told = Matter.objects.filter(town=cast.town, kind="request", received_at__year=2026).count()
    assert expected.above.least == number(page)[0] and abs(told - number(page)[0]) <= 1  # a day at New Year
    listed = client.get(f"/indicator/requests_received/list?period=2026&unit={cast.town.pk}&part=above")
    rows, following = [], listed.content.decode()
    while following:
        rows += re.findall(r"XQ-2026-\d+", following)
        link = re.search(r'href="(\?[^"]*after=[^"]*)"', following)
        following = (
            client.get(f"/indicator/requests_received/list{link[1]}".replace("&amp;", "&")).content.decode()
            if link
            else ""
        )
    assert len(set(rows)) == expected.above.least
    assert "口径" in page and "完整性" in page and "截至" in page and 'id="chart-data"' in page


def test_the_rows_by_unit_add_up_and_the_rest_opens(client, cast):
    Matter.objects.filter(town=cast.town, is_open=True).update(owner=cast.town)
    own = Matter.objects.filter(town=cast.town, is_open=True, kind="request").first()
    Matter.objects.filter(pk=own.pk).update(owner=cast.unit("office_works"))
    count(cast)
    client.force_login(cast.account("leader"))
    page = client.get("/indicator/open_now/?period=2026")
    whole, units = page.context["told"]["value"], page.context["units"]
    assert sum(int(row["value"]) for row in units) == int(whole) and len(units) == 2
    last = units[-1]
    assert last["name"] == f"{cast.town.name}本级和其他" and not last["page"]
    behind = client.get(last["url"])
    assert behind.context["total"] == last["value"] and last["name"] in behind.content.decode()
    rows, shown = len(behind.context["lines"]), behind
    while shown.context["following"]:
        shown = client.get(f"/indicator/open_now/list{shown.context['following']}")
        rows += len(shown.context["lines"])
    assert rows == int(last["value"]) == int(whole) - 1


def test_what_the_worker_has_not_counted_is_in_the_rest_too(client, cast):
    client.force_login(cast.account("leader"))
    before = client.get("/indicator/requests_received/?period=2026").context
    told = Telling("路灯不亮，找不到是哪一段", cast.town.pk, channel="window", kind="request", site_id=cast.town.pk)
    filing.file(cast.who("clerk"), told, cast.now)
    after = client.get("/indicator/requests_received/?period=2026").context
    assert int(after["told"]["value"]) == int(before["told"]["value"]) + 1
    sums = [sum(int(row["value"]) for row in shown["units"]) for shown in (before, after)]
    assert sums == [int(before["told"]["value"]), int(after["told"]["value"])]


def test_all_indicators_are_found_by_a_word(client, cast):
    client.force_login(cast.account("leader"))
    whole = client.get("/indicators/").content.decode()
    assert all(one.label.zh in whole for one in cast.pack.said.indicators.values())
    some = client.get("/indicators/?q=隐患").content.decode()
    assert "隐患整改率" in some and "转办次数" not in some
    assert "没有找到" in client.get("/indicators/?q=火箭").content.decode()


def test_scope(client, cast):
    """Above towns numbers only; a head of unit sees his unit; nobody another town."""
    client.force_login(cast.account("overseer"))
    assert client.get(f"/indicator/requests_received/?unit={cast.town.pk}").status_code == 200
    assert client.get(f"/indicator/requests_received/list?unit={cast.town.pk}").status_code == 404
    assert client.get(f"/ledger/requests/?unit={cast.town.pk}").status_code == 404
    client.force_login(cast.account("lead"))
    own = cast.unit("office_works")
    assert client.get(f"/indicator/open_now/?unit={own.pk}").status_code == 200
    assert client.get(f"/indicator/open_now/?unit={cast.town.pk}").status_code == 404
    assert client.get(f"/indicator/open_now/?unit={cast.other.pk}").status_code == 404
    client.force_login(cast.account("member"))
    assert client.get("/indicators/").status_code == 403


def test_the_same_number_of_queries_at_any_size(client, cast):
    client.force_login(cast.account("leader"))
    addresses = ["/indicators/", "/indicator/requests_solved/", "/ledger/requests/?period=2026"]
    before = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        before.append(len(asked))
    scatter(cast, 300, 8)
    count(cast)
    for address, n in zip(addresses, before, strict=True):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) == n < 25, address


def test_a_ledger_is_filtered_sorted_and_within_scope(client, cast):
    client.force_login(cast.account("leader"))
    page = client.get("/ledger/requests/?period=2026&f_state=closed&sort=received").content.decode()
    days = re.findall(r"<td[^>]*>(2026-\d\d-\d\d)</td>", page)
    closed = Matter.objects.filter(town=cast.town, kind="request", is_open=False, received_at__year=2026).count()
    assert f'<span class="num">{closed}</span>' in page and days and 'aria-sort="ascending"' in page
    assert client.get("/ledger/nothing/").status_code == 404


def test_key_projects_stand_by_level_with_a_light_by_their_day(client, cast):
    """上城 row 1.19: one of the city, three of the district; green, amber and red follow the day each is due."""
    levels = ["district", "city", "district", "district"]
    days = (200, 5, -1, 200)
    Matter.objects.bulk_create([project(cast, n, levels[n], days[n]) for n in range(4)])
    client.force_login(cast.account("leader"))
    page = client.get("/ledger/works/?period=2026").content.decode()
    groups = re.split(r'<th scope="rowgroup"[^>]*>', page)[1:]
    assert [group.split("<")[0] for group in groups] == ["市级重点", "区级重点"]
    lights = [re.findall(r'class="clock clock-(\w+)"', group) for group in groups]
    assert lights[0] == ["amber"] and sorted(lights[1]) == ["green", "green", "red"]
    assert "红 超期" in groups[1] and "黄 快到期" in groups[0]
    shown = ledger.everything(cast.who("leader"), cast.town, "works", Asked(YEAR), 9, cast.now, "en")
    assert sorted(row[2] for row in shown) == ["Amber", "Green", "Green", "Red"]


def test_a_ledger_says_when_a_step_was_taken_whoever_took_it(client, cast):
    governance = cast.who("governance")
    for n, text in enumerate(("给车站加一张长椅", "给书屋加一盏灯")):
        told = Telling(text, cast.town.pk, kind="deed", place_id=cast.unit("qiaoyuan").pk, received_at=cast.now)
        found = filing.file(governance, told, cast.now).matter
        if n == 0:
            matter.take(governance, found.pk, "list", {"public_text": text}, cast.now + timedelta(minutes=5))
    client.force_login(cast.account("leader"))
    page = client.get("/ledger/deeds/?period=2026").content.decode()
    rows = {row for row in page.split("<tr") if "给" in row}
    assert sorted(row.count("2026-03-11") for row in rows) == [1, 2]


def test_what_a_file_still_lacks_is_said_where_it_is_written(client, cast):
    told = Telling("桥东社区的路灯坏了", cast.town.pk, place_id=cast.unit("qiaole").pk, kind="request")
    filing.file(cast.who("governance"), told, cast.now)
    client.force_login(cast.account("governance"))
    at, given = "/ledger/requests/export?period=2026", {"purpose": "备查", "sort": "-received"}
    short = client.post(at, given)
    page = short.content.decode()
    assert short.status_code == 422 and "至少 4 个字" in page and 'value="备查"' in page
    assert 'name="sort" value="-received"' in page and not Export.objects.exists()
    assert client.post(at, given | {"purpose": "季度汇报用"}).status_code == 302
    client.force_login(cast.account("leader"))
    no = client.post(f"/exports/{Export.objects.get().pk}/decide", {"agree": "no", "reason": " "})
    assert no.status_code == 422 and "不同意要写理由" in no.content.decode() and "等审批" in no.content.decode()
    again = client.post(f"/exports/{Export.objects.get().pk}/decide", {"agree": "no", "reason": "太宽"})
    assert again.status_code == 302 and "太宽" in client.get("/exports/").content.decode()
    gone = client.post(f"/exports/{Export.objects.get().pk}/decide", {"agree": "yes"})
    assert gone.status_code == 409 and "已经有人审批过了" in gone.content.decode()


def test_a_file_needs_a_purpose_a_second_person_and_time(client, cast):
    asked, governance, leader = Asked(YEAR), cast.who("governance"), cast.who("leader")
    with pytest.raises(Refused, match="不能导出"):
        export.ask(leader, cast.town, "requests", asked, "季度汇报用", cast.now)
    with pytest.raises(Refused, match="用途|做什么用"):
        export.ask(governance, cast.town, "requests", asked, "用", cast.now)
    one = export.ask(governance, cast.town, "requests", asked, "季度汇报用", cast.now)
    with pytest.raises(Refused, match="另一个人"):
        export.decide(governance, one.pk, True, "", cast.now)
    with pytest.raises(Refused, match="还没有人同意"):
        export.fetch(governance, one.pk, cast.now)
    with pytest.raises(Refused, match="不能审批"):
        export.decide(cast.who("lead"), one.pk, True, "", cast.now)
    export.decide(leader, one.pk, True, "", cast.now)
    with pytest.raises(Refused, match="只有申请人"):
        export.fetch(leader, one.pk, cast.now)
    with pytest.raises(Refused, match="已过期"):
        export.fetch(governance, one.pk, cast.now + timedelta(days=8))
    client.force_login(cast.account("governance"))
    answer = client.post(f"/exports/{one.pk}/file")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    above = [sheet.cell(at, 1).value for at in range(1, 5)]
    assert above[0] == "诉求台账" and f"单位：{cast.town.name}　期间：2026 年　筛选：没有筛选" in above[1]
    assert f"共 {one.rows} 行" in above[2] and above[3].startswith("口径：收到的诉求")
    assert sheet.freeze_panes == "A6" and sheet.print_title_rows == "$5:$5" and sheet["A5"].value == "编号"
    assert sheet.print_area.startswith("'诉求台账'!$A$1:") and f"DC-{one.pk}" in sheet.oddFooter.center.text
    assert sheet.max_row == 5 + one.rows + 1 and f"DC-{one.pk}" in sheet.cell(sheet.max_row, 1).value
    assert Export.objects.get().fetched == 1
    assert list(Entry.objects.filter(act__startswith="export.").order_by("pk").values_list("act", flat=True)) == [
        "export.ask", "export.decide", "export.fetch",
    ]  # fmt: skip


def test_a_file_that_grew_since_is_noted_with_its_rows_and_never_cut_short(cast, monkeypatch):
    governance, asked = cast.who("governance"), Asked(YEAR)
    one = export.ask(governance, cast.town, "deeds", asked, "年度汇报用", cast.now)
    export.decide(cast.who("leader"), one.pk, True, "", cast.now)
    place = cast.unit("qiaoyuan").pk
    told = Telling("给车站加一张长椅", cast.town.pk, kind="deed", place_id=place, received_at=cast.now)
    filing.file(governance, told, cast.now)
    export.fetch(governance, one.pk, cast.now)
    said = Entry.objects.get(act="export.fetch").data
    assert (said["agreed"], said["rows"]) == (one.rows, one.rows + 1)
    value = Pack.value
    monkeypatch.setattr(
        Pack, "value", lambda pack, name, day: one.rows if name == "export.rows" else value(pack, name, day)
    )
    with pytest.raises(Refused, match="一份文件最多"):
        export.fetch(governance, one.pk, cast.now)
    assert Entry.objects.filter(act="export.fetch").count() == Export.objects.get().fetched == 1


def test_a_file_is_asked_for_and_agreed_to_on_pages(client, cast):
    client.force_login(cast.account("governance"))
    answer = client.post(
        f"/ledger/requests/export?unit={cast.town.pk}&period=2026", {"purpose": "年中检查用", "f_state": "open"}
    )
    one = Export.objects.get()
    assert (
        answer.status_code == 302
        and one.asked["filters"] == {"state": "open"}
        and "等审批" in client.get("/exports/").content.decode()
    )
    client.force_login(cast.account("leader"))
    assert "同意" in client.get("/exports/").content.decode()
    client.post(f"/exports/{one.pk}/decide", {"agree": "no", "reason": "请缩小范围"})
    one.refresh_from_db()
    assert one.agreed is False and "没有同意" in client.get("/exports/").content.decode()
