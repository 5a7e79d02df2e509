"""Pages of appraisals, contests and honours, as each person meets them; axe clean on a phone and a desk."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.cast import NOW, PASSWORD, join, xiqiao

from lianxin.kernel.acts import appraisal, contest, honour
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.models import Appraisal, Contest, Entry, Export, Honour, Objection, Sheet
from lianxin.language import period

LONG = "从水乡到湖畔：一条河涌三十年的变化和住在两岸的人们讲给孩子听的故事"


@pytest.fixture
def cast(db):
    cast = xiqiao()
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "poem", "第十二届樵山诗会", NOW)
    for n, key in enumerate(("qiaoyuan", "qiaole", "minle")):
        title = LONG if n == 0 else f"作品{n}"
        enter(who, row.pk, Entered(title, cast.unit(key).pk, "poem", "林某", n == 0), NOW)
    for n, key in enumerate(("party_qiaoyuan", "town")):
        contest.seat(who, row.pk, join(cast, f"judge{n}", f"评委{n}", "judge", cast.town), cast.unit(key).pk, NOW)
    cast.contest = row
    cast.works = list(row.works.order_by("number"))
    return cast


def at(cast, name):
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def filled(cast):
    for n in range(2):
        for at_, work in enumerate(cast.works):
            if n or at_:
                marks = {"theme": str(80 + at_), "craft": "85.5", "place": "90"}
                contest.mark(cast.who(f"judge{n}"), work.pk, marks, "", NOW)
    return contest.review(cast.who("governance"), cast.contest.pk, NOW)


def test_a_judge_marks_one_work_after_the_other_and_what_he_typed_is_kept(cast):
    client, work = at(cast, "judge1"), cast.works[0]
    assert (
        LONG in client.get(reverse("contests")).content.decode()
        or "第十二届" in client.get("/contests/").content.decode()
    )
    page = reverse("judge-sheet", args=[cast.contest.pk, work.pk])
    wrong = client.post(page, {"theme": "88.5", "craft": "101", "place": ""})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'value="88.5"' in text and 'value="101"' in text and "在 0 到 100 之间" in text
    right = client.post(page, {"theme": "88.5", "craft": "90", "place": "70"})
    assert right.url == reverse("judge-sheet", args=[cast.contest.pk, cast.works[1].pk])
    assert Sheet.objects.get().marks["theme"] == "88.5"
    assert 'value="88.5"' in client.get(page).content.decode()


def test_a_judge_sees_no_sheet_but_his_own_and_none_of_his_own_unit(cast):
    client = at(cast, "judge0")
    page = client.get(reverse("judge-sheet", args=[cast.contest.pk, cast.works[0].pk])).content.decode()
    assert "您要回避" in page and '<form method="post" class="judge-sheet"' not in page
    for name in ("contest", "contest-paper"):
        assert client.get(reverse(name, args=[cast.contest.pk])).status_code == 404
    given = {"purpose": "归档备查用"}
    assert client.post(reverse("contest-export", args=[cast.contest.pk]), given).status_code == 404
    assert at(cast, "member").get(reverse("judging", args=[cast.contest.pk])).status_code == 404
    assert at(cast, "stranger").get(reverse("contest", args=[cast.contest.pk])).status_code == 404


def test_the_sheet_of_totals_prints_every_raw_mark_and_leaves_as_a_file_by_the_act_of_export(cast):
    """A11: the sheet prints all raw scores. It names the judges: as a file it is agreed to, marked and noted."""
    filled(cast)
    client = at(cast, "governance")
    page = client.get(reverse("contest-paper", args=[cast.contest.pk])).content.decode()
    assert "80 / 85.5 / 90" in page and "81 / 85.5 / 90" in page and "—" in page
    ask = reverse("contest-export", args=[cast.contest.pk])
    assert ask in client.get(reverse("contest", args=[cast.contest.pk])).content.decode()
    short = client.post(ask, {"purpose": "用"})
    assert short.status_code == 422 and "请写明导出做什么用" in short.content.decode()
    assert client.get(f"/contests/{cast.contest.pk}/totals.xlsx").status_code == 404
    assert client.post(ask, {"purpose": "评审归档用"}).url == reverse("exports")
    one = Export.objects.get()
    assert (one.ledger, one.rows) == ("contest.totals", 3)
    assert client.post(reverse("export-file", args=[one.pk])).status_code != 200, "nobody has agreed to it yet"
    leader = at(cast, "leader")
    assert "评分汇总表 · 第十二届樵山诗会" in leader.get(reverse("exports")).content.decode()
    assert leader.post(reverse("export-decide", args=[one.pk]), {"agree": "yes"}).status_code == 302
    opened = load_workbook(io.BytesIO(client.post(reverse("export-file", args=[one.pk])).content)).active
    rows = list(opened.iter_rows(values_only=True))
    rows = rows[next(at for at, row in enumerate(rows) if row[0] == "序号") :]  # behind the caption
    assert rows[0][:5] == ("序号", "作品（对象）", "单位", "评委0", "评委1") and rows[0][-2:] == ("平均分", "结果")
    assert any("82 / 85.5 / 90" in row for row in rows) and "评审归档用" in opened.cell(opened.max_row, 1).value
    acts = Entry.objects.filter(act__startswith="export.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["export.ask", "export.decide", "export.fetch"]


def test_who_may_not_export_is_offered_no_file_of_a_contest(cast):
    filled(cast)
    client, ask = at(cast, "community"), reverse("contest-export", args=[cast.contest.pk])
    page = client.get(reverse("contest", args=[cast.contest.pk]))
    assert page.status_code == 200 and ask not in page.content.decode()
    assert client.post(ask, {"purpose": "评审归档用"}).status_code == 422 and not Export.objects.exists()


def test_a_contest_is_run_from_its_page(cast):
    client = at(cast, "governance")
    page = reverse("contest", args=[cast.contest.pk])

    def do(what, **given):
        return client.post(reverse("contest-act", args=[cast.contest.pk, what]), given)

    assert "还缺 5 张评分表" in client.get(page).content.decode()
    assert do("review").status_code == 422
    assert do("enter", title="", group="poem").status_code == 422
    assert do("enter", title="第四件", group="poem").status_code == 302
    judge = cast.contest.judges.first()
    assert do("recuse", judge=judge.pk, why="请假").status_code == 302
    assert do("seat", person=cast.people["member"].pk).status_code == 302
    assert do("nothing").status_code == 404
    refused = do("publish")
    assert refused.status_code == 422 and "评分还没有复核" in refused.content.decode()


def test_a_result_is_objected_to_answered_and_published(cast):
    filled(cast)
    page = reverse("contest-act", args=[cast.contest.pk, "object"])
    Contest.objects.update(until=None)
    assert at(cast, "secretary").post(page, {"text": "有疑问"}).status_code == 422
    from django.utils import timezone

    Contest.objects.update(until=timezone.localdate())
    assert at(cast, "secretary").post(page, {"text": "有疑问"}).status_code == 302
    answer = reverse("contest-act", args=[cast.contest.pk, "answer"])
    client, offer = at(cast, "governance"), reverse("contest-act", args=[cast.contest.pk, "publish"])
    waits = client.get(reverse("contest", args=[cast.contest.pk])).content.decode()
    assert "到期以后才能公布" in waits and offer not in waits, "what would be refused is not offered"
    assert (
        client.post(answer, {"objection": Objection.objects.get().pk, "upheld": "no", "text": "核过"}).status_code
        == 302
    )
    Contest.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert offer in client.get(reverse("contest", args=[cast.contest.pk])).content.decode()
    assert client.post(offer).status_code == 302
    assert "公布" in client.get(reverse("contest", args=[cast.contest.pk])).content.decode()


def test_a_contest_opened_again_says_what_to_do_and_takes_marks(cast):
    """An objection that is right: the page says so, offers the review anew, and judges mark again."""
    from django.utils import timezone

    filled(cast)
    Contest.objects.update(until=timezone.localdate())
    at(cast, "secretary").post(reverse("contest-act", args=[cast.contest.pk, "object"]), {"text": "第二件的分记反了"})
    client, page = at(cast, "governance"), reverse("contest", args=[cast.contest.pk])
    given = {"objection": Objection.objects.get().pk, "upheld": "yes", "text": "属实"}
    assert client.post(reverse("contest-act", args=[cast.contest.pk, "answer"]), given).status_code == 302
    said = client.get(page).content.decode()
    assert "有一条异议成立" in said and "第二件的分记反了" in said and "异议成立：属实" in said
    assert reverse("contest-act", args=[cast.contest.pk, "review"]) in said
    sheet = reverse("judge-sheet", args=[cast.contest.pk, cast.works[1].pk])
    assert at(cast, "judge1").post(sheet, {"theme": "90", "craft": "85", "place": "90"}).status_code == 302
    assert client.post(reverse("contest-act", args=[cast.contest.pk, "review"])).status_code == 302
    assert "有一条异议成立" not in client.get(page).content.decode()
    assert Contest.objects.get().until > timezone.localdate()


def review_of_duty(cast):
    who, units = cast.who("governance"), [cast.unit("school").pk]
    year = period.read("2025")
    return appraisal.open_round(who, cast.town.pk, "report_duty", "2025年度述职评议", year, units, NOW)


def test_an_appraisal_is_opened_graded_told_and_the_official_result_stands_beside(cast):
    client = at(cast, "governance")
    wrong = client.post(reverse("appraisal-new"), {"kind": "report_duty", "title": "述职评议", "period": "去年"})
    assert wrong.status_code == 422 and 'value="去年"' in wrong.content.decode()
    made = client.post(reverse("appraisal-new"), {"kind": "report_duty", "title": "述职评议", "period": "2025"})
    row = Appraisal.objects.get()
    assert made.url == reverse("appraisal", args=[row.pk])
    assert client.post(reverse("appraisal-act", args=[row.pk, "tell"])).status_code == 422
    for one in row.appraised.all():
        act = reverse("appraised-act", args=[row.pk, one.pk, "grade"])
        assert client.post(act, {"grade": "good", "why": ""}).status_code == 422
        assert client.post(act, {"grade": "good", "why": "整改到位", "votes_good": "28"}).status_code == 302
    assert client.post(reverse("appraisal-act", args=[row.pk, "tell"])).status_code == 302
    one = row.appraised.first()
    official = {"said": "好", "issuer": "区委组织部", "day": "2026-01-20", "document": "南组〔2026〕2号"}
    assert client.post(reverse("appraised-act", args=[row.pk, one.pk, "official"]), official).status_code == 302
    page = client.get(reverse("appraisal", args=[row.pk])).content.decode()
    assert "区委组织部" in page and "异议期" in page
    assert client.get(reverse("appraised", args=[row.pk, 10**6])).status_code == 404
    assert at(cast, "stranger").get(reverse("appraisal", args=[row.pk])).status_code == 404


def test_points_told_before_the_period_ends_are_warned_of(cast):
    who, units = cast.who("governance"), [cast.unit("school").pk]
    row = appraisal.open_round(who, cast.town.pk, "report_duty", "2026年度", period.read("2026"), units, NOW)
    page = at(cast, "governance").get(reverse("appraisal", args=[row.pk])).content.decode()
    assert "考核期到 2026-12-31 才结束" in page and "仍然现在告知" in page
    past = review_of_duty(cast)
    page = at(cast, "governance").get(reverse("appraisal", args=[past.pk])).content.decode()
    assert "才结束" not in page and "告知初评结果" in page


def test_the_register_of_honours(cast):
    client = at(cast, "governance")
    given = {
        "kind": "yearly_result",
        "grade": "excellent",
        "unit": cast.town.pk,
        "year": "2025",
        "issuer": "区委、区政府",
    }
    assert client.post(reverse("honour-act", args=["note"]), given).status_code == 422
    given |= {"day": "2026-01-20", "document": "南〔2026〕1号"}
    assert client.post(reverse("honour-act", args=["note"]), given).status_code == 302
    person = {"kind": "excellent_member", "person": cast.people["member"].pk, "year": "2026", "why": "支部推荐"}
    assert client.post(reverse("honour-act", args=["name"]), person).status_code == 302
    assert (
        client.post(reverse("honour-act", args=["notice"]), {"kind": "excellent_member", "year": "2026"}).status_code
        == 302
    )
    row = Honour.objects.get(state="noticed")
    assert client.post(reverse("honour-act", args=["give"]), {"honour": row.pk}).status_code == 422
    secretary = at(cast, "secretary")
    secretary.post(reverse("objection-make"), {"about": f"honour:{row.pk}", "text": "没有参加组织生活"})
    page = client.get(reverse("honours")).content.decode()
    assert "没有参加组织生活" in page and "没有同意，不公开" in page
    answer = {"objection": Objection.objects.get().pk, "upheld": "yes", "text": "核对属实"}
    assert client.post(reverse("honour-act", args=["answer"]), answer).status_code == 302
    assert "已撤下" in client.get(reverse("honours")).content.decode()
    assert client.post(reverse("honour-act", args=["answer"]), answer | {"objection": 10**6}).status_code == 404
    late = {"honour": row.pk, "why": "迟了"}
    assert client.post(reverse("honour-act", args=["withdraw"]), late).status_code == 422
    page = client.get(reverse("honours")).content.decode()
    assert "黄可欣" in page and "南〔2026〕1号" in page and page.count("登记错了，撤下") == 1
    noted = Honour.objects.get(document="南〔2026〕1号")
    wrong = {"honour": noted.pk, "why": "文号抄错了"}
    assert client.post(reverse("honour-act", args=["withdraw"]), wrong).status_code == 302
    assert "登记错了，撤下" not in client.get(reverse("honours")).content.decode()
    assert at(cast, "member").get(reverse("honours")).status_code == 403


@pytest.mark.parametrize("many", [3, 13])
def test_a_page_of_a_contest_asks_the_same_number_of_questions(cast, many, django_assert_max_num_queries):
    for n in range(many - 3):
        enter(cast.who("governance"), cast.contest.pk, Entered(f"更多{n}", None, "poem"), NOW)
    filled(cast) if many == 3 else None
    client = at(cast, "governance")
    client.get(reverse("contest", args=[cast.contest.pk]))
    with django_assert_max_num_queries(16):
        client.get(reverse("contest", args=[cast.contest.pk]))


@pytest.mark.django_db(transaction=True)
def test_pages_are_sound_on_a_phone_and_a_desk(live_server, open_page, axe):
    """Screens at 390 and 1440 px: no finding of axe, nothing wider than the window."""
    cast = xiqiao()
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "poem", "第十二届樵山诗会", NOW)
    work = enter(who, row.pk, Entered(LONG, cast.unit("qiaole").pk, "poem", "林某", True), NOW)
    contest.seat(who, row.pk, cast.people["governance"], None, NOW)
    duty = review_of_duty(cast)
    honour.note(
        who, cast.town.pk, "yearly_result", cast.town.pk, 2025, Paper("区委", NOW.date(), "1"), NOW, grade="excellent"
    )
    one = duty.appraised.first()
    for width in (390, 1440):
        page = open_page(width=width, height=900)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", "governance")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        for name, args in (
            ("appraisals", []), ("appraisal", [duty.pk]), ("appraised", [duty.pk, one.pk]), ("contests", []),
            ("contest", [row.pk]), ("judging", [row.pk]), ("judge-sheet", [row.pk, work.pk]), ("honours", []),
            ("contest-paper", [row.pk]),
        ):  # fmt: skip
            page.goto(live_server.url + reverse(name, args=args))
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
