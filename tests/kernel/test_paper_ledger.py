"""The rows of a ledger in a paper: a table with its day and a counted number of rows, which must hold to be issued."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from docx import Document

from lianxin.kernel.acts import filing, issuing, matter
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import cited_ledger, versions
from lianxin.kernel.reads import paper as reads
from lianxin.language.reason import Refused
from tests.cast import NOW, PASSWORD, founded, join
from tests.kernel.papers import founded_with_people

DAY = NOW.date()
ROWS = "{ledger:works state=open columns=number,title,step,fields.percent,due,light,owner}"
TEXT = f"目前在推进的重点任务有{{ledger:works state=open}}项。\n{ROWS}\n完。"
LONG = "龙湾文创荟周边道路和管网提升改造工程（含沿线立面整治、停车位划定和夜间照明）"


@pytest.fixture
def town(db):
    versions.forget()
    yield founded_with_people()
    versions.forget()


def task(cast, title, level="town", at=NOW, who="second", site="office_economy"):
    telling = Telling(
        title, cast.town.pk, kind="works", channel="desk", site_id=cast.unit(site).pk,
        fields={"level": level, "stage_goal": "年底前完成主体", "answers": "街道副主任"},
    )  # fmt: skip
    return filing.file(cast.who(who), telling, at).matter


def begun(cast, paper_text=TEXT, as_of=DAY, now=NOW):
    made = acts.draft(cast.who("writer"), cast.town.pk, "half_year", as_of, now)
    return acts.write(cast.who("writer"), made.pk, {"title": "月度工作表", "text": paper_text}, now)


def reviewed(cast, paper, now=NOW):
    acts.check(cast.who("writer"), paper.pk, now)
    for name in ("first", "second", "third"):
        paper = issuing.review(cast.who(name), paper.pk, True, "", now)
    return paper


def said(paper, now=NOW):
    return ["".join(part.text for part in row.parts) for row in reads.draw(paper, now).rows]


def table(paper, now=NOW):
    return next(row.table for row in reads.draw(paper, now).rows if row.table)


def test_a_table_of_works_with_its_day_and_a_number_that_must_hold(town):
    first, second = task(town, "旧城改造"), task(town, "联系人13800138000的管网工程", "city")
    assert said(begun(town))[0] == "目前在推进的重点任务有2项。"
    paper = reviewed(town, begun(town))
    rows = table(paper)
    assert (
        rows[0] == ("级别", "编号", "事项", "步骤", "形象进度（%）", "期限", "红黄绿", "承办单位")
        or rows[0][0] == "级别"
    )
    assert [row[0] for row in rows[1:]] == ["市级重点", "街镇重点"] and rows[1][1] == second.number
    assert "13800138000" not in str(rows) and "管网工程" in rows[1][2]
    assert said(paper)[2] == "（重点项目和重点任务，截至2026年3月11日，共2行）"
    kept = reads.frozen(paper)["ledger:works state=open"]
    assert (kept.count, kept.noun, kept.rows) == (2, "matters", (first.pk, second.pk)) and len(kept.digest) == 64

    # A third one before the signature: blocked, told how the number moved.
    task(town, "停车场")
    with pytest.raises(Refused) as refused:
        issuing.issue(town.who("leader"), paper.pk, NOW)
    told = "；".join(one.say() for one in refused.value.reasons)
    assert "“重点项目和重点任务”变了：核数时是 2，现在是 3" in told and refused.value.reasons[-1].code == "stale"
    stale = [part.text for row in reads.draw(paper, NOW).rows for part in row.parts if part.mark == "stale"]
    assert stale == ["2", "2"] and len(table(paper)) == 3, "the table stays as it was checked"

    # Checked anew it goes out; what changes later is an erratum with both numbers.
    paper = issuing.issue(town.who("leader"), reviewed(town, paper).pk, NOW)
    assert len(table(paper)) == 4
    matter.take(town.who("writer"), first.pk, "drop", {"reason": "规划调整"}, NOW)
    assert len(table(paper)) == 4
    erratum = issuing.correct(town.who("writer"), paper.pk, NOW)
    assert "原为3，现为2。" in "\n".join(said(erratum))


def test_a_cell_that_changes_blocks_the_signature_and_is_an_erratum_with_the_table_anew(town):
    first = task(town, "旧城改造")

    def percent(one, now):
        Matter.objects.filter(pk=one.pk).update(fields=one.fields | {"percent": now})

    task(town, "停车场")
    paper = reviewed(town, begun(town))
    percent(first, 40)
    with pytest.raises(Refused) as refused:
        issuing.issue(town.who("leader"), paper.pk, NOW)
    told = "；".join(one.say() for one in refused.value.reasons)
    assert f"“重点项目和重点任务”的表变了：{first.number}：形象进度（%） — → 40" in told
    assert [one.code for one in refused.value.reasons] == ["rows_changed", "stale"]
    stale = [part.text for row in reads.draw(paper, NOW).rows for part in row.parts if part.mark == "stale"]
    assert stale == ["2"], "the number in the sentence still stands, the one under the table is marked"

    paper = issuing.issue(town.who("leader"), reviewed(town, paper).pk, NOW)
    percent(first, 60)
    erratum = issuing.correct(town.who("writer"), paper.pk, NOW)
    assert "表中内容有变动，更正后为：" in "\n".join(said(erratum))
    assert "60" in str(table(erratum)) and "40" in str(table(paper))


def test_a_past_day_lists_what_stood_then(town):
    week = timedelta(days=7)
    old = task(town, "旧城改造", at=NOW - 2 * week)
    matter.take(town.who("writer"), old.pk, "drop", {"reason": "规划调整"}, NOW - timedelta(days=1))
    task(town, "停车场")
    then = begun(town, as_of=(NOW - week).date())
    assert [row[2] for row in table(then)[1:]] == ["旧城改造"] and table(then)[1][3] == "谋划"
    assert said(then)[0] == "目前在推进的重点任务有1项。"
    assert [row[2] for row in table(begun(town))[1:]] == ["停车场"]


def test_what_a_paper_may_not_list(town, monkeypatch):
    task(town, "旧城改造"), task(town, "停车场")
    hidden = task(town, "保密工程")
    Matter.objects.filter(pk=hidden.pk).update(secret=True)
    assert len(table(begun(town))) == 3, "secret matters stand in no paper"
    for wrong in ("{ledger:nothing}", "{ledger:works state=held}", "{ledger:works columns=number,phone}"):
        with pytest.raises(Refused, match="没有“ledger"):
            begun(town, wrong)
    with pytest.raises(Refused, match="没有过去某一天"):
        begun(town, "{ledger:activities state=held}", as_of=DAY - timedelta(days=1))
    monkeypatch.setattr(cited_ledger, "MOST", 1)
    with pytest.raises(Refused, match="有 2 行，材料里一张表最多 1 行"):
        acts.check(town.who("writer"), begun(town).pk, NOW)


def test_ties_and_activities_are_listed_without_names(town):
    paper = begun(town, "{ledger:volunteers}\n{ledger:activities}")
    drawn = [row.table for row in reads.draw(paper, NOW).rows if row.table]
    assert len(drawn) == 2 and all(len(rows) == 1 for rows in drawn)
    assert said(paper)[1].endswith("共0行）")


def test_the_same_table_on_the_page_in_word_and_in_print(town, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for n in range(3):
        task(town, f"{LONG}第{n}期", "city")
    paper = reviewed(town, begun(town))
    client.force_login(town.account("writer"), "lianxin.web.access.Accounts")
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "，截至2026年3月11日，共<a" in page and all(f"<td>{cell}</td>" in page for cell in table(paper)[1])
    word = client.get(f"/papers/{paper.pk}/word").content
    assert ZipFile(BytesIO(word)).testzip() is None
    held = Document(BytesIO(word))
    cells = [[cell.text for cell in row.cells] for row in held.tables[0].rows]
    assert [list(row) for row in table(paper)] == cells
    assert any("共3行" in one.text for one in held.paragraphs)
    assert client.get(f"/papers/{paper.pk}/pdf").content.startswith(b"%PDF")
    found = client.get(f"/papers/{paper.pk}/numbers?q=重点任务").content.decode()
    assert "{ledger:works}" in found
    at = next(n for n, one in enumerate(reads.draw(paper, NOW).cited) if one.cite.startswith("ledger"))
    behind = client.get(f"/papers/{paper.pk}/number/{at}").content.decode()
    assert Matter.objects.filter(kind="works").first().number in behind


def test_the_monthly_table_of_石围塘(db):
    """Row 0.21: 24 key tasks, each with its leader, step, progress and light."""
    versions.forget()
    cast = founded("shiweitang")
    for name, shown, role, key in (
        ("writer", "区景行", "governance", "office_party"), ("second", "罗志远", "lead", "office_party"),
        ("first", "何晓岚", "clerk", "town"), ("third", "黎国梁", "secretary", "branch_qiaodong"),
        ("leader", "邓崇文", "leader", "town"),
    ):  # fmt: skip
        join(cast, name, shown, role, cast.unit(key))
    for n in range(24):
        task(cast, f"重点任务{n:02}", ("city", "district", "town")[n % 3], site="office_party")
    paper = acts.draft(cast.who("writer"), cast.town.pk, "works_month", DAY, NOW)
    assert "目前在推进的重点任务有24项，已完工销号0项，超期0项。" in said(paper)[0]
    assert len(table(paper)) == 25 and said(paper)[2].endswith("共24行）")
    assert issuing.issue(cast.who("leader"), reviewed(cast, paper).pk, NOW).state == "issued"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, axe, width, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    versions.forget()
    cast = founded_with_people()
    for n in range(4):
        task(cast, f"{LONG}第{n}期", ("city", "town")[n % 2])
    paper = begun(cast)
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "writer")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{live_server.url}/papers/{paper.pk}/")
    axe(page)
    assert page.locator(".paper-sheet td").count() == 32
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Client().get(f"/papers/{paper.pk}/").status_code == 302
