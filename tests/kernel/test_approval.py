"""The approval of a naming is written down once, at the contest, and read there by the notice that names."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.acts import approval, contest, issuing
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.models import Contest
from lianxin.kernel.reads import approval as reads
from lianxin.kernel.reads import issued
from lianxin.language.appraisal import Approval
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao

COUNTY = Approval("关于同意开展阵地评选的批复", "南府〔2026〕8号", "南海区人民政府", "county", NOW.date())


@pytest.fixture
def cast(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return xiqiao()


def opened(cast, kind="sites"):
    return contest.open_contest(cast.who("governance"), cast.town.pk, kind, "百十一阵地评选", NOW)


def notice(cast, **approved):
    """A notice of a naming, with what it says of its approval."""
    who = cast.who("governance")
    paper = papers.draft(who, cast.town.pk, "naming", NOW.date(), NOW)
    said = {"title": "关于阵地评选结果的通知", "text": "名单见附件。", "approval": approved}
    return papers.write(who, paper.pk, said, NOW)


def ready(cast, paper):
    papers.check(cast.who("governance"), paper.pk, NOW)
    for name in ("clerk", "lead", "secretary"):
        paper = issuing.review(cast.who(name), paper.pk, True, "", NOW)
    return paper


def issue(cast, paper):
    return issuing.issue(cast.who("leader"), paper.pk, NOW)


def approve(cast, row, paper=COUNTY):
    return approval.approve(cast.who("governance"), Contest.objects.get(pk=row.pk), paper, NOW)


def codes(work, *given):
    with pytest.raises(Refused) as caught:
        work(*given)
    return [one.code for one in caught.value.reasons]


def test_the_notice_reads_what_the_contest_was_told(cast):
    row = opened(cast)
    paper = ready(cast, notice(cast, of=reads.name_of(row)))
    assert codes(issue, cast, paper) == ["approval", "approval_of"]
    approve(cast, row, replace(COUNTY, number="南府〔2026〕7号"))
    approve(cast, row)  # mended at the contest; nobody touches the notice
    assert reads.of_paper(paper)["number"] == COUNTY.number
    paper = issue(cast, paper)
    of = reads.name_of(row)
    assert paper.approval == {"of": of, "number": COUNTY.number, "issuer": COUNTY.issuer, "level": "district"}
    (line,) = issued.register(cast.who("governance"), 2026)
    assert line.approval == "南海区人民政府 南府〔2026〕8号"
    assert [one.pk for one in reads.papers(row)] == [paper.pk]


def test_what_a_notice_was_issued_on_stays(cast):
    row = opened(cast)
    approve(cast, row)
    issue(cast, ready(cast, notice(cast, of=reads.name_of(row))))
    assert codes(approve, cast, row, replace(COUNTY, number="南府〔2026〕9号")) == ["issued"]
    kept = Contest.objects.get(pk=row.pk)
    assert codes(approval.make_yearly, cast.who("governance"), kept, "没有批准文件", NOW) == ["issued"]
    assert kept.approval["number"] == COUNTY.number and not kept.yearly


def test_a_yearly_appraisal_is_read_as_one(cast):
    row = opened(cast)
    approval.make_yearly(cast.who("governance"), row, "没有批准文件", NOW)
    paper = issue(cast, ready(cast, notice(cast, of=reads.name_of(row))))
    assert paper.approval == {"of": reads.name_of(row), "yearly": "yes"}
    assert issued.register(cast.who("governance"), 2026)[0].approval == "年度考核"


def test_it_is_entered_in_one_place(cast):
    row = opened(cast)
    of = reads.name_of(row)
    assert notice(cast, of=of, number="南府〔2026〕1号", issuer="南海区人民政府", level="district").approval == {
        "of": of
    }
    for wrong in (
        "contest:0",
        f"contest:{row.pk}0",
        "appraisal:1",
        "contest",
        "contest:x",
        "unit:1",
        "contest:" + "9" * 30,
    ):
        assert codes(lambda wrong=wrong: notice(cast, of=wrong)) == ["approval_of"]
    assert codes(lambda: notice(cast, of=reads.name_of(opened(cast, "poem")))) == ["approval_of"]  # names nobody
    assert [one.of for one in reads.choices(cast.town.pk)] == [of]


def test_the_pages_open_into_each_other(cast, client):
    row = opened(cast)
    paper = notice(cast, of=reads.name_of(row))
    client.force_login(cast.account("governance"), "lianxin.web.access.Accounts")
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "请先录入" in page and f'href="/contests/{row.pk}"' in page and "百十一阵地评选（还没有批准文件）" in page
    at_contest = client.get(f"/contests/{row.pk}").content.decode()
    assert "关于阵地评选结果的通知" in at_contest and f'href="/papers/{paper.pk}/"' in at_contest
    approve(cast, row)
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "批准文件：南海区人民政府 南府〔2026〕8号" in page and "百十一阵地评选（南府〔2026〕8号）" in page
    said = {"title": paper.title, "text": paper.text, "version": paper.version, "as_of": "2026-03-11", "check": "1"}
    saved = client.post(f"/papers/{paper.pk}/write", said | {"approval_of": reads.name_of(row)})
    assert saved.status_code == 302
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "批准文件：南海区人民政府 南府〔2026〕8号" in page and "approval_of" in page
    wrong = client.post(f"/papers/{paper.pk}/write", said | {"approval_of": "contest:0", "version": paper.version + 2})
    assert wrong.status_code == 422 and "请选本街镇要命名的评选或考核" in wrong.content.decode()


def test_the_editor_asks_the_same_however_many_contests_there_are(cast, client, django_assert_max_num_queries):
    paper = notice(cast, of=reads.name_of(opened(cast)))
    client.force_login(cast.account("governance"), "lianxin.web.access.Accounts")
    client.get(f"/papers/{paper.pk}/")
    with CaptureQueriesContext(connection) as first:
        client.get(f"/papers/{paper.pk}/")
    for _ in range(5):
        opened(cast)
    with django_assert_max_num_queries(len(first)):
        client.get(f"/papers/{paper.pk}/")
