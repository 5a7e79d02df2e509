"""What tables and files say of themselves: narrowing and columns before a file leaves, plans in one unit, no term."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from tests.cast import Cast, founded, join, xiqiao
from tests.web.street.matters import project, scatter

from lianxin.kernel.acts import export, filing, merging
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.ledger import Asked
from lianxin.language.period import read

pytestmark = pytest.mark.django_db
YEAR = read("2026")


@pytest.fixture
def cast(monkeypatch) -> Cast:
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    scatter(made, 30, 3)
    return made


def test_who_agrees_sees_what_would_leave_and_the_file_says_it(client, cast):
    asked, governance = Asked(YEAR, {"state": "open"}), cast.who("governance")
    some = Matter.objects.filter(kind="request", is_open=True, received_at__year=2026)
    first, second = (
        filing.file(cast.who("clerk"), Telling(f"江浦路第{n}盏路灯不亮", cast.town.pk, kind="request"), cast.now).matter
        for n in (3, 4)
    )
    merging.merge(cast.who("clerk"), first.pk, second.pk, cast.now)
    one = export.ask(governance, cast.town, "requests", asked, "季度汇报用", cast.now)
    client.force_login(cast.account("leader"))
    page = client.get("/exports/").content.decode()
    assert "状态：在办" in page and f"{some.count()} 行" in page and "10 列" in page and "编号、事由、主题" in page
    export.decide(cast.who("leader"), one.pk, True, "", cast.now)
    client.force_login(cast.account("governance"))
    sheet = load_workbook(io.BytesIO(client.post(f"/exports/{one.pk}/file").content)).active
    assert "筛选：状态：在办" in sheet["A2"].value
    ledger_page = client.get("/ledger/requests/?period=2026&f_state=closed&sort=-received").content.decode()
    assert "已合并" in ledger_page
    told = client.get(f"/matter/{first.pk}").content.decode()
    assert "已合并" in told


def test_a_project_without_a_deadline_is_not_on_time(client, cast):
    open_ended = project(cast, 5, "city", 200)
    open_ended.due_at = open_ended.soon_at = None
    Matter.objects.bulk_create([open_ended, project(cast, 6, "district", 200)])
    client.force_login(cast.account("leader"))
    page = client.get("/ledger/works/?period=2026").content.decode()
    assert "未定期限" in page and page.count("绿 按时") == 1


def test_a_plan_stands_beside_what_was_done_in_the_same_unit(client):
    """石围塘: hazards are planned as a number, and their rate has a column and a target of its own."""
    cast = founded("shiweitang")
    join(cast, "leader", "邓崇文", "leader", cast.town)
    client.force_login(cast.account("leader"))
    page = client.get("/programmes/").content.decode()
    year = page.partition("本年度党建服务计划")[2].partition("</section>")[0]
    row = year.partition("隐患整改")[2].partition("</tr>")[0]
    assert "20 件" in row and ">0 件<" in row and "没有定" in row and "比率目标" in year
    assert "<h2>本年度党建服务计划</h2>" in page
