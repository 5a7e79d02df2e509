"""The detailed ledger and a member's own notebook leave as files: the same act, the same approval, masked, by scope."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.cast import NOW, PASSWORD
from tests.kernel.organisation import BEGUN, organisation

from lianxin.kernel.acts import export, export_message, member
from lianxin.kernel.models import Entry, Export, Notice
from lianxin.kernel.reads import exported, versions
from lianxin.kernel.reads.ledger import Asked
from lianxin.language.period import read
from lianxin.language.reason import Refused

YEAR = Asked(read("2026"))


def year_of(org):
    """What the branch held: a lecture whose title names a phone, a theme day, a group meeting."""
    org.held("theme_day", NOW - timedelta(days=9), title="学习党章，报名请拨13800138000")
    org.held("group_meeting", NOW - timedelta(days=8), org.groups[0], title="小组学习", present=org.members[::2])
    org.held("assembly", NOW - timedelta(days=7), title="三月党员大会")


def sheet_of(answer):
    return load_workbook(io.BytesIO(answer.content)).active


def test_the_detailed_ledger_leaves_through_the_same_pages(org, cast, at_desk):
    year_of(org)
    desk, at = at_desk("secretary"), reverse("branch", args=[org.branch.pk])
    assert "申请导出" in desk.get(f"{at}?book=ledger").content.decode()
    short = desk.post(f"{at}/export", {"year": "2026", "purpose": "用"})
    page = short.content.decode()
    assert short.status_code == 422 and "请写明导出做什么用" in page and 'value="用"' in page
    assert not Export.objects.exists()
    asked = desk.post(f"{at}/export", {"year": "2026", "purpose": "年底述职用"})
    assert asked.status_code == 302 and asked.url == reverse("exports")
    one = Export.objects.get()
    assert (one.ledger, one.rows, one.unit_id) == (exported.BRANCH, 3, org.branch.pk)
    mine = desk.get(reverse("exports")).content.decode()
    assert "明细账 · 樵园社区第一党支部 · 2026 年" in mine and "等审批" in mine and 'value="yes"' not in mine
    leader = at_desk("leader")
    assert 'value="yes"' in leader.get(reverse("exports")).content.decode()
    assert leader.post(reverse("export-decide", args=[one.pk]), {"agree": "yes"}).status_code == 302
    sheet = sheet_of(desk.post(reverse("export-file", args=[one.pk])))
    assert sheet.freeze_panes == "A5" and sheet.print_title_rows == "$4:$4" and sheet.print_area
    assert f"DC-{one.pk}" in sheet.oddFooter.center.text and "年底述职用" in sheet.cell(sheet.max_row, 1).value
    above, rows = [sheet.cell(at, 1).value for at in (1, 2, 3)], list(sheet.iter_rows(min_row=4, values_only=True))
    assert "明细账" in above[0] and f"单位：{org.branch.name}" in above[1] and "2026 年" in above[1]
    assert rows[0] == ("日期", "类别", "主题", "联合举办", "议程", "应到", "实到", "决议")
    assert [row[1] for row in rows[1:4]] == ["主题党日", "党小组会", "党员大会"] and rows[1][5:7] == (7, 6)
    assert "13800138000" not in str(rows) and "学习党章" in rows[1][2]
    acts = Entry.objects.filter(act__startswith="export.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["export.ask", "export.decide", "export.fetch"]


def test_a_branch_ledger_stays_within_those_who_read_its_books(org, cast, at_desk):
    year_of(org)
    for name in ("member", "clerk", "lead", "community", "stranger"):
        with pytest.raises(Refused):
            export.ask(cast.who(name), org.branch, exported.BRANCH, YEAR, "年底述职用", NOW)
    one = export.ask(org.secretary, org.branch, exported.BRANCH, YEAR, "年底述职用", NOW)
    for name in ("lead", "clerk", "member", "stranger"):
        with pytest.raises(Refused, match="不能审批"):
            export.decide(cast.who(name), one.pk, True, "", NOW)
    with pytest.raises(Refused, match="另一个人"):
        own = export.ask(cast.who("governance"), org.branch, exported.BRANCH, YEAR, "年底述职用", NOW)
        export.decide(cast.who("governance"), own.pk, True, "", NOW)
    assert "樵园社区第一党支部" not in at_desk("lead").get(reverse("exports")).content.decode()
    assert "您还没有申请过导出" in at_desk("community").get(reverse("exports")).content.decode()
    with pytest.raises(Refused, match="没有记录"):
        export.ask(org.secretary, org.branch, exported.BRANCH, Asked(read("2025")), "年底述职用", NOW)


def test_a_notebook_goes_to_the_member_himself_alone(org, cast, at_desk):
    me = cast.who("member")
    member.join(org.secretary, org.branch.pk, me.person_id, BEGUN, NOW)
    org.held("theme_day", NOW - timedelta(days=3), title="学习党章", present=[me.person_id, *org.members])
    org.held("theme_day", NOW - timedelta(days=2), title="清洁家园", present=org.members)
    desk = at_desk("member")
    assert "申请导出" in desk.get(reverse("notebook")).content.decode()
    asked = desk.post(reverse("notebook-export"), {"year": "2026", "purpose": "自己留存"})
    assert asked.status_code == 302
    one = Export.objects.get()
    with pytest.raises(Refused):
        export.ask(org.secretary, org.branch, exported.NOTEBOOK, YEAR, "看看党员的", NOW)
    at_desk("secretary").post(reverse("export-decide", args=[one.pk]), {"agree": "yes"})
    sheet = sheet_of(desk.post(reverse("export-file", args=[one.pk])))
    rows = list(sheet.iter_rows(min_row=int(sheet.freeze_panes[1:]) - 1, values_only=True))
    assert rows[0][2:4] == ("主题", "到会") and "记事簿" in sheet["A1"].value
    assert [row[2:4] for row in rows[1:3]] == [("学习党章", "到"), ("清洁家园", "未到")] and len(rows) == 4
    assert desk.post(reverse("notebook-export"), {"year": "2019", "purpose": "自己留存"}).status_code == 404
    short = desk.post(reverse("notebook-export"), {"year": "2025", "purpose": "自己留存"})
    assert short.status_code == 422 and "没有记录" in short.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, axe, width, monkeypatch):
    from tests.cast import xiqiao

    versions.forget()
    cast = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    org = organisation(cast, 6)
    year_of(org)
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "secretary")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{live_server.url}/branch/{org.branch.pk}?book=ledger")
    page.click("details.fold summary")
    page.fill("input[name=purpose]", "年底向街道党工委述职，附在述职报告后面，只用这一次")
    page.click("details.fold button[type=submit]")
    page.wait_for_url("**/exports/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_decides_sees_it_on_the_desk_and_who_asked_is_told_the_answer(org, cast, at_desk):
    year_of(org)
    one = export.ask(org.secretary, org.branch, exported.BRANCH, YEAR, "年底述职用", NOW)
    said = "有 1 份导出等您同意"
    assert said in at_desk("leader").get(reverse("desk")).content.decode()
    for name in ("clerk", "worker", "community"):
        assert "份导出等您同意" not in at_desk(name).get(reverse("desk")).content.decode()
    with CaptureQueriesContext(connection) as asked:
        at_desk("leader").get(reverse("desk"))
    assert not [one for one in asked if "kernel_export" in one["sql"]], "asked once a version, and not at each look"

    export.decide(cast.who("leader"), one.pk, False, "只要汇总就够了", NOW)
    assert said not in at_desk("leader").get(reverse("desk")).content.decode()
    again = export.ask(org.secretary, org.branch, exported.BRANCH, YEAR, "年底述职用", NOW)
    export.decide(cast.who("leader"), again.pk, True, "", NOW)
    Notice.objects.bulk_create(export_message.notices(Entry.objects.order_by("pk"), NOW))
    told = Notice.objects.filter(person_id=org.secretary.person_id, entry__act="export.decide").order_by("pk")
    assert ["只要汇总就够了" in told[0].body, "已同意，请在2026年" in told[1].body, len(told)] == [True, True, 2]
    assert told[1].link.endswith(reverse("exports"))
    assert "已同意，请在2026年" in at_desk("secretary").get(reverse("notebook")).content.decode()
