"""民政部令第67号: whoever records certifies; hours are the sum of the issuer's entries; corrections are new entries."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import certificate, consent, hours, tie
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.models import Card, Certificate, Entry
from lianxin.kernel.reads import links, volunteers
from lianxin.language.reason import Refused
from tests.kernel.ties import CONSENT, NOW, TODAY, street, volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return street()


def refused(code, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value
    return caught.value


def serve(cast, name, made, minutes=120, on=TODAY, **more):
    return hours.serve(cast.who(name), made.pk, Service(minutes, on, "家电维修进社区", **more), NOW)


def test_order_67_hours_are_the_sum_of_the_issuers_own_entries(cast):
    made = volunteer(cast)
    serve(cast, "station", made, 90)
    serve(cast, "station", made, 60, TODAY - timedelta(days=3))
    serve(cast, "community", made, 240, TODAY - timedelta(days=1))
    paper = certificate.issue(cast.who("station"), made.pk, "hours", NOW)
    assert (paper.said["minutes"], paper.said["times"], paper.unit.name) == (150, 2, "桥东社区党群服务驿站")
    other = certificate.issue(cast.who("community"), made.pk, "hours", NOW)
    assert other.said["minutes"] == 240
    error = refused("issuer", certificate.issue, cast.who("governance"), made.pk, "hours", NOW)
    assert "谁记录谁证明" in error.say("zh") and error.reasons[0].source == "volunteer-67"
    assert Certificate.objects.count() == 2


def test_a_correction_is_a_new_entry_by_the_same_unit(cast):
    made = volunteer(cast)
    first = serve(cast, "station", made, 600)
    refused("issuer", hours.correct, cast.who("community"), first.pk, 60, "写多了", NOW)
    hours.correct(cast.who("station"), first.pk, 60, "多写了一个零", NOW)
    assert [(one.minutes, one.corrected) for one in volunteers.served(made.pk)] == [(60, True)]
    assert Entry.objects.get(pk=first.pk).data["minutes"] == 600
    assert certificate.issue(cast.who("station"), made.pk, "hours", NOW).said["minutes"] == 60
    hours.correct(cast.who("station"), first.pk, 0, "不是这位志愿者", NOW)
    assert volunteers.served(made.pk) == []
    refused("issuer", certificate.issue, cast.who("station"), made.pk, "hours", NOW)


def test_a_correction_fits_into_its_day_too(cast):
    made = volunteer(cast)
    first = serve(cast, "station", made, 60)
    serve(cast, "community", made, 1380)
    refused("day-full", hours.correct, cast.who("station"), first.pk, 61, "少写了一分钟", NOW)
    assert hours.correct(cast.who("station"), first.pk, 60, "时长没有错", NOW).data["minutes"] == 60
    assert hours.correct(cast.who("station"), first.pk, 30, "多写了半小时", NOW).data["minutes"] == 30


def test_a_certificate_whose_hours_were_put_right_says_so(cast):
    """民政部令第67号: whoever certifies answers for it, so what it certified is compared with what stands now."""
    made = volunteer(cast)
    first = serve(cast, "station", made, 600)
    paper = certificate.issue(cast.who("station"), made.pk, "hours", NOW)
    hours.serve(cast.who("station"), made.pk, Service(90, TODAY, "后来补记的"), NOW + timedelta(hours=1))
    serve(cast, "community", made, 30)
    assert volunteers.verified(paper)["now"] == 600, "what was recorded later, or by others, is none of it"
    hours.correct(cast.who("station"), first.pk, 60, "多写了一个零", NOW + timedelta(days=1))
    assert (volunteers.verified(paper)["minutes"], volunteers.verified(paper)["now"]) == (600, 60)
    assert volunteers.book(made).standing == {paper.serial: 60}
    again = certificate.issue(cast.who("station"), made.pk, "hours", NOW + timedelta(days=2))
    assert volunteers.worth(again) == again.said["minutes"] == 150


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"on": TODAY + timedelta(days=1)}, "future"),
        ({"on": date(2025, 12, 31)}, "outside"),
        ({"place": "桥东大街13号3楼，电话13800138000"}, "private"),
    ],
)
def test_what_is_no_service(cast, given, code):
    made = volunteer(cast)
    refused(code, serve, cast, "station", made, **given)


def test_a_day_holds_twenty_four_hours(cast):
    made = volunteer(cast)
    serve(cast, "station", made, 1000)
    refused("day-full", serve, cast, "community", made, 441)
    serve(cast, "community", made, 440)


def test_the_same_submission_counts_once(cast):
    made = volunteer(cast)
    assert serve(cast, "station", made, ref="tap").pk == serve(cast, "station", made, ref="tap").pk
    assert len(volunteers.served(made.pk)) == 1


@pytest.mark.parametrize("name", ["member", "leader", "administrator"])
def test_who_records_no_hours(cast, name):
    made = volunteer(cast)
    with pytest.raises(Refused):
        serve(cast, name, made)
    with pytest.raises(Refused):
        certificate.issue(cast.who(name), made.pk, "hours", NOW)


def test_the_number_of_a_certificate_is_no_telephone_in_the_reason_for_opening_a_card(cast):
    made = volunteer(cast, fields={"skills": ["law"], "id_number": "11010519491231002X"})
    serve(cast, "station", made)
    paper = certificate.issue(cast.who("station"), made.pk, "hours", NOW)
    Certificate.objects.filter(pk=paper.pk).update(serial="ZY-138-2026-0001")  # as that of unit 138 reads
    assert certificate.identify(cast.who("station"), "ZY-138-2026-0001", NOW) == "11010519491231002X"
    assert Entry.objects.get(act="tie.reveal").data["reason"] == "印在证明 ZY-138-2026-0001 上"


def test_serials_run_by_issuer_and_year_and_a_withdrawn_one_says_so(cast, monkeypatch):
    made = volunteer(cast)
    serve(cast, "station", made)
    papers = [certificate.issue(cast.who("station"), made.pk, "hours", NOW) for _ in range(2)]
    unit = cast.unit("qiaodong_station").pk
    assert [one.serial for one in papers] == [f"ZY-{unit}-2026-0001", f"ZY-{unit}-2026-0002"]
    found = volunteers.certificate(links.certificate_link(papers[0].serial))
    assert volunteers.verified(found)["name"] == "卢***" and volunteers.verified(found)["withdrawn_at"] is None
    with pytest.raises(Refused):
        certificate.withdraw(cast.who("community"), papers[0].serial, "不是我出的", NOW)
    refused("reason", certificate.withdraw, cast.who("station"), papers[0].serial, "", NOW)
    station = cast.who("station")
    # The town's pack may have dropped that kind since: what was issued is asked by the pack it was issued under.
    monkeypatch.setattr("lianxin.kernel.reads.packs.of_town", lambda town: pytest.fail("the pack of today"))
    certificate.withdraw(station, papers[0].serial, "时长有误", NOW)
    found = volunteers.certificate(links.certificate_link(papers[0].serial))
    assert volunteers.verified(found)["withdrawn_at"] == NOW
    assert volunteers.certificate("f" * 32) is None
    assert [entry.act for entry in Entry.objects.filter(act__startswith="certificate").order_by("pk")] == [
        "certificate.issue", "certificate.issue", "certificate.withdraw",
    ]  # fmt: skip


def test_the_whole_record_of_article_4(cast):
    made = volunteer(cast)
    serve(cast, "station", made)
    who = cast.who("station")
    hours.note(who, made.pk, "training", "初级急救培训 4 学时", TODAY, NOW, until=date(2028, 11, 26))
    hours.note(who, made.pk, "honour", "社区优秀志愿者", TODAY, NOW)
    hours.note(who, made.pk, "review", "服务认真，居民满意", TODAY, NOW)
    refused("part", hours.note, who, made.pk, "rank", "第一名", TODAY, NOW)
    refused("future", hours.note, who, made.pk, "training", "急救培训", TODAY + timedelta(days=1), NOW)
    book = volunteers.book(made)
    assert [entry.act for entry in book.parts] == ["hours.review", "hours.honour", "hours.training"]
    assert book.by_issuer == [(cast.unit("qiaodong_station").pk, "桥东社区党群服务驿站", 120)]


def test_a_child_volunteers_with_a_guardian(cast):
    refused("guardian", volunteer, cast, birth_year=2015)
    assert volunteer(cast, birth_year=2015, consent={**CONSENT, "by": "guardian"}).state == "active"


def test_no_hours_before_consent(cast):
    made = volunteer(cast, consent=None)
    refused("intent", serve, cast, "station", made)
    consent.give(cast.who("station"), made.pk, CONSENT, NOW)
    serve(cast, "station", made)


def test_the_identity_number_is_sealed(cast):
    number = "11010519491231002X"
    made = volunteer(cast, fields={"skills": ["law"], "id_number": number})
    assert "id_number" not in made.data["fields"] and number.encode() not in bytes(Card.objects.get().sealed)
    with pytest.raises(Refused):
        volunteer(cast, 2, fields={"id_number": "110105194912310021"})


def test_the_roll_by_skill(cast, django_assert_num_queries):
    volunteer(cast, 1)
    volunteer(cast, 2, fields={"skills": ["haircut"]})
    gone = volunteer(cast, 3)
    tie.end(cast.who("station"), gone.pk, "left", NOW)
    with django_assert_num_queries(1):
        assert [one.tie.person.shown for one in volunteers.roll(cast.town.pk, NOW)] == ["卢春晓1", "卢春晓2"]
    assert [one.skills for one in volunteers.roll(cast.town.pk, NOW, "haircut")] == [["haircut"]]
