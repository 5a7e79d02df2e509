"""A member unit without an agreement claims over the link of its seat: its own needs of that alliance, for so long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import delivery, filing, matter, partner, tie
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import partner as links
from lianxin.language.reason import Refused
from tests.kernel.ties import NOW, TODAY, agreement, other_community, street

pytestmark = pytest.mark.django_db
DAYS = 90


@pytest.fixture
def cast():
    return street()


def seat(cast, unit="partner_clinic", lead="branch_qiaodong"):
    wanted = Wanted("council_seat", cast.town.pk, cast.unit(lead).pk, TODAY, other_id=cast.unit(unit).pk)
    return tie.make(cast.who("governance"), wanted, NOW)


def linked(cast, made=None, who="governance"):
    made = made or seat(cast)
    return made, partner.give_link(cast.who(who), made.pk, NOW)


def need(cast, unit="partner_clinic", place=None, text="想请人讲一讲夏天怎么防中暑"):
    place = place or cast.unit("qiaodong")
    told = Telling(text, cast.town.pk, kind="need", channel="desk", place_id=place.pk)
    found = filing.file(cast.who("governance"), told, NOW).matter
    return matter.take(
        cast.who("governance"), found.pk, "match", {"unit": cast.unit(unit).pk, "resource": "健康讲座"}, NOW
    )


def test_claimed_and_delivered_and_the_entries_say_over_which_link(cast):
    found = need(cast)
    made, key = linked(cast, who="secretary")
    who, opened = links.of_link(key, NOW)
    assert opened.pk == made.pk and [one.pk for one in links.needs(opened)] == [found.pk]
    partner.answer_need(who, found.pk, "claim", {}, NOW)
    partner.answer_need(who, found.pk, "deliver", {"result": "讲了一场"}, NOW)
    found.refresh_from_db()
    assert found.step == "delivered" and found.claimer_unit_id == made.other_id
    for act in ("matter.claim", "matter.deliver"):
        entry = Entry.objects.get(act=act, matter=found)
        assert (entry.person_id, entry.tie_id, entry.unit_id) == (None, made.pk, made.other_id)
    given = Entry.objects.get(act="tie.link", tie=made)
    assert given.data["until"] == (TODAY + timedelta(days=DAYS)).isoformat()


def test_it_ends_by_its_day_by_hand_with_the_seat_and_by_a_new_one(cast):
    found = need(cast)
    made, key = linked(cast)
    who, _ = links.of_link(key, NOW)
    assert links.of_link(key, NOW + timedelta(days=DAYS - 1))
    late = NOW + timedelta(days=DAYS, minutes=1)
    assert links.of_link(key, late) is None
    with pytest.raises(Refused):
        partner.answer_need(who, found.pk, "claim", {}, late)
    _, second = linked(cast, made)
    assert links.of_link(key, NOW) is None and links.of_link(second, NOW)
    partner.end_link(cast.who("governance"), made.pk, NOW)
    assert links.of_link(second, NOW) is None
    with pytest.raises(Refused):
        partner.answer_need(who, found.pk, "claim", {}, NOW)
    _, third = linked(cast, made)
    tie.end(cast.who("governance"), made.pk, "left", NOW)
    assert links.of_link(third, NOW) is None


def test_only_whoever_leads_the_alliance_gives_it(cast):
    made = seat(cast)
    for name in ("clerk", "member", "elsewhere"):
        with pytest.raises(Refused):
            partner.give_link(cast.who(name), made.pk, NOW)
    resource = Wanted(
        "resource", cast.town.pk, made.unit_id, TODAY, other_id=made.other_id,
        fields={"sort": ["skill"], "what": "讲座", "available": "周末"},
    )  # fmt: skip
    other = tie.make(cast.who("governance"), resource, NOW)
    with pytest.raises(Refused) as refused:
        partner.give_link(cast.who("governance"), other.pk, NOW)
    assert refused.value.code == "no-link"


def test_it_shows_the_needs_of_its_own_alliance_and_nothing_else(cast):
    mine, elsewhere = need(cast), need(cast, place=other_community(cast), text="想请人教一教怎么量血压")
    theirs = need(cast, unit="partner_dental", text="想请人看一看孩子的牙")
    lamp = filing.file(cast.who("clerk"), Telling("路灯不亮", cast.town.pk, place_id=mine.place_id), NOW).matter
    Matter.objects.filter(pk=lamp.pk).update(owner_id=mine.owner_id)
    made, key = linked(cast)
    who, opened = links.of_link(key, NOW)
    assert [one.pk for one in links.needs(opened)] == [mine.pk]
    for one in (elsewhere, theirs, lamp):
        with pytest.raises(Refused):
            partner.answer_need(who, one.pk, "claim", {}, NOW)
    told = Delivery(next(iter(cast.pack.said.ties["baiyi"].deliveries.commitments)), TODAY, 3, "义诊")
    for other in (agreement(cast, "partner_clinic", 1).pk, made.pk):
        with pytest.raises(Refused):
            delivery.deliver(who, other, told, NOW)


def test_the_seat_in_the_street_s_own_council_answers_for_every_community(cast):
    here, there = need(cast), need(cast, place=other_community(cast), text="想请人教一教怎么量血压")
    committee = next(one for one in cast.town.members.all() if one.kind == "committee")
    wanted = Wanted("council_seat", cast.town.pk, committee.pk, TODAY, other_id=here.owner_id)
    made = tie.make(cast.who("governance"), wanted, NOW)
    _, opened = links.of_link(linked(cast, made)[1], NOW)
    assert {one.pk for one in links.needs(opened)} == {here.pk, there.pk}


def test_the_page_claims_delivers_and_tells_nothing_more(cast, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    found, other = need(cast), need(cast, unit="partner_dental", text="想请人看一看孩子的牙")
    made, key = linked(cast)
    path = f"/p/{key}"
    answer = client.get(path)
    page = answer.content.decode()
    assert "防中暑" in page and "认领" in page and "孩子的牙" not in page
    assert (TODAY + timedelta(days=DAYS)).isoformat() in page
    assert "记一次" not in page and "本季度" not in page, "there is no agreement to tell of"
    assert "no-store" in answer.headers["Cache-Control"] and "noindex" in answer.headers["X-Robots-Tag"]
    assert client.post(path, {"need": other.pk, "step": "claim"}).status_code == 422
    assert client.post(path, {"commitment": "service", "on": TODAY.isoformat(), "n": "3"}).status_code == 422
    assert client.post(path, {"need": found.pk, "step": "claim"}).status_code == 302
    assert client.post(path, {"need": found.pk, "step": "confirm"}).status_code == 422
    assert client.post(path, {"need": found.pk, "step": "deliver", "result": "讲了一场"}).status_code == 302
    for private in (f"/matter/{found.pk}", "/desk/", "/alliance/", f"/ties/{made.pk}"):
        assert client.get(private).status_code in (302, 404), private
    codes = {client.post(path, {"need": found.pk, "step": "claim"}).status_code for _ in range(62)}
    assert codes == {422, 429}, "so many in so long"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=DAYS + 1))
    gone = client.get(path)
    assert gone.status_code == 410 and "防中暑" not in gone.content.decode()


def test_the_desk_gives_and_ends_it(cast, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = seat(cast)
    client.force_login(cast.account("governance"))
    address = f"/ties/{made.pk}"
    assert "90 天有效" in client.get(address).content.decode()
    page = client.post(f"{address}/do/link").content.decode()
    key = page.split("/p/")[1].split("<")[0].split('"')[0]
    assert links.of_link(key, NOW)
    assert (TODAY + timedelta(days=DAYS)).isoformat() in client.get(address).content.decode()
    client.post(f"{address}/do/unlink")
    assert links.of_link(key, NOW) is None
