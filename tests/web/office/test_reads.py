"""Readiness, audit, rules and sites: what the office reads, within its own town."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import NOW, Cast, xiqiao
from tests.web.street.matters import scatter

from lianxin.kernel.acts import person as acts
from lianxin.kernel.acts import retention
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Entry, Erasure, Seal, Tie, Unit
from lianxin.kernel.reads import act_names, audit_view, readiness, rules
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def cast(monkeypatch) -> Cast:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return xiqiao()


def said(now=NOW, towns=None) -> str:
    return "\n".join(f"{one.level} {one.zh}" for one in readiness.findings(now, towns))


def test_the_calendar_is_asked_for_in_time(cast):
    assert "工作日历" not in said()
    assert "warning 工作日历只到 2026 年 12 月 31 日" in said(NOW.replace(month=10, day=20))
    assert "error 工作日历只到" in said(NOW.replace(month=12, day=20))


def test_a_post_nobody_holds(cast):
    assert "系统管理员" not in said(towns=[cast.town.pk])
    tie = Tie.objects.get(person=cast.people["auditor"], kind="post")
    Tie.objects.filter(pk=tie.pk).update(until=NOW)
    assert re.search(r"warning 西樵镇：没有人担任.*安全审计员", said(towns=[cast.town.pk]))
    assert "区（县）督导" not in said(), "an overseer's post stands above towns"


def test_units_at_which_nobody_can_act(cast):
    found = said(towns=[cast.town.pk])
    assert "还没有人能办事" in found
    names = next(one.zh for one in readiness.findings(NOW) if "还没有人能办事" in one.zh)
    assert "规划建设办公室" not in names and "樵园社区" not in names


def test_a_town_without_fallback_or_rules(cast):
    assert "兜底单位" not in said(towns=[cast.town.pk])
    assert "狮山镇：没有兜底单位" in said(towns=[cast.other.pk])
    Unit.objects.filter(pk=cast.other.pk).update(pack_key="none")
    from lianxin.kernel.acts.version import bump

    bump("units")
    assert "规则包“none”没有发布" in said(towns=[cast.other.pk])


def test_sites_without_a_code(cast):
    assert "二维码" not in said(towns=[cast.town.pk])
    Unit.objects.filter(pk=cast.unit("site_qiaoyuan").pk).update(slug=None)
    assert "1 个站点没有二维码" in said(towns=[cast.town.pk])


def test_entries_that_wait_to_be_sealed(cast):
    assert "封存" not in said(NOW - timedelta(days=3000))
    later = Entry.objects.order_by("-id").first().written_at.astimezone(SHANGHAI) + timedelta(hours=2)
    assert "还没有封存" in said(later)


def test_findings_read_well_on_the_page(cast, client):
    client.force_login(cast.account("administrator"))
    html = client.get("/office/ready/").content.decode()
    assert "没有配置邮件或推送" in html
    assert " / " not in html.split("<main")[1].split("</main>")[0], "each reader gets one language"
    assert "狮山镇" not in html
    english = client.get("/office/ready/", headers={"accept-language": "en"}).content.decode()
    assert "Neither mail nor a webhook" in english


def test_the_auditor_reads_his_town_only(cast, client):
    record(cast.who("stranger"), "post.appoint", "decide", NOW, town_id=cast.other.pk, data={"role": "clerk"})
    client.force_login(cast.account("auditor"))
    html = client.get("/office/audit/").content.decode()
    assert "任职" in html
    assert "苏雨桐" not in html and "狮山镇" not in html


def test_the_books_of_the_auditor(cast, client):
    scatter(cast, 3, 1)
    from lianxin.kernel.models import Matter

    matter = Matter.objects.order_by("id").first()
    record(
        cast.who("clerk"), "matter.reveal", "record", NOW, matter_id=matter.pk, town_id=cast.town.pk,
        data={"reason": "回访核实", "tie": 1},
    )  # fmt: skip
    Erasure.objects.create(at=NOW, what="person", row=7, rule="contact.keep", fields=["phone"])
    client.force_login(cast.account("auditor"))
    reveals = client.get("/office/audit/?tab=reveals").content.decode()
    assert "何晓岚" in reveals and "回访核实" in reveals and matter.number in reveals
    assert "contact.keep" in client.get("/office/audit/?tab=erasures").content.decode()
    Erasure.objects.create(at=NOW, what="person", row=8, rule=retention.RULE, fields=["phone"])
    english = client.get("/office/audit/?tab=erasures", headers={"accept-language": "en"}).content.decode()
    assert "days that contacts are kept after the follow-up" in english and retention.RULE not in english
    assert retention.RULE in client.get("/office/audit/?tab=erasures").content.decode()
    assert client.get("/office/audit/?tab=else").status_code == 404


def test_entries_by_day_person_and_act(cast):
    towns = (cast.town.pk,)
    for number in range(5):
        record(cast.who("clerk"), "matter.add_note", "record", NOW + timedelta(days=number), town_id=cast.town.pk)
    record(cast.who("worker"), "matter.accept", "route", NOW, town_id=cast.town.pk)
    asked = audit_view.Asked(day=(NOW + timedelta(days=2)).date())
    assert [entry.act for entry in audit_view.entries(towns, asked)] == ["matter.add_note"]
    worker = audit_view.Asked(person_id=cast.people["worker"].pk)
    assert [entry.act for entry in audit_view.entries(towns, worker)] == ["matter.accept"]
    notes = audit_view.entries(towns, audit_view.Asked(act="matter.add_note"))
    assert len(notes) == 5
    assert len(audit_view.entries(towns, audit_view.Asked(act="matter."))) == 6
    assert audit_view.label("matter.add_note", cast.town.pk) == "记一笔进展"
    assert audit_view.label("matter.confirm", cast.town.pk, "zh", "request") == "确认已解决"  # as its own kind calls it
    assert audit_view.step("doing", "request", cast.town.pk) == "办理中"
    assert audit_view.label("nothing.known", cast.town.pk) == "nothing.known"


def test_the_book_goes_on_page_by_page(cast, client):
    for _ in range(150):
        record(cast.who("clerk"), "matter.add_note", "record", NOW, town_id=cast.town.pk)
    client.force_login(cast.account("auditor"))
    seen, url = [], "/office/audit/?act=matter.add_note"
    while url:
        answer = client.get(url)
        seen += [row[0].pk for row in answer.context["rows"]]
        url = f"/office/audit/{answer.context['following']}" if answer.context["following"] else ""
    assert len(seen) == len(set(seen)) == 150


def test_how_far_it_is_sealed(cast):
    before = audit_view.seal_view()
    assert before.sealed_at is None and before.waiting == Entry.objects.count()
    last = Entry.objects.order_by("-tx").first().tx
    Seal.objects.create(tx_from=0, tx_to=last + 1, count=1, ids=b"", digests=b"", head=b"\x01\x02", sealed_at=NOW)
    after = audit_view.seal_view()
    assert (after.head, after.batches, after.waiting, after.oldest) == ("0102", 1, 0, None)


def test_the_rules_page_names_the_document_behind_each_value(cast, client):
    scatter(cast, 20, 1)
    client.force_login(cast.account("administrator"))
    answer = client.get("/office/rules/")
    html = answer.content.decode()
    assert "广东省12345政务服务便民热线管理办法" in html
    assert cast.version.digest[:16] in html
    assert answer.context["versions"][0].open == sum(n for _, _, _, n in answer.context["kinds"])
    for page, label, _, _ in answer.context["kinds"]:
        book = client.get(f"/handbook/{page}")
        assert book.status_code == 200 and label in book.content.decode()
    assert client.get("/handbook/handbook.css").headers["Content-Type"].startswith("text/css")
    assert client.get("/handbook/../../settings.py").status_code == 404
    assert client.get("/handbook/none.html").status_code == 404


def test_values_by_day(cast):
    table = {(one.key, str(one.since)): one.state for one in rules.values(cast.pack, NOW.date())}
    assert table[("answer.consult", "2021-01-01")] == "past"
    assert table[("answer.consult", "2022-09-01")] == "now"
    early = {
        (one.key, str(one.since)): one.state for one in rules.values(cast.pack, NOW.date().replace(year=2022, month=1))
    }
    assert early[("answer.consult", "2022-09-01")] == "coming"


def test_an_older_version_stays_listed_while_matters_follow_it(cast):
    from lianxin.kernel.models import PackVersion

    scatter(cast, 10, 1)
    PackVersion.objects.filter(pk=cast.version.pk).update(current=False)
    newer = PackVersion.objects.create(key="xiqiao", digest="0" * 64, content=cast.version.content, published_at=NOW)
    found = rules.versions("xiqiao", [cast.town.pk])
    assert [(one.id, one.current) for one in found] == [(newer.pk, True), (cast.version.pk, False)]
    assert found[1].open > 0


def test_posters_of_ones_own_town(cast, client):
    client.force_login(cast.account("station"))
    html = client.get("/office/sites/").content.decode()
    site = cast.unit("site_qiaoyuan")
    assert f"/q/{site.slug}" in html
    poster = client.get(f"/office/sites/posters?site={site.slug}").content.decode()
    assert poster.count("<svg") >= 1 and site.name in poster
    assert client.get("/office/sites/posters?site=nowhere").status_code == 404
    client.force_login(cast.account("stranger"))
    assert client.get(f"/office/sites/posters?site={site.slug}").status_code == 404


def test_a_first_administrator_is_named_in_the_refusal(cast, client):
    client.force_login(cast.account("worker"))
    html = client.get("/office/people/").content.decode()
    assert "系统管理员" in html and "谭一鸣" in html and "经办人员" in html
    acts.end_post(cast.who("administrator"), Tie.objects.get(person=cast.people["worker"]).pk, NOW)
    assert SYSTEM.clock
    assert "您现在没有岗位" in client.get("/office/people/").content.decode()


def test_everything_the_kernel_records_has_a_name():
    """An auditor reads words, never keys of the code."""
    literal = re.compile(r"[a-z_]+\.[a-z_]+")
    nouns = {one.partition(".")[0] for one in act_names.NAMES}
    recorded = {
        said.value
        for path in (ROOT / "src/lianxin/kernel/acts").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("record", "entry", "note", "_record", "_entry")
        for said in call.args
        if isinstance(said, ast.Constant) and isinstance(said.value, str) and literal.fullmatch(said.value)
    }
    assert len(recorded) > 60
    assert not {one for one in recorded if one.partition(".")[0] in nouns and one not in act_names.NAMES}
    assert not {one.partition(".")[0] for one in recorded} - nouns


def test_the_auditor_reads_roles_and_people_in_words(cast, client):
    acts.appoint(SYSTEM, cast.people["worker"], "lead", cast.town, cast.pack, NOW, trusted=True)
    client.force_login(cast.account("auditor"))
    html = client.get("/office/audit/?act=post.appoint").content.decode()
    assert "单位负责人" in html and "· lead" not in html
    assert "人员 " in html and ">person:" not in html
