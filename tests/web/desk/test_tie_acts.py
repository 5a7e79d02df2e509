"""Every form on the pages of ties: what it does, and what it says when it may not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.kernel.ties import NOW, TODAY, agreement, credit_code, household, pair, street, volunteer

from lianxin.kernel.acts import certificate, hours, lasting, partner
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.models import Certificate, Entry, Person, Stock, Tie
from lianxin.kernel.reads import links
from lianxin.language.reason import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch):
    from lianxin.kernel.reads import versions

    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield street()
    versions.forget()


@pytest.fixture
def enter(client, cast):
    def logged_in(name):
        client.force_login(cast.account(name))
        return client

    return logged_in


def said(answer):
    return answer.content.decode()


def plain(answer):
    return re.sub(r"<[^>]+>", "", said(answer))


def test_a_household_is_registered_with_consent(cast, enter):
    client = enter("community")
    given = {
        "name": "岑阿婆", "phone": "13800138001", "birth_year": "1944", "unit": cast.unit("qiaodong").pk,
        "since": TODAY.isoformat(), "group": "empty_nest", "address": "桥东大街3号", "ref": "one",
    }  # fmt: skip
    answer = client.post("/ties/new/household", {**given, "group": ""})
    assert answer.status_code == 422 and "请填“家庭情况”" in said(answer) and "岑阿婆" in said(answer)
    assert client.post("/ties/new/household", given | {"channel": "paper", "by": "self"}).status_code == 302
    assert client.post("/ties/new/household", given | {"channel": "paper", "by": "self"}).status_code == 302
    made = Tie.objects.get(kind="household")
    assert made.state == "active" and made.person.shown == "岑**"
    page = said(client.get(f"/ties/{made.pk}"))
    assert "岑**" in page and "岑阿婆" not in page and "桥东大街" not in page


def test_consent_is_given_later_and_withdrawn(cast, enter):
    made, client = household(cast, consent=None), enter("community")
    assert "等征得同意" in said(client.get(f"/ties/{made.pk}"))
    assert client.post(f"/ties/{made.pk}/do/consent", {"channel": ""}).status_code == 422
    client.post(f"/ties/{made.pk}/do/consent", {"channel": "paper", "by": "self"})
    assert Tie.objects.get(pk=made.pk).state == "active"
    assert client.post(f"/ties/{made.pk}/do/withdraw").status_code == 422
    client.post(f"/ties/{made.pk}/do/withdraw", {"sure": "1"})
    assert Tie.objects.get(pk=made.pk).state == "ended"


def test_a_pair_is_made_visited_warned_of_and_ended(cast, enter):
    house, client = household(cast), enter("community")
    given = {
        "name": "植立秋", "unit": house.unit_id, "toward": house.person_id, "since": TODAY.isoformat(), "ref": "two",
    }  # fmt: skip
    assert client.post("/ties/new/pairing", given).status_code == 302
    made = Tie.objects.get(kind="pairing")
    visit = {"about": "visit", "on": TODAY.isoformat(), "text": "阿婆确诊高血压", "ref": "v"}
    answer = client.post(f"/ties/{made.pk}/do/visit", visit)
    assert answer.status_code == 422 and "只写做了什么服务" in said(answer) and "确诊高血压" in said(answer)
    assert client.post(f"/ties/{made.pk}/do/visit", visit | {"text": "换了灯泡"}).status_code == 302
    assert "换了灯泡" in said(client.get(f"/ties/{made.pk}"))
    answer = client.post(f"/ties/{made.pk}/do/end", {"reason": "left"})
    assert answer.status_code == 422 and "唯一的结对" in said(answer)
    assert client.post(f"/ties/{made.pk}/do/end", {"reason": "left", "sure": "1"}).status_code == 302
    assert "没有人结对" in said(client.get("/pairs/"))


def test_the_street_reads_numbers_only(cast, enter):
    house = household(cast)
    made = pair(cast, house)
    page = said(enter("leader").get("/pairs/"))
    assert "这里只有数字" in page and "植立秋" not in page and "岑*" not in page
    for name in ("leader", "governance", "elsewhere", "administrator", "secretary"):
        assert enter(name).get(f"/ties/{made.pk}").status_code == 404
        assert enter(name).post(f"/ties/{made.pk}/look", {"reason": "想看看"}).status_code == 404
    assert enter("member").get("/pairs/").status_code == 403


def test_the_paired_member_sees_his_own_and_looks_once(cast, enter):
    made = pair(cast, household(cast, 7), person_id=cast.people["member"].pk)
    client = enter("member")
    assert client.get(f"/ties/{made.pk}").status_code == 200
    assert client.post(f"/ties/{made.pk}/look", {"reason": ""}).status_code == 422
    answer = client.post(f"/ties/{made.pk}/look", {"reason": "约时间上门"})
    assert "岑阿婆7" in said(answer) and "桥东大街7号" in said(answer) and "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.filter(act="tie.reveal").count() == 1


def test_a_page_of_a_tie_asks_few_questions(cast, enter, django_assert_max_num_queries):
    house = household(cast)
    made = [pair(cast, house, n) for n in range(6)]
    client = enter("community")
    client.get(f"/ties/{made[0].pk}")
    for path in (f"/ties/{made[0].pk}", "/pairs/"):
        with django_assert_max_num_queries(10):
            client.get(path)


def test_the_liaison_tells_over_the_link(cast, client):
    made = agreement(cast)
    path = f"/p/{partner.give_link(cast.who('governance'), made.pk, NOW)}"
    page = client.get(path)
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"] and "探访关爱" in said(page)
    given = {"commitment": "visit", "n": "30", "on": TODAY.isoformat(), "text": "社区义诊", "ref": "tap"}
    assert client.post(path, given).status_code == 302
    assert client.post(path, given).status_code == 302
    entry = Entry.objects.get(act="tie.deliver")
    assert (entry.role, entry.unit_id, entry.person_id) == ("partner", made.other_id, None)
    answer = client.post(path, given | {"text": "确诊糖尿病 3 例", "ref": "x"})
    assert answer.status_code == 422 and "敏感信息" in said(answer) and "确诊糖尿病" in said(answer)
    assert client.post(path, {"entry": entry.pk, "n": "3", "reason": "多写了零"}).status_code == 302
    other = agreement(cast, "partner_clinic", 2)
    stranger = f"/p/{partner.give_link(cast.who('governance'), other.pk, NOW)}"
    assert client.post(stranger, {"entry": entry.pk, "n": "3", "reason": "不是我的"}).status_code == 422
    partner.end_link(cast.who("governance"), made.pk, NOW)
    assert client.get(path).status_code == 410 and client.post(path, given).status_code == 410


def test_the_link_is_rate_limited(cast, client, monkeypatch):
    made = agreement(cast)
    path = f"/p/{partner.give_link(cast.who('governance'), made.pk, NOW)}"
    given = {"commitment": "visit", "n": "1", "on": TODAY.isoformat()}
    answers = [client.post(path, given | {"ref": f"r{n}"}).status_code for n in range(62)]
    assert answers[:60] == [302] * 60 and set(answers[60:]) == {429}


def test_an_agreement_by_its_pages(cast, enter):
    client = enter("governance")
    given = {
        "unit": cast.unit("party_work").pk, "other": cast.unit("partner_dental").pk, "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=300)).isoformat(), "credit_code": "91350100M000100Y44", "ref": "a",
    }  # fmt: skip
    answer = client.post("/ties/new/baiyi", given)
    assert answer.status_code == 422 and "校验位" in said(answer)
    assert client.post("/ties/new/baiyi", given | {"credit_code": credit_code(3)}).status_code == 302
    made = Tie.objects.get(kind="baiyi")
    link = client.post(f"/ties/{made.pk}/do/link")
    assert "/p/" in said(link)
    client.post(f"/ties/{made.pk}/do/deliver", {"commitment": "green", "n": "12", "on": TODAY.isoformat(), "ref": "d"})
    page = said(client.get("/agreements/?kind=baiyi&quarter=2026-4"))
    assert "中德联合口腔门诊部" in page and ">12<" in page and "人次，非人数" in page
    assert client.get("/agreements/?kind=baiyi&quarter=9999-7").status_code == 200
    entry = Entry.objects.get(act="tie.deliver")
    client.post(f"/ties/{made.pk}/do/correct", {"entry": entry.pk, "n": "2", "reason": "记错了"})
    assert "更正过" in said(client.get(f"/ties/{made.pk}"))
    until = (TODAY + timedelta(days=200)).isoformat()
    assert client.post(f"/ties/{made.pk}/do/change", {"until": until}).status_code == 302
    assert client.post(f"/ties/{made.pk}/do/change", {"until": "soon"}).status_code == 422
    assert client.post(f"/ties/{made.pk}/do/unlink").status_code == 302
    assert client.post(f"/ties/{made.pk}/do/dance").status_code == 404
    assert client.post(f"/ties/{made.pk}/do/end", {"reason": "agreed"}).status_code == 302


def test_a_volunteer_by_the_pages(cast, enter, client):
    station = enter("station")
    given = {
        "name": "卢春晓", "unit": cast.unit("qiaodong_station").pk, "since": "2026-01-01", "skills": ["law", "haircut"],
        "available": ["weekend"], "channel": "paper", "by": "self", "ref": "v",
    }  # fmt: skip
    assert station.post("/ties/new/volunteer", given).status_code == 302
    made = Tie.objects.get(kind="volunteer")
    assert made.data["fields"]["skills"] == ["law", "haircut"]
    assert "卢春晓" in said(station.get("/volunteers/?skill=law"))
    assert "卢春晓" not in said(station.get("/volunteers/?skill=driving"))
    path = f"/volunteers/{made.pk}"
    service = {"title": "法律咨询日", "hours": "1.5", "on": TODAY.isoformat(), "ref": "s"}
    assert station.post(f"{path}/do/serve", service | {"hours": "one"}).status_code == 422
    assert station.post(f"{path}/do/serve", service).status_code == 302
    entry = Entry.objects.get(act="hours.serve")
    assert entry.data["minutes"] == 90
    training = {"part": "training", "title": "急救培训", "on": TODAY.isoformat(), "until": ""}
    assert station.post(f"{path}/do/note", training).status_code == 302
    assert "急救培训" in said(station.get(path))
    assert station.post(f"{path}/do/correct", {"entry": entry.pk, "hours": "1", "reason": "多记了"}).status_code == 302
    assert station.post(f"{path}/do/certify").status_code == 302
    paper = Certificate.objects.get()
    assert "服务时长共 1.0 小时" in plain(station.get(f"/certificates/{paper.serial}/print"))
    community = enter("community")
    answer = community.post(f"{path}/do/certify")
    assert answer.status_code == 422 and "谁记录谁证明" in said(answer)
    verify = f"/v/{links.certificate_link(paper.serial)}"
    assert "这份证明是真的" in said(client.get(verify)) and "卢春晓" not in said(client.get(verify))
    station = enter("station")
    more = {"entry": entry.pk, "hours": "0.5", "reason": "又核了一遍"}
    assert station.post(f"{path}/do/correct", more).status_code == 302
    shown = said(client.get(verify))
    assert "这份证明是真的" not in shown and "纸上写 1.0 小时，按现在的记录是 0.5 小时" in shown
    assert "现在是 0.5 小时：请收回重开" in said(station.get(path))
    assert "请收回重开" in said(station.get(f"/certificates/{paper.serial}/print"))
    recalled = {"serial": paper.serial, "reason": "时长有误"}
    assert station.post(f"{path}/do/recall", recalled).status_code == 302
    assert "不再有效" in said(client.get(verify))
    assert client.get("/v/nothing").status_code == 404
    assert enter("leader").get(path).status_code == 404


def test_a_certificate_of_another_towns_hours_is_out_of_reach(cast, enter):
    made = volunteer(cast)
    hours.serve(cast.who("station"), made.pk, Service(60, TODAY, "理发"), NOW)
    paper = certificate.issue(cast.who("station"), made.pk, "hours", NOW)
    assert enter("administrator").get(f"/certificates/{paper.serial}/print").status_code == 404


def test_stock_by_its_page(cast, enter):
    client, station = enter("governance"), f"unit:{cast.unit('qiaodong_station').pk}"
    member = f"person:{cast.people['member'].pk}"
    given = {"item": "kit", "n": "5", "source": "outside", "to": station, "expires_on": "2027-06-30", "ref": "s1"}
    assert client.post("/stock/", given).status_code == 302
    issue = given | {"n": "9", "source": station, "to": member, "ref": "s2"}
    answer = client.post("/stock/", issue)
    assert answer.status_code == 422 and "这里只有 5 个" in said(answer)
    assert client.post("/stock/", issue | {"n": "2", "to": cast.people["member"].shown}).status_code == 302
    used = issue | {"n": "1", "source": member, "to": "outside", "unit": station, "ref": "s3"}
    assert client.post("/stock/", used).status_code == 302
    assert sorted(Stock.objects.values_list("n", flat=True)) == [1, 3]
    assert client.post("/stock/", {"item": "", "n": "x", "source": "?", "to": "person:x"}).status_code == 422


def test_a_card_prints_four_services_and_the_number_of_a_post(cast, enter):
    client, unit = enter("community"), cast.unit("qiaodong_station")
    page = said(client.get(f"/cards/contact/{unit.pk}"))
    assert all(service in page for service in ("家电维修", "医疗保健", "法律咨询", "家政服务"))
    type(unit).objects.filter(pk=unit.pk).update(phone="13800138000")
    page = said(client.get(f"/cards/contact/{unit.pk}"))
    assert "13800138000" not in page and "12345" in page and "卡上改印热线" in page
    type(unit).objects.filter(pk=unit.pk).update(phone="020-81501234")
    assert "020-81501234" in said(client.get(f"/cards/contact/{unit.pk}"))
    assert client.get(f"/cards/contact/{cast.unit('party_work').pk}").status_code == 404
    assert client.get("/cards/nothing/1").status_code == 404


def test_who_knows_no_kind(cast, enter):
    client = enter("community")
    assert client.get("/ties/new/friendship").status_code == 404
    assert client.get("/ties/new/baiyi").status_code == 404  # the community makes none
    assert client.get("/ties/999999").status_code == 404
    assert client.get("/pairs/?kind=none").status_code == 404
    assert not Person.objects.filter(erased_at__isnull=False).exists()


def test_one_that_ran_out_says_so_and_may_go_on(cast, enter, monkeypatch):
    made, later = agreement(cast), NOW + timedelta(days=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    lasting.follow(later)
    path, client = f"/ties/{made.pk}", enter("governance")
    page = said(client.get(path))
    assert "已到期" in page and "系统" in plain(client.get(path)) and "改登记的内容" not in page
    assert f'action="{path}/do/end"' not in page and f'action="{path}/do/change"' in page
    assert client.post(f"{path}/do/change", {"until": "2027-12-31"}).status_code == 302
    page = said(client.get(path))
    assert "已到期" not in page and f'action="{path}/do/end"' in page and "2026-12-31 → 2027-12-31" in page


def test_the_issuer_prints_the_registered_number_on_a_certificate_and_it_is_on_record(cast, enter):
    number = "11010519491231002X"
    made = volunteer(cast, fields={"skills": ["law"], "id_number": number})
    hours.serve(cast.who("station"), made.pk, Service(60, TODAY, "社区义诊"), NOW)
    paper = certificate.issue(cast.who("station"), made.pk, "hours", NOW)
    path, client = f"/certificates/{paper.serial}/print", enter("station")
    page = said(client.get(path))
    assert number not in page and "手写填入" in page and "印上登记的证件号码" in page
    assert not Entry.objects.filter(act="tie.reveal").exists(), "looking at the sheet opens nothing"
    page = said(client.post(path))
    assert number in page and "手写填入" not in page and "印上登记的证件号码" not in page
    (entry,) = Entry.objects.filter(act="tie.reveal")
    assert (entry.tie_id, paper.serial in entry.data["reason"]) == (made.pk, True) and number not in str(entry.data)
    page = said(enter("community").post(path))
    assert number not in page and "手写填入" in page and "印上登记的证件号码" not in page
    certificate.withdraw(cast.who("station"), paper.serial, "开错了", NOW)
    with pytest.raises(Refused):
        certificate.identify(cast.who("station"), paper.serial, NOW)
    assert Entry.objects.filter(act="tie.reveal").count() == 1
    bare = volunteer(cast, 2)
    hours.serve(cast.who("station"), bare.pk, Service(60, TODAY, "理发"), NOW)
    paper = certificate.issue(cast.who("station"), bare.pk, "hours", NOW)
    assert "印上登记的证件号码" not in said(enter("station").get(f"/certificates/{paper.serial}/print"))
