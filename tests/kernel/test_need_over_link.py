"""A liaison claims a need of the alliance over the link of the unit's agreement: no account, nothing else."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import filing, matter, partner
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import partner as links
from lianxin.language.reason import Refused
from tests.cast import join
from tests.kernel.ties import NOW, agreement, street

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return street()


def need(cast, unit="partner_clinic", text="想请人讲一讲夏天怎么防中暑"):
    told = Telling(text, cast.town.pk, kind="need", channel="desk", place_id=cast.unit("qiaodong").pk)
    found = filing.file(cast.who("community"), told, NOW).matter
    given = {"unit": cast.unit(unit).pk, "resource": "健康讲座"}
    return matter.take(cast.who("community"), found.pk, "match", given, NOW)


def linked(cast, unit="partner_clinic", n=1):
    made = agreement(cast, unit, n)
    return made, partner.give_link(cast.who("governance"), made.pk, NOW)


def test_a_need_from_match_to_confirmation_without_an_account(cast):
    found = need(cast)
    who, tie = links.of_link(linked(cast)[1], NOW)
    assert [one.pk for one in links.needs(tie)] == [found.pk]
    partner.answer_need(who, found.pk, "claim", {}, NOW)
    with pytest.raises(Refused):
        partner.answer_need(who, found.pk, "deliver", {}, NOW)
    partner.answer_need(who, found.pk, "deliver", {"result": "讲了一场，来了 40 人次"}, NOW)
    with pytest.raises(Refused) as refused:
        partner.answer_need(who, found.pk, "confirm", {}, NOW)
    assert refused.value.code == "not-yours"
    for action, given in (("confirm", {}), ("not_yet", {"reason": "只讲了一半"})):
        with pytest.raises(Refused) as refused:
            matter.take(cast.who("community"), found.pk, action, given, NOW)
        assert refused.value.code == "same-person", "who listed it does not judge it"
        assert "登记" in refused.value.say("zh") and "党建" in refused.value.say("zh"), "and reads who may"
    join(cast, "colleague", "康以宁", "community", cast.unit("qiaodong"))
    matter.take(cast.who("colleague"), found.pk, "confirm", {}, NOW)
    found.refresh_from_db()
    assert not found.is_open and found.claimer_unit_id == cast.unit("partner_clinic").pk
    entry = Entry.objects.get(act="matter.claim")
    assert entry.person_id is None and entry.matter_id == found.pk
    assert links.needs(tie) == []


def test_what_does_not_fit_goes_back_to_the_list(cast):
    found = need(cast)
    who, _ = links.of_link(linked(cast)[1], NOW)
    partner.answer_need(who, found.pk, "rematch", {"reason": "本月排不出讲师"}, NOW)
    found.refresh_from_db()
    assert found.step == "listed" and found.owner_id == cast.unit("qiaodong").pk


def test_a_link_answers_its_own_units_needs_only_while_it_holds(cast):
    found, request = (
        need(cast),
        filing.file(
            cast.who("clerk"), Telling("路灯不亮", cast.town.pk, place_id=cast.unit("qiaodong").pk), NOW
        ).matter,
    )
    other, _ = links.of_link(linked(cast, "partner_dental", 2)[1], NOW)
    made, key = linked(cast)
    who, _ = links.of_link(key, NOW)
    Matter.objects.filter(pk=request.pk).update(owner_id=cast.unit("partner_clinic").pk)
    for asking, pk in ((other, found.pk), (who, request.pk), (cast.who("clerk"), found.pk)):
        with pytest.raises(Refused):
            partner.answer_need(asking, pk, "claim", {}, NOW)
    with pytest.raises(Refused):
        partner.answer_need(who, found.pk, "claim", {}, NOW + timedelta(days=60))
    partner.end_link(cast.who("governance"), made.pk, NOW)
    assert links.of_link(key, NOW) is None


def test_the_page_of_the_link_claims_and_delivers(cast, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    found = need(cast)
    path = f"/p/{linked(cast)[1]}"
    page = client.get(path).content.decode()
    assert "请您单位对接的共建需求" in page and "防中暑" in page and "认领" in page
    assert client.post(path, {"need": found.pk, "step": "claim"}).status_code == 302
    again = client.post(path, {"need": found.pk, "step": "claim"})
    assert again.status_code == 422 and "领走" in again.content.decode()
    assert client.post(path, {"need": found.pk, "step": "deliver", "result": "讲了一场"}).status_code == 302
    found.refresh_from_db()
    assert found.step == "delivered" and client.get("/desk/").status_code == 302
