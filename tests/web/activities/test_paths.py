"""The pages of paths: dates behind a button that leaves an entry, refused with the day from which it may be."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import member, path
from lianxin.kernel.models import Entry, Tie
from lianxin.language.path import Said

NAME = "欧阳流深"


def address(org, name="branch-paths"):
    return reverse(name, args=[org.branch.pk])


def begun(org, on=date(2025, 3, 1)):
    tie = path.begin(org.secretary, org.branch.pk, "joining", NAME, Said(on), NOW)
    path.reach(org.secretary, tie.pk, "talked", Said(on), NOW)
    return tie


def test_an_applicant_is_noted_and_opened_and_every_look_is_written_down(org, at_desk):
    desk = at_desk("secretary")
    assert "现在没有要提醒的" in desk.get(address(org)).content.decode()
    form = {"path": "joining", "name": NAME, "on": "2026-02-20"}
    wrong = desk.post(address(org, "branch-path-begin"), form | {"on": "2027-02-20"})
    assert wrong.status_code == 422 and "还没有到的日子" in wrong.content.decode()
    assert f'value="{NAME}"' in wrong.content.decode()
    assert desk.post(address(org, "branch-path-begin"), form).status_code == 302
    tie = Tie.objects.get(kind="path")
    for page in (desk.get(address(org)), desk.get(reverse("branch", args=[org.branch.pk]))):
        text = page.content.decode()
        assert "2026-03-20 以前：派人谈话" in text and NAME not in text
    assert desk.get(address(org, "branch-path")).status_code == 405  # no look without an entry
    opened = desk.post(address(org, "branch-path"), {"tie": tie.pk})
    assert NAME in opened.content.decode() and "2026-02-20" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"] and Entry.objects.filter(act="path.look").count() == 1


def test_a_stage_too_early_is_refused_on_its_page_with_the_day_and_what_was_typed(org, at_desk):
    desk, tie = at_desk("secretary"), begun(org)
    form = {"tie": tie.pk, "stage": "activist", "on": "2025-06-01", "n-contacts": "3"}
    many = desk.post(address(org, "branch-path-reach"), form)
    assert many.status_code == 422 and "培养联系人几名：1 – 2" in many.content.decode()
    assert 'value="2025-06-01"' in many.content.decode()
    assert desk.post(address(org, "branch-path-reach"), form | {"n-contacts": "2"}).status_code == 302
    form = {"tie": tie.pk, "stage": "candidate", "on": "2026-03-10"}
    early = desk.post(address(org, "branch-path-reach"), form)
    assert early.status_code == 422 and "最早 2026-06-01" in early.content.decode()
    assert "《中国共产党发展党员工作细则》" in early.content.decode()
    assert "2026-06-01 起可以研究：确定为发展对象" in desk.get(address(org)).content.decode()
    skipped = desk.post(address(org, "branch-path-reach"), form | {"stage": "assembly"})
    assert skipped.status_code == 422 and "不能跳步" in skipped.content.decode()
    assert desk.post(address(org, "branch-path-note"), {"tie": tie.pk, "noted": "2025-12-01"}).status_code == 302
    assert desk.post(address(org, "branch-path-note"), {"tie": tie.pk, "noted": "2024-12-01"}).status_code == 422
    assert desk.post(address(org, "branch-path-back"), {"tie": tie.pk}).status_code == 302
    assert "已经记下的日期" in desk.post(address(org, "branch-path"), {"tie": tie.pk}).content.decode()


def test_a_late_approval_asks_for_its_reason_at_the_field(org, at_desk):
    desk, tie = at_desk("secretary"), begun(org, date(2023, 1, 5))
    for stage, on, numbers in (
        ("activist", date(2023, 3, 1), {"contacts": 1}), ("candidate", date(2024, 3, 1), {}),
        ("trained", date(2024, 4, 1), {"hours": 24}), ("screened", date(2024, 5, 1), {}),
        ("noticed", date(2024, 6, 3), {}), ("assembly", date(2025, 9, 20), {}), ("met", date(2025, 10, 3), {}),
    ):  # fmt: skip
        path.reach(org.secretary, tie.pk, stage, Said(on, numbers), NOW)
    form = {"tie": tie.pk, "stage": "approved", "on": "2026-03-10", "reason": ""}
    late = desk.post(address(org, "branch-path-reach"), form)
    assert late.status_code == 422 and "超过了 2025-12-20，请写明特殊情况" in late.content.decode()
    assert desk.post(address(org, "branch-path-reach"), form | {"reason": "上级党委换届"}).status_code == 302


def test_others_find_no_page(org, at_desk):
    tie = begun(org)
    for name in ("community", "member", "worker", "clerk"):
        desk = at_desk(name)
        assert desk.get(address(org)).status_code == 404
        for act in ("branch-path", "branch-path-reach", "branch-path-note", "branch-path-back", "branch-path-begin"):
            assert desk.post(address(org, act), {"tie": tie.pk}).status_code == 404
        assert "发展党员" not in desk.get(reverse("branch", args=[org.branch.pk])).content.decode()
    assert at_desk("governance").get(address(org)).status_code == 200


def test_a_temporary_branch_says_who_does_it(org, at_desk):
    page = at_desk("secretary").get(reverse("branch-paths", args=[org.temporary.pk])).content.decode()
    assert "由党员组织关系所在的支部办" in page and "<form" not in page.split("<main")[1].split("</main")[0]


def test_who_wants_no_public_greeting_stands_apart_from_the_list(org, at_desk):
    for n, greet in enumerate((True, False)):
        member.note_dates(org.secretary, org.branch.pk, org.members[n], {"admitted": date(1990, 3, 2 + n)}, NOW)
        member.greeting(org.cast.who("member").__class__(person_id=org.members[n]), greet, NOW)
    text = at_desk("secretary").post(reverse("branch-look", args=[org.branch.pk])).content.decode()
    listed, quiet = text.split("不要公开祝贺")
    assert "2 日 党员00" in listed and "党员01" not in listed and "3 日 党员01" in quiet
